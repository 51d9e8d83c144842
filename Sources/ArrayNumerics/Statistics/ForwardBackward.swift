/// The posterior of a hidden state that moves from step to step, from all observations before and after.
///
/// Forward and backward passes over normalised densities (Rabiner 1989, doi:10.1109/5.18626). Sums are taken in double
/// precision, in the order of the states. O(steps · states) memory, two numbers for each.
///
/// - Parameters:
///   - restarts: steps that know nothing of the one before: all states are as likely. The first one is such a step in any case.
///   - likelihood: writes that of a step, up to a factor.
///   - move: the density of one step becomes the prediction for a neighbouring one; the same forward and backward.
///   - take: gets the posterior of each step, the last step first.
@inlinable
package func forwardBackward<Number: BinaryFloatingPoint>(
  steps: Int, states: Int, restarts: (_ step: Int) -> Bool = { _ in false },
  likelihood: (_ step: Int, _ values: inout [Number]) -> Void,
  move: (_ density: inout [Number], _ from: Int, _ to: Int) -> Void, take: (_ step: Int, _ posterior: [Number]) -> Void
) {
  guard steps > 0, states > 0 else { return }
  var forward = [Number](repeating: 0, count: steps * states)
  var likelihoods = forward
  let even = [Number](repeating: 1 / Number(states), count: states)
  var current = even
  var own = current
  for step in 0..<steps {
    likelihood(step, &own)
    if step > 0, restarts(step) { current = even } else if step > 0 { move(&current, step - 1, step) }
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
  var backward = [Number](repeating: 1, count: states)
  for step in stride(from: steps - 1, through: 0, by: -1) {
    for state in 0..<states { current[state] = forward[step * states + state] }
    own = current
    multiply(&own, by: backward)
    if !normalize(&own) { own = current }
    take(step, own)
    if step > 0, !restarts(step) {
      for state in 0..<states { backward[state] *= likelihoods[step * states + state] }
      move(&backward, step, step - 1)
      if normalize(&backward) { continue }
    }
    backward = [Number](repeating: 1, count: states)
  }
}

@inlinable
func multiply<Number: BinaryFloatingPoint>(_ values: inout [Number], by factors: [Number]) {
  for index in values.indices { values[index] *= factors[index] }
}

/// Makes the sum 1; `false` where there is nothing: a sum so near the smallest number that its shares are lost.
@inlinable
func normalize<Number: BinaryFloatingPoint>(_ values: inout [Number]) -> Bool {
  let sum = values.reduce(0) { $0 + Double($1) }
  guard sum > 1e8 * Double(Number.leastNormalMagnitude), sum.isFinite else { return false }
  let factor = Number(1 / sum)
  for index in values.indices { values[index] *= factor }
  return true
}
