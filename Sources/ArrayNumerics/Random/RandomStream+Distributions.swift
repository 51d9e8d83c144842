import Foundation

extension RandomStream {
  /// A draw from the normal distribution by the method of Box & Muller (1958, doi:10.1214/aoms/1177706645).
  ///
  /// Each draw uses two uniform numbers and throws the second normal away, so that the stream has no state besides
  /// its position.
  public mutating func normal(mean: Double = 0, standardDeviation: Double = 1) -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return mean + standardDeviation * radius * cos(2 * .pi * uniform())
  }

  /// A draw from the exponential distribution with the given mean, by inversion.
  public mutating func exponential(mean: Double = 1) -> Double { -mean * log(1 - uniform()) }

  /// A draw from the Poisson distribution.
  ///
  /// Below a mean of 10 by inversion; from there by transformed rejection with squeeze (Hörmann 1993,
  /// "The transformed rejection method for generating Poisson random variables", doi:10.1016/0167-6687(93)90997-4),
  /// which is exact and takes constant time. A mean that is not positive gives 0.
  public mutating func poisson(mean: Double) -> Int {
    if !(mean > 0) { return 0 }
    return mean < 10 ? poissonByInversion(mean) : poissonByRejection(min(mean, 1e15))
  }

  private mutating func poissonByInversion(_ mean: Double) -> Int {
    var remaining = uniform()
    var probability = exp(-mean)
    var value = 0
    // Beyond 200 the probabilities have underflowed; the uniform number was within rounding of 1.
    while remaining >= probability && value < 200 {
      remaining -= probability
      value += 1
      probability *= mean / Double(value)
    }
    return value
  }

  /// The names of the constants are those of the paper's algorithm PTRS.
  private mutating func poissonByRejection(_ mean: Double) -> Int {
    let logMean = log(mean)
    let b = 0.931 + 2.53 * mean.squareRoot()
    let a = -0.059 + 0.02483 * b
    let inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
    let acceptAtOnce = 0.9277 - 3.6224 / (b - 2)
    while true {
      let u = uniform() - 0.5
      let v = 1 - uniform()
      let distance = 0.5 - abs(u)
      let k = ((2 * a / distance + b) * u + mean + 0.43).rounded(.down)
      if distance >= 0.07 && v <= acceptAtOnce { return Int(k) }
      if k < 0 || !k.isFinite || (distance < 0.013 && v > distance) { continue }
      let logRatio = log(v * inverseAlpha / (a / (distance * distance) + b))
      if logRatio <= k * logMean - mean - logFactorial(k) { return Int(k) }
    }
  }

  /// Puts the elements into random order, every order with the same probability (Fisher & Yates).
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    if elements.count < 2 { return }
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, integer(below: last + 1))
    }
  }

  /// The numbers 0..<count in random order.
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<max(count, 0))
    shuffle(&order)
    return order
  }

  /// `count` different numbers of 0..<`bound`, ascending; every subset has the same probability. All numbers when
  /// `count` is not below `bound`.
  ///
  /// Floyd's method (Bentley & Floyd 1987, doi:10.1145/30401.315746): O(count log count), whatever the bound.
  public mutating func choose(_ count: Int, of bound: Int) -> [Int] {
    if count >= bound { return Array(0..<max(bound, 0)) }
    if count <= 0 { return [] }
    var chosen = Set<Int>(minimumCapacity: count)
    for last in bound - count..<bound {
      let candidate = integer(below: last + 1)
      chosen.insert(chosen.contains(candidate) ? last : candidate)
    }
    return chosen.sorted()
  }
}

/// ln k! for a whole number k ≥ 0: sums below 10, then Stirling's series with an error below 1e-13.
package func logFactorial(_ k: Double) -> Double {
  if k < 10 {
    var product = 1.0
    var factor = 2.0
    while factor <= k {
      product *= factor
      factor += 1
    }
    return log(product)
  }
  let x = k + 1
  let inverse = 1 / x
  let square = inverse * inverse
  let series =
    inverse
    * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680 - square / 1188))))
  return (x - 0.5) * log(x) - x + 0.5 * log(2 * .pi) + series
}
