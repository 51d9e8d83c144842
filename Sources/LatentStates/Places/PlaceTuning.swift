import ArrayNumerics
import Foundation

/// Rates of cells at places, from the time that may be used for it.
package struct PlaceTuning: Sendable {
  /// The places that were visited in that time, and where asked the holes between them.
  package let graph: PlaceGraph
  /// Rate of each cell at each place, Hz or amount per second, `[cell, place]`.
  package let rates: Matrix<Double>
  /// Logarithms of the rates over the scale of each cell, `[cell, place]`.
  let logarithms: [Double]
  /// Sum of the rates of all cells over their scales at each place.
  let offset: [Double]

  /// Time at the mean rate that is added to every place, s.
  static let prior = 0.05

  /// The rate is (smoothed spikes + r̄ τ) / (smoothed time + τ) with the mean rate r̄ and τ = 0.05 s.
  ///
  /// - Parameters:
  ///   - numbers: bin of the grid `row * columns + column` in each bin of time, −1 for none.
  ///   - isUsed: bins of time that count.
  ///   - smoothing: standard deviation of the Gaussian over spikes and time, bins of the grid.
  ///   - fillsHoles: whether bins among visited ones are places too (`PlaceGraph.reachable`).
  /// - Throws: `NumericsError` for a negative width. O(events + cells · bins · kernel).
  package init(
    _ observations: LatentObservations, at numbers: [Int], isUsed: [Bool], rows: Int, columns: Int, smoothing: Double,
    emission: LatentEmission, fillsHoles: Bool = false
  ) throws {
    let size = rows * columns
    var occupancy = [Double](repeating: 0, count: size)
    var amounts = [Double](repeating: 0, count: observations.cells * size)
    for bin in 0..<observations.count where isUsed[bin] && numbers[bin] >= 0 {
      occupancy[numbers[bin]] += Double(observations.exposure[bin])
      for event in Int(observations.starts[bin])..<Int(observations.starts[bin + 1]) {
        amounts[Int(observations.eventCells[event]) * size + numbers[bin]] += Double(observations.eventValues[event])
      }
    }
    func smoothed(_ map: ArraySlice<Double>) throws -> [Double] {
      // Zeros outside for amounts and time alike: their ratio has no border effect.
      try gaussianFilter(
        Matrix(rows: rows, columns: columns, elements: Array(map)), sigma: (smoothing, smoothing),
        border: (.constant(0), .constant(0))
      ).elements
    }
    let visited = occupancy.map { $0 > 0 }
    let graph = PlaceGraph(
      rows: rows, columns: columns,
      visited: fillsHoles ? PlaceGraph.reachable(visited, rows: rows, columns: columns) : visited)
    let time = try smoothed(occupancy[...])
    let seconds = occupancy.reduce(0, +)
    var rates = Matrix<Double>(rows: observations.cells, columns: graph.count, repeating: 0)
    var logarithms = [Double](repeating: 0, count: observations.cells * graph.count)
    var offset = [Double](repeating: 0, count: graph.count)
    for cell in 0..<observations.cells {
      let own = amounts[cell * size..<(cell + 1) * size]
      let mean = seconds > 0 ? own.reduce(0, +) / seconds : 0
      let smooth = try smoothed(own)
      let scale = emission.scale(ofCell: cell)
      for (place, number) in graph.numbers.enumerated() {
        let rate = max(
          LatentEmission.smallestRate * scale, (smooth[number] + Self.prior * mean) / (time[number] + Self.prior))
        rates[cell, place] = rate
        logarithms[cell * graph.count + place] = log(rate) / scale
        offset[place] += rate / scale
      }
    }
    (self.graph, self.rates, self.logarithms, self.offset) = (graph, rates, logarithms, offset)
  }

  /// Adds the log-likelihood of a bin of time at each place, up to a constant; of a bin without data it is 0.
  func addLogLikelihood(of bin: Int, _ observations: LatentObservations, to sums: inout [Double], from start: Int) {
    let exposure = Double(observations.exposure[bin])
    guard exposure > 0 else { return }
    let count = graph.count
    var sums = sums.mutableSpan
    let (logarithms, offset) = (logarithms.span, offset.span)
    for place in 0..<count { sums[start &+ place] -= exposure * offset[place] }
    for event in Int(observations.starts[bin])..<Int(observations.starts[bin + 1]) {
      let (first, value) = (Int(observations.eventCells[event]) &* count, Double(observations.eventValues[event]))
      for place in 0..<count { sums[start &+ place] += value * logarithms[first &+ place] }
    }
  }
}
