import FoundationEssentials
import Schema

/// What archives of recordings take. Each gives what is wrong with a text and what would be right, `nil` for one that is fine.
/// The rules are those of NWB and of the checks that DANDI makes.
package enum SessionRules {
  /// ISO 8601 with time of day and offset from UTC, on a day that there is.
  package static func start(_ text: String) -> String? {
    let example = "write a date, a time and the offset from UTC, for example 2021-03-01T10:30:00+01:00"
    guard let match = text.wholeMatch(of: /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:?\d\d)?/) else {
      return "'\(text)' is no start of a session; \(example)."
    }
    guard let offset = match.output.3 else { return "'\(text)' does not say in which time zone; \(example)." }
    guard let date = try? Date("\(match.output.1)Z", strategy: .iso8601),
      date.formatted(.iso8601) == "\(match.output.1)Z", (try? Date("\(match.output.1)\(offset)", strategy: .iso8601)) != nil
    else { return "there is no such time as '\(text)'; \(example)." }
    return nil
  }

  /// A Latin name of two or three words, or the link of a taxonomy.
  package static func species(_ text: String) -> String? {
    if text.wholeMatch(of: /[A-Z][a-z]+( [a-z-]+){1,2}/) != nil || text.wholeMatch(of: /https?:\/\/\S+NCBITaxon_\d+/) != nil {
      return nil
    }
    let known = [
      "mouse": "Mus musculus", "rat": "Rattus norvegicus", "human": "Homo sapiens", "fly": "Drosophila melanogaster",
      "fruit fly": "Drosophila melanogaster", "macaque": "Macaca mulatta", "monkey": "Macaca mulatta",
      "zebrafish": "Danio rerio", "gerbil": "Meriones unguiculatus", "bat": "Rousettus aegyptiacus",
    ]
    let name = known[text.lowercased()] ?? known.values.first { $0.lowercased() == text.lowercased() }
    return "'\(text)' is no Latin name; write " + (name.map { "'\($0)', if it was one." } ?? "one such as 'Mus musculus'.")
  }

  package static func sex(_ text: String) -> String? {
    ["M", "F", "O", "U"].contains(text) ? nil : "'\(text)' is none of M (male), F (female), O (other) and U (unknown)."
  }

  /// An ISO 8601 duration, or two with a slash between for a range; the second may be missing.
  package static func age(_ text: String) -> String? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let isFine =
      parts.count <= 2 && isDuration(parts[0]) && (parts.count == 1 || parts[1].isEmpty || isDuration(parts[1]))
    return isFine
      ? nil : "'\(text)' is no age; write days as P90D, weeks as P12W, years and months as P3Y6M, a range as P80D/P90D."
  }

  private static func isDuration(_ text: Substring) -> Bool {
    let form = /P(\d+(\.\d+)?Y)?(\d+(\.\d+)?M)?(\d+(\.\d+)?W)?(\d+(\.\d+)?D)?(T(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?/
    return text.wholeMatch(of: form) != nil && text.last != "P" && text.last != "T"
  }

  /// A name that becomes part of names of files and objects.
  package static func name(_ text: String) -> String? {
    let isFine = !text.contains("/") && text.first?.isWhitespace == false && text.last?.isWhitespace == false
    return isFine ? nil : "'\(text)' becomes part of names: no slashes, and no blanks at its ends."
  }

  /// `Last, First`.
  package static func person(_ text: String) -> String? {
    text.wholeMatch(of: /[^,;]+, [^,;]+/) == nil ? "'\(text)' is no name of the form 'Last, First'." : nil
  }
}
