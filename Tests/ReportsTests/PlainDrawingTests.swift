import Foundation
import Reports
import Testing

/// Which drawings may stand in a page as they are.
@Suite struct PlainDrawingTests {
  private static let head = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"90pt\" height=\"60pt\" viewBox=\"0 0 90 60\">"

  private func inlined(_ text: String) -> String? { inlineSVG(Data(text.utf8), idPrefix: "f-", label: "x") }

  @Test func whatCairoWritesIsInlined() {
    let drawing = """
      <?xml version="1.0" encoding="UTF-8"?>
      \(Self.head)
      <title id="title">a &lt; b</title><defs><g><symbol overflow="visible" id="i0">
      <path style="stroke:none;" d="M 0 1 Z"/></symbol>
      </g><clipPath id="i1"><path d="M 0 0"/></clipPath></defs>
      <g clip-path="url(#i1)" style="fill:rgb(0%,0%,0%);fill-opacity:1;"><use xlink:href="#i0" x="1" y="2"/></g>
      <image width="2" height="2" xlink:href="data:image/png;base64,iVBORw0KGgo="/>
      </svg>

      """
    #expect(inlined(drawing)?.contains("url(#f-i1)") == true)
  }

  @Test(arguments: [
    "<meta http-equiv=\"refresh\" content=\"0;url=http://example.org\"/>", "<form action=\"x\"><g/></form>",
    "<text>faked</text>",
    "<a href=\"#x\"><g/></a>", "<g style=\"position:fixed\"/>", "<g style=\"fill:url(http://example.org)\"/>",
    "<g class=\"x\"/>",
    "<g><path></g></path>", "<!-- -->", "<![CDATA[x]]>", "words", "<image href=\"data:image/svg+xml;base64,AAAA\"/>",
    "<image href=\"#a&#x3a;\"/>", "<g fill=\"&quot;\"/>", "<g id='a'/>", "<g id=a/>", "<svg width=\"1\"></svg>", "<G/>",
    "<title><g/></title>", "<script/>", "<g onload=\"x\"/>", "<use href=\"http://example.org/a.svg#b\"/>",
    "<g fill=\"u\\72l(x)\"/>",
    "<g id=\"a>b\"/>", "<style>*{}</style>", "<animate attributeName=\"href\"/>", "<foreignObject/>",
  ])
  func everythingElseIsAPicture(_ body: String) {
    #expect(inlined(Self.head + "<g/></svg>") != nil)
    #expect(inlined(Self.head + body + "</svg>") == nil)
  }

  @Test(arguments: [
    ("<meta http-equiv=\"refresh\" content=\"0\"/>", ""), ("", "<meta http-equiv=\"refresh\" content=\"0\"/>"),
    ("<!DOCTYPE svg [<!ENTITY a \"b\">]>", ""), ("", "<svg></svg>"), ("<?xml-stylesheet href=\"a\"?>", ""),
    ("x", ""), ("", "x"),
  ])
  func nothingStandsBeforeOrBehind(_ before: String, _ behind: String) {
    #expect(inlined(before + Self.head + "<g/></svg>" + behind) == nil)
  }
}
