import ArrayNumerics
import DimensionReduction
import Foundation
import Plotting
import PopulationActivity
import Schema
import Stages
import Topology

/// Landmarks of the cloud of population vectors, its persistent cohomology, and a null distribution through the same chain.
public enum Homology: Stage {
  public typealias Input = HomologyInput

  public static let description = StageDescription(
    key: "tda", group: .recordings, title: "Topology", summary: "landmarks, persistent cohomology, null distribution, verdict",
    purpose: """
      Asks whether the population activity lies on a ring or a torus. Takes the most active bins, z-scores and projects \
      them, chooses landmarks on a fuzzy graph, and computes the persistent cohomology of the landmarks. With --shuffles \
      the same chain runs on recordings in which every cell is shifted by its own offset; only then there is a verdict. A \
      ring or torus is believed only if its angles explain the covariances between the cells and go all the way round, and \
      the middle of a ring is empty: a track, two shared signals and a sheet with holes have long bars too. \
      Finished draws are kept: after an interruption, or with a larger --shuffles, only the missing ones are made.
      """,
    example: "canns-analyze tda results --shuffles 100 --max-dimension 2 --seed 1", version: 6,
    references: [
      .gardner2022, .anscombe1948, .mcInnes2018, .chazal2015, .bauer2021, .phipson2010, .westfall1993, .deSilva2011,
    ], usesSeed: true,
    progress: .pieces(
      PieceDescription(
        name: "draws", extentParameters: ["shuffles", "shuffle-range", "max-failures", "compare-surrogates"],
        split: PieceSplit(countParameter: "shuffles", rangeParameter: "shuffle-range"))))

  public static func input(from source: InputSource, parameters: HomologyParameters) throws -> HomologyInput {
    try HomologyInput(from: source, cellsFrom: parameters.cellsFrom, for: description.command)
  }

  /// The result that names the group of cells.
  public static func namedResults(_ parameters: HomologyParameters) -> [String] {
    parameters.cellsFrom.map { [$0.stage] } ?? []
  }

  public static func run(
    _ input: consuming Input, parameters: HomologyParameters, context: RunContext
  ) throws -> HomologyResult {
    let chosen = input.cells
    let embedding = (consume input).embedding
    let work = context.work
    guard parameters.cloud.stride <= embedding.rates.rows else {
      throw StageError.unusableData(
        stage: "tda", reason: "--stride \(parameters.cloud.stride) leaves one of \(embedding.rates.rows) bins.",
        remedy: "Take a smaller --stride.")
    }
    try context.reserve(
      memoryForecast(embedding, parameters: parameters, threads: work.threads, isScratch: context.scratch != nil),
      for: "The topological analysis",
      remedy: "Take fewer landmarks (--landmarks), neighbours (--neighbors), active bins (--active) or --threads.")
    let (cells, left) = try cellsToUse(embedding, chosen, parameters, work)
    let poisson = try parameters.surrogates.contains(.poisson) ? poissonSource(embedding, cells, parameters) : nil
    let rate = try chosen == nil ? embedding.meanRate : meanRate(embedding, of: cells)
    let size = rate.map { RecordingSize(cells: cells.count, seconds: embedding.seconds, rate: $0) }
    // A window longer than the recording is the recording.
    let window = max(
      1, Int(min(parameters.surrogateWindow / embedding.binWidth, Double(embedding.rates.rows)).rounded()))
    // Only draws need the recording cell by cell.
    let (strided, prepared) = try usedRates(
      embedding, cells, stride: parameters.cloud.stride, isPrepared: !parameters.draws.isEmpty, scratch: context.scratch,
      transform: { parameters.transform($0) })
    work.report("landmarks", completed: 0, of: 1)
    let choices = try LandmarkChoices(
      strided: strided, draw: 0, cocycles: true, parameters: parameters, seed: context.seed, work: work)
    let evidence =
      try parameters.compatibility == .none
      ? ShapeEvidence(of: choices, strided: consume strided, parameters: parameters, seed: context.seed, work: work) {
        try PopulationBlocks(embedding, cells: cells, transform: parameters.transform)
      } : ShapeEvidence()
    work.report("landmarks", completed: 1, of: 1)
    let allCells = embedding.cellIDs.count
    let drift = embedding.driftFinding
    // Draws need nothing of it, and it is as large as what they are made from.
    _ = consume embedding
    let source = (consume prepared).map {
      SurrogateSource(
        kind: parameters.surrogate, seed: context.seed, stream: "tda", prepared: $0, window: window, poisson: poisson)
    }
    let null = try source.map { try NullDistribution.make($0, parameters: parameters, context: context) } ?? .none
    let compared = try source.map { try ComparedNulls($0, parameters: parameters, context: context) }
    var result = try HomologyResult(
      choices, null: null, evidence: evidence, size: parameters.compatibility == .none ? size : nil, cells: cells,
      parameters: parameters, left: left, work: work)
    result.compared = compared ?? ComparedNulls()
    result.verdict.reasons += comparison(result)
    if let drift, !result.verdict.shape.isManifold {
      result.verdict.reasons.append("\(drift), which can hide a ring or a torus; see the warning of embed.")
    }
    result.verdict.reasons.append(
      reason(of: parameters.cellsFrom, cells: chosen?.count ?? allCells, of: allCells))
    return result
  }

