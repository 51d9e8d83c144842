/// The times of the rows along an axis: bins, decoded rows, frames, landmarks.
struct Clock: Sendable {
  /// The stem of the stage that says them.
  var stage: String
  /// The name of the axis.
  var axis: String
  /// Time of each row, s.
  var times: [Double]
  /// Median distance of neighbours, s; 0 where they do not ascend, as those of landmarks.
  let step: Double

  /// Rows of a clock that are sent at most; of longer ones every second, third, … is.
  static let mostFrames = 20_000

  init(stage: String, axis: String, times: [Double]) {
    self.stage = stage
    self.axis = axis
    self.times = times
    let steps = zip(times, times.dropFirst()).map { $1 - $0 }
    step = steps.allSatisfy { $0 > 0 } ? steps.sorted()[safe: steps.count / 2] ?? 0 : 0
  }

  /// Rows from one that is sent to the next.
  var stride: Int { max(1, (times.count + Self.mostFrames - 1) / Self.mostFrames) }
  /// The rows that are sent.
  var frames: StrideTo<Int> { Swift.stride(from: 0, to: times.count, by: stride) }
  /// Their number.
  var frameCount: Int { (times.count + stride - 1) / stride }

  /// For each of some rows of another clock, the row of this one at the same time; `nil` where it has none within half of the
  /// larger step.
  ///
  /// Complexity: O(F log T).
  func rows(at frames: some Sequence<Int>, of other: Clock) -> [Int?] {
    guard step > 0 || times.count == 1 else { return frames.map { _ in nil } }
    let reach = max(step, other.step) / 2 * (1 + 1e-6)
    return frames.map { frame in
      let time = other.times[frame]
      guard time.isFinite else { return nil }
      var (low, high) = (0, times.count)
      while low < high {
        let middle = (low + high) / 2
        if times[middle] < time { low = middle + 1 } else { high = middle }
      }
      let near = [low - 1, low].filter { times.indices.contains($0) }
      guard let row = near.min(by: { abs(times[$0] - time) < abs(times[$1] - time) }) else { return nil }
      return abs(times[row] - time) <= reach ? row : nil
    }
  }
}

extension Array {
  /// The element, or `nil` outside the array.
  subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
