import ArrayNumerics
import Foundation
import LatentStates
import PopulationActivity
import Schema
import Stages
import TorusGeometry
import TuningMaps

/// The place of the animal decoded from its cells.
public enum PositionDecoding: Stage {
  public typealias Input = PositionDecodingInput

  public static let description = StageDescription(
    key: "decode-position", group: .recordings, title: "Decoded position",
    summary: "place of the animal from all cells by Bayes' rule, with and without a motion",
    purpose: """
      Makes rate maps and a motion of the animal from four fifths of the time and reads its place in the rest: by all spikes \
      before and after (a state-space model on the bins that it visits), and without a motion beside it. Says how far both are \
      from the truth, what they hold within 10 and 20 cm, whether the posterior is as sure as it may be, and what chance gives \
      when the positions are shifted in time and everything is made anew. It needs no torus: any cells with places will do, in \
      an arena or along a track.
      """,
    example: "canns-analyze decode-position results --seed 1", version: 3,
    references: [.brown1998, .zhang1998, .rabiner1989, .gneiting2007, .phipson2010], usesSeed: true)

  /// Length of the blocks of time that are held out in turn, s.
  static let block = 30.0
  /// Longest gap that the motion bridges, s.
  static let bridge = 1.0
  /// Shortest shift, s.
  static let shortestShift = 20.0
  /// Places at most.
  private static let mostPlaces = 20_000

  public static func input(
    from source: InputSource, parameters: PositionDecodingParameters
  ) throws -> PositionDecodingInput {
    var input = try PositionDecodingInput(from: source, for: description.command)
    input.cells = try parameters.cellsFrom.map { choice in
      try source.cells(of: choice, among: input.embedding.cellIDs, parameter: "cells-from", neededBy: description.command)
    }
    return input
  }

  /// The result that names the group of cells.
  public static func namedResults(_ parameters: PositionDecodingParameters) -> [String] {
    parameters.cellsFrom.map { [$0.stage] } ?? []
  }

  public static func run(
    _ input: consuming Input, parameters: PositionDecodingParameters, context: RunContext
  ) throws -> PositionDecodingResult {
    let (embedding, path) = (input.embedding, input.path)
    let cells = input.cells ?? Array(embedding.cellIDs.indices)
    let session = try DecodedSession(embedding, cells: cells, parameters)
    let grid = session.grid
    guard grid.rows * grid.columns <= mostPlaces else {
      throw StageError.unusableData(
        stage: "decode-position",
        reason: "bins of \(formatted(parameters.binSize * 100)) cm make \(grid.columns) x \(grid.rows) places.",
        remedy: "Take wider ones with --bin-cm; is the position in centimetres (--position-unit in embed)?")
    }
    try context.reserve(
      embedding.sparseCountsForecast
        + 8 * grid.rows * grid.columns * (2 * cells.count + 3 * session.longestPiece) * context.work.threads,
      for: "The decoding of position", remedy: "Take wider bins (--bin-cm), or fewer cells in embed.")
    let seconds = Double(session.kept.count) * session.observations.binWidth
    guard seconds >= 4 * shortestShift else {
      throw StageError.unusableData(
        stage: "decode-position",
        reason: sentence {
          "\(measured(seconds)) s were kept, and the level of chance needs \(formatted(4 * shortestShift)) s."
        },
        remedy: "Take a longer part of the recording in embed.")
    }
    context.work.report("shifts", completed: 0, of: parameters.shuffles + 1)
    let decoded = try session.decodeCalibrated(work: context.work)
    guard decoded.moving.error.contains(where: \.isFinite) else {
      throw StageError.unusableData(
        stage: "decode-position", reason: "no part of the time with a known position can be held out from another.",
        remedy: "Take a longer part of the recording in embed.")
    }
    let null = try nullErrors(session, parameters, context)
    func interval(_ path: DecodedPath, _ name: String) -> [Double]? {
      var random = RandomStream(seed: context.seed, name: name)
      let found = BlockMedian(path.error, blocks: session.blocks, random: &random).interval
      return found[0].isFinite ? found : nil
    }
    let torus = path.flatMap { session.besideTorus($0, embedding, decoded.moving.error) }
    return PositionDecodingResult(
      kind: session.kind, times: session.times, actual: session.actual, moving: decoded.moving, flat: decoded.flat,
      folds: session.folds, nullError: null.map(\.moving), flatNullError: null.map(\.flat),
      interval: interval(decoded.moving, "blocks of the path"), flatInterval: interval(decoded.flat, "blocks of the path"),
      step: decoded.step, calibration: decoded.calibration, window: session.observations.binWidth,
      flatWindow: session.flatWindow, grid: grid,
      cells: cells.count, torus: torus,
      notes: StageNotes(
        dropped: [
          DroppedItems(
            "rows", count: session.observations.droppedRows,
            reason: "in bins of \(formatted(session.observations.binWidth * 1e3)) ms of which less than half was kept"),
          DroppedItems(
            "bins of time", count: decoded.moving.error.count { !$0.isFinite }, reason: "the real place unknown"),
          DroppedItems(
            "cells", count: embedding.cellIDs.count - cells.count,
            reason: "not of the group \(parameters.cellsFrom?.group ?? "") of \(parameters.cellsFrom?.stage ?? "")"),
          DroppedItems("cells", count: session.silentCells, reason: "silent: they say nothing about the place"),
        ]))
  }

