import ArrayNumerics
import Foundation
import ManifoldAnalysis
import PopulationActivity
import Schema
import Stages
import TorusGeometry

/// The bump of activity on the torus, moving.
public enum TorusAnimation: Stage {
  public typealias Input = Results<Embedding, LatentDecoding, CohoSpace>

  public static let description = StageDescription(
    key: "torus-animation", group: .recordings, title: "Bump on the torus",
    summary: "bump on the torus and on the flat torus over time",
    purpose: """
      Spreads the rate of every cell, over its mean, around its centre on the torus, frame by frame, and draws the activity on \
      the flat torus and on the torus in space, with the decoded position and where it came from. What moves is the activity \
      itself, not a blob at the decoded position: where the two differ, the decoding is wrong or there is no single bump.
      """,
    example: "canns-analyze torus-animation results --duration-s 20 --frames 400", references: [.gardner2022])

  public static func run(
    _ input: consuming Input, parameters: TorusAnimationParameters, context: RunContext
  ) throws -> TorusAnimationResult {
    let (embedding, decoding, cohospace) = input.values
    guard decoding.circles == 2, cohospace.circles == 2 else {
      throw StageError.unusableData(
        stage: "torus-animation", reason: "\(counted(decoding.circles, "circle")) decoded, and a torus has two.",
        remedy: "Run decode with --circles 2, if the population has them.")
    }
    guard decoding.rows.count == decoding.coordinates.rows, decoding.rows.allSatisfy(embedding.bins.indices.contains),
      cohospace.cellIDs == embedding.cellIDs
    else {
      throw StageError.unusableData(
        stage: "torus-animation", reason: "the results in the folder do not belong together.",
        remedy: "Run decode and cohospace again first.")
    }
    let first = Int((parameters.start / embedding.binWidth).rounded())
    guard first < decoding.rows.count else {
      throw StageError.unusableData(
        stage: "torus-animation",
        reason: sentence {
          "\(formatted(Double(decoding.rows.count) * embedding.binWidth)) s were decoded, and --start-s is "
          "\(formatted(parameters.start)) s."
        }, remedy: "Begin earlier.")
    }
    let wanted = max(1, Int((parameters.duration / embedding.binWidth).rounded()))
    let shown = min(wanted, decoding.rows.count - first)
    let frames = min(parameters.frames, shown)
    let places = (0..<frames).map { first + $0 * shown / frames }
    let cells = cohospace.cellIDs.indices.filter { cohospace.centers[$0, 0].isFinite && cohospace.centers[$0, 1].isFinite }
    guard cells.count >= 3 else {
      throw StageError.unusableData(
        stage: "torus-animation", reason: "\(counted(cells.count, "cell")) with a centre on the torus make no bump.",
        remedy: "Look at the cells with cohospace.")
    }
    try context.reserve(
      (embedding.rates.isKept ? 4 * embedding.rates.count : 1 << 26) + 4 * frames * embedding.rates.columns
        + 8 * frames * parameters.bins * parameters.bins,
      for: "The frames of the animation",
      remedy: "Take fewer frames or bins.")
    let (means, rates) = try activity(of: cells, in: embedding.rates, at: places.map { decoding.rows[$0] })
    let spread = PopulationOnTorus(
      centers: cohospace.centers.selectingRows(cells), bins: parameters.bins, sigma: parameters.spread)
    let maps = try concurrentMap(frames, work: context.work) { frame -> [Double] in
      spread.map(of: cells.indices.map { means[$0] > 0 ? Double(rates[frame, $0]) / means[$0] : 0 })
    }
    let moments = maps.map { mapMoments($0, circles: 2, bins: parameters.bins) }
    let torus = FlatTorus(angle: nil, maps: cohospace.rateMaps, bins: cohospace.binsPerCircle)
    return TorusAnimationResult(
      times: places.map { decoding.times[$0] },
      activity: Matrix(
        rows: frames, columns: parameters.bins * parameters.bins, elements: maps.flatMap { $0.map { Float($0) } }),
      bins: parameters.bins, decoded: decoding.coordinates.selectingRows(places),
      centers: Matrix(rows: frames, columns: 2, elements: moments.flatMap { $0.map(\.direction) }), cells: cells.count,
      latticeAngle: (torus.lean * 180 / .pi).rounded(),
      notes: StageNotes(
        dropped: [
          DroppedItems("cells", count: cohospace.cellIDs.count - cells.count, reason: "no centre on the torus"),
          DroppedItems("frames", count: parameters.frames - frames, reason: "the decoded time has not so many rows"),
        ],
        warnings: shown < wanted
          ? ["The decoded time ends \(formatted(Double(wanted - shown) * embedding.binWidth)) s before the animation would."]
          : []))
  }

  /// The mean rate of some cells, and their rates in some rows, which ascend, `[row, cell]`; the rates are passed over once.
  private static func activity(
    of cells: [Int], in rates: Deferred<Matrix<Float>>, at wanted: [Int]
  ) throws -> (means: [Double], rates: Matrix<Float>) {
    var sums = [Double](repeating: 0, count: cells.count)
    var (chosen, next): ([Float], Int) = ([], 0)
    try rates.forEachPiece { rows, piece in
      for row in rows {
        for (place, cell) in cells.enumerated() { sums[place] += Double(piece[row - rows.lowerBound, cell]) }
        while next < wanted.count, wanted[next] == row {
          chosen += cells.map { piece[row - rows.lowerBound, $0] }
          next += 1
        }
      }
      return true
    }
    return (
      sums.map { $0 / Double(max(1, rates.rows)) }, Matrix(rows: wanted.count, columns: cells.count, elements: chosen)
    )
  }
}
