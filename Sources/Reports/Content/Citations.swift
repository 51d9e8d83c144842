import Foundation
import Schema
import Stages

/// A piece of methods text: words, or a group of citations by number.
enum MethodsSegment: Equatable {
  case words(String)
  case citations([NumberedReference])
}

/// A reference with its number in the list.
struct NumberedReference: Equatable {
  var number: Int
  var reference: Reference
}

/// Numbers references by their first citation, as journals do.
///
/// Citation keys stand in the text as Pandoc writes them, `[@gardner2022; @bauer2021]`.
struct CitationList {
  private let known: [String: Reference]
  private(set) var references: [NumberedReference] = []
  /// Keys that are cited and that no record explains.
  private(set) var unknownKeys: [String] = []

  init(known references: [Reference]) {
    known = Dictionary(references.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The text with its citation keys turned into numbers. Keys that no reference explains stay in the text.
  mutating func numbered(_ text: String) -> [MethodsSegment] {
    var segments: [MethodsSegment] = []
    var rest = text[...]
    while let opening = rest.range(of: "[@"), let closing = rest[opening.upperBound...].firstIndex(of: "]") {
      if opening.lowerBound > rest.startIndex {
        segments.append(.words(String(rest[..<opening.lowerBound])))
      }
      let keys = rest[opening.upperBound..<closing].split(separator: ";").map {
        $0.filter { $0 != "@" && $0 != " " }
      }
      let cited = keys.compactMap { add($0) }
      if !cited.isEmpty { segments.append(.citations(cited)) }
      let unexplained = keys.filter { known[$0] == nil }
      if !unexplained.isEmpty {
        segments.append(.words("[\(unexplained.joined(separator: "; "))]"))
        unknownKeys += unexplained.filter { !unknownKeys.contains($0) }
      }
      rest = rest[rest.index(after: closing)...]
    }
    if !rest.isEmpty { segments.append(.words(String(rest))) }
    return segments
  }

  /// Adds a reference that is not cited in the text to the end of the list.
  @discardableResult
  mutating func add(_ key: String) -> NumberedReference? {
    guard let reference = known[key] else { return nil }
    if let present = references.first(where: { $0.reference.key == key }) { return present }
    let added = NumberedReference(number: references.count + 1, reference: reference)
    references.append(added)
    return added
  }
}

/// Entries of a BibTeX file, in the order given.
///
/// Braces that do not pair would end an entry early, so they are left out of the values, and so are characters of keys that
/// BibTeX does not take.
package func bibliographyText(_ references: [Reference]) -> String {
  func value(_ text: String) -> String {
    text.filter { $0 != "{" && $0 != "}" && $0 != "\\" }.replacingOccurrences(of: "\n", with: " ")
      .replacingOccurrences(of: "&", with: "\\&").replacingOccurrences(of: "%", with: "\\%")
  }
  return references.map { reference in
    let safe = Reference(
      key: reference.key.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "_-:.".contains($0)) },
      authors: bibTeXAuthors(value(reference.authors)), year: reference.year, title: value(reference.title),
      source: value(reference.source),
      doi: reference.doi.filter { $0 != "{" && $0 != "}" && !$0.isWhitespace })
    return safe.bibTeX + "\n"
  }.joined(separator: "\n")
}

/// "Bauer, U., Edelsbrunner, H. and Morozov, D." as BibTeX separates authors: "Bauer, U. and Edelsbrunner, H. and …".
private func bibTeXAuthors(_ text: String) -> String {
  let parts = text.replacingOccurrences(of: " and ", with: ", ").split(separator: ",").map {
    $0.trimmingCharacters(in: .whitespaces)
  }
  // Names come as pairs of surname and initials; anything else is left as it stands.
  let initialsEndInDot = stride(from: 1, to: parts.count, by: 2).allSatisfy { parts[$0].hasSuffix(".") }
  guard parts.count % 2 == 0, !parts.isEmpty, initialsEndInDot else { return text }
  return stride(from: 0, to: parts.count, by: 2).map { "\(parts[$0]), \(parts[$0 + 1])" }
    .joined(separator: " and ")
}