  /// Median errors of both decoders with the positions moved against the spikes.
  private static func nullErrors(
    _ session: DecodedSession, _ parameters: PositionDecodingParameters, _ context: RunContext
  ) throws -> [(moving: Double, flat: Double)] {
    let shortest = Int((shortestShift / session.observations.binWidth).rounded(.up))
    let count = session.kept.count
    let progress = CountedProgress("shifts", of: parameters.shuffles, context.work)
    return try concurrentMap(parameters.shuffles, work: context.work) { draw in
      defer { progress.step() }
      var random = RandomStream(seed: context.seed, name: "shifts of the positions", index: UInt64(draw))
      let shift = shortest + random.integer(below: max(1, count - 2 * shortest + 1))
      let decoded = try session.decode(session.known.moved(session.kept, by: shift), work: context.work.serial)
      return (median(decoded.moving.error.filter(\.isFinite)), median(decoded.flat.error.filter(\.isFinite)))
    }
  }
}

extension Reference {
  /// Why a probability is scored by its logarithm.
  public static let gneiting2007 = Reference(
    key: "gneiting2007", authors: "Gneiting, T. and Raftery, A. E.", year: 2007,
    title: "Strictly proper scoring rules, prediction, and estimation",
    source: "Journal of the American Statistical Association 102, 359-378", doi: "10.1198/016214506000001437")

  /// Position by a state-space model.
  public static let brown1998 = Reference(
    key: "brown1998", authors: "Brown, E. N., Frank, L. M., Tang, D., Quirk, M. C. and Wilson, M. A.", year: 1998,
    title:
      "A statistical paradigm for neural spike train decoding applied to position prediction from ensemble firing patterns of "
      + "rat hippocampal place cells", source: "Journal of Neuroscience 18, 7411-7425",
    doi: "10.1523/JNEUROSCI.18-18-07411.1998")

  /// Position by Bayes' rule in each window.
  public static let zhang1998 = Reference(
    key: "zhang1998", authors: "Zhang, K., Ginzburg, I., McNaughton, B. L. and Sejnowski, T. J.", year: 1998,
    title:
      "Interpreting neuronal population activity by reconstruction: unified framework with application to hippocampal place "
      + "cells", source: "Journal of Neurophysiology 79, 1017-1044", doi: "10.1152/jn.1998.79.2.1017")
}
