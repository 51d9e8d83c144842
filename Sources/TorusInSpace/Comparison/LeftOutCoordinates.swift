import ArrayNumerics
import Foundation
import LatentStates
import ManifoldAnalysis
import PopulationActivity

/// Coordinates of a population that were decoded without one of its cells.
///
/// A latent ring or torus decodes each quarter of the session, with tunings that belong to the decoded angles of the other
/// three: a model that was fitted to all time and all cells would remember the spikes of the cell that is left out (measured
/// on cells of a fixed map: 0.013 bits per spike, as much as a test has to tell apart). Time is that of the decoder's bins,
/// of which stretches spread over the session are taken when there are more than asked for.
struct LeftOutCoordinates: Sendable {
  /// The bins of the decoder that are looked at, with the cells that were decoded.
  let observations: LatentObservations
  /// Bins of the decoder in all.
  let allBins: Int
  /// Place of each cell of the embedding among the decoded ones; `nil` for a cell that was not used.
  private let places: [Int?]
  /// The quarters with their models.
  private let parts: [(bins: Range<Int>, model: LatentModel)]
  private let circles: Int
  /// What every cell of the embedding did in these bins.
  private let everything: LatentObservations

  private static let quarters = 4

  /// - Parameter most: bins of the decoder that are looked at.
  /// - Throws: what reading the counts throws; `CancellationError`.
  init(_ embedding: EmbeddingResult, _ decoding: DecodingResult, most: Int, work: Work) throws {
    let activity = try embedding.activity()
    let cells = decoding.cellsInModel
    let width = decoding.latent?.binWidth ?? 0.05
    let all = LatentObservations(activity, cells: cells, width: width, bridge: 0)
    allBins = all.count
    observations = all.spreadBlocks(most)
    everything = LatentObservations(activity, cells: Array(embedding.cellIDs.indices), width: width, bridge: 0)
      .spreadBlocks(most)
    var places = [Int?](repeating: nil, count: embedding.cellIDs.count)
    for (place, cell) in cells.enumerated() { places[cell] = place }
    self.places = places
    circles = decoding.circles
    parts = try Self.models(of: observations, decoding, embedding, work: work)
  }

  private static func models(
    of observations: LatentObservations, _ decoding: DecodingResult, _ embedding: EmbeddingResult, work: Work
  ) throws -> [(bins: Range<Int>, model: LatentModel)] {
    let circles = decoding.circles
    let states = decoding.latent?.statesPerCircle ?? LatentStateSpace.usualStates(circles: circles)
    var options = LatentFitOptions(space: LatentStateSpace(circles: circles, statesPerCircle: states))
    // The start of a fit smooths tunings as coarse angles need it; these are not coarse.
    if circles > 1 { options.tuningSmoothing *= 0.4 }
    let emission = LatentEmission.suited(to: observations)
    let angles = decoding.angles(in: observations, embedding)
    return try (0..<quarters).map { quarter in
      let held = quarter * observations.count / quarters..<(quarter + 1) * observations.count / quarters
      var others = angles
      for bin in held {
        for circle in 0..<circles { others[bin, circle] = .nan }
      }
      let fitter = LatentFitter(observations, options: options, emission: emission)
      var model = try fitter.initialModel(angles: others, work: work)
      if let latent = decoding.latent {
        model.motion = LatentMotion(kernel: LatentDecoding.kernel(of: latent.motion, circles: circles))
      }
      return (held, model)
    }
  }

  /// Width of a bin, s.
  var binWidth: Double { observations.binWidth }

  /// Time of each bin from the start of the recording, s.
  var times: [Double] { observations.bins.map { Double($0) * binWidth } }

  /// Time observed in each bin, s.
  var exposure: [Double] { observations.exposure.map(Double.init) }

  /// Coordinates `[bin, circle]`, rad, from all decoded cells but one; NaN in bins without data.
  ///
  /// - Parameter cell: of the embedding; one that was not decoded is out of it anyway. `nil` for none.
  func angles(without cell: Int?, work: Work) throws -> Matrix<Double> {
    let left = cell.flatMap { places[$0] }
    let others = (0..<observations.cells).filter { $0 != left }
    var angles = Matrix<Double>(rows: observations.count, columns: circles, repeating: .nan)
    for (bins, model) in parts where !bins.isEmpty {
      let part = left == nil ? observations.part(bins) : observations.part(bins).selecting(cells: others)
      let posterior = try (left == nil ? model : model.selecting(cells: others)).posterior(part, work: work).posterior
      for bin in 0..<part.count where part.exposure[bin] > 0 {
        for circle in 0..<circles {
          angles[bins.lowerBound + bin, circle] = wrapAngle(Double(posterior.angles[bin * circles + circle]))
        }
      }
    }
    return angles
  }

  /// What each cell of the embedding did in the bins.
  func events() -> [(rows: [Int32], values: [Double])] {
    var events = [(rows: [Int32], values: [Double])](repeating: ([], []), count: everything.cells)
    for bin in 0..<everything.count {
      for event in Int(everything.starts[bin])..<Int(everything.starts[bin + 1]) {
        let cell = Int(everything.eventCells[event])
        events[cell].rows.append(Int32(bin))
        events[cell].values.append(Double(everything.eventValues[event]))
      }
    }
    return events
  }

  /// Mean of a quantity of the rows of the embedding in each bin; NaN where it is unknown in all of them.
  func mean(of values: [Double], _ embedding: EmbeddingResult) -> [Double] {
    observations.means(of: values, at: embedding.bins)
  }

  /// Mean direction of an angle of the rows of the embedding in each bin, rad; NaN where it is unknown in all of them.
  func meanDirection(of angles: [Double], _ embedding: EmbeddingResult) -> [Double] {
    observations.meanDirections(of: angles, at: embedding.bins)
  }
}

extension DecodingResult {
  /// Columns of the embedding whose activity was decoded.
  var cellsInModel: [Int] {
    if let latent { return (0..<latent.tuning.rows).filter { latent.tuning[$0, 0].isFinite } }
    return (0..<cosineWeights.rows).filter { cosineWeights[$0, 0].isFinite }
  }

  /// Mean direction of the decoded angles in the bins of the decoder, rad, `[bin, circle]`; NaN where there is none.
  fileprivate func angles(in observations: LatentObservations, _ embedding: EmbeddingResult) -> Matrix<Double> {
    let places = Dictionary(uniqueKeysWithValues: observations.bins.enumerated().map { ($0.element, $0.offset) })
    let homes = rows.map { places[embedding.bins[$0] / observations.factor] }
    var angles = Matrix<Double>(rows: observations.count, columns: circles, repeating: .nan)
    for circle in 0..<circles {
      var (c, s) = ([Double](repeating: 0, count: observations.count), [Double](repeating: 0, count: observations.count))
      for (index, home) in homes.enumerated() {
        guard let home, coordinates[index, circle].isFinite else { continue }
        c[home] += cos(coordinates[index, circle])
        s[home] += sin(coordinates[index, circle])
      }
      for bin in c.indices where c[bin] != 0 || s[bin] != 0 { angles[bin, circle] = wrapAngle(atan2(s[bin], c[bin])) }
    }
    return angles
  }
}
