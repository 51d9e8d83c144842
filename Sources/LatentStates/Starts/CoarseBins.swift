import ArrayNumerics
import Foundation

/// For each bin the coarse bin that holds it, or −1.
func coarsePlaces(_ observations: LatentObservations, coarse: LatentObservations) -> [Int] {
  let ratio = coarse.factor / observations.factor
  var place = 0
  return observations.bins.map { bin in
    while place + 1 < coarse.count, coarse.bins[place] < bin / ratio { place += 1 }
    return place < coarse.count && coarse.bins[place] == bin / ratio ? place : -1
  }
}

/// Vector means of the angles within each coarse bin.
func coarseAngles(_ angles: Matrix<Double>, places: [Int], count: Int) -> Matrix<Double> {
  var result = Matrix<Double>(rows: count, columns: angles.columns, repeating: .nan)
  var sums = Matrix<Double>(rows: count, columns: 2 * angles.columns, repeating: 0)
  for (bin, place) in places.enumerated() where place >= 0 {
    for circle in 0..<angles.columns where angles[bin, circle].isFinite {
      sums[place, 2 * circle] += cos(angles[bin, circle])
      sums[place, 2 * circle + 1] += sin(angles[bin, circle])
    }
  }
  for place in 0..<count {
    for circle in 0..<angles.columns {
      let (c, s) = (sums[place, 2 * circle], sums[place, 2 * circle + 1])
      if c != 0 || s != 0 { result[place, circle] = wrapAngle(atan2(s, c)) }
    }
  }
  return result
}
