/// Linear interpolation of samples (`positions`, `values`) at the points `x`; beyond the ends the first or last
/// value (NumPy's `interp`).
///
/// NaN among `x` gives NaN. Where a position occurs twice the later value holds from there on.
/// O(n log m), O(n + m) for ascending `x`.
/// - Throws: `NumericsError` when there are no samples, the lengths differ, or the positions are not finite and
///   ascending.
public func interpolate(
  _ x: [Double], positions: [Double], values: [Double]
) throws(NumericsError) -> [Double] {
  try checkSamples(positions, values.count)
  var segment = 0
  return x.map { x in
    if x.isNaN { return .nan }
    if x >= positions[positions.count - 1] { return values[values.count - 1] }
    if x <= positions[0] {
      return x == positions[0] ? values[lastIndex(atMost: x, in: positions)] : values[0]
    }
    segment = segmentIndex(of: x, in: positions, near: segment)
    if x == positions[segment] { return values[segment] }
    let slope =
      (values[segment + 1] - values[segment]) / (positions[segment + 1] - positions[segment])
    return slope * (x - positions[segment]) + values[segment]
  }
}

/// Linear interpolation of evenly spaced samples, `factor` values for each; from the last sample on its value.
///
/// Where a neighbour is NaN, so is what lies between. O(count).
public func interpolate(_ values: [Double], factor: Int, count: Int) -> [Double] {
  interpolated(values, factor: factor, count: count) { ($1 - $0) / Double(factor) }
}

/// Angles between evenly spaced ones along the shorter arc, `factor` values for each, in [0, 2π); from the last one on it
/// alone.
///
/// Where a neighbour is NaN, so is what lies between. O(count).
public func interpolateAngles(_ angles: [Double], factor: Int, count: Int) -> [Double] {
  var result = interpolated(angles, factor: factor, count: count) { angleDifference($1, $0) / Double(factor) }
  for index in result.indices { result[index] = wrapAngle(result[index]) }
  return result
}

/// Straight lines from each sample, with the slope for a step that a sample and its successor give.
@inline(__always)
private func interpolated(
  _ values: [Double], factor: Int, count: Int, slope: (Double, Double) -> Double
) -> [Double] {
  precondition(factor > 0 && !values.isEmpty, "interpolation needs a sample and a factor of at least one")
  return [Double](unsafeUninitializedCapacity: count) { result, initialized in
    for sample in values.indices {
      let first = sample * factor
      if first >= count { break }
      result[first] = values[sample]
      if sample + 1 == values.count { break }
      let step = slope(values[sample], values[sample + 1])
      for part in 1..<max(1, min(factor, count - first)) { result[first + part] = values[sample] + step * Double(part) }
    }
    for index in min(count, (values.count - 1) * factor + 1)..<count { result[index] = values[values.count - 1] }
    initialized = count
  }
}

/// The last index whose position is not above `x`, which lies between the first and the last position; tries the
/// segment of the previous point and the one after it before it searches.
func segmentIndex(of x: Double, in positions: [Double], near guess: Int) -> Int {
  for candidate in guess...guess + 1 where candidate + 1 < positions.count {
    if positions[candidate] <= x && x < positions[candidate + 1] { return candidate }
  }
  return lastIndex(atMost: x, in: positions)
}

func checkSamples(_ positions: [Double], _ count: Int) throws(NumericsError) {
  guard positions.count == count, count > 0 else {
    throw .wrongShape(
      what: "list of samples to interpolate", found: "\(positions.count) positions and \(count) values",
      expected: "the same number of both, at least one")
  }
  for index in positions.indices {
    if !positions[index].isFinite {
      throw .notFinite(what: "list of positions to interpolate between", index: index)
    }
    if index > 0 && positions[index] < positions[index - 1] {
      throw .badParameter(
        name: "position \(index) of the samples to interpolate",
        found: "\(positions[index]), before its predecessor \(positions[index - 1])",
        expected: "ascending (sort the samples first)")
    }
  }
}

/// Removes the jumps of angles in radians: each step becomes the equivalent one in [−π, π] (NumPy's `unwrap`).
public func unwrapAngles(_ angles: [Double]) -> [Double] {
  guard var previous = angles.first else { return [] }
  var correction = 0.0
  var result = [previous]
  result.reserveCapacity(angles.count)
  for angle in angles.dropFirst() {
    let step = angle - previous
    if abs(step) >= .pi {
      let turns = (step + .pi) / (2 * .pi)
      var wrapped = step + .pi - turns.rounded(.down) * 2 * .pi - .pi
      if wrapped == -.pi && step > 0 { wrapped = .pi }
      correction += wrapped - step
    }
    result.append(angle + correction)
    previous = angle
  }
  return result
}
