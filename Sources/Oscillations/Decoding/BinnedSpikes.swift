import Foundation

/// The spikes of a population in half steps of time, for decoding step by step.
package struct BinnedSpikes: Sendable {
  /// Time at which the first step begins, and the length of one, s.
  package let start: Double
  package let step: Double
  package let steps: Int
  /// The cell of each spike, in the order of half steps, and where each half step's begin.
  private(set) var cells: [Int32]
  private(set) var first: [Int]

  /// - Parameter times: of each cell, s; what lies outside the steps is left out.
  package init(_ times: [[Double]], start: Double, step: Double, steps: Int) {
    (self.start, self.step, self.steps) = (start, step, steps)
    var counts = [Int](repeating: 0, count: 2 * steps + 1)
    func half(_ time: Double) -> Int? {
      let place = ((time - start) / (step / 2)).rounded(.down)
      return place >= 0 && place < Double(2 * steps) ? Int(place) : nil
    }
    for train in times { for time in train { if let half = half(time) { counts[half + 1] += 1 } } }
    for index in 1..<counts.count { counts[index] += counts[index - 1] }
    first = counts
    var cells = [Int32](repeating: 0, count: counts[2 * steps])
    for (cell, train) in times.enumerated() {
      for time in train {
        guard let half = half(time) else { continue }
        cells[counts[half]] = Int32(cell)
        counts[half] += 1
      }
    }
    self.cells = cells
  }

  /// The middle of a step, s.
  package func time(of index: Int) -> Double { start + (Double(index) + 0.5) * step }

  /// The cells that fire in a step, one for each spike.
  package func spikes(in index: Int) -> ArraySlice<Int32> { cells[first[2 * index]..<first[2 * index + 2]] }

  /// The same in a window of two steps around the middle of one.
  package func spikes(around index: Int) -> ArraySlice<Int32> {
    cells[first[max(0, 2 * index - 1)]..<first[min(2 * steps, 2 * index + 3)]]
  }

  /// The same spikes with the steps in another order.
  ///
  /// - Parameter order: for each step, that whose spikes it gets.
  package func reordered(_ order: [Int]) -> BinnedSpikes {
    var copy = self
    copy.cells.removeAll(keepingCapacity: true)
    for (index, source) in order.enumerated() {
      for half in 0..<2 {
        copy.first[2 * index + half] = copy.cells.count
        copy.cells += cells[first[2 * source + half]..<first[2 * source + half + 1]]
      }
    }
    copy.first[2 * steps] = copy.cells.count
    return copy
  }
}
