import ArrayNumerics
import Foundation
import ManifoldAnalysis
import PopulationActivity
import Schema
import Stages
import TorusGeometry

/// Cells on the decoded ring or torus.
public enum CohoSpace: Stage {
  public typealias Input = Results<Embedding, LatentDecoding>

  public static let description = StageDescription(
    key: "cohospace", group: .recordings, title: "Cells on the torus",
    summary: "rate of every cell on the decoded ring or torus, and what it tells",
    purpose: """
      Divides the spikes of each cell by the time spent, bin by bin of the decoded coordinates, both smoothed around the \
      circles, and takes the centre of each map. Each cell is then left out: the others decode the coordinate, and a tuning \
      fitted in four fifths of the time predicts the cell in the rest. The same is asked of the place in the arena (of the \
      heading for a ring), and the difference is judged by simulated cells of a map that is fixed to the world.
      """,
    example: "canns-analyze cohospace results --seed 1", references: [.gardner2022, .skaggs1993, .phipson2010],
    usesSeed: true)

  public static func run(
    _ input: consuming Input, parameters: CohoSpaceParameters, context: RunContext
  ) throws -> CohoSpaceResult {
    let (embedding, decoding) = input.values
    guard (1...2).contains(decoding.circles) else {
      throw StageError.unusableData(
        stage: "cohospace", reason: "\(decoding.circles) circles were decoded, and maps are made of one or two.",
        remedy: "Run decode with --circles 2 or --circles 1.")
    }
    guard decoding.rows.count == decoding.coordinates.rows, decoding.rows.allSatisfy(embedding.bins.indices.contains) else {
      throw StageError.unusableData(
        stage: "cohospace", reason: "the result of decode does not belong to this result of embed.",
        remedy: "Run decode again first.")
    }
    let cells = embedding.cellIDs.count
    let isCompatible = parameters.compatibility == .canns
    let atATime = isCompatible ? cells : cellsAtATime(rows: decoding.rows.count)
    try context.reserve(
      embedding.sparseCountsForecast + 4 * decoding.rows.count * min(cells, atATime)
        + 8 * cells * parameters.bins * parameters.bins,
      for: "The maps of the cells",
      remedy: "Take fewer bins (--bins), fewer cells or wider bins of time in embed.")
    var mapsOfCanns: CircularTuning?
    var score: [Double] = []
    for first in stride(from: 0, to: cells, by: atATime) {
      let rates = try rates(of: first..<min(cells, first + atATime), embedding, decoding)
      if isCompatible { mapsOfCanns = try CircularTuning(asCanns: rates, angles: decoding.coordinates) }
      score += try concurrentMap(rates.columns, work: context.work) { cell in
        cohoScore(
          rates.column(cell).map(Double.init), angles: decoding.coordinates, share: parameters.topShare,
          overAllRows: isCompatible)
      }
    }
    let maps = try mapsOfCanns ?? tuning(embedding, decoding, parameters, context.work)
    let time = try LeftOutCoordinates(embedding, decoding, most: parameters.leaveOutBins, work: context.work)
    let isSummable = embedding.kind.isSummable
    let comparison =
      try isSummable
      ? HeldOutComparison(time, embedding, draws: parameters.draws, seed: context.seed, work: context.work)
      : HeldOutComparison(notDefinedFor: embedding.kind.rateUnit, cells: cells)
    return CohoSpaceResult(
      rateMaps: maps.rates.map { Float($0) }, occupancy: maps.occupancy, binsPerCircle: maps.binsPerCircle,
      centers: maps.centers, vectorLengths: maps.vectorLengths, information: comparison.scores.map(\.bitsPerSpike),
      explainedDeviance: comparison.scores.map(\.explainedDeviance), score: score, cellIDs: embedding.cellIDs,
      unit: isCompatible ? embedding.rateUnit : embedding.kind.rateUnit, leaveOutBins: time.observations.count,
      decoderBins: time.allBins, world: comparison.world, notCompared: comparison.missing)
  }

  /// Cells whose rates are held at a time: half a gigabyte of them.
  private static func cellsAtATime(rows: Int) -> Int { max(1, (1 << 27) / max(1, rows)) }

  /// Rates of some cells in the decoded rows, `[row, cell]`; the embedding is passed over once.
  private static func rates(
    of cells: Range<Int>, _ embedding: EmbeddingResult, _ decoding: DecodingResult
  ) throws -> Matrix<Float> {
    if embedding.rates.isKept, cells.count == embedding.rates.columns {
      return try embedding.rates().selectingRows(decoding.rows)
    }
    var elements: [Float] = []
    elements.reserveCapacity(decoding.rows.count * cells.count)
    var next = 0
    try embedding.rates.forEachPiece { rows, piece in
      while next < decoding.rows.count, decoding.rows[next] < rows.upperBound {
        let start = (decoding.rows[next] - rows.lowerBound) * piece.columns
        elements.append(contentsOf: piece.elements[start + cells.lowerBound..<start + cells.upperBound])
        next += 1
      }
      return next < decoding.rows.count
    }
    return Matrix(rows: decoding.rows.count, columns: cells.count, elements: elements)
  }

  private static func tuning(
    _ embedding: EmbeddingResult, _ decoding: DecodingResult, _ parameters: CohoSpaceParameters, _ work: Work
  ) throws -> CircularTuning {
    if let amounts = embedding.signalAmounts {
      return try CircularTuning(
        amounts.selectingRows(decoding.rows), angles: decoding.coordinates, time: embedding.binWidth,
        binsPerCircle: parameters.bins, smoothing: parameters.smoothing, work: work)
    }
    return try CircularTuning(
      embedding.sparseCounts().selectingRows(decoding.rows), angles: decoding.coordinates, time: embedding.binWidth,
      binsPerCircle: parameters.bins, smoothing: parameters.smoothing, work: work)
  }
}
