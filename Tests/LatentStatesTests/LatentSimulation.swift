import ArrayNumerics
import Foundation
import LatentStates

/// Sessions drawn from a latent ring or torus, in the bins of the decoder.
struct LatentSimulation {
  var observations: LatentObservations
  /// `[bin, circle]`, rad.
  var angles: Matrix<Double>
  /// `[cell, state]`, Hz.
  var tuning: Matrix<Double>

  /// Cells with von Mises tuning, evenly spread over the circles, and a state that wanders smoothly.
  ///
  /// - Parameters:
  ///   - sharedGain: standard deviation of the logarithm of a gain that all cells share, drawn anew in each bin.
  ///   - ownGain: the same of a gain of each cell, which keeps 0.9 of its logarithm from bin to bin.
  static func make(
    circles: Int, cells: Int, bins: Int, seed: UInt64, peak: Double = 20, kappa: Double = 3, states: Int = 24,
    restarts: [Int] = [], sharedGain: Double = 0, ownGain: Double = 0, warp: (Double) -> Double = { $0 }
  ) -> LatentSimulation {
    let width = 0.05
    var stream = RandomStream(seed: seed, name: "latent.test")
    let centers = (0..<cells).map { cell in
      (0..<circles).map { circle -> Double in
        // Low-discrepancy places: the multiples of the plastic number's powers fill a torus evenly.
        let factor = circles == 1 ? 1 / Double(cells) : [0.754877666, 0.569840291][circle]
        return 2 * .pi * (Double(cell) * factor).truncatingRemainder(dividingBy: 1)
      }
    }
    func rate(_ cell: Int, _ angle: [Double]) -> Double {
      0.2 + peak * exp(kappa * (0..<circles).reduce(0) { $0 + cos(angle[$1] - centers[cell][$1]) - 1 })
    }
    var angles = Matrix<Double>(rows: bins, columns: circles, repeating: 0)
    var counts = Matrix<Float>(rows: bins, columns: cells, repeating: 0)
    var own = [Double](repeating: 0, count: cells)
    var (state, velocity) = ([Double](repeating: 0, count: circles), [Double](repeating: 0, count: circles))
    for bin in 0..<bins {
      for circle in 0..<circles {
        velocity[circle] += -0.1 * velocity[circle] + 0.04 * stream.normal()
        state[circle] = restarts.contains(bin) ? 2 * .pi * stream.uniform() : state[circle] + velocity[circle]
        angles[bin, circle] = wrapAngle(state[circle])
      }
      let shared = sharedGain > 0 ? exp(sharedGain * stream.normal() - sharedGain * sharedGain / 2) : 1
      for cell in 0..<cells {
        var gain = shared
        if ownGain > 0 {
          own[cell] = 0.9 * own[cell] + (1 - 0.81).squareRoot() * stream.normal()
          gain *= exp(ownGain * own[cell] - ownGain * ownGain / 2)
        }
        counts[bin, cell] = Float(stream.poisson(mean: gain * rate(cell, (0..<circles).map { angles[bin, $0] }) * width))
      }
    }
    let space = LatentStateSpace(circles: circles, statesPerCircle: states)
    var tuning = Matrix<Double>(rows: cells, columns: space.states, repeating: 0)
    for cell in 0..<cells {
      for index in 0..<space.states {
        let places = circles == 1 ? [index] : [index / states, index % states]
        tuning[cell, index] = rate(cell, places.map { warp(Double($0) * 2 * .pi / Double(states)) })
      }
    }
    return LatentSimulation(
      observations: LatentObservations(
        counts: counts, binWidth: width, restarts: (0..<bins).map { $0 == 0 || restarts.contains($0) }),
      angles: angles, tuning: tuning)
  }

  func model(states: Int = 24, motion: LatentMotion) -> LatentModel {
    LatentModel(
      space: LatentStateSpace(circles: angles.columns, statesPerCircle: states), tuning: tuning, motion: motion,
      emission: .poisson, meanRates: (0..<tuning.rows).map { tuning.row($0).reduce(0, +) / Double(tuning.columns) },
      binWidth: 0.05)
  }
}

/// Median absolute difference after the best rotation, degrees.
func medianErrorDegrees(_ posterior: LatentPosterior, _ truth: Matrix<Double>, circle: Int = 0) throws -> Double {
  let decoded = (0..<truth.rows).map { wrapAngle(Double(posterior.angles[$0 * posterior.circles + circle])) }
  return try alignAngles(decoded: decoded, reference: truth.column(circle)).medianAbsoluteError * 180 / .pi
}
