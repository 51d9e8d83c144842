import ArrayNumerics

/// Checks that a matrix can be a matrix of distances: square, no NaN, nothing negative, symmetric and zero on the
/// diagonal up to rounding (10^-5 of the largest finite entry).
///
/// - Throws: `TopologyError` naming the first entry that is wrong, in row order.
func checkDistances(_ distances: Matrix<Float>) throws {
  let n = distances.rows
  guard distances.columns == n else { throw TopologyError.notSquare(rows: n, columns: distances.columns) }
  guard n > 0 else { throw TopologyError.noPoints }
  guard n <= RankedDistances.mostPoints else {
    throw TopologyError.tooManyPoints(found: n, limit: RankedDistances.mostPoints)
  }
  try distances.withUnsafeBufferPointer { d in
    var largest: Float = 0
    for row in 0..<n {
      for column in 0..<n {
        let value = d[row * n + column]
        if value.isNaN { throw TopologyError.notANumber(row: row, column: column) }
        if value < 0 { throw TopologyError.negativeDistance(row: row, column: column, value: value) }
        if value > largest && value < .infinity { largest = value }
      }
    }
    let tolerance = 1e-5 * largest
    for row in 0..<n {
      if d[row * n + row] > tolerance {
        throw TopologyError.nonZeroDiagonal(row: row, value: d[row * n + row])
      }
      for column in row + 1..<max(n, row + 1) {
        let (upper, lower) = (d[row * n + column], d[column * n + row])
        if upper != lower && !(abs(upper - lower) <= tolerance) {
          throw TopologyError.asymmetric(row: row, column: column, upper: upper, lower: lower)
        }
      }
    }
  }
}

/// The threshold as a distance; see `Threshold`.
func resolve(_ threshold: Threshold, for distances: Matrix<Float>) -> Float {
  if case .distance(let value) = threshold, value < .infinity { return value }
  let n = distances.rows
  var largestFinite: Float = 0
  var farthest = [Float](repeating: 0, count: n)
  // The strict upper triangle is what counts.
  distances.withUnsafeBufferPointer { d in
    farthest.withUnsafeMutableBufferPointer { farthest in
      for row in 0..<n {
        var own = farthest[row]
        for column in min(row + 1, n)..<n {
          let value = d[row &* n &+ column]
          own = max(own, value)
          farthest[column] = max(farthest[column], value)
          largestFinite = max(largestFinite, value < .infinity ? value : 0)
        }
        farthest[row] = own
      }
    }
  }
  let radius = farthest.min() ?? .infinity
  return threshold == .enclosingRadius && radius < .infinity ? radius : largestFinite
}

/// The largest finite distance that is not above a limit, 0 when there is none. O(points^2).
public func largestFiniteDistance(_ distances: Matrix<Float>, upTo limit: Double = .infinity) -> Double {
  let limit = Float(limit).nextUp
  return distances.withUnsafeBufferPointer { values in
    // Four running maxima, which the compiler keeps in one register.
    var largest = SIMD4<Float>(repeating: 0)
    let whole = values.count & ~3
    for place in stride(from: 0, to: whole, by: 4) {
      for lane in 0..<4 {
        let value = values[place &+ lane]
        largest[lane] = value < limit && value > largest[lane] ? value : largest[lane]
      }
    }
    var result = largest.max()
    for value in values[whole...] where value < limit && value > result { result = value }
    return Double(result)
  }
}
