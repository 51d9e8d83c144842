import Foundation
import Reports
import Testing

@Suite struct InlineSVGTests {
  private func inlined(_ body: String) -> String? {
    inlineSVG(
      Data("<svg width=\"90pt\" height=\"60pt\" viewBox=\"0 0 90 60\">\(body)</svg>".utf8), idPrefix: "f-",
      label: "A & b")
  }

  @Test func drawingsGetPrefixedIdsALabelAndRoom() {
    // The order of the two sizes is not promised.
    let expected = [#"viewBox="0 0 90 60" width="120pt""#, #"width="120pt" viewBox="0 0 90 60""#].map { sizes in
      "<svg \(sizes) role=\"img\" aria-label=\"A &amp; b\"><g id=\"f-a\"/><use href=\"#f-a\"/></svg>"
    }
    let drawing = inlined("<g id=\"a\"/><use href=\"#a\"/>")
    #expect(expected.contains { $0 == drawing }, "\(drawing ?? "nothing")")
  }

  @Test(arguments: [
    "<script>1</script>", "<g onload=\"x\"/>", "<image href=\"http://example.org/a.png\"/>",
    "<rect fill=\"url(http://example.org/a)\"/>", "<foreignObject/>", "<a href=\"javascript:1\"/>",
  ])
  func activeOrForeignContentIsNotInlined(_ body: String) {
    #expect(inlined(body) == nil)
  }

  @Test func truncatedDrawingsAreNotInlined() {
    #expect(inlineSVG(Data("<svg width=\"9\"".utf8), idPrefix: "f-", label: "") == nil)
    #expect(inlineSVG(Data("<svg><g>".utf8), idPrefix: "f-", label: "") == nil)
  }
}
