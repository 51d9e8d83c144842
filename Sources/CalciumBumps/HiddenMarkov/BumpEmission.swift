import ArrayNumerics
import Foundation

/// What frames say of the place of the bump under a model, with the amplitude and the common brightness integrated out.
///
/// With P = (D + s_c² 1 1')⁻¹, f_m = g k(θ_m), r = y − b, A = f'P f, B = f'P r, v = 1 / (A + 1/s²) and x = √v (B + μ/s²), the
/// log odds of a bump at θ_m against none are G(x) − μ²/2s² + log(v/s²)/2 − log Φ(μ/s) (`PositiveAmplitude`).
struct BumpEmission: Sendable {
  let model: BumpModel
  /// g_j k(x_j − θ_m), `[position, region]`.
  let templates: Matrix<Double>
  /// A
  let power: [Double]
  /// √v
  let deviation: [Double]
  /// μ/s²
  let pull: Double
  /// What is added to G.
  let constant: [Double]
  /// 1/D
  let precision: [Double]
  /// v_c = 1 / (1/s_c² + Σ 1/D): the variance of the common brightness when all else is known.
  let commonSpread: Double
  /// Σ_j f_mj / D_j
  let commonLoad: [Double]
  /// −log|2π(D + s_c² 1 1')| / 2
  let offConstant: Double

  init(_ model: BumpModel) {
    self.model = model
    templates = model.templates()
    precision = model.noise.map { 1 / $0 }
    let total = precision.reduce(0, +)
    commonSpread = 1 / (1 / model.commonVariance + total)
    let logDeterminant = model.noise.reduce(0) { $0 + log($1) } + log(1 + model.commonVariance * total)
    offConstant = -0.5 * (logDeterminant + Double(model.noise.count) * log(2 * .pi))
    let variance = model.amplitudeVariance
    pull = model.amplitude / variance
    let edge = PositiveAmplitude.logCumulative(model.amplitude / variance.squareRoot())
    var (power, deviation, constant, load) = ([Double](), [Double](), [Double](), [Double]())
    for m in 0..<BumpModel.positions {
      let f = templates.row(m)
      let sum = zip(f, precision).reduce(0.0) { $0 + $1.0 * $1.1 }
      let square = zip(f, precision).reduce(0.0) { $0 + $1.0 * $1.0 * $1.1 }
      let a = square - commonSpread * sum * sum
      let v = 1 / (a + 1 / variance)
      load.append(sum)
      power.append(a)
      deviation.append(v.squareRoot())
      constant.append(0.5 * log(v / variance) - model.amplitude * model.amplitude / (2 * variance) - edge)
    }
    (self.power, self.deviation, self.constant, commonLoad) = (power, deviation, constant, load)
  }
}

/// The likelihoods of all frames, and what the sums over the posterior need besides.
struct FrameLikelihoods: Sendable {
  /// x of every frame and place, `[frame, position]`.
  var amplitudes: Matrix<Float>
  /// exp(β log odds) over the largest of the frame, `[frame, position]`; 1 in frames that were not observed.
  var on: Matrix<Float>
  /// The same without a bump.
  var off: [Float]
  /// The logarithm of what each frame was divided by.
  var scale: [Double]
  /// Σ_j r_j / D_j of each frame.
  var common: [Double]
}

extension BumpEmission {
  private static let block = 128

  /// - Parameter tempering: β, to which likelihoods are raised.
  /// - Throws: `CancellationError`.
  func likelihoods(_ signals: RingSignals, tempering: Double, work: Work) throws -> FrameLikelihoods {
    let (regions, positions) = (signals.regions, BumpModel.positions)
    var whitened = Matrix<Float>(rows: signals.frames, columns: regions, repeating: 0)
    let terms = try concurrentRows(of: &whitened, block: Self.block, work: work) { rows, values in
      rows.map { frame -> (quadratic: Double, common: Double) in
        guard signals.isObserved[frame] else { return (0, 0) }
        var (square, sum) = (0.0, 0.0)
        for j in 0..<regions {
          let r = signals.values[frame, j] - model.baseline[j]
          square += r * r * precision[j]
          sum += r * precision[j]
        }
        let place = (frame - rows.lowerBound) * regions
        let shared = commonSpread * sum
        for j in 0..<regions {
          values[place + j] = Float((signals.values[frame, j] - model.baseline[j] - shared) * precision[j])
        }
        return (square - commonSpread * sum * sum, sum)
      }
    }.flatMap { $0 }
    var amplitudes = try matrixProduct(
      whitened, templates.map(Float.init), transposeSecond: true, work: work)
    var on = Matrix<Float>(rows: signals.frames, columns: positions, repeating: 1)
    let scales = try concurrentRows(of: &amplitudes, &on, block: Self.block, work: work) { rows, amplitudes, on in
      amplitudes.withUnsafeMutableBufferPointer { amplitudes in
        on.withUnsafeMutableBufferPointer { on in
          PositiveAmplitude.shared.withTable { table in
            rows.map { frame -> (off: Float, scale: Double) in
              let place = (frame - rows.lowerBound) * positions
              guard signals.isObserved[frame], let x = amplitudes.baseAddress, let likelihood = on.baseAddress else {
                return (1, 0)
              }
              let odds = logOdds(x + place, likelihood + place, tempering: tempering, table: table)
              return (odds.off, odds.largest + tempering * (offConstant - 0.5 * terms[frame].quadratic))
            }
          }
        }
      }
    }.flatMap { $0 }
    return FrameLikelihoods(
      amplitudes: amplitudes, on: on, off: scales.map(\.off), scale: scales.map(\.scale), common: terms.map(\.common))
  }

  /// Turns B into x, and writes the likelihoods of a frame over the largest of them.
  private func logOdds(
    _ x: UnsafeMutablePointer<Float>, _ likelihood: UnsafeMutablePointer<Float>, tempering: Double,
    table: PositiveAmplitude.Lookup
  ) -> (off: Float, largest: Double) {
    var largest: Float = 0
    for m in 0..<BumpModel.positions {
      let value = (Double(x[m]) + pull) * deviation[m]
      x[m] = Float(value)
      let odds = Float(tempering * (table.logMass(value) + constant[m]))
      likelihood[m] = odds
      largest = max(largest, odds)
    }
    for k in stride(from: 0, to: BumpModel.positions, by: 8) {
      store(quickExpNonPositive(load8(likelihood + k) - largest), likelihood + k)
    }
    return (Float(exp(-Double(largest))), Double(largest))
  }
}
