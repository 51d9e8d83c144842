import ArrayNumerics
import CellTuning
import PopulationActivity
import Schema
import Stages

/// Which cells vary together, without any position, and how that goes with the modules.
public enum Ensembles: Stage {
  public typealias Input = Results<Embedding, IfPresent<GridModules>>

  public static let description = StageDescription(
    key: "ensembles", group: .cells, title: "Ensembles without position",
    summary: "which cells vary together, without a position, beside the modules",
    purpose: """
      Groups cells by their correlations alone, for sleep, tracks and virtual reality, where there is no spacing: grid cells \
      of one module stay correlated, of either sign, and those of different modules hardly are. Recordings in which every cell \
      is shifted by its own time go through the same chain, and say what groups there are by chance. Where modules were found \
      with position, the two are compared.
      """,
    example: "canns-analyze ensembles results --min-cells 5", version: 5,
    references: [.yoon2013, .gardner2019, .traag2011, .traag2019, .hubert1985, .phipson2010], usesSeed: true)

  public static func run(
    _ input: consuming Input, parameters: EnsembleParameters, context: RunContext
  ) throws -> EnsembleResult {
    let (embedding, modules) = input.values
    let name = description.command
    let cells = embedding.cellIDs
    guard cells.count >= parameters.smallest else {
      throw StageError.unusableData(
        stage: name,
        reason: "the embedding has \(counted(cells.count, "cell")), and an ensemble has \(parameters.smallest) or more.",
        remedy: "Embed more cells, or lower --min-cells.")
    }
    guard DrawsOfNull(parameters.shuffles).reach(parameters.level) else {
      throw StageError.unusableData(
        stage: name,
        reason: "\(counted(parameters.shuffles, "shuffle")) cannot give a p of \(formatted(parameters.level)).",
        remedy: "Take --shuffles \(DrawsOfNull.needed(for: parameters.level)) or more, or raise --level.")
    }
    if let modules, modules.cellIDs != cells {
      throw StageError.unusableData(
        stage: name, reason: "the modules in the folder are those of other cells than the embedding holds.",
        remedy: "Make them again.")
    }
    try context.reserve(
      embedding.cellEventsForecast + 8 * cells.count * (3 * embedding.bins.count / max(1, embedding.rows(in: parameters)))
        * (1 + context.work.threads) + 48 * cells.count * cells.count * (1 + context.work.threads),
      for: "The ensembles", remedy: "Take wider bins of time (--wide-bin-ms), fewer cells or fewer threads.")
    let wide = try embedding.wideCounts(parameters)
    let least = max(1, Int((parameters.minimumShift / wide.width).rounded()))
    guard wide.counts.rows >= 4 * least else {
      throw StageError.unusableData(
        stage: name,
        reason: sentence {
          "\(measured(Double(wide.counts.rows) * wide.width)) s lie in whole bins of \(formatted(1000 * wide.width)) ms, and "
          "shifts of \(formatted(parameters.minimumShift)) s or more need \(formatted(4 * parameters.minimumShift)) s."
        },
        remedy: "Record longer, keep more time in embed (--no-speed-filter), or take a smaller --min-shift-s.")
    }
    let progress = CountedProgress("shuffles", of: 2 * parameters.shuffles, context.work)
    let found = try CorrelatedEnsembles(
      wide.counts,
      options: CorrelatedEnsembles.Options(
        factor: parameters.factor.common, density: parameters.density,
        smallest: parameters.smallest, level: parameters.level, draws: parameters.shuffles, leastShift: least),
      seed: context.seed, work: context.work
    ) { progress.step() }
    let silent = (0..<cells.count).filter { cell in !wide.counts.column(cell).contains { $0 != 0 } }
    return EnsembleResult(
      found, silent: Set(silent), modules: modules, cellIDs: cells, seconds: Double(wide.counts.rows) * wide.width,
      binWidth: wide.width, leftOut: wide.leftOut, density: parameters.density)
  }
}

extension EnsembleFactor {
  fileprivate var common: CorrelatedEnsembles.CommonFactor {
    switch self {
    case .sums: .sums
    case .medians: .medians
    case .between: .between
    }
  }
}

extension EmbeddingResult {
  /// Bins of the embedding in one wide bin.
  fileprivate func rows(in parameters: EnsembleParameters) -> Int {
    max(1, Int((parameters.binWidth / binWidth).rounded()))
  }

  /// What each cell did in wide bins that were kept whole, `[bin, cell]`; their width, s; and bins of the embedding left out.
  fileprivate func wideCounts(
    _ parameters: EnsembleParameters
  ) throws -> (counts: Matrix<Double>, width: Double, leftOut: Int) {
    let size = rows(in: parameters)
    var held: [Int: Int] = [:]
    for bin in bins { held[bin / size, default: 0] += 1 }
    let whole = held.filter { $0.value == size }.keys.sorted()
    let place = Dictionary(uniqueKeysWithValues: whole.enumerated().map { ($0.element, $0.offset) })
    let places = bins.map { Int32(place[$0 / size] ?? -1) }
    let events = try cellEvents()
    var counts = Matrix<Double>(rows: whole.count, columns: cellIDs.count, repeating: 0)
    for (cell, events) in events.enumerated() {
      for (row, sum) in events.sums(at: places, count: whole.count).enumerated() { counts[row, cell] = sum }
    }
    return (counts, Double(size) * binWidth, places.count { $0 < 0 })
  }
}
