import ArrayNumerics
import Foundation
import LatentStates
import ManifoldAnalysis
import PopulationActivity
import Schema
import SignalAnalysis
import Stages
import TorusGeometry
import TuningMaps

/// What cells may be tuned to, in bins, for each bin of time.
struct CovariateTable: Sendable {
  /// Names of the families; the decoded coordinates first, where there are some.
  private(set) var names: [String] = []
  private(set) var bins: [TuningBins] = []
  /// Bins of the families that are the same for all cells.
  private var shared: [TuningFamily] = []
  /// The coordinates, which each cell is left out of.
  private var coordinates: LeftOutCoordinates?
  /// Bin of the decoder of each bin of time; `nil` where it was not looked at.
  private var decoderBins: [Int?] = []
  let observations: LatentObservations
  /// What a reader should know.
  private(set) var warnings: [String] = []

  /// Time observed in each bin, s.
  var exposure: [Double] { observations.exposure.map(Double.init) }
  /// Time of each bin from the start of the grid, s.
  var times: [Double] { observations.bins.map { Double($0) * observations.binWidth } }

  /// - Throws: `StageError.unusableData` where nothing is there that a cell may be tuned to.
  init(
    _ embedding: EmbeddingResult, decoding: DecodingResult?, theta: ThetaResult?, parameters: TuningModelParameters,
    mostPlaces: Int, work: Work
  ) throws {
    observations = LatentObservations(
      try embedding.activity(), cells: Array(embedding.cellIDs.indices), width: parameters.window, bridge: 0)
    if let decoding, (1...2).contains(decoding.circles) {
      try addCoordinates(decoding, embedding, parameters, work)
    } else if let decoding {
      warnings.append("\(decoding.circles) circles were decoded, which are no family here.")
    }
    if embedding.x != nil {
      let (grid, _) = try embedding.mapGrid(size: parameters.binSize, stage: TuningModels.description.command)
      guard grid.rows * grid.columns <= mostPlaces else {
        throw StageError.unusableData(
          stage: "tuning-models",
          reason: "bins of \(formatted(parameters.binSize * 100)) cm make \(grid.columns) x \(grid.rows) places.",
          remedy: "At most \(mostPlaces) are fitted; take wider ones with --bin-cm.")
      }
      let axes = [embedding.x, embedding.y].compactMap { $0 }.map { observations.means(of: $0, at: embedding.bins) }
      if axes.count == 2 {
        add("position", .arena(grid), grid.indices(axes[0], axes[1]))
      } else {
        add("position", .line(grid.columns), axes[0].map { binIndex(of: $0, edges: grid.xEdges) ?? -1 })
      }
    }
    if let heading = embedding.headDirection {
      add("heading", angles: observations.meanDirections(of: heading, at: embedding.bins), parameters.angleBins)
    }
    if let speed = embedding.speed.map({ observations.means(of: $0, at: embedding.bins) }) {
      let top = quantile(speed.filter(\.isFinite), 0.975)
      if top.isFinite, top > 0 {
        let count = parameters.speedBins
        add("speed", .line(count), speed.map { $0.isFinite ? max(0, min(count - 1, Int($0 / top * Double(count)))) : -1 })
      }
    }
    if let theta { add("theta", angles: phases(theta.course, embedding), parameters.angleBins) }
    guard !names.isEmpty else {
      throw StageError.unusableData(
        stage: "tuning-models", reason: "the folder has neither behaviour nor decoded coordinates nor theta.",
        remedy: "Name the position or the head direction in embed (--map x=…,y=…), or run decode first.")
    }
  }

  private mutating func add(_ name: String, _ bins: TuningBins, _ indices: [Int]) {
    guard indices.contains(where: { $0 >= 0 }) else {
      warnings.append("The \(name) is unknown in all bins of time, and no family.")
      return
    }
    names.append(name)
    self.bins.append(bins)
    shared.append(TuningFamily(name, bins, indices: indices))
  }

  private mutating func add(_ name: String, angles: [Double], _ count: Int) {
    let ring = TuningBins.ring(count)
    add(name, ring, ring.indices(ofAngles: Matrix(rows: angles.count, columns: 1, elements: angles)))
  }

  private mutating func addCoordinates(
    _ decoding: DecodingResult, _ embedding: EmbeddingResult, _ parameters: TuningModelParameters, _ work: Work
  ) throws {
    guard decoding.rows.allSatisfy(embedding.bins.indices.contains) else {
      throw StageError.unusableData(
        stage: "tuning-models", reason: "the decoded coordinates do not belong to this embedding.",
        remedy: "Run the decoder again first.")
    }
    let decoder = try LeftOutCoordinates(embedding, decoding, most: parameters.leaveOutBins, work: work)
    let places = Dictionary(uniqueKeysWithValues: decoder.observations.bins.enumerated().map { ($0.element, $0.offset) })
    let (own, other) = (observations.factor, decoder.observations.factor)
    decoderBins = observations.bins.map { places[($0 * own + own / 2) / other] }
    coordinates = decoder
    names.append(decoding.circles == 2 ? "torus" : "ring")
    bins.append(.circles(decoding.circles, bins: parameters.circleBins))
  }

  /// Phase of theta at the middle of each bin of time; NaN where it is left out.
  private func phases(_ course: ThetaCourse, _ embedding: EmbeddingResult) -> [Double] {
    let start = (embedding.times.first ?? 0) - (Double(embedding.bins.first ?? 0) + 0.5) * embedding.binWidth
    let width = observations.binWidth
    var sample = 0
    return observations.bins.map { bin in
      let now = start + (Double(bin) + 0.5) * width
      while sample + 1 < course.times.count, abs(course.times[sample + 1] - now) <= abs(course.times[sample] - now) {
        sample += 1
      }
      guard sample < course.times.count, abs(course.times[sample] - now) <= width / 2 else { return .nan }
      return course.phase[sample]
    }
  }

  /// All families for a cell, whose own spikes are not in the coordinates.
  ///
  /// - Throws: `CancellationError`.
  func families(without cell: Int, work: Work) throws -> [TuningFamily] {
    guard let coordinates else { return shared }
    let angles = try coordinates.angles(without: cell, work: work)
    let known = bins[0].indices(ofAngles: angles)
    return [TuningFamily(names[0], bins[0], indices: decoderBins.map { $0.map { known[$0] } ?? -1 })] + shared
  }

  /// What each cell did in the bins of time.
  func events() -> [CellEvents] {
    var events = [CellEvents](repeating: CellEvents(), count: observations.cells)
    for bin in 0..<observations.count {
      for event in Int(observations.starts[bin])..<Int(observations.starts[bin + 1]) {
        let cell = Int(observations.eventCells[event])
        events[cell].rows.append(Int32(bin))
        events[cell].values.append(Double(observations.eventValues[event]))
      }
    }
    return events
  }
}
