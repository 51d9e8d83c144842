import ArrayNumerics

/// Values for many neurons or synapses: the same for all, one for each, or drawn.
public enum Distribution: Sendable, Equatable {
  /// The same for all.
  case constant(Double)
  /// One for each.
  case values([Double])
  /// Between two bounds.
  case uniform(Double, Double)
  /// Gaussian.
  case normal(mean: Double, standardDeviation: Double)
  /// A number whose logarithm is Gaussian, by its own mean and standard deviation.
  case logNormal(mean: Double, standardDeviation: Double)
  /// Exponential.
  case exponential(mean: Double)
  /// Drawn again until it lies in a range.
  indirect case clipped(Distribution, ClosedRange<Double>)

  /// The one value, of a constant.
  var constant: Double? {
    switch self {
    case .constant(let value): value
    case .values(let values): values.count == 1 ? values[0] : nil
    case .uniform(let low, let high): low == high ? low : nil
    case .normal(let mean, let deviation): deviation == 0 ? mean : nil
    default: nil
    }
  }

  /// What makes it impossible to draw, and what to change.
  func objection() -> (problem: String, remedy: String)? {
    func isFinite(_ numbers: Double...) -> Bool { numbers.allSatisfy(\.isFinite) }
    switch self {
    case .constant, .values: return nil
    case .uniform(let low, let high):
      if isFinite(low, high), low <= high { return nil }
      return ("uniform draws are from \(low) to \(high)", "Give finite bounds, the lower first.")
    case .normal(let mean, let deviation):
      if isFinite(mean, deviation), deviation >= 0 { return nil }
      return (
        "normal draws have a mean of \(mean) and a standard deviation of \(deviation)",
        "Give finite numbers, the deviation 0 or more."
      )
    case .logNormal(let mean, let deviation):
      if isFinite(mean, deviation), mean > 0, deviation >= 0 { return nil }
      return (
        "log-normal draws have a mean of \(mean) and a standard deviation of \(deviation)",
        "Give a finite mean above 0, and a deviation of 0 or more."
      )
    case .exponential(let mean):
      if mean > 0, mean.isFinite { return nil }
      return ("exponential draws have a mean of \(mean)", "Give a finite mean above 0; for numbers below 0 negate the weight.")
    case .clipped(let distribution, let range):
      switch distribution {
      case .constant, .values, .clipped:
        return ("given numbers are to be drawn again within \(range.lowerBound) to \(range.upperBound)", "Clip draws only.")
      case .uniform, .normal, .logNormal, .exponential: return distribution.objection()
      }
    }
  }

  /// - Throws: `SpikingNetworksError` where nothing can be drawn.
  func requireDrawable(place: String, what: String) throws {
    guard let (problem, remedy) = objection() else { return }
    throw SpikingNetworksError(place, "'\(what)': \(problem)", remedy: remedy)
  }

  /// A draw.
  ///
  /// - Precondition: not `values`.
  func draw(_ stream: inout RandomStream) -> Double {
    switch self {
    case .constant(let value): return value
    case .values(let values): return values.first ?? .nan
    case .uniform(let low, let high): return low + (high - low) * stream.uniform()
    case .normal(let mean, let deviation): return stream.normal(mean: mean, standardDeviation: deviation)
    case .logNormal(let mean, let deviation):
      let variance = logarithm(1 + (deviation / mean) * (deviation / mean))
      return SpikingNetworks.exponential(
        stream.normal(mean: logarithm(mean) - variance / 2, standardDeviation: variance.squareRoot()))
    case .exponential(let mean): return stream.exponential(mean: mean)
    case .clipped(let distribution, let range):
      for _ in 0..<1000 {
        let value = distribution.draw(&stream)
        if range.contains(value) { return value }
      }
      return .nan
    }
  }

  /// One value for all, or one for each of `count`; a neuron's draw does not depend on how many there are.
  ///
  /// - Throws: `SpikingNetworksError` for another number of values, and for what cannot be drawn.
  func values(_ count: Int, seed: UInt64, name: String, place: String, what: String) throws -> [Double] {
    if case .values(let values) = self, values.count != count, values.count != 1 {
      throw SpikingNetworksError(
        place, "'\(what)' has \(values.count) values, and \(count) are needed", remedy: "Give one value, or one for each.")
    }
    try requireDrawable(place: place, what: what)
    let drawn: [Double] =
      if let constant { [constant] } else if case .values(let values) = self { values } else {
        (0..<count).map { index in
          var stream = RandomStream(seed: seed, name: name, index: UInt64(index))
          return draw(&stream)
        }
      }
    try check(drawn, place: place, what: what)
    return drawn
  }

  /// - Throws: for a value that is no number.
  func check(_ values: [Double], place: String, what: String) throws {
    guard let index = values.firstIndex(where: \.isNaN) else { return }
    if case .clipped = self {
      throw SpikingNetworksError(
        place, "hardly any draw of '\(what)' falls into the range that it is clipped to",
        remedy: "Widen the range, or move the distribution.")
    }
    throw SpikingNetworksError(
      place, "'\(what)' is NaN at position \(index + 1)", remedy: "Every value has to be a number; mend the source of it.")
  }
}