  /// Spikes of some of the cells per second, mean over them, Hz; `nil` for signals that are no spikes.
  private static func meanRate(_ embedding: EmbeddingResult, of cells: [Int]) throws -> Double? {
    guard embedding.spikes != nil, !cells.isEmpty else { return nil }
    let totals = try embedding.sparseCounts().columnTotals
    return Double(cells.reduce(0) { $0 + totals[$1] }) / embedding.seconds / Double(cells.count)
  }

  /// Every `stride`-th row of the rates of the cells that are used, and where shifted copies will be asked for all of them cell
  /// by cell; the rates of the embedding are passed over once. Those of a large recording lie in a file meanwhile.
  ///
  /// - Parameter transform: what becomes of each rate.
  /// - Throws: `DimensionReductionError.notFinite` for prepared rates; `FileError` where `scratch` has no room.
  static func usedRates(
    _ embedding: EmbeddingResult, _ cells: [Int], stride: Int, isPrepared: Bool, scratch: URL?,
    transform: (Matrix<Float>) -> Matrix<Float>
  ) throws -> (strided: Matrix<Float>, prepared: PreparedRates?) {
    let (rates, stride) = (embedding.rates, max(1, stride))
    var strided: [Float] = []
    strided.reserveCapacity((rates.rows + stride - 1) / stride * cells.count)
    func keep(_ rows: Range<Int>, _ piece: Matrix<Float>) {
      let first = (rows.lowerBound + stride - 1) / stride * stride
      for row in Swift.stride(from: first, to: rows.upperBound, by: stride) {
        strided.append(contentsOf: piece.row(row - rows.lowerBound))
      }
    }
    var prepared: PreparedRates?
    if isPrepared {
      prepared = try preparedRates(
        embedding, cells, stride: stride, scratch: scratch, transform: transform, seeing: keep)
    } else {
      try forEachPiece(embedding, cells, transform) { rows, piece in
        keep(rows, piece)
        return true
      }
    }
    return (Matrix(rows: (rates.rows + stride - 1) / stride, columns: cells.count, elements: strided), prepared)
  }

