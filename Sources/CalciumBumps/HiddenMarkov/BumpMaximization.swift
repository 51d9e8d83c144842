import ArrayNumerics
import Foundation

extension BumpModel {
  private static let gridPoints = 60

  /// The model that the sums call for, one parameter after the other: b and g, κ, D, the amplitude, the common brightness, the
  /// step and the rates.
  ///
  /// - Parameter learnsGain: else g stays as it is.
  func maximized(
    _ sums: BumpSums, _ transitions: BumpTransitions, emission: BumpEmission, learnsGain: Bool
  ) -> BumpModel {
    var next = self
    let amplitudeCommon = (0..<Self.positions).map { m in
      // Σ γ E[a c]: the brightness falls as the amplitude rises.
      emission.commonSpread * (sums.amplitudeCommon[m] - emission.commonLoad[m] * sums.amplitudeSquared[m])
    }
    let present = max(sums.presence.reduce(0, +), 1e-9)
    next.regress(sums, amplitudeCommon, learnsGain: learnsGain)
    if present > 1e-3 {
      next.concentration = next.bestConcentration(sums, amplitudeCommon)
      next.amplitude = max(sums.amplitude.reduce(0, +) / present, 1e-3 * amplitude)
      let square = sums.amplitudeSquared.reduce(0, +) / present
      next.amplitudeVariance = max(square - next.amplitude * next.amplitude, pow(0.02 * next.amplitude, 2))
    }
    next.updateNoise(sums, amplitudeCommon)
    next.commonVariance = max(sums.commonSquared / max(sums.frames, 1), 1e-6 * mean(next.noise))
    next.step = bestStep(transitions)
    let (onToOn, onToOff) = (transitions.onToOn, transitions.onToOff)
    let (offToOn, offToOff) = (transitions.offToOn, transitions.offToOff)
    // The pseudocounts say that a bump stays, and comes back, unless frames say otherwise.
    next.offRate = min(max((onToOff + 1) / (onToOff + onToOn + 200), 1e-4), 0.3)
    next.onRate = min(max((offToOn + 1) / (offToOn + offToOff + 20), 0.005), 0.5)
    return next
  }

  /// Regression of y − c on E[a k], region by region.
  private mutating func regress(_ sums: BumpSums, _ amplitudeCommon: [Double], learnsGain: Bool) {
    let regions = baseline.count
    var logGain = gain.map { log($0) }
    for j in 0..<regions {
      var (single, double, cross) = (0.0, 0.0, 0.0)
      for m in 0..<Self.positions where sums.presence[m] > 0 {
        let k = Self.profile(angles[j] - Double(m) * Self.spacing, concentration: concentration)
        single += sums.amplitude[m] * k
        double += sums.amplitudeSquared[m] * k * k
        cross += (sums.amplitudeSignal[m * regions + j] - amplitudeCommon[m]) * k
      }
      let rest = sums.y[j] - sums.common
      let determinant = sums.frames * double - single * single
      if learnsGain, determinant > 1e-9 * sums.frames * double {
        let g = min(max((sums.frames * cross - single * rest) / determinant, 0.2), 5)
        // Half a step: gains and places compensate each other.
        logGain[j] = (logGain[j] + log(g)) / 2
      }
      baseline[j] = (rest - exp(logGain[j]) * single) / max(sums.frames, 1)
    }
    if learnsGain {
      let middle = mean(logGain)
      gain = logGain.map { exp($0 - middle) }
    }
  }

  /// The κ of the largest expected log-likelihood on a logarithmic grid from 0.3 to 20, and a parabola between its points.
  private func bestConcentration(_ sums: BumpSums, _ amplitudeCommon: [Double]) -> Double {
    let regions = baseline.count
    let places = (0..<Self.positions).filter { sums.presence[$0] > 0 }
    var (cosines, linear, squared) = ([Double](), [Double](), [Double]())
    for m in places {
      for j in 0..<regions {
        cosines.append(cos(angles[j] - Double(m) * Self.spacing) - 1)
        let product = sums.amplitudeSignal[m * regions + j] - baseline[j] * sums.amplitude[m] - amplitudeCommon[m]
        linear.append(gain[j] / noise[j] * product)
        squared.append(-0.5 * gain[j] * gain[j] / noise[j] * sums.amplitudeSquared[m])
      }
    }
    return Self.peak(from: 0.3, to: 20) { kappa in
      var sum = SIMD4<Double>()
      let whole = cosines.count / 4 * 4
      cosines.withUnsafeBufferPointer { cosines in
        linear.withUnsafeBufferPointer { linear in
          squared.withUnsafeBufferPointer { squared in
            guard let c = cosines.baseAddress, let l = linear.baseAddress, let q = squared.baseAddress else { return }
            for i in stride(from: 0, to: whole, by: 4) {
              let k = expNonPositive(load4(c + i) * kappa)
              sum += (load4(l + i) + load4(q + i) * k) * k
            }
          }
        }
      }
      var total = sum.sum()
      for i in whole..<cosines.count {
        let k = exp(cosines[i] * kappa)
        total += (linear[i] + squared[i] * k) * k
      }
      return total
    }
  }

  private mutating func updateNoise(_ sums: BumpSums, _ amplitudeCommon: [Double]) {
    let regions = baseline.count
    for j in 0..<regions {
      let (b, g) = (baseline[j], gain[j])
      var (linear, squared) = (0.0, 0.0)
      for m in 0..<Self.positions where sums.presence[m] > 0 {
        let k = Self.profile(angles[j] - Double(m) * Self.spacing, concentration: concentration)
        linear += k * (sums.amplitudeSignal[m * regions + j] - b * sums.amplitude[m] - amplitudeCommon[m])
        squared += k * k * sums.amplitudeSquared[m]
      }
      let square = sums.ySquared[j] + sums.frames * b * b + sums.commonSquared
      let cross = -2 * b * sums.y[j] - 2 * sums.yCommon[j] + 2 * b * sums.common
      noise[j] = (square + cross - 2 * g * linear + g * g * squared) / max(sums.frames, 1)
    }
    let middle = median(noise.map { max($0, 0) })
    noise = noise.map { max($0, 1e-3 * middle, .leastNormalMagnitude) }
  }

  /// The scale of the largest expected log-likelihood on a logarithmic grid, rad.
  private func bestStep(_ transitions: BumpTransitions) -> Double {
    guard transitions.steps > 1 else { return step }
    return Self.peak(from: 0.01, to: 1.2) { scale in
      -transitions.distance * Self.spacing / scale - transitions.steps * log(LaplaceMotion.tapSum(step: scale))
    }
  }

  /// Where a function is largest: on a logarithmic grid, with a parabola through the best point and its neighbours.
  static func peak(from low: Double, to high: Double, _ value: (Double) -> Double) -> Double {
    let ratio = log(high / low) / Double(gridPoints - 1)
    let values = (0..<gridPoints).map { value(low * exp(Double($0) * ratio)) }
    guard let best = values.indices.max(by: { values[$0] < values[$1] }) else { return low }
    var place = Double(best)
    if best > 0, best < gridPoints - 1 {
      place += parabolicPeak(values[best - 1], values[best], values[best + 1])
    }
    return low * exp(place * ratio)
  }
}
