import Foundation

/// exp(−|x|) I₀(x) of the modified Bessel function, which stays finite for every x (SciPy's `i0e`). Relative error below
/// 1e-14.
public func scaledBesselI0(_ x: Double) -> Double { scaledBessel(order: 0, abs(x)) }

/// exp(−|x|) I₁(x), odd in x, which stays finite for every x (SciPy's `i1e`). Relative error below 1e-14.
public func scaledBesselI1(_ x: Double) -> Double {
  x < 0 ? -scaledBessel(order: 1, -x) : scaledBessel(order: 1, x)
}

/// The power series (Abramowitz & Stegun 9.6.10) below 30, Hankel's asymptotic series (9.7.1) above; all terms of
/// the former are positive, and the latter's smallest term is below 1e-16 there.
private func scaledBessel(order: Double, _ x: Double) -> Double {
  if x.isNaN { return .nan }
  if x.isInfinite { return 0 }
  var term = 1.0
  var sum = 1.0
  if x < 30 {
    let quarter = x * x / 4
    var k = 1.0
    while term > 1e-17 * sum {
      term *= quarter / (k * (k + order))
      sum += term
      k += 1
    }
    return (order == 0 ? sum : sum * x / 2) * exp(-x)
  }
  let mu = 4 * order * order
  for k in 1...40 {
    let odd = Double(2 * k - 1)
    let next = -term * (mu - odd * odd) / (Double(k) * 8 * x)
    if abs(next) < 1e-17 * abs(sum) || abs(next) > abs(term) { break }
    term = next
    sum += term
  }
  return sum / (2 * .pi * x).squareRoot()
}