  /// The rates of the cells that are used, cell by cell; those of a large recording lie in a file.
  ///
  /// - Parameters:
  ///   - transform: what becomes of each rate.
  ///   - seeing: gets each piece of the rows on the way.
  /// - Throws: as `usedRates`.
  static func preparedRates(
    _ embedding: EmbeddingResult, _ cells: [Int], stride: Int, scratch: URL?, transform: (Matrix<Float>) -> Matrix<Float>,
    seeing: (Range<Int>, Matrix<Float>) -> Void = { _, _ in }
  ) throws -> PreparedRates {
    let rates = embedding.rates
    let store = try rates.isKept ? nil : scratch.map { try ScratchRates(in: $0, count: rates.rows * cells.count) }
    return try PreparedRates(bins: rates.rows, cells: cells.count, stride: max(1, stride), store: store) { body in
      try forEachPiece(embedding, cells, transform) { rows, piece in
        seeing(rows, piece)
        return try body(rows, piece)
      }
    }
  }

  private static func forEachPiece(
    _ embedding: EmbeddingResult, _ cells: [Int], _ transform: (Matrix<Float>) -> Matrix<Float>,
    _ body: (Range<Int>, Matrix<Float>) throws -> Bool
  ) throws {
    let all = cells == Array(embedding.cellIDs.indices)
    try embedding.rates.forEachPiece { rows, piece in
      try body(rows, transform(all ? piece : piece.selectingColumns(cells)))
    }
  }

  /// The cells that do not repeat another, and what is told of the others.
  static func cellsToUse(
    _ embedding: EmbeddingResult, _ chosen: [Int]?, _ parameters: HomologyParameters, _ work: Work
  ) throws -> (cells: [Int], left: StageNotes) {
    let cells = chosen ?? Array(embedding.cellIDs.indices)
    let others = DroppedItems(
      "cells", count: embedding.cellIDs.count - cells.count,
      reason: "not of the group \(parameters.cellsFrom?.group ?? "") of \(parameters.cellsFrom?.stage ?? "")")
    if parameters.compatibility == .canns { return (cells, StageNotes(dropped: [others])) }
    let duplicates = try duplicateCells(embedding, among: chosen, threshold: parameters.duplicateCorrelation, work: work)
    let left = Set(duplicates.map(\.cell))
    return (
      cells.filter { !left.contains($0) },
      StageNotes(
        dropped: [
          others, DroppedItems("cells", count: duplicates.count, reason: "their counts repeat those of another cell"),
        ],
        warnings: duplicates.map { duplicate in
          "Cell \(embedding.cellIDs[duplicate.cell]) repeats cell \(embedding.cellIDs[duplicate.original]) "
            + "(correlation of the counts \(formatted(duplicate.correlation, digits: 3))) and was left out."
        })
    )
  }

  private static func poissonSource(
    _ embedding: EmbeddingResult, _ cells: [Int], _ parameters: HomologyParameters
  ) throws -> PoissonSource {
    guard embedding.kind == .spikes else {
      throw StageError.unusableData(
        stage: "tda",
        reason: "--surrogate poisson draws spikes, and the embedding is of calcium signals (\(embedding.kind.rawValue)).",
        remedy: "Take --surrogate circular-shift, which keeps what each cell does alone.")
    }
    let counts = try embedding.sparseCounts()
    let totals = counts.columnTotals
    return PoissonSource(
      meanCounts: cells.map { Double(totals[$0]) / Double(counts.rows) }, bins: embedding.bins,
      gridBins: embedding.fullBinCount, sigma: embedding.sigmaMilliseconds * 1e-3 / embedding.binWidth,
      transform: { parameters.transform($0) })
  }

  /// Bytes that the stage will hold at its peak.
  ///
  /// Of the rates every `stride`-th row, for draws all of them cell by cell (unless those of a large recording lie in a file),
  /// and for each draw that is made at a time its rows, neighbours, candidates in three precisions, and the reduction. The
  /// matrix of the embedding is let go before the draws.
  static func memoryForecast(
    _ embedding: EmbeddingResult, parameters: HomologyParameters, threads: Int, isScratch: Bool
  ) -> Int {
    let strided = 4 * (embedding.rates.rows / max(1, parameters.cloud.stride) + 1) * embedding.rates.columns
    let draw = strided + forecastOfCloud(embedding, parameters)
    let (held, matrix) = forecastOfRates(embedding, isScratch: isScratch)
    let byCell = parameters.draws.isEmpty ? 0 : matrix
    let own = held + byCell + strided + draw
    return max(forecastOfDuplicates(embedding), own, byCell + draw * min(threads, parameters.shuffles))
  }

