import ArrayNumerics

/// How a cell's rate changes over minutes, whatever the animal does: drift of the electrode, arousal, bleaching.
///
/// A shift around the end of the session joins the last rate to the first, so that a shifted train has a seam that the train
/// has not. An animal that stays long in one part of the arena then gives a drifting cell a map by chance more often than its
/// shifts. With every amount held against what the slow rate lets expect at its time, train and shifts are alike again.
///
/// Source: Harris 2020, Nonsense correlations in neuroscience (doi:10.1101/2020.11.29.402719), for the problem.
package struct SlowRate: Sendable {
  /// Standard deviation of the Gaussian, s: wide beside a visit to a place, narrow beside a session.
  package static let sigma = 60.0
  /// The same for tests of what changes faster than the place, as the speed.
  package static let shortSigma = 20.0
  /// Bins of time are put together to one of about this width before, s.
  private static let block = 1.0
  /// Part of the mean rate that is expected at least: minutes without a spike tell a little of the places too.
  private static let least = 0.01

  /// What is expected in each bin of time over the mean; its mean is 1. All 1 of a cell without any amount.
  package let relative: [Double]
  /// Sums of these over the bins before each bin of time, and over all of them last.
  private let sums: [Double]

  /// - Parameters:
  ///   - bins: of time.
  ///   - binWidth: of each, s.
  /// - Throws: `NumericsError` for a width that is not finite. O(events + bins).
  package init(_ events: CellEvents, bins: Int, binWidth: Double) throws {
    let amounts = events.series(bins: bins)
    let smooth = try Self.smoothed(amounts, binWidth: binWidth, sigma: Self.sigma)
    let least = Self.least * mean(smooth)
    let rates = least > 0 ? smooth.map { max($0, least) } : [Double](repeating: 1, count: amounts.count)
    let middle = mean(rates)
    let relative = rates.map { $0 / middle }
    var (sum, sums) = (0.0, [0.0])
    for value in relative {
      sum += value
      sums.append(sum)
    }
    (self.relative, self.sums) = (relative, sums)
  }

  /// Amounts smoothed by a Gaussian, for each bin of time.
  package static func smoothed(_ amounts: [Double], binWidth: Double, sigma: Double) throws -> [Double] {
    let size = max(1, Int((block / binWidth).rounded()))
    let blocks = (amounts.count + size - 1) / size
    let means = (0..<blocks).map { mean(Array(amounts[$0 * size..<min(amounts.count, ($0 + 1) * size)])) }
    let smooth = try gaussianFilter(means, sigma: sigma / (Double(size) * binWidth), border: .reflect)
    return amounts.indices.map { row in
      // Straight lines between the middles of the blocks.
      let at = (Double(row) + 0.5) / Double(size) - 0.5
      let first = min(max(0, Int(at.rounded(.down))), blocks - 1)
      let part = min(max(0, at - Double(first)), 1)
      return smooth[first] * (1 - part) + smooth[min(first + 1, blocks - 1)] * part
    }
  }

  /// Time spent at each place weighted by the slow rate, s, when what the cell did in bin t counts for bin t + shift.
  ///
  /// - Parameters:
  ///   - stays: of the animal.
  ///   - count: of places.
  /// - Complexity: O(stays + count).
  package func seconds(_ stays: [Stay], count: Int, binWidth: Double, shift: Int = 0) -> [Double] {
    var seconds = [Double](repeating: 0, count: count)
    let bins = relative.count
    let start = bins > 0 ? (bins - shift % bins) % bins : 0
    for stay in stays {
      let (from, to) = (stay.rows.lowerBound + start, stay.rows.upperBound + start)
      let sum: Double
      if from >= bins {
        sum = sums[to - bins] - sums[from - bins]
      } else if to > bins {
        sum = sums[bins] - sums[from] + sums[to - bins]
      } else {
        sum = sums[to] - sums[from]
      }
      seconds[stay.place] += sum * binWidth
    }
    return seconds
  }
}

/// Bins of time one after another at one place.
package struct Stay: Sendable {
  package let place: Int
  package let rows: Range<Int>

  /// - Parameter places: of each bin of time, -1 for none.
  package static func all(_ places: [Int32]) -> [Stay] {
    var stays: [Stay] = []
    var start = 0
    for row in places.indices where row + 1 == places.count || places[row + 1] != places[row] {
      if places[row] >= 0 { stays.append(Stay(place: Int(places[row]), rows: start..<row + 1)) }
      start = row + 1
    }
    return stays
  }
}
