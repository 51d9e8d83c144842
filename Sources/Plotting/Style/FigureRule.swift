import Schema

/// Options of one figure or of several, by name: an entry of the section `figures` of a plot configuration.
public struct FigureRule: Sendable, Equatable {
  /// The name of a figure, such as `tda-barcode`; each `*` stands for any number of letters.
  public var pattern: String
  /// The options in the order in which they were given.
  public var settings: [ParameterSetting]

  public init(_ pattern: String, _ settings: [ParameterSetting]) {
    self.pattern = pattern
    self.settings = settings
  }

  /// Whether it may mean several figures. An option that one of them lacks is then left out for it.
  public var isPattern: Bool { pattern.contains("*") }

  /// Whether the figure of this name is meant.
  public func matches(_ name: String) -> Bool {
    // The last star is the only one that ever has to give letters back. O(pattern · name) at most.
    let (pattern, name) = (Array(pattern), Array(name))
    var (p, n) = (0, 0)
    var retry: (pattern: Int, name: Int)?
    while n < name.count {
      if p < pattern.count, pattern[p] == "*" {
        retry = (p + 1, n)
        p += 1
      } else if p < pattern.count, pattern[p] == name[n] {
        (p, n) = (p + 1, n + 1)
      } else if let last = retry {
        (p, n) = (last.pattern, last.name + 1)
        retry = (p, n)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == "*" }
  }
}
