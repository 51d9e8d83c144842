import ArrayNumerics
import CalciumBumps
import Foundation
import Testing

@Suite("Parts of the hidden Markov bump")
struct LaplaceMotionTests {
  @Test("A step is the sum over its definition", arguments: [0.03, 0.15, 0.8])
  func definition(step: Double) {
    let count = BumpModel.positions
    var random = RandomStream(seed: 3, name: "motion")
    let function = (0..<count).map { _ in Float(random.uniform()) }
    var (moved, distance) = ([Float](repeating: 0, count: count), [Float](repeating: 0, count: count))
    let motion = LaplaceMotion(step: step)
    function.withUnsafeBufferPointer { function in
      moved.withUnsafeMutableBufferPointer { moved in
        distance.withUnsafeMutableBufferPointer { distance in
          guard let f = function.baseAddress, let m = moved.baseAddress, let d = distance.baseAddress else { return }
          var scratch = [Float](repeating: 0, count: LaplaceMotion.scratchCount)
          scratch.withUnsafeMutableBufferPointer { scratch in
            guard let s = scratch.baseAddress else { return }
            motion.apply(f, to: m, scratch: s)
            motion.applyDistance(f, to: d, scratch: s)
          }
        }
      }
    }
    let taps = (-LaplaceMotion.reach...LaplaceMotion.reach).map { exp(-Double(abs($0)) * BumpModel.spacing / step) }
    let total = taps.reduce(0, +)
    for m in 0..<count {
      var (sum, far) = (0.0, 0.0)
      for (index, tap) in taps.enumerated() {
        let d = index - LaplaceMotion.reach
        let mass = tap / total * Double(function[(m - d + count) % count])
        sum += mass
        far += mass * Double(abs(d))
      }
      #expect(abs(Double(moved[m]) - sum) < 2e-6)
      #expect(abs(Double(distance[m]) - far) < 4e-5)
    }
  }

  @Test("The mass and the mean of a positive amplitude agree with integration", arguments: [-30.0, -10.5, -4, -0.3, 0, 2.2, 9])
  func positiveAmplitude(x: Double) {
    // ∫ exp(xa − a²/2) da over a > 0 is √(2π) exp G(x); its first moment over it is G′(x).
    let (step, peak) = (1e-3, max(x, 0))
    var (mass, first) = (0.0, 0.0)
    var a = step / 2
    while a < peak + 12 {
      let density = exp(x * a - a * a / 2 - peak * peak / 2)
      mass += density * step
      first += density * a * step
      a += step
    }
    PositiveAmplitude.shared.withTable { table in
      #expect(abs(table.logMass(x) - (log(mass / (2 * .pi).squareRoot()) + peak * peak / 2)) < 1e-4)
      #expect(abs(table.slope(x) - first / mass) < 1e-4)
    }
  }
}
