import ArrayNumerics
import Foundation
import LatentStates
import PopulationActivity
import Stages
import TorusGeometry
import TuningMaps

/// A session as the decoder of position takes it: bins of time with spikes and places, and the parts that are held out.
struct DecodedSession: Sendable {
  let kind: PathCompareResult.Kind
  let grid: SpatialGrid
  let observations: LatentObservations
  let known: KnownPlaces
  /// Bins with data: the rows of the result.
  let kept: [Int]
  /// Time of each row, s, its block and its fold.
  let times: [Double]
  let blocks: [Int]
  let folds: [Int]
  private let parts: [HeldOutPlaces.Fold]
  private let options: PlaceDecodingOptions

  /// Cells without a spike.
  var silentCells: Int { observations.totals.count { $0 <= 0 } }
  /// Bins of the longest piece.
  var longestPiece: Int { parts.flatMap(\.pieces).map(\.count).max() ?? 0 }
  /// What the decoder without a motion takes together, s.
  var flatWindow: Double { Double(2 * options.reach + 1) * observations.binWidth }
  /// The real place in each row, m.
  var actual: Matrix<Double> {
    Matrix(
      rows: kept.count, columns: known.axes.count, elements: kept.flatMap { bin in known.axes.map { $0[bin] } })
  }

  /// - Parameter cells: columns of the embedding that are decoded.
  /// - Throws: `StageError.unusableData` without a position; what reading the counts throws.
  init(_ embedding: EmbeddingResult, cells: [Int], _ parameters: PositionDecodingParameters) throws {
    let (grid, _) = try embedding.mapGrid(size: parameters.binSize, stage: PositionDecoding.description.command)
    let observations = LatentObservations(
      try embedding.activity(), cells: cells, width: parameters.window, bridge: PositionDecoding.bridge)
    let axes = [embedding.x, embedding.y].compactMap { $0 }.map { observations.means(of: $0, at: embedding.bins) }
    let numbers =
      axes.count == 2
      ? grid.indices(axes[0], axes[1]) : axes[0].map { binIndex(of: $0, edges: grid.xEdges) ?? -1 }
    let kept = observations.bins.indices.filter { observations.exposure[$0] > 0 }
    let width = observations.binWidth
    let start = (embedding.times.first ?? 0) - (Double(embedding.bins.first ?? 0) + 0.5) * embedding.binWidth
    let all = observations.bins.map { start + (Double($0) + 0.5) * width }
    let time = FoldedTime(all, block: PositionDecoding.block)
    let fold = time.part.map { $0 / 3 }
    parts = (0..<FoldedTime.folds).map { number in
      let trains = time.trains(without: number)
      let pieces = all.indices.filter { fold[$0] == number }.chunked { time.block[$0] == time.block[$1] }
      return HeldOutPlaces.Fold(
        training: all.indices.map { trains[$0] && observations.exposure[$0] > 0 && numbers[$0] >= 0 }, pieces: pieces)
    }
    func bins(_ seconds: Double) -> Int { max(1, Int((seconds / width).rounded())) }
    options = PlaceDecodingOptions(
      rows: grid.rows, columns: grid.columns, binSize: parameters.binSize,
      smoothing: parameters.smoothing / parameters.binSize, span: bins(parameters.motion),
      reach: bins(parameters.flatWindow) / 2, emission: .suited(to: observations))
    kind = axes.count == 2 ? .arena : .track
    (self.grid, self.observations, self.kept) = (grid, observations, kept)
    known = KnownPlaces(axes: axes, numbers: numbers)
    (times, blocks, folds) = (kept.map { all[$0] }, kept.map { time.block[$0] }, kept.map { fold[$0] })
  }

  /// Decodes all time, each fold by the others.
  ///
  /// - Parameter known: where the animal is said to be; maps, motion, and truth.
  /// - Throws: `CancellationError`.
  func decode(_ known: KnownPlaces, work: Work) throws -> (moving: DecodedPath, flat: DecodedPath) {
    let places = try HeldOutPlaces(observations, known, folds: parts, options: options, work: work)
    return (path(places.moving, known), path(places.flat, known))
  }

