import Schema

/// A part of the draws of a null distribution, written first:last+1 and counted from 0 as in Python: 0:250 are the first 250.
public struct DrawRange: Sendable, Equatable {
  /// The first draw.
  public var first: Int
  /// The first draw that is no longer part of it.
  public var end: Int

  public init(_ range: Range<Int>) {
    first = range.lowerBound
    end = range.upperBound
  }

  var range: Range<Int> { first..<max(first, end) }
}

extension DrawRange: ParameterValue {
  public static var expectedText: String { "a range such as 0:250" }

  public init?(parameterText: String) {
    let parts = parameterText.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let first = parts[0], let end = parts[1], first >= 0, end >= first else { return nil }
    self.init(first..<end)
  }

  public var json: JSONValue { .string("\(first):\(end)") }
}

extension DrawRange: RecordValue {
  public var recordJSON: JSONValue? { json }
  public init?(recordJSON: JSONValue?) {
    guard let text = recordJSON?.string else { return nil }
    self.init(parameterText: text)
  }
}
