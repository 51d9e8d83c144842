import ArrayNumerics
import Foundation

/// Patterns with a known answer.
public enum TrainingSets {
  /// Normal patterns whose covariance has the eigenvalues 1, r, r², … in random directions.
  ///
  /// - Parameters:
  ///   - inputs: values of a pattern.
  ///   - ratio: r, of each eigenvalue to the one before it, above 0 and below 1.
  /// - Returns: `[count, inputs]`.
  /// - Throws: `badParameter`, `NumericsError`
  public static func gaussian(count: Int, inputs: Int, ratio: Double, seed: UInt64) throws -> Matrix<Double> {
    try checkRange("the ratio of the eigenvalues", ratio, 0.001...0.999)
    var stream = RandomStream(seed: seed, name: "directions")
    var random = Matrix<Double>(rows: inputs, columns: inputs, repeating: 0)
    for row in 0..<inputs { for column in 0...row { random[row, column] = stream.normal() } }
    let directions = try symmetricEigen(random).vectors.transposed()
    var draws = RandomStream(seed: seed, name: "normal patterns")
    var patterns = Matrix<Double>(rows: count, columns: inputs, repeating: 0)
    let deviations = (0..<inputs).map { pow(ratio, Double($0)).squareRoot() }
    for row in 0..<count {
      var x = [Double](repeating: 0, count: inputs)
      for component in 0..<inputs {
        let along = deviations[component] * draws.normal()
        for (input, value) in directions.row(component).enumerated() { x[input] += along * value }
      }
      for input in 0..<inputs { patterns[row, input] = x[input] }
    }
    return patterns
  }

  /// Bright bars through the middle of a square, one for each of evenly spaced orientations, each of length 1.
  ///
  /// - Parameters:
  ///   - orientations: K, over half a turn.
  ///   - side: pixels along each edge.
  ///   - width: of a bar (its Gaussian's σ), pixels.
  /// - Returns: `[K, side²]`, row after row from the top; orientation k is 180° k/K counter-clockwise from the x axis.
  /// - Throws: `badParameter`
  public static func bars(orientations: Int, side: Int, width: Double = 0.8) throws(LearningModelsError) -> Matrix<Double> {
    guard orientations >= 2, orientations <= side * side else {
      throw .badParameter(name: "the number of orientations", value: Double(orientations), expected: "from 2 to the pixels")
    }
    try checkPositive("the width of the bars", width)
    var values: [Double] = []
    let middle = Double(side - 1) / 2
    for index in 0..<orientations {
      let angle = Double.pi * Double(index) / Double(orientations)
      let bar = (0..<side * side).map { pixel -> Double in
        let (x, y) = (Double(pixel % side) - middle, middle - Double(pixel / side))
        let across = y * cos(angle) - x * sin(angle)
        let radius = (x * x + y * y).squareRoot() / (middle + 0.5)
        return radius <= 1 ? exp(-across * across / (2 * width * width)) : 0
      }
      let norm = bar.reduce(0) { $0 + $1 * $1 }.squareRoot()
      values += bar.map { $0 / norm }
    }
    return Matrix(rows: orientations, columns: side * side, elements: values)
  }

  /// Spikes of 1 in steps of 0, each input by itself, but for the first ones, which share a source: each of their spikes is
  /// taken from it with the probability √c, so that any two of them have the correlation c.
  ///
  /// - Parameters:
  ///   - probability: of a spike in a step.
  ///   - correlated: how many inputs share the source.
  ///   - correlation: c.
  /// - Returns: `[steps, inputs]`.
  /// - Throws: `badParameter`
  public static func spikes(
    steps: Int, inputs: Int, probability: Double, correlated: Int = 0, correlation: Double = 0, seed: UInt64
  ) throws(LearningModelsError) -> Matrix<Double> {
    try checkRange("the probability of a spike in a step", probability, 0...1)
    try checkRange("the correlation", correlation, 0...1)
    let copied = correlation.squareRoot()
    var values: [Double] = []
    values.reserveCapacity(steps * inputs)
    for step in 0..<steps {
      var stream = RandomStream(seed: seed, name: "spikes", index: UInt64(step))
      let source = stream.uniform() < probability
      for input in 0..<inputs {
        let own = stream.uniform()
        let isCopied = input < correlated && stream.uniform() < copied
        values.append(isCopied ? source ? 1 : 0 : own < probability ? 1 : 0)
      }
    }
    return Matrix(rows: steps, columns: inputs, elements: values)
  }
}
