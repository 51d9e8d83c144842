import ArrayNumerics
import LearningModels
import Testing

/// The rules by plain loops with the sums in sixteen lanes: whatever vectors the processor has, the weights are these to the
/// last bit.
struct RowKernelTests {
  /// A layer of two neurons and three patterns, of a length that need not be a multiple of sixteen.
  private struct Case {
    var weights: [[Double]]
    let patterns: [[Double]]

    init(length: Int) {
      var stream = RandomStream(seed: UInt64(length), name: "rows")
      weights = (0..<2).map { _ in (0..<length).map { _ in 0.3 * stream.normal() } }
      patterns = (0..<3).map { _ in (0..<length).map { _ in stream.normal() } }
    }

    var layer: LinearLayer {
      get throws {
        try LinearLayer(weights: Matrix(rows: 2, columns: weights[0].count, elements: weights.flatMap { $0 }))
      }
    }
    var inputs: Matrix<Double> { Matrix(rows: 3, columns: weights[0].count, elements: patterns.flatMap { $0 }) }
  }

  /// Products of the whole sixteens in lanes, then the rest one by one.
  private static func sum(_ x: [Double], _ y: [Double]) -> Double {
    let whole = x.count / 16 * 16
    var lanes = SIMD16<Double>()
    for index in 0..<whole { lanes[index % 16] += x[index] * y[index] }
    return (whole..<x.count).reduce((lanes.lowHalf + lanes.highHalf).sum()) { $0 + x[$1] * y[$1] }
  }

  private static func normalized(_ w: [Double]) -> [Double] {
    let factor = 1 / sum(w, w).squareRoot()
    return w.map { $0 * factor }
  }

  private func check(_ found: Matrix<Double>, _ known: [[Double]]) {
    #expect(found.elements.map(\.bitPattern) == known.flatMap { $0 }.map(\.bitPattern))
  }

  @Test(arguments: [1, 7, 8, 15, 16, 32, 787]) func oja(length: Int) throws {
    var plain = Case(length: length)
    var trainer = OjaTrainer(layer: try plain.layer)
    _ = try trainer.train(on: plain.inputs, plan: TrainingPlan(epochs: 1, rate: 0.05))
    for x in plain.patterns {
      for row in 0..<2 {
        let w = plain.weights[row]
        let y = Self.sum(w, x)
        let c = 0.05 * y
        plain.weights[row] = Self.normalized(zip(w, x).map { $0 * (1 - c * y) + $1 * c })
      }
    }
    check(trainer.weights, plain.weights)
  }

  @Test(arguments: [1, 7, 8, 15, 16, 32, 787]) func sanger(length: Int) throws {
    var plain = Case(length: length)
    var trainer = SangerTrainer(layer: try plain.layer)
    _ = try trainer.train(on: plain.inputs, plan: TrainingPlan(epochs: 1, rate: 0.05))
    for x in plain.patterns {
      var rest = x
      for row in 0..<2 {
        let w = plain.weights[row]
        let y = Self.sum(w, x)
        let c = 0.05 * y
        rest = zip(rest, w).map { $0 - $1 * y }
        plain.weights[row] = Self.normalized(zip(w, rest).map { $0 + $1 * c })
      }
    }
    check(trainer.weights, plain.weights)
  }

  @Test(arguments: [1, 7, 8, 15, 16, 32, 787]) func bcmWithWeightsAtTheLimit(length: Int) throws {
    var plain = Case(length: length)
    var (reached, thresholds) = (0, [0.1, 0.1])
    var trainer = try BCMTrainer(layer: plain.layer, timeConstant: 100)
    _ = try trainer.train(on: plain.inputs, plan: TrainingPlan(epochs: 1, rate: 40))
    for x in plain.patterns {
      for row in 0..<2 {
        let w = plain.weights[row]
        let y = Self.sum(w, x)
        let c = 40 * y * (y - thresholds[row])
        plain.weights[row] = zip(w, x).map { max(-10, min(10, $0 + $1 * c)) }
        reached += plain.weights[row].count { abs($0) == 10 }
        thresholds[row] += (y * y - thresholds[row]) / 100
      }
    }
    #expect(reached > 0)
    check(trainer.weights, plain.weights)
  }
}
