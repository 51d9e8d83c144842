import ArrayNumerics
import Foundation
import Schema

/// How much the rate of each cell changes slowly over the session.
///
/// The time that was kept is cut into stretches of about a minute. What chance and the behaviour do to the number of spikes in
/// one stretch says nothing about the next; a rate that drifts lifts or lowers neighbours together. The mean product of
/// neighbouring deviations from the mean is thus the variance of the slow part alone, and the same over all orders of the
/// stretches has a mean and a variance in closed form (serial correlation, Wald and Wolfowitz 1943,
/// DOI 10.1214/aoms/1177731358; here without the product of the last and the first).
package struct RateDrift: Equatable {
  /// Standard deviation of the slow part of each cell's rate in parts of its mean, `[N]`; 0 where there is none, NaN for a
  /// cell without spikes and where the time is too short.
  package var variation: [Double]
  /// By how many standard deviations the neighbours agree more than in a random order, `[N]`; NaN as above.
  package var score: [Double]

  /// Length of a stretch, s, and how many there must be.
  static let stretch = 60.0
  static let fewest = 8
  /// A cell drifts from this variation and this score on (one in a hundred by chance).
  static let least = (variation: 0.25, score: 2.33)
  /// Part of the cells that drift from which on it is said, and how many at least.
  static let share = (part: 0.25, cells: 3)

  /// - Parameter courses: what each cell fired in each stretch, `[stretch, cell]`.
  init(courses: Matrix<Float>) {
    (variation, score) = ([], [])
    for cell in 0..<courses.columns {
      let isShort = courses.rows < Self.fewest
      let found = isShort ? (variation: .nan, score: .nan) : slowVariation(courses.column(cell).map(Double.init))
      variation.append(found.variation)
      score.append(found.score)
    }
  }

  /// - Parameters:
  ///   - counts: spikes in the bins that were kept.
  ///   - bins: of these on the grid of `gains`.
  ///   - gains: by which the rates are divided; `nil` for nothing.
  package init(_ counts: SparseCounts, bins: [Int], gains: SlowGains? = nil, binWidth: Double) {
    let stretches = Self.stretches(of: counts.rows, binWidth: binWidth)
    let totals = counts.columnTotals(inStretchesOf: stretches.first?.count ?? max(1, counts.rows))
    var courses = Matrix<Float>(rows: stretches.count, columns: counts.columns, repeating: 0)
    for stretch in stretches.indices {
      for cell in 0..<counts.columns { courses[stretch, cell] = Float(totals[stretch, cell]) }
    }
    gains?.divide(&courses, at: stretches.map { bins[($0.lowerBound + $0.upperBound) / 2] })
    self.init(courses: courses)
  }

  /// - Parameter rates: those of the bins that were kept, `[row, cell]`.
  package init(rates: Matrix<Float>, binWidth: Double) {
    let stretches = Self.stretches(of: rates.rows, binWidth: binWidth)
    var courses = Matrix<Float>(rows: stretches.count, columns: rates.columns, repeating: 0)
    for (stretch, rows) in stretches.enumerated() {
      for row in rows {
        for cell in 0..<rates.columns { courses[stretch, cell] += rates[row, cell] }
      }
    }
    self.init(courses: courses)
  }

  /// Rows of each stretch, all of one length; the few that are left over at the end belong to none.
  private static func stretches(of rows: Int, binWidth: Double) -> [Range<Int>] {
    let count = Int(Double(rows) * binWidth / stretch)
    let length = count > 0 ? rows / count : rows
    return (0..<count).map { $0 * length..<($0 + 1) * length }
  }

  /// As an archive has it; `nil` for one without.
  init?(variation: [Double]?, score: [Double]?) {
    guard let variation, let score else { return nil }
    (self.variation, self.score) = (variation, score)
  }

  /// The cells that drift.
  package var cells: [Int] {
    variation.indices.filter { variation[$0] >= Self.least.variation && score[$0] >= Self.least.score }
  }

  /// How many cells drift, by how much, and what it does; `nil` where too few do.
  package func finding(_ identifiers: [String]) -> String? {
    let cells = cells
    guard cells.count >= Self.share.cells, Double(cells.count) >= Self.share.part * Double(variation.count) else { return nil }
    let usual = quantile(cells.map { variation[$0] }, 0.5)
    return "The rates of \(cells.count) of \(counted(variation.count, "cell")) change slowly over the session, in the "
      + "median by \(percent(usual)) of the mean (\(firstNames(cells.map { identifiers[$0] })))"
  }

  /// - Parameter isDivided: whether the rates were divided by their slow course.
  func warnings(_ identifiers: [String], isDivided: Bool) -> [String] {
    guard let finding = finding(identifiers) else { return [] }
    return [
      sentence {
        "\(finding): one state of the population lies in different places at different times, which can hide a ring or a "
        "torus. "
        if isDivided {
          "They do so after the division by their slow course: take"
        } else {
          "--detrend-s 300 divides each rate by its slow course; take"
        }
        " the parts before and after a change at one moment apart (--epoch), such as cells that were lost, sleep, and sessions "
        "that were joined."
      }
    ]
  }
}

/// The standard deviation of the slow part of a series in parts of its mean, and the score of the agreement of neighbours
/// against that in a random order.
package func slowVariation(_ values: [Double]) -> (variation: Double, score: Double) {
  let n = Double(values.count)
  let mean = values.reduce(0, +) / n
  guard n >= 4, mean > 0 else { return (.nan, .nan) }
  let deviations = values.map { $0 / mean - 1 }
  let agreement = zip(deviations, deviations.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
  let square = deviations.reduce(0) { $0 + $1 * $1 }
  let fourth = deviations.reduce(0) { $0 + $1 * $1 * $1 * $1 }
  guard square > 0 else { return (0, 0) }
  // Products of two pairs of neighbours over all orders: the same pair, pairs that share one, and pairs that share none.
  let same = (n - 1) * (square * square - fourth) / (n * (n - 1))
  let sharing = 2 * (n - 2) * (2 * fourth - square * square) / (n * (n - 1) * (n - 2))
  let apart = (n - 2) * (n - 3) * 3 * (square * square - 2 * fourth) / (n * (n - 1) * (n - 2) * (n - 3))
  let expected = -square / n
  let variance = same + sharing + apart - expected * expected
  return (max(0, agreement / (n - 1)).squareRoot(), variance > 0 ? (agreement - expected) / variance.squareRoot() : 0)
}
