import ArrayNumerics
import CellAnalysis
import DimensionReduction
import Foundation
import ManifoldAnalysis
import PopulationActivity
import Schema
import Stages
import Topology

/// Which grid score a cell needs to go into the torus.
public enum GridThreshold: Stage {
  public typealias Input = Results<Embedding, GridScores>

  public static let description = StageDescription(
    key: "grid-threshold", group: .recordings, title: "Threshold of the grid scores",
    summary: "the grid score from which cells make the clearest torus",
    purpose: """
      Takes the cells with the highest grid scores, more of them at each step, and looks for the torus in each part: the \
      threshold is that from which on more cells make the second loop stand out no further over the third. Looking at many \
      thresholds finds something in any recording; so the same is done in recordings with shifted cells, and the clearest part \
      there is what that of the recording is compared with. Finished runs are kept: with other numbers of cells or more \
      shuffles, or after an interruption, only the missing ones are made. The cells above the threshold are the group \
      grid-threshold:above of --cells-from.
      """,
    example: "canns-analyze grid-threshold results --seed 1",
    references: [.gardner2022, .anscombe1948, .mcInnes2018, .bauer2021, .phipson2010, .westfall1993], usesSeed: true,
    progress: .pieces(
      PieceDescription(
        name: "runs", extentParameters: ["min-cells", "max-cells", "step-cells", "shuffles", "significance"])))

  public static func run(
    _ input: consuming Input, parameters: GridThresholdParameters, context: RunContext
  ) throws -> GridThresholdResult {
    let (embedding, scores) = input.values
    guard scores.cellIDs == embedding.cellIDs else {
      throw unusable("the grid scores are of other cells than the embedding.", "Run gridscore again first.")
    }
    let order = scores.score.indices.filter { scores.score[$0].isFinite }
      .sorted { (-scores.score[$0], $0) < (-scores.score[$1], $1) }
    guard !parameters.counts(of: order.count).isEmpty else {
      throw unusable(
        "\(counted(order.count, "cell")) of \(scores.score.count) \(order.count == 1 ? "has" : "have") a grid score, and "
          + "--min-cells asks for \(parameters.fewest).",
        "A torus needs about twenty cells; the result of gridscore says why others have none.")
    }
    let runs = (1 + parameters.shuffles) * parameters.counts(of: order.count).count
    try context.reserve(
      BarsOfParts.memoryForecast(
        embedding, chain: parameters.chain, runs: runs, threads: context.work.threads, isScratch: context.scratch != nil),
      for: "The search for a threshold",
      remedy: "Take fewer landmarks (--landmarks), neighbours (--neighbors), bins (--active, --stride) or --threads.")
    let parts = try BarsOfParts(
      embedding, order: order, chain: parameters.chain, scratch: context.scratch, seed: context.seed,
      stage: description.command, work: context.work)
    let counts = parameters.counts(of: parts.cells.count)
    guard !counts.isEmpty else {
      throw unusable(
        "without those that repeat another there are \(counted(parts.cells.count, "cell")) with a grid score, and --min-cells "
          + "asks for \(parameters.fewest).", "Take fewer cells, or keep the repeated ones (--duplicate-correlation 1).")
    }
    let found = try bars(parts, counts, cells: embedding.cellIDs.count, shuffles: parameters.shuffles, context)
    return GridThresholdResult(
      found, counts: counts, ranked: parts.cells, scores: scores.score, cellIDs: embedding.cellIDs,
      significance: parameters.significance, dropped: parts.left)
  }

  private static func unusable(_ reason: String, _ remedy: String) -> StageError {
    .unusableData(stage: description.command, reason: reason, remedy: remedy)
  }

  /// What came of each part in the recording and in each shifted one, `[draw][part]`; the first draw is the recording.
  private static func bars(
    _ parts: BarsOfParts, _ counts: [Int], cells: Int, shuffles: Int, _ context: RunContext
  ) throws -> [[BarsOfRun]] {
    // A piece has the same number whatever parts and shuffles are asked for.
    let wanted = (0...shuffles).flatMap { draw in counts.map { (draw: draw, count: $0, piece: draw * cells + $0 - 1) } }
    let kept = try context.checkpoint.finished()
    let known = wanted.map { run in kept[run.piece].flatMap(BarsOfRun.init) }
    let missing = wanted.indices.filter { known[$0] == nil }
    let progress = CountedProgress("runs", of: missing.count, context.work)
    let made = try concurrentMap(missing.count, work: context.work) { place -> BarsOfRun in
      defer { progress.step() }
      let run = wanted[missing[place]]
      let found = try BarsOfRun(parts, first: run.count, draw: run.draw, work: context.work.serial)
      try context.checkpoint.save(run.piece, found.json)
      return found
    }
    var all = known
    for (place, run) in zip(missing, made) { all[place] = run }
    let runs = all.compactMap { $0 }
    return (0...shuffles).map { Array(runs[$0 * counts.count..<($0 + 1) * counts.count]) }
  }

  /// The cells from the threshold on, and those below; none above without a threshold.
  public static func cellGroups(_ result: GridThresholdResult) -> [CellGroup] {
    let above = result.cellsAbove ?? 0
    return [
      CellGroup("above", of: result.cellIDs) { (0..<above).contains(result.ranks[$0]) },
      CellGroup("below", of: result.cellIDs) { result.ranks[$0] >= above },
    ]
  }
}

/// What came of one part of the cells in one recording.
enum BarsOfRun: Sendable, Equatable {
  case bars(BarsOfParts.Bars)
  /// The chain found nothing to work on, for this reason.
  case failed(String)

  init(_ parts: BarsOfParts, first count: Int, draw: Int, work: Work) throws {
    do {
      self = .bars(try parts.bars(ofFirst: count, draw: draw, work: work))
    } catch let error as DimensionReductionError {
      self = .failed("\(error)")
    } catch let error as TopologyError {
      self = .failed("\(error)")
    }
  }

  var json: JSONValue {
    switch self {
    case .bars(let bars):
      .record(["loops": JSONValue(bars.loops), "voids": JSONValue(bars.voids), "gaps": JSONValue(bars.gaps)])
    case .failed(let reason): .record(["failed": .string(reason)])
    }
  }

  /// `nil` for what is no such run.
  init?(_ json: JSONValue) {
    func lengths(_ key: String) -> [Double]? {
      guard let values = json[key]?.array?.map(\.double), values.allSatisfy({ $0.map { $0 >= 0 && $0.isFinite } ?? false })
      else { return nil }
      return values.compactMap { $0 }
    }
    if let reason = json["failed"]?.string {
      self = .failed(reason)
    } else if let loops = lengths("loops"), let voids = lengths("voids"), let gaps = lengths("gaps"), !gaps.isEmpty,
      gaps.allSatisfy({ $0 >= 1 })
    {
      self = .bars(BarsOfParts.Bars(loops: loops, voids: voids, gaps: gaps))
    } else {
      return nil
    }
  }
}
