import Foundation

/// The likelihood of a log likelihood, its largest value 1.
func exponentiate(_ values: inout [Float]) {
  var top = -Float.infinity
  for value in values where value > top { top = value }
  guard top > -.infinity else {
    for index in values.indices { values[index] = 0 }
    return
  }
  for index in values.indices { values[index] = exp(values[index] - top) }
}
