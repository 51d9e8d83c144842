import Foundation

/// The posterior of a hidden state that moves from step to step, from all observations before and after.
///
/// Forward and backward passes over normalised densities (Rabiner 1989, doi:10.1109/5.18626). O(steps · states) memory.
///
/// - Parameters:
///   - likelihood: writes that of a step, up to a factor.
///   - move: the density of one step becomes the prediction for a neighbouring one; the same forward and backward.
///   - take: gets the posterior of each step, the last step first.
func forwardBackward(
  steps: Int, states: Int, likelihood: (_ step: Int, _ values: inout [Float]) -> Void,
  move: (_ density: inout [Float], _ from: Int, _ to: Int) -> Void, take: (_ step: Int, _ posterior: [Float]) -> Void
) {
  guard steps > 0, states > 0 else { return }
  var forward = [Float](repeating: 0, count: steps * states)
  var likelihoods = forward
  var current = [Float](repeating: 1 / Float(states), count: states)
  var own = current
  for step in 0..<steps {
    likelihood(step, &own)
    if step > 0 { move(&current, step - 1, step) }
    multiply(&current, by: own)
    // What the motion cannot reach begins anew.
    if !normalize(&current) {
      current = own
      _ = normalize(&current)
    }
    for state in 0..<states {
      forward[step * states + state] = current[state]
      likelihoods[step * states + state] = own[state]
    }
  }
  var backward = [Float](repeating: 1, count: states)
  for step in stride(from: steps - 1, through: 0, by: -1) {
    for state in 0..<states { current[state] = forward[step * states + state] }
    own = current
    multiply(&own, by: backward)
    if !normalize(&own) { own = current }
    take(step, own)
    for state in 0..<states { backward[state] *= likelihoods[step * states + state] }
    if step > 0 { move(&backward, step, step - 1) }
    if !normalize(&backward) { backward = [Float](repeating: 1, count: states) }
  }
}

private func multiply(_ values: inout [Float], by factors: [Float]) {
  for index in values.indices { values[index] *= factors[index] }
}

/// Makes the sum 1; `false` where there is nothing.
private func normalize(_ values: inout [Float]) -> Bool {
  let sum = values.reduce(0) { $0 + Double($1) }
  guard sum > 1e-30, sum.isFinite else { return false }
  let factor = Float(1 / sum)
  for index in values.indices { values[index] *= factor }
  return true
}

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
