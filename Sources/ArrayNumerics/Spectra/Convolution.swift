/// The linear convolution of two series by Fourier transform: `first.count + second.count − 1` values, NumPy's
/// `convolve(mode="full")` up to rounding of about 1e-16 of the largest product. Empty when either is. O(n log n).
///
/// - Throws: `NumericsError` when the series are too long for a transform.
public func convolve(_ first: [Double], _ second: [Double]) throws(NumericsError) -> [Double] {
  if first.isEmpty || second.isEmpty { return [] }
  let count = first.count + second.count - 1
  let transform = try RealFourierTransform(size: fastTransformSize(count))
  let a = try transform.forward(padded(first, to: transform.size))
  let b = try transform.forward(padded(second, to: transform.size))
  return Array(try transform.inverse(zip(a, b).map { $0 * $1 }).prefix(count))
}

/// The circular cross-correlation c[k] = Σⱼ first[j] · second[j + k mod n] for every lag k in 0..<n: largest where
/// `second` is `first` delayed by k. O(n log n).
///
/// - Throws: `NumericsError.wrongShape` when the series differ in length.
public func circularCrossCorrelation(
  _ first: [Double], _ second: [Double]
) throws(NumericsError) -> [Double] {
  try checkPaired(first.count, second.count)
  if first.isEmpty { return [] }
  let transform = try RealFourierTransform(size: first.count)
  let (a, b) = (try transform.forward(first), try transform.forward(second))
  return try transform.inverse(zip(a, b).map { $0.conjugate * $1 })
}

/// The smallest size not below `count` whose only prime factors are 2, 3 and 5, for which the transform is fast.
public func fastTransformSize(_ count: Int) -> Int {
  var size = max(count, 1)
  while true {
    var rest = size
    for factor in [2, 3, 5] { while rest % factor == 0 { rest /= factor } }
    if rest == 1 { return size }
    size += 1
  }
}

private func padded(_ values: [Double], to count: Int) -> [Double] {
  values + [Double](repeating: 0, count: count - values.count)
}
