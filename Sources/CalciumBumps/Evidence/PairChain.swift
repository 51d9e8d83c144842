import ArrayNumerics
import Foundation

/// The likelihood of a ring that has no, one or two bumps, each of a place and an amplitude of its own: what signals that look
/// like a folded bridge may be as well.
///
/// Amplitudes are normal and integrated out, positions move by Laplace steps, and the number of bumps changes by one at a time.
struct PairChain {
  private let model: BumpModel
  /// P f of each place, `[place, region]`, and f'P f of each two, with the shared brightness integrated out.
  private let weighted: Matrix<Double>
  private let products: Matrix<Double>

  /// Places on the ring that are told apart.
  static let places = 64
  /// Scales of the steps that are tried, rad per frame.
  static let steps = [0.05, 0.1, 0.2, 0.4]
  /// Probability per frame that a bump comes or goes.
  private static let change = 0.02
  private static let spacing = 2 * Double.pi / Double(places)

  init(_ model: BumpModel) {
    self.model = model
    let precision = model.noise.map { 1 / $0 }
    let common = 1 / (1 / model.commonVariance + precision.reduce(0, +))
    let profiles = (0..<Self.places).map { place in
      model.angles.indices.map { region in
        model.gain[region]
          * BumpModel.profile(model.angles[region] - Double(place) * Self.spacing, concentration: model.concentration)
      }
    }
    let rows = profiles.map { f -> [Double] in
      let sum = zip(f, precision).reduce(0) { $0 + $1.0 * $1.1 }
      return f.indices.map { (f[$0] - common * sum) * precision[$0] }
    }
    weighted = Matrix(rows: Self.places, columns: precision.count, elements: rows.flatMap { $0 })
    products = Matrix(
      rows: Self.places, columns: Self.places,
      elements: profiles.flatMap { f in rows.map { row in zip(f, row).reduce(0) { $0 + $1.0 * $1.1 } } })
  }

  /// Log-likelihood per observed frame with the most likely of `steps`, nats.
  ///
  /// - Throws: `CancellationError`, `NumericsError`.
  func logLikelihood(_ signals: RingSignals, work: Work) throws -> Double {
    let frames = (0..<signals.frames).map { signals.isObserved[$0] ? odds(signals, frame: $0) : nil }
    let values = try concurrentMap(Self.steps.count, work: work) { index in
      try logLikelihood(frames, restarts: signals.restarts, step: Self.steps[index], work: work.serial)
    }
    return (values.max() ?? -.infinity) / Double(max(1, signals.isObserved.count { $0 }))
  }

  /// Log-likelihood of a frame without a bump, and the logarithm of the odds of one and of two at each place against it.
  private struct Odds {
    var none: Double
    /// `[place]`
    var one: [Double]
    /// `[place · place]`
    var two: [Double]
  }

  private func odds(_ signals: RingSignals, frame: Int) -> Odds {
    let regions = signals.regions
    let r = (0..<regions).map { signals.values[frame, $0] - model.baseline[$0] }
    var (square, sum, total, logDeterminant) = (0.0, 0.0, 0.0, 0.0)
    for j in 0..<regions {
      square += r[j] * r[j] / model.noise[j]
      sum += r[j] / model.noise[j]
      total += 1 / model.noise[j]
      logDeterminant += log(2 * .pi * model.noise[j])
    }
    logDeterminant += log(1 + model.commonVariance * total)
    let quadratic = square - sum * sum / (1 / model.commonVariance + total)
    // A, B, μ and s² as in `BumpEmission`, for two with all of both amplitudes; cut off at 0 they are not.
    let precision = 1 / model.amplitudeVariance
    let pulls = (0..<Self.places).map { place in
      zip(weighted.row(place), r).reduce(model.amplitude * precision) { $0 + $1.0 * $1.1 }
    }
    let prior = 0.5 * (model.amplitude * model.amplitude * precision - log(precision))
    var two: [Double] = []
    two.reserveCapacity(Self.places * Self.places)
    for m in 0..<Self.places {
      let (p, a) = (pulls[m], products[m, m] + precision)
      for n in 0..<Self.places {
        let (q, d, e) = (pulls[n], products[n, n] + precision, products[m, n])
        let determinant = a * d - e * e
        two.append(0.5 * ((p * p * d + q * q * a - 2 * p * q * e) / determinant - log(determinant)) - 2 * prior)
      }
    }
    let one = (0..<Self.places).map { place -> Double in
      let a = products[place, place] + precision
      return 0.5 * (pulls[place] * pulls[place] / a - log(a)) - prior
    }
    return Odds(none: -0.5 * (logDeterminant + quadratic), one: one, two: two)
  }

  private func logLikelihood(_ frames: [Odds?], restarts: [Bool], step: Double, work: Work) throws -> Double {
    let count = Self.places
    let motion = Self.motion(step)
    let even = 1 / Double(count)
    let (stay, part) = (1 - Self.change, Self.change)
    var none = 0.0
    var one = [Double](repeating: 0, count: count)
    var two = Matrix(rows: count, columns: count, repeating: 0.0)
    var total = 0.0
    for (frame, odds) in frames.enumerated() {
      if restarts[frame] {
        none = 1.0 / 3
        one = [Double](repeating: even / 3, count: count)
        two = Matrix(rows: count, columns: count, repeating: even * even / 3)
      } else {
        let moved = try matrixProduct(Matrix(rows: 1, columns: count, elements: one), motion, work: work).elements
        let both = try matrixProduct(try matrixProduct(motion, two, work: work), motion, work: work)
        // Either of two goes; where two are one position, it is the mean of both marginals.
        var left = [Double](repeating: 0, count: count)
        for m in 0..<count {
          for n in 0..<count {
            left[m] += 0.5 * both[m, n]
            left[n] += 0.5 * both[m, n]
          }
        }
        let mass = moved.reduce(0, +)
        for m in 0..<count {
          for n in 0..<count { two[m, n] = stay * both[m, n] + part / 4 * even * (moved[m] + moved[n]) }
          one[m] = stay * moved[m] + part * (none * even + left[m])
        }
        none = stay * none + part / 2 * mass
      }
      guard let odds else { continue }
      let largest = max(0, odds.one.max() ?? 0, odds.two.max() ?? 0)
      none *= exp(-largest)
      var sum = none
      for m in 0..<count {
        one[m] *= exp(odds.one[m] - largest)
        sum += one[m]
        for n in 0..<count {
          two[m, n] *= exp(odds.two[m * count + n] - largest)
          sum += two[m, n]
        }
      }
      none /= sum
      for m in 0..<count {
        one[m] /= sum
        for n in 0..<count { two[m, n] /= sum }
      }
      total += log(sum) + largest + odds.none
    }
    return total
  }

  /// Probabilities of steps from place to place, as in `LaplaceMotion`, with jumps to anywhere.
  private static func motion(_ step: Double) -> Matrix<Double> {
    let taps = (0..<places).map { place -> Double in
      let distance = min(place, places - place)
      return 4 * distance > places ? 0 : exp(-Double(distance) * spacing / step)
    }
    let sum = taps.reduce(0, +)
    return Matrix(
      rows: places, columns: places,
      elements: (0..<places).flatMap { m in
        (0..<places).map { n in
          (1 - BumpModel.jumps.on) * taps[abs(m - n)] / sum + BumpModel.jumps.on / Double(places)
        }
      })
  }
}