  /// The same where rates are held cell by cell alone.
  ///
  /// - Parameters:
  ///   - draw: what a draw holds before its cloud, bytes.
  ///   - draws: that are made at a time.
  static func forecastOfParts(
    _ embedding: EmbeddingResult, parameters: HomologyParameters, draw: Int, draws: Int, isScratch: Bool
  ) -> Int {
    let (held, byCell) = forecastOfRates(embedding, isScratch: isScratch)
    let each = draw + forecastOfCloud(embedding, parameters)
    return max(forecastOfDuplicates(embedding), held + byCell, byCell + each * max(1, draws))
  }

  /// Bytes from the rows of which landmarks are chosen to the bars.
  private static func forecastOfCloud(_ embedding: EmbeddingResult, _ parameters: HomologyParameters) -> Int {
    let candidates = min(parameters.cloud.active, embedding.rates.rows / max(1, parameters.cloud.stride) + 1)
    let landmarks = forecast(
      points: parameters.cloud.landmarks, maxDimension: parameters.cohomology.maxDimension
    ).bytes
    return 16 * candidates * embedding.rates.columns + 6 * candidates * parameters.cloud.neighbours + landmarks
  }

  /// Bytes while the rates are passed over, and of the rates cell by cell.
  private static func forecastOfRates(_ embedding: EmbeddingResult, isScratch: Bool) -> (held: Int, byCell: Int) {
    let matrix = 4 * embedding.rates.count
    // A small matrix of the embedding stays beside the copy that is transformed.
    let isLarge = !embedding.rates.isKept
    return (isLarge ? 1 << 26 : 2 * matrix, isLarge && isScratch ? 0 : matrix)
  }

  private static func forecastOfDuplicates(_ embedding: EmbeddingResult) -> Int {
    embedding.sparseCountsForecast + 4 * embedding.rates.rows / 5 * embedding.rates.columns
  }
}

extension HomologyResult {
  /// What is told of several choices of landmarks and a null: the representative choice, and the verdict over all.
  fileprivate init(
    _ choices: LandmarkChoices, null: NullDistribution, evidence: ShapeEvidence, size: RecordingSize?, cells: [Int],
    parameters: HomologyParameters, left: StageNotes, work: Work
  ) throws {
    let (cloud, persistence) = (choices.representative.cloud, choices.representative.persistence)
    let lifetimes = persistence.diagrams.indices.map(choices.lifetimes)
    var decision = VerdictDecision(
      lifetimes: choices.medianLifetimes, gaps: lifetimes.count > 1 ? gapsOver(lifetimes[1]) : nil,
      choices: choices.choices.count, evidence: evidence, null: null.lifetimes, part: null.part,
      significance: parameters.significance)
    decision.power = size.flatMap(PowerSurface.measured.power)
    if decision.shape == .torus {
      decision.lattice = try TorusLattice(of: persistence, distances: cloud.distances, work: work)
    }
    let dropped = [
      DroppedItems("bins", count: cloud.droppedZeroRows, reason: "no direction on the components: all zero"),
      DroppedItems("draws of the null", count: null.failures, reason: "the chain could not be computed on them"),
    ]
    self.init(
      rows: cloud.rows, landmarks: cloud.landmarks, distances: cloud.distances, persistence: persistence,
      null: null, landmarkComponents: cloud.scores.selectingRows(cloud.landmarks),
      explainedVarianceRatio: cloud.explainedVarianceRatio, cells: cells, transform: parameters.transform,
      choiceLifetimes: lifetimes, evidence: evidence, size: size, verdict: Verdict(decision),
      notes: StageNotes(dropped: left.dropped + dropped, warnings: left.warnings))
  }
}
