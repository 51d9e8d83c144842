import ArrayNumerics
import Foundation
import Recordings
import Schema

/// Parameters of simulated head-direction cells.
public struct HeadDirectionRingParameters: Sendable, Equatable {
  /// The number of cells.
  public var cells = 40
  /// Length of the session, min.
  public var minutes = 10.0
  /// Standard deviation of the angular velocity of the head, rad/s.
  public var turningSpeed = 2.0
  /// Time over which the angular velocity stays correlated, s.
  public var turningTime = 0.5
  /// Mean over cells of the rate in the preferred direction, Hz; the cells differ uniformly by ±50 %.
  public var peakRate = 16.0
  /// Rate away from the preferred direction, Hz.
  public var backgroundRate = 0.3
  /// Mean over cells of the von Mises concentration κ of tuning; the cells differ uniformly by ±30 %. 3 is a width at
  /// half height of 80°.
  public var concentration = 3.0
  /// No spike follows another of the same cell sooner than this, s.
  public var refractoryPeriod = 0.002
  /// Chooses the path and the spikes: the same seed gives the same recording.
  public var seed: UInt64 = 1

  public init() {}

  /// Checks every value against the range in which the simulation makes sense.
  ///
  /// - Throws: `DatasetError.badParameter` with the value and its range.
  public func validate() throws {
    try checkRange("the number of cells", cells, 1...100_000)
    try checkRange("the length in minutes", minutes, 0.05...1440)
    try checkRange("the turning speed in rad/s", turningSpeed, 0...100)
    try checkRange("the time of turning in seconds", turningTime, 0.05...1000)
    try checkRange("the peak rate in Hz", peakRate, 0.01...1000)
    try checkRange("the background rate in Hz", backgroundRate, 0...1000)
    try checkRange("the concentration of tuning", concentration, 0...500)
    try checkRange("the refractory period in seconds", refractoryPeriod, 0...1)
  }
}

/// Simulates head-direction cells while the head turns smoothly at random.
///
/// The angular velocity is an Ornstein–Uhlenbeck process, stepped exactly at 50 Hz. A cell fires at
/// background + peak · exp(κ (cos(θ − preferred) − 1)); preferred directions are evenly spread with a jitter of half
/// their distance. Spikes are a Poisson process with a refractory period.
///
/// The file has `t` and `head_direction` and no position. Truth: `truth_preferred_direction` f64 [N] rad,
/// `truth_concentration` f64 [N], `truth_peak_rate` f64 [N] Hz, `truth_seed`.
/// - Throws: `DatasetError.badParameter`, `CancellationError`.
public func makeHeadDirectionRing(
  parameters: HeadDirectionRingParameters, work: Work
) throws -> SimulatedRecording {
  try parameters.validate()
  let samplesPerSecond = 50.0
  let count = Int((parameters.minutes * 60 * samplesPerSecond).rounded()) + 1
  let t = (0..<count).map { Double($0) / samplesPerSecond }
  let angles = turningHead(parameters, count: count, step: 1 / samplesPerSecond)
  let duration = t[count - 1]

  let cells = (0..<parameters.cells).map { cell in
    var random = RandomStream(
      seed: parameters.seed, name: "dataset.head-direction-ring.cell", index: UInt64(cell))
    let place = (Double(cell) + 0.5 * random.uniform()) / Double(parameters.cells)
    return (
      preferred: wrapAngle(2 * .pi * place), peakRate: parameters.peakRate * (0.5 + random.uniform()),
      concentration: parameters.concentration * (0.7 + 0.6 * random.uniform())
    )
  }
  let inner = work.serial
  let spikes = try concurrentMap(cells.count, work: work) { index in
    let cell = cells[index]
    var random = RandomStream(
      seed: parameters.seed, name: "dataset.head-direction-ring", index: UInt64(index))
    return try poissonSpikes(
      duration: duration, highestRate: parameters.backgroundRate + cell.peakRate,
      refractoryPeriod: parameters.refractoryPeriod, random: &random, work: inner
    ) { time in
      let place = time * samplesPerSecond
      let sample = min(Int(place), count - 2)
      let angle = angles[sample] + (place - Double(sample)) * (angles[sample + 1] - angles[sample])
      return parameters.backgroundRate
        + cell.peakRate * exp(cell.concentration * (cos(angle - cell.preferred) - 1))
    }
  }
  return SimulatedRecording(
    cellIDs: names(of: cells.count), spikeTimes: spikes,
    trajectory: Trajectory(t: t, headDirection: angles.map(writtenAngle)),
    truth: [
      ("truth_preferred_direction", DataArray(cells.map(\.preferred))),
      ("truth_concentration", DataArray(cells.map(\.concentration))),
      ("truth_peak_rate", DataArray(cells.map(\.peakRate))),
      ("truth_seed", DataArray(shape: [], storage: .uint64([parameters.seed]))),
    ])
}

/// Unwrapped head directions in rad.
private func turningHead(_ parameters: HeadDirectionRingParameters, count: Int, step: Double) -> [Double] {
  var random = RandomStream(seed: parameters.seed, name: "dataset.head-direction-ring.head")
  let decay = exp(-step / parameters.turningTime)
  let kick = parameters.turningSpeed * (1 - decay * decay).squareRoot()
  var velocity = random.normal(standardDeviation: parameters.turningSpeed)
  var angle = 2 * .pi * random.uniform()
  return (0..<count).map { _ in
    defer {
      velocity = velocity * decay + random.normal(standardDeviation: kick)
      angle += velocity * step
    }
    return angle
  }
}

/// The angle in [0, 2π) as it is written in single precision: what rounds up to 2π is 0.
private func writtenAngle(_ angle: Double) -> Double {
  let wrapped = Float(wrapAngle(angle))
  return Double(wrapped) < 2 * .pi ? Double(wrapped) : 0
}
