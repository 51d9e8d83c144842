/// Loops over numbers that follow each other in memory, eight lanes at a time. Sums have a fixed order of their own, so they
/// are the same bits in every run.

/// Writes the square of each number and returns their sum.
@inlinable @inline(__always)
package func writeSquares(
  of x: UnsafePointer<Double>, to squares: UnsafeMutablePointer<Double>, count: Int
) -> Double {
  var (even, odd) = (SIMD8<Double>(), SIMD8<Double>())
  var index = 0
  while index &+ 16 <= count {
    let (a, b) = (load8(x + index), load8(x + (index &+ 8)))
    let (p, q) = (a * a, b * b)
    store(p, squares + index)
    store(q, squares + (index &+ 8))
    even += p
    odd += q
    index &+= 16
  }
  var sum = (even + odd).sum()
  while index < count {
    let square = x[index] * x[index]
    squares[index] = square
    sum += square
    index &+= 1
  }
  return sum
}

/// y ← y + c (target − y).
@inlinable @inline(__always)
package func relax(
  _ y: UnsafeMutablePointer<Double>, towards target: UnsafePointer<Double>, by c: Double, count: Int
) {
  for index in 0..<count { y[index] += c * (target[index] - y[index]) }
}

/// y ← y + c x.
@inlinable @inline(__always)
package func add(_ x: UnsafePointer<Double>, times c: Double, to y: UnsafeMutablePointer<Double>, count: Int) {
  for index in 0..<count { y[index] += c * x[index] }
}

/// Whether every number is finite.
package func allFinite(_ values: [Double]) -> Bool {
  // 0 · x is 0 for every finite x and NaN for all others.
  values.withUnsafeBufferPointer { values in
    var lanes = SIMD8<Double>()
    var index = 0
    guard let start = values.baseAddress else { return true }
    while index &+ 8 <= values.count {
      lanes += load8(start + index) * 0
      index &+= 8
    }
    var sum = lanes.sum()
    while index < values.count {
      sum += values[index] * 0
      index &+= 1
    }
    return sum == 0
  }
}

/// The largest of the numbers, those that are none left out; −∞ of nothing.
package func largest(_ x: UnsafePointer<Double>, count: Int) -> Double {
  var lanes = SIMD8<Double>(repeating: -.infinity)
  var index = 0
  while index &+ 8 <= count {
    let eight = load8(x + index)
    lanes.replace(with: eight, where: eight .> lanes)
    index &+= 8
  }
  var found = lanes.max()
  while index < count {
    found = max(found, x[index])
    index &+= 1
  }
  return found
}

/// Σ xᵢ yᵢ.
@inlinable @inline(__always)
package func dot(_ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, count: Int) -> Double {
  var lanes = SIMD8<Double>()
  var index = 0
  while index &+ 8 <= count {
    lanes += load8(x + index) * load8(y + index)
    index &+= 8
  }
  var sum = lanes.sum()
  while index < count {
    sum += x[index] * y[index]
    index &+= 1
  }
  return sum
}
