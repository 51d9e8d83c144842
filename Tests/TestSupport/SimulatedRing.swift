import ArrayNumerics
import Foundation
import Recordings

/// Signals of regions around a ring with one bump that follows a heading, and the truth beside them.
public struct SimulatedRing: Sendable {
  public var frames = 600
  public var regions = 16
  /// Frames per second.
  public var rate = 10.0
  public var seed: UInt64 = 1
  public var hasBump = true
  /// Standard deviation of the noise; the bump is 1 high.
  public var noise = 0.12
  /// Turn of the bump for a turn of the heading; negative for a ring that turns the other way.
  public var gain = 0.8
  /// Where the bump stands at a heading of 0, rad.
  public var offset = 1.2
  /// Frames by which the bump trails the heading.
  public var delay = 0
  /// Time constant of an indicator that smears the bump along its path, s; 0 for none.
  public var decay = 0.0
  /// Height of a second bump 144° on.
  public var secondBump = 0.0
  /// Where each region stands, rad; `nil` for evenly.
  public var angles: [Double]?

  public init() {}

  /// κ of the bump: a full width at half maximum of 90°.
  public static let concentration = log(2.0) / (1 - cos(Double.pi / 4))

  /// Times of the frames, s.
  public var times: [Double] { (0..<frames).map { Double($0) / rate } }

  /// Signals `[frame, region]`, the position of the bump and the heading, rad in [0, 2π).
  public func made() -> (signals: Matrix<Double>, position: [Double], heading: [Double]) {
    var random = RandomStream(seed: seed, name: "simulated ring")
    let places = angles ?? (0..<regions).map { 2 * Double.pi * Double($0) / Double(regions) }
    var (turned, velocity) = ([0.0], 0.0)
    for _ in 1..<frames + delay {
      velocity += -0.1 * velocity + 0.08 * random.normal()
      turned.append(turned[turned.count - 1] + velocity)
    }
    let heading = Array(turned[delay...])
    let position = (0..<frames).map { offset + gain * turned[$0] }
    var trace = [Double](repeating: 0, count: places.count)
    let kept = decay > 0 ? exp(-1 / (decay * rate)) : 0
    var elements: [Double] = []
    for frame in 0..<frames {
      for (region, place) in places.enumerated() {
        let first = exp(Self.concentration * (cos(place - position[frame]) - 1))
        let second = exp(Self.concentration * (cos(place - position[frame] - 0.8 * .pi) - 1))
        let now = hasBump ? first + secondBump * second : 0
        trace[region] = frame == 0 ? now : kept * trace[region] + (1 - kept) * now
        elements.append(0.1 + trace[region] + noise * random.normal())
      }
    }
    return (
      Matrix(rows: frames, columns: places.count, elements: elements), position.map(wrapAngle), heading.map(wrapAngle)
    )
  }

  /// A recording of them, with the heading.
  public func recording() -> Recording {
    let (signals, _, heading) = made()
    return Self.recording(signals, times: times, heading: heading)
  }

  /// A recording of signals, with a heading at the times of the frames.
  public static func recording(_ signals: Matrix<Double>, times: [Double], heading: [Double]? = nil) -> Recording {
    Recording(
      source: RecordingSource(url: URL(fileURLWithPath: "ring.npz"), format: "simulated"),
      trajectory: heading.map { Trajectory(t: times, headDirection: $0) },
      roiSignals: ROISignals(matrix: signals.map(Float.init), clock: .times(times), quantity: .dff))
  }
}