  /// The same with a posterior that is as sure as other folds show; the places are those of the posterior as it is.
  ///
  /// - Throws: `CancellationError`.
  func decodeCalibrated(work: Work) throws -> CalibratedPaths {
    let places = try HeldOutPlaces(
      observations, known, folds: parts, options: options, calibrates: true, work: work)
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }
    func coverage(_ readings: [PlaceReading]) -> Double {
      let levels = kept.map { readings[$0].level }.filter(\.isFinite)
      return levels.isEmpty ? .nan : Double(levels.count { $0 < 0.95 }) / Double(levels.count)
    }
    let isKnown = kept.map { places.moving[$0] }.filter(\.level.isFinite)
    return CalibratedPaths(
      moving: path(places.moving, sureness: places.calibrated.moving, known),
      flat: path(places.flat, sureness: places.calibrated.flat, known), step: places.variance.squareRoot(),
      calibration: PlaceCalibration(
        power: mean(places.sureness.map(\.moving.power)), flatPower: mean(places.sureness.map(\.flat.power)),
        silence: mean(places.sureness.map(\.moving.silence)), flatSilence: mean(places.sureness.map(\.flat.silence)),
        rawCoverage: coverage(places.moving), flatRawCoverage: coverage(places.flat),
        elsewhere: isKnown.isEmpty ? .nan : Double(isKnown.count { $0.probability.isNaN }) / Double(isKnown.count)))
  }

  /// - Parameter sureness: gives spread and level; the readings themselves when nil.
  private func path(_ readings: [PlaceReading], sureness: [PlaceReading]? = nil, _ known: KnownPlaces) -> DecodedPath {
    let size = options.binSize
    let sure = sureness ?? readings
    var path = DecodedPath(
      places: Matrix(rows: kept.count, columns: known.axes.count, repeating: .nan),
      error: [], spread: kept.map { sure[$0].spread * size }, level: kept.map { sure[$0].level })
    for (row, bin) in kept.enumerated() {
      let reading = readings[bin]
      var square = 0.0
      for (axis, place) in [(grid.xEdges, reading.column), (grid.yEdges, reading.row)].prefix(known.axes.count).enumerated() {
        let value = place.0[0] + (place.1 + 0.5) * size
        path.places[row, axis] = value
        square += (value - known.axes[axis][bin]) * (value - known.axes[axis][bin])
      }
      path.error.append(square.squareRoot())
    }
    return path
  }

  /// The errors of the path that was read from the torus, in the same bins of time.
  func besideTorus(_ path: PathCompareResult, _ embedding: EmbeddingResult, _ own: [Double]) -> PlaceBesideTorus? {
    guard path.kind == kind else { return nil }
    var error = [Double](repeating: .nan, count: embedding.times.count)
    var row = 0
    for (place, time) in path.times.enumerated() where path.heldOut[place] {
      while row < embedding.times.count, embedding.times[row] < time - 1e-9 { row += 1 }
      guard row < embedding.times.count else { break }
      if abs(embedding.times[row] - time) <= 1e-9 { error[row] = path.error[place] }
    }
    let means = observations.means(of: error, at: embedding.bins)
    let both = kept.indices.filter { own[$0].isFinite && means[kept[$0]].isFinite }
    guard !both.isEmpty else { return nil }
    return PlaceBesideTorus(
      bins: both.count, own: median(both.map { own[$0] }), torus: median(both.map { means[kept[$0]] }), chance: path.chance)
  }
}

/// What was decoded with and without a motion, and how sure it is.
struct CalibratedPaths: Sendable {
  var moving: DecodedPath
  var flat: DecodedPath
  /// Standard deviation of the motion along each axis in a bin of time, m.
  var step: Double
  var calibration: PlaceCalibration
}

/// What was decoded in each row.
struct DecodedPath: Sendable {
  /// m, `[row, axis]`.
  var places: Matrix<Double>
  /// Distance from the real place, m; NaN where that is unknown.
  var error: [Double]
  /// Root mean square distance of the posterior from the decoded place, m.
  var spread: [Double]
  /// What the posterior holds at places that are likelier than the real one.
  var level: [Double]
}

extension [Int] {
  /// Ranges of ascending numbers, cut where one does not follow the other or a condition fails.
  fileprivate func chunked(_ belongs: (Int, Int) -> Bool) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for number in self {
      if let last = ranges.last, last.upperBound == number, belongs(number - 1, number) {
        ranges[ranges.count - 1] = last.lowerBound..<number + 1
      } else {
        ranges.append(number..<number + 1)
      }
    }
    return ranges
  }
}
