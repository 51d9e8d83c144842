import ArrayNumerics
import CalciumBumps
import Foundation

/// A bump that wanders round the ring, goes away and comes back, with one defect or none; the truth beside it.
struct BumpSimulation {
  var frames = 1000
  var regions = 32
  var seed: UInt64 = 1
  var hasBump = true
  var noise = 0.12
  /// Standard deviation of a brightness that all regions share.
  var common = 0.0
  /// Standard deviation of the logarithm of the gains.
  var gainSpread = 0.0
  /// Standard deviation of the baselines.
  var baselineSpread = 0.0

  /// Full width at half maximum of 90°.
  static let concentration = log(2.0) / (1 - cos(Double.pi / 4))

  func made() -> (signals: RingSignals, position: [Double], isPresent: [Bool]) {
    var random = RandomStream(seed: seed, name: "bump simulation")
    let angles = RingSignals.evenAngles(regions)
    let gains = angles.map { _ in exp(gainSpread * random.normal()) }
    let baselines = angles.map { _ in 0.1 + baselineSpread * random.normal() }
    var (theta, velocity, amplitude) = (1.0, 0.0, 1.0)
    var (position, isPresent, values) = ([Double](), [Bool](), [Double]())
    var (left, isThere) = (60, true)
    for _ in 0..<frames {
      velocity += 0.004 * random.normal()
      theta += 0.1 * random.normal() + velocity
      amplitude = min(max(amplitude + 0.02 * random.normal(), 0.6), 1.6)
      if left == 0 {
        isThere.toggle()
        left = isThere ? 150 + random.integer(below: 250) : 15 + random.integer(below: 35)
      }
      left -= 1
      let height = hasBump && isThere ? amplitude : 0
      let brightness = common * random.normal()
      for j in angles.indices {
        let bump = height * gains[j] * BumpModel.profile(angles[j] - theta, concentration: Self.concentration)
        values.append(bump + baselines[j] + brightness + noise * random.normal())
      }
      position.append(wrapAngle(theta))
      isPresent.append(hasBump && isThere)
    }
    return (RingSignals(values: Matrix(rows: frames, columns: regions, elements: values), angles: angles), position, isPresent)
  }
}

/// How far a fit is from the truth.
struct BumpErrors {
  /// rad, of frames with a bump.
  var median: Double, rootMeanSquare: Double
  /// Share of frames with a bump whose true position lies in the central 90 %.
  var coverage: Double
  /// Share of frames in which presence is right, and share of frames without a bump in which one is seen.
  var accuracy: Double, falsePresence: Double
  /// rad, of frames without a bump.
  var medianAway: Double

  init(_ posterior: BumpPosterior, position: [Double], isPresent: [Bool]) {
    let errors = position.indices.map { abs(angleDifference(posterior.position[$0], position[$0])) }
    let present = position.indices.filter { isPresent[$0] }
    let away = position.indices.filter { !isPresent[$0] }
    median = ArrayNumerics.median(present.map { errors[$0] })
    rootMeanSquare = mean(present.map { errors[$0] * errors[$0] }).squareRoot()
    coverage = mean(
      present.map { frame -> Double in
        let span = wrapAngle(posterior.high[frame] - posterior.low[frame])
        return wrapAngle(position[frame] - posterior.low[frame]) <= span ? 1 : 0
      })
    accuracy = Double(position.indices.count { posterior.isPresent($0) == isPresent[$0] }) / Double(position.count)
    falsePresence = Double(away.count { posterior.isPresent($0) }) / Double(max(1, away.count))
    medianAway = ArrayNumerics.median(away.map { errors[$0] })
  }
}
