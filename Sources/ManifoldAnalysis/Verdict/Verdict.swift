import Schema

/// What the bars say about the shape of the cloud, with the reasons in words.
public struct Verdict: Sendable, Equatable {
  /// The shapes that are told apart.
  public enum Shape: String, Sendable, CaseIterable {
    /// No bar is longer than those of the null.
    case none
    /// Bars above the null, but neither ring nor torus is established; a sheet with holes, for instance.
    case structure
    /// One circle.
    case ring
    /// Two circles.
    case torus
    /// There is no null distribution to compare with.
    case untested

    /// Whether there is something to decode.
    var isManifold: Bool { self == .ring || self == .torus }
  }

  /// What was decided.
  public var shape: Shape
  /// The verdict as one sentence.
  public var sentence: String
  /// The numbers behind it, a sentence each.
  public var reasons: [String]

  public init(shape: Shape, sentence: String, reasons: [String]) {
    self.shape = shape
    self.sentence = sentence
    self.reasons = reasons
  }
}
