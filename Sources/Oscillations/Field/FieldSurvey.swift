/// What is wrong with the samples of a field potential as they were recorded: stretches without a value, at the ends of the
/// converter's range, and without any change. Looks at blocks of any length as they come.
package struct FieldSurvey: Sendable {
  /// Samples so far.
  package private(set) var count = 0
  /// Stretches that are not finite.
  package private(set) var missing: [Range<Int>] = []
  /// Stretches of one value for 20 ms or longer.
  package private(set) var flat: [Range<Int>] = []
  private let shortestFlat: Int
  private var low = Extreme(sign: -1)
  private var high = Extreme(sign: 1)
  private var last = Double.nan
  private var runStart = 0

  /// - Parameter rate: Hz.
  package init(rate: Double) { shortestFlat = max(5, Int((0.02 * rate).rounded(.up))) }

  /// Takes the samples that follow those before; those that are not finite become the last finite one, so that filters can run.
  package mutating func push(_ block: inout [Double]) {
    block.withUnsafeMutableBufferPointer { block in
      for index in 0..<block.count {
        var value = block[index]
        let place = count + index
        if !value.isFinite {
          if let end = missing.last?.upperBound, end == place {
            missing[missing.count - 1] = missing[missing.count - 1].lowerBound..<place + 1
          } else {
            missing.append(place..<place + 1)
          }
          value = last.isFinite ? last : 0
          block[index] = value
          endRun(at: place)
          runStart = place + 1
          continue
        }
        if value != last || runStart > place {
          endRun(at: place)
          runStart = place
          last = value
        }
        if value >= high.value { high.take(value, at: place) }
        if value <= low.value { low.take(value, at: place) }
      }
    }
    count += block.count
  }

  private mutating func endRun(at place: Int) {
    if place - runStart >= shortestFlat { flat.append(runStart..<place) }
  }

  /// Stretches at the largest or smallest value, when that was reached at least three times and three times as often as the
  /// next: a range that was too small piles up at its end.
  package var rail: [Range<Int>] {
    (low.isRail ? low.runs : []) + (high.isRail ? high.runs : [])
  }

  /// What there is of everything after the last block; with one value throughout the whole is flat.
  package mutating func finish() {
    endRun(at: count)
    runStart = count
  }

  /// Whether there is one value at most.
  package var isConstant: Bool { low.value == high.value || count == missing.reduce(0) { $0 + $1.count } }
}

/// The largest value so far (or smallest, with the sign −1), where it was reached, and how often the one before it was.
private struct Extreme: Sendable {
  private let sign: Double
  private(set) var value: Double
  private(set) var runs: [Range<Int>] = []
  private var times = 0
  private var timesOfNext = 0

  init(sign: Double) {
    self.sign = sign
    value = -sign * .infinity
  }

  var isRail: Bool { times >= 3 && times >= 3 * timesOfNext }

  mutating func take(_ new: Double, at place: Int) {
    if new != value {
      timesOfNext = times
      (value, runs, times) = (new, [], 0)
    }
    times += 1
    if let end = runs.last?.upperBound, end == place {
      runs[runs.count - 1] = runs[runs.count - 1].lowerBound..<place + 1
    } else {
      runs.append(place..<place + 1)
    }
  }
}
