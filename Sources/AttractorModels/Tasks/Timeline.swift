import Foundation

/// A position that a stimulus can have, and what lies between two of them.
public protocol TaskPosition: Sendable, Equatable {
  /// So far along the way to another.
  ///
  /// - Parameter circumference: of the axes, for the shorter way round; `nil` for the straight way in coordinates.
  func towards(_ other: Self, fraction: Double, circumference: Double?) -> Self
  /// Whether every coordinate is.
  var isFinite: Bool { get }
}

extension Double: TaskPosition {
  /// On a line or a ring.
  public func towards(_ other: Double, fraction: Double, circumference: Double?) -> Double {
    guard let circumference else { return self + fraction * (other - self) }
    return self + fraction * (other - self).remainder(dividingBy: circumference)
  }
}

extension SIMD2<Double>: TaskPosition {
  /// On a plane or a torus, each axis for itself.
  public func towards(_ other: Self, fraction: Double, circumference: Double?) -> Self {
    SIMD2(
      x.towards(other.x, fraction: fraction, circumference: circumference),
      y.towards(other.y, fraction: fraction, circumference: circumference))
  }

  /// Whether both coordinates are.
  public var isFinite: Bool { x.isFinite && y.isFinite }
}

/// A stimulus that stands, moves or is away, as a function of the clock: no array of it exists.
public struct Timeline<Position: TaskPosition>: Sendable {
  /// Some steps in a row.
  public struct Segment: Sendable {
    /// Of its first step.
    public var start: Int
    /// How many there are.
    public var count: Int
    /// Where the stimulus is at its start; `nil` for none at all.
    public var from: Position?
    /// Where it has come to after `span` steps.
    public var to: Position?
    /// In steps; `count`, but one fewer where both ends are shown, as canns does.
    public var span: Int
  }

  /// In the model's unit of time.
  public let dt: Double
  /// One after another, without gaps.
  public let segments: [Segment]
  /// Of the axes, for the shorter way round; `nil` for straight lines in coordinates.
  public let circumference: Double?
  /// Of the stimulus, as a part of its amplitude; new in every step.
  public let noiseLevel: Double

  /// Steps altogether.
  public var steps: Int { segments.last.map { $0.start + $0.count } ?? 0 }

  init(dt: Double, segments: [Segment], circumference: Double?, noiseLevel: Double = 0) {
    self.dt = dt
    self.segments = segments
    self.circumference = circumference
    self.noiseLevel = noiseLevel
  }

  /// Where the stimulus is; `nil` where there is none. After the end as at the end.
  public func position(at clock: Clock) -> Position? {
    guard let segment = segment(of: clock.step) else { return nil }
    guard let from = segment.from, let to = segment.to, segment.span > 0 else { return segment.from }
    let passed = min(Double(clock.step - segment.start) + clock.fraction, Double(segment.span))
    return from.towards(to, fraction: passed / Double(segment.span), circumference: circumference)
  }

  /// What a rate network is shown.
  public func stimulus(at clock: Clock) -> Stimulus<Position> { position(at: clock).map { .bump(at: $0) } ?? .none }

  /// The noise of the stimulus for a run; `nil` without.
  ///
  /// - Parameter amplitude: of the stimulus.
  public func noise(amplitude: Double, seed: UInt64) -> StateNoise? {
    noiseLevel > 0
      ? StateNoise(strength: noiseLevel * abs(amplitude), scale: .perStep, seed: seed, name: "stimulus noise") : nil
  }

  private func segment(of step: Int) -> Segment? {
    var (low, high) = (0, segments.count)
    while low < high {
      let middle = (low + high) / 2
      if segments[middle].start + segments[middle].count <= step { low = middle + 1 } else { high = middle }
    }
    return low < segments.count ? segments[low] : segments.last
  }
}
