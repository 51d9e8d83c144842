import ArrayNumerics

/// Whether a cell's rate goes with the speed where what goes with the place is taken from both.
///
/// An animal is slower at the walls and at the ends of a track, so a cell that knows the place alone goes with the speed too,
/// and shifts in time cannot tell: they part the cell from the place as well. Here the counts have their mean at each place
/// taken from them, and the speed is a number of standard deviations from its mean at the place; of a cell that knows the place
/// alone what is left has no correlation, and the same spread at every shift.
package struct SpeedAtPlace: Sendable {
  private let rates: [ArenaRates]
  private let binWidth: Double
  private let correlation: SpeedCorrelation

  /// - Parameters:
  ///   - speed: of each bin of time.
  ///   - rates: of the arena; along a track one for each direction of running. A bin of time has a place in one of them at
  ///     most, and takes no part without.
  ///   - binWidth: width of a bin of time, s.
  ///   - sigma: standard deviation of the Gaussian over the rate, bins of time.
  /// - Returns: `nil` when the speed does not vary at any place.
  /// - Throws: `NumericsError` for a session without bins.
  package init?(speed: [Double], rates: [ArenaRates], binWidth: Double, sigma: Double) throws {
    (self.rates, self.binWidth) = (rates, binWidth)
    let known = speed.indices.filter { speed[$0].isFinite }.map(Int32.init)
    func events(_ amount: (Double) -> Double) -> CellEvents {
      CellEvents(rows: known, amounts: known.map { amount(speed[Int($0)]) })
    }
    let middle = try Self.expected(events { $0 }, rates, binWidth)
    let square = try Self.expected(events { $0 * $0 }, rates, binWidth)
    let standardised = speed.indices.map { row in
      let spread = max(0, square[row] - middle[row] * middle[row]).squareRoot()
      return spread > 1e-6 * abs(middle[row]) ? (speed[row] - middle[row]) / spread : .nan
    }
    guard let correlation = try SpeedCorrelation(speed: standardised, sigma: sigma) else { return nil }
    self.correlation = correlation
  }

  /// Pearson's correlation at a shift of 0, 1, …, the bins of time less one.
  ///
  /// - Returns: empty for a cell whose rate does not vary.
  /// - Throws: `NumericsError` when a transform fails.
  package func correlations(_ events: CellEvents) throws -> [Double] { try correlation.correlations(left(events)) }

  /// The same where what changes slowly (`SlowRate`) is taken from the counts first: what p compares. A slow rate has a mean at
  /// each place by chance, which goes out at a shift of 0 alone: without this 18 of 100 slow cells of an animal that seldom
  /// comes back passed at 0.05. At shifts other than 0 they are over the root of `shareLeft`.
  package func steadyCorrelations(_ events: CellEvents) throws -> [Double] {
    let bins = rates.first?.places.count ?? 0
    let left = try left(ofSeries: try events.steadySeries(bins: bins, binWidth: binWidth))
    let correlations = try correlation.correlations(left)
    guard let own = correlations.first else { return [] }
    let root = try shareLeft(of: left).squareRoot()
    return [own] + correlations.dropFirst().map { $0 / root }
  }

  /// The part of the variance of the shifted covariances that is left after a mean at each place is taken from noise.
  ///
  /// The mean at a place that was seen a few times only holds a good part of the cell's chance. What is taken with it has
  /// nothing to do with the speed at a shift of 0, of which the mean at each place is taken too, but would have at the others:
  /// their spread is too small beside the value at 0. So the cell's own noise, what is left of its counts, is moved in time and
  /// loses a mean at each place once more; what it loses then is what it lost before.
  private func shareLeft(of left: [Double]) throws -> Double {
    let all = try correlation.squares(left)
    guard all > 0 else { return 1 }
    let shares = try (1...Self.moves).map { move -> Double in
      let start = left.count * move / (Self.moves + 1)
      let moved = Array(left[(left.count - start)...] + left[..<(left.count - start)])
      return try correlation.squares(self.left(ofSeries: moved)) / all
    }
    return min(1, max(Self.leastShare, mean(shares)))
  }

  /// How often noise is moved, evenly over the session.
  private static let moves = 12
  /// Less is no basis for a test: then all shifts are as wide as from a hundredth of the variance.
  private static let leastShare = 0.01

  private func left(ofSeries amounts: [Double]) throws -> [Double] {
    try left(CellEvents(rows: amounts.indices.map(Int32.init), amounts: amounts))
  }

  /// Counts less their mean at each place, 0 without a place.
  private func left(_ events: CellEvents) throws -> [Double] {
    var left = try Self.expected(events, rates, binWidth).map { $0.isFinite ? -$0 : 0 }
    for (row, amount) in zip(events.rows, events.amounts) where rates.contains(where: { $0.places[Int(row)] >= 0 }) {
      left[Int(row)] += amount
    }
    return left
  }

  /// The mean amount of a bin of time at its place, for each bin of time; NaN without a place.
  private static func expected(_ events: CellEvents, _ rates: [ArenaRates], _ binWidth: Double) throws -> [Double] {
    var expected = [Double](repeating: .nan, count: rates.first?.places.count ?? 0)
    for rates in rates {
      let map = try rates.rates(of: rates.amounts(of: events))
      for (row, place) in rates.places.enumerated() where place >= 0 { expected[row] = map.elements[Int(place)] * binWidth }
    }
    return expected
  }
}
