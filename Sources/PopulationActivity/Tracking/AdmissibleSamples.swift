import ArrayNumerics
import Schema

/// The largest set of samples through which an animal could have gone without ever being faster than a limit.
///
/// Tracking jumps when it takes a reflection for the animal: for one frame or for many, and on the way in as on the way out.
/// Removing every sample after a fast step would remove the good ones that follow a bad one. Here the samples that stay are the
/// longest chain in which each can be reached from the one before, `|pⱼ − pᵢ| ≤ v (tⱼ − tᵢ)`; it is found by
/// dynamic programming, looks the same forward and backward in time, and leaves a path without jumps whole. Of chains of the
/// same length the one that stays with the latest possible predecessor is taken.
///
/// O(n) for a path without jumps; each sample after a jump looks back over the time that crossing the whole extent would take,
/// at most 4,096 samples.
/// - Parameters:
///   - candidates: indices of samples with a position, ascending.
///   - maximumSpeed: in the unit of the positions over that of the times.
/// - Returns: the candidates that stay, ascending.
func admissibleSamples(
  t: [Double], x: [Double], y: [Double], candidates: [Int], maximumSpeed: Double
) -> [Int] {
  let count = candidates.count
  guard count > 1 else { return candidates }
  let (ts, xs, ys) = (candidates.map { t[$0] }, candidates.map { x[$0] }, candidates.map { y[$0] })
  var length = [Int32](repeating: 1, count: count)
  var predecessor = [Int32](repeating: -1, count: count)
  /// Where the longest chain so far ends.
  var best = [Int32](repeating: 0, count: count)
  for index in 1..<count {
    var candidate = index - 1
    let last = max(0, index - 4096)
    while candidate >= last {
      let longest = length[Int(best[candidate])]
      // No earlier sample ends a longer chain than the one found.
      if predecessor[index] >= 0, longest < length[index] { break }
      let distance = hypotenuse(xs[index] - xs[candidate], ys[index] - ys[candidate])
      if length[candidate] >= length[index], distance <= maximumSpeed * (ts[index] - ts[candidate]) {
        length[index] = length[candidate] + 1
        predecessor[index] = Int32(candidate)
      }
      candidate -= 1
    }
    best[index] = length[index] > length[Int(best[index - 1])] ? Int32(index) : best[index - 1]
  }
  var chain: [Int] = []
  var index = Int(best[count - 1])
  while index >= 0 {
    chain.append(candidates[index])
    index = Int(predecessor[index])
  }
  return chain.reversed()
}

private func hypotenuse(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
