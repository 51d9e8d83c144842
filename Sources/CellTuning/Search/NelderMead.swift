import ArrayNumerics

/// The place with the smallest value near a start, by the simplex of Nelder and Mead (1965, doi:10.1093/comjnl/7.4.308).
///
/// - Parameters:
///   - steps: size of the first simplex along each coordinate.
///   - tolerance: stops when the simplex is smaller than this part of `steps` along every coordinate.
///   - value: not NaN; infinite where a place is not allowed.
/// - Returns: the best place, and its value. At most `evaluations` calls.
package func nelderMead(
  from start: [Double], steps: [Double], tolerance: Double = 1e-5, evaluations: Int = 2000,
  _ value: ([Double]) -> Double
) -> (place: [Double], value: Double) {
  let n = start.count
  var corners = [(place: start, value: value(start))]
  for axis in 0..<n {
    var place = start
    place[axis] += steps[axis]
    corners.append((place, value(place)))
  }
  var calls = n + 1
  func evaluated(_ place: [Double]) -> (place: [Double], value: Double) {
    calls += 1
    return (place, value(place))
  }
  while calls < evaluations {
    corners.sort { $0.value < $1.value }
    let isSmall = (0..<n).allSatisfy { axis in
      corners.allSatisfy { abs($0.place[axis] - corners[0].place[axis]) <= tolerance * steps[axis] }
    }
    if isSmall { break }
    let worst = corners[n]
    let centre = (0..<n).map { axis in corners[..<n].reduce(0) { $0 + $1.place[axis] } / Double(n) }
    func along(_ factor: Double) -> [Double] { (0..<n).map { centre[$0] + factor * (worst.place[$0] - centre[$0]) } }
    let reflected = evaluated(along(-1))
    if reflected.value < corners[0].value {
      let expanded = evaluated(along(-2))
      corners[n] = expanded.value < reflected.value ? expanded : reflected
    } else if reflected.value < corners[n - 1].value {
      corners[n] = reflected
    } else {
      let contracted = evaluated(along(reflected.value < worst.value ? -0.5 : 0.5))
      if contracted.value < min(reflected.value, worst.value) {
        corners[n] = contracted
      } else {
        for corner in 1...n {
          corners[corner] = evaluated((0..<n).map { (corners[0].place[$0] + corners[corner].place[$0]) / 2 })
        }
      }
    }
  }
  return corners.min { $0.value < $1.value }.map { ($0.place, $0.value) } ?? (start, .infinity)
}
