import ArrayNumerics
import Foundation
import TuningMaps

/// What a rate map says of a cell besides its information.
package struct MapStatistics: Sendable {
  /// Information where slow changes of the rate (`SlowRate`) are allowed for, which is what p compares, bits per spike; NaN for
  /// a silent cell and without shuffles.
  package let steadyInformation: Double
  /// The same of each shuffle, bits per spike; empty without shuffles.
  package let nullInformation: [Double]
  /// (1 + shuffles with as much of it) / (1 + shuffles); NaN for a silent cell and without shuffles.
  package let p: Double
  /// (Σ pᵢ rᵢ)² / Σ pᵢ rᵢ²: the part of the arena in which the cell fires; NaN for a silent cell.
  package let sparsity: Double
  /// Correlation of the rate of a bin with the mean of its neighbours, of the map that is not smoothed; NaN for a silent cell.
  package let coherence: Double
  /// Correlation of the maps of the first and second half of the time; NaN where one of them is silent.
  package let halves: Double
  /// The same of odd and even minutes.
  package let minutes: Double
  /// Bits per spike of a map that was made from other time, mean over five folds; NaN for a silent cell.
  package let crossValidated: Double
  /// Fields of the map.
  package let fields: FiringFields
}

/// Makes these of cells of one session.
package struct MapAnalyser: Sendable {
  /// The rates of all time.
  package let rates: ArenaRates
  private let raw: ArenaRates
  private let stays: [Stay]
  private let binWidth: Double
  private let parts: [(ArenaRates, ArenaRates)]
  private let folds: [(train: ArenaRates, test: ArenaRates)]
  private let fieldThreshold: Double
  private let fieldBins: Int

  /// Folds of the cross-validation, and the length of the blocks of time that take turns, s.
  static let (foldCount, block) = (5, 10.0)

  /// - Parameters:
  ///   - indices: bin of the grid of each bin of time, -1 for none.
  ///   - sigma: of the Gaussian, bins of the grid.
  ///   - fieldThreshold: part of the peak rate that a field has.
  ///   - fieldBins: bins of a field at least.
  /// - Throws: `NumericsError` for a negative width.
  package init(
    at indices: [Int], grid: SpatialGrid, binWidth: Double, sigma: Double, minimumOccupancy: Double, fieldThreshold: Double,
    fieldBins: Int
  ) throws {
    func part(_ sigma: Double, _ isUsed: (Int) -> Bool) throws -> ArenaRates {
      try ArenaRates(
        at: indices.enumerated().map { isUsed($0) ? $1 : -1 }, grid: grid, binWidth: binWidth, sigma: sigma,
        minimumOccupancy: minimumOccupancy)
    }
    rates = try part(sigma) { _ in true }
    raw = try part(0) { _ in true }
    stays = Stay.all(rates.places)
    self.binWidth = binWidth
    let half = indices.count / 2
    func minute(_ row: Int) -> Int { Int(Double(row) * binWidth / 60) }
    parts = [
      (try part(sigma) { $0 < half }, try part(sigma) { $0 >= half }),
      (try part(sigma) { minute($0) % 2 == 0 }, try part(sigma) { minute($0) % 2 == 1 }),
    ]
    func fold(_ row: Int) -> Int { Int(Double(row) * binWidth / Self.block) % Self.foldCount }
    folds = try (0..<Self.foldCount).map { number in
      (try part(sigma) { fold($0) != number }, try part(0) { fold($0) == number })
    }
    (self.fieldThreshold, self.fieldBins) = (fieldThreshold, fieldBins)
  }

  /// - Parameters:
  ///   - map: the rates of the cell, smoothed as the caller has it.
  ///   - shifts: of the null, bins of time.
  ///   - smoothed: makes a map from amounts and the time spent, the same way as `map`.
  /// - Throws: `CancellationError`, what `smoothed` throws.
  package func callAsFunction(
    _ events: CellEvents, map: Matrix<Double>, shifts: [Int], work: Work,
    smoothed: (_ amounts: Matrix<Double>, _ seconds: Matrix<Double>) throws -> Matrix<Double>
  ) throws -> MapStatistics {
    let slow = shifts.isEmpty ? nil : try SlowRate(events, bins: rates.places.count, binWidth: binWidth)
    func information(_ shift: Int) throws -> Double {
      try work.checkCancellation()
      guard let slow else { return .nan }
      let seconds = Matrix(
        rows: rates.grid.rows, columns: rates.grid.columns,
        elements: slow.seconds(stays, count: rates.occupancy.count, binWidth: binWidth, shift: shift))
      let map = try smoothed(rates.amounts(of: events, shift: shift), seconds)
      return spatialInformation(rates: map.elements, occupancy: seconds.elements)
    }
    let (own, null) = (try information(0), try shifts.map(information))
    let peak = map.elements.filter(\.isFinite).max() ?? 0
    func stability(_ part: (ArenaRates, ArenaRates)) throws -> Double {
      let (a, b) = (
        try part.0.rates(of: part.0.amounts(of: events)).elements, try part.1.rates(of: part.1.amounts(of: events)).elements
      )
      let both = a.indices.filter { a[$0].isFinite && b[$0].isFinite }
      return try pearsonCorrelation(both.map { a[$0] }, both.map { b[$0] })
    }
    return MapStatistics(
      steadyInformation: own, nullInformation: null, p: shufflePValue(of: own, null: null), sparsity: sparsity(map),
      coherence: try coherence(raw.rates(of: raw.amounts(of: events))), halves: try stability(parts[0]),
      minutes: try stability(parts[1]), crossValidated: try crossValidated(events),
      fields: FiringFields(map, threshold: peak > 0 ? fieldThreshold * peak : .infinity, minimumBins: fieldBins))
  }

  private func sparsity(_ map: Matrix<Double>) -> Double {
    var (time, first, second) = (0.0, 0.0, 0.0)
    for (rate, seconds) in zip(map.elements, rates.occupancy.elements) where rate.isFinite {
      time += seconds
      first += seconds * rate
      second += seconds * rate * rate
    }
    return second > 0 ? first * first / (time * second) : .nan
  }

  /// Source: Muller and Kubie 1989, without Fisher's transformation.
  private func coherence(_ map: Matrix<Double>) throws -> Double {
    var (own, around): ([Double], [Double]) = ([], [])
    for row in 0..<map.rows {
      for column in 0..<map.columns where map[row, column].isFinite {
        var (sum, count) = (0.0, 0.0)
        for y in max(0, row - 1)...min(map.rows - 1, row + 1) {
          for x in max(0, column - 1)...min(map.columns - 1, column + 1) where (y, x) != (row, column) && map[y, x].isFinite {
            sum += map[y, x]
            count += 1
          }
        }
        guard count > 0 else { continue }
        own.append(map[row, column])
        around.append(sum / count)
      }
    }
    return try pearsonCorrelation(own, around)
  }

  /// Σ [c log₂(λ/λ̄) − (λ − λ̄)/ln 2] / Σ c over the time left out, with λ from the rest and 0.05 s of the mean rate added.
  private func crossValidated(_ events: CellEvents) throws -> Double {
    var (bits, spikes) = (0.0, 0.0)
    for fold in folds {
      let train = try fold.train.rates(of: fold.train.amounts(of: events))
      let trained = fold.train.amounts(of: events).elements.reduce(0, +)
      let seconds = fold.train.occupancy.elements.reduce(0, +)
      let mean = trained / seconds
      guard mean > 0 else { continue }
      let counts = fold.test.amounts(of: events)
      for place in counts.elements.indices {
        let (time, count) = (fold.test.occupancy.elements[place], counts.elements[place])
        let known = fold.train.occupancy.elements[place]
        guard time > 0 else { continue }
        let rate = train.elements[place].isFinite ? (train.elements[place] * known + 0.05 * mean) / (known + 0.05) : mean
        bits += count * log2(rate / mean) - time * (rate - mean) / log(2)
        spikes += count
      }
    }
    return spikes > 0 ? bits / spikes : .nan
  }
}
