import ArrayNumerics

/// All that is asked of a cell that may be a grid cell.
package struct GridAnalysis: Sendable {
  /// Its rates, `[y, x]`, NaN where not visited.
  package let map: Matrix<Double>
  /// Its autocorrelogram, `[y lag, x lag]`.
  package let autocorrelogram: Matrix<Double>
  /// Its score.
  package let score: GridScore
  /// Scores at the shifts; NaN where there is none.
  package let null: [Double]
  /// (1 + scores of the null as large) / (1 + shifts); NaN without score or shifts.
  package let p: Double
  /// Peaks of the autocorrelogram around the central field, `nil` without a score.
  package let peaks: AutocorrelogramPeaks?
  /// The lattice of plane waves; `nil` without a score.
  package let lattice: WaveLattice?
}

/// Analyses cells of one session.
package struct GridAnalyser: Sendable {
  private let rates: ArenaRates
  private let scoring: GridScoring
  private let fullAutocorrelation: MaskedAutocorrelation?
  private let search: LatticeSearch
  private let leastEvents: Int
  /// Why no cell of the session has a score.
  package let reasonForAll: UndefinedScore?

  /// - Parameters:
  ///   - smoothing: of maps in which unvisited bins are 0, bins (`GridScoring`).
  ///   - leastEvents: cells with fewer spikes where the position is known have no score.
  ///   - spacings: that are looked for, m.
  /// - Throws: `NumericsError` for an arena without bins.
  package init(
    _ rates: ArenaRates, definition: GridScoreDefinition, smoothing: Double = 0, leastEvents: Int = 20,
    spacings: ClosedRange<Double>
  ) throws(NumericsError) {
    self.rates = rates
    self.leastEvents = leastEvents
    scoring = try GridScoring(definition, visited: rates.visited, smoothing: smoothing)
    fullAutocorrelation = definition.masksUnvisited ? try MaskedAutocorrelation(mask: rates.visited) : nil
    let path = definition.masksUnvisited ? rates.pathWidth(below: spacings.lowerBound) : nil
    reasonForAll = path.map { .narrow(width: $0, spacing: spacings.lowerBound) }
    search = try LatticeSearch(
      occupancy: rates.occupancy, xEdges: rates.grid.xEdges, yEdges: rates.grid.yEdges, range: spacings)
  }

  /// - Parameter shifts: of the null, bins of time.
  /// - Throws: `NumericsError` when a transform fails; `CancellationError`.
  package func callAsFunction(_ events: CellEvents, shifts: [Int], work: Work) throws -> GridAnalysis {
    let amounts = rates.amounts(of: events)
    let map = try rates.rates(of: amounts)
    let (found, own) = try scoring(map)
    let correlogram = try fullAutocorrelation?(map) ?? own
    let known = events.rows.count { rates.places[Int($0)] >= 0 }
    let score = known < leastEvents ? .undefined(.tooFewSpikes(known)) : reasonForAll.map { .undefined($0) } ?? found
    guard case .score(let value, let inner, _) = score else {
      return GridAnalysis(
        map: map, autocorrelogram: correlogram, score: score, null: shifts.map { _ in .nan }, p: .nan, peaks: nil,
        lattice: nil)
    }
    let null = try shifts.map { shift in
      try work.checkCancellation()
      return try scoring(rates.rates(of: rates.amounts(of: events, shift: shift))).score.value
    }
    var squares = 0.0
    for (row, amount) in zip(events.rows, events.amounts) where rates.places[Int(row)] >= 0 { squares += amount * amount }
    return GridAnalysis(
      map: map, autocorrelogram: correlogram, score: score, null: null, p: shufflePValue(of: value, null: null),
      peaks: AutocorrelogramPeaks(correlogram, beyond: inner),
      lattice: try search.lattice(amounts: amounts, squares: squares))
  }
}
