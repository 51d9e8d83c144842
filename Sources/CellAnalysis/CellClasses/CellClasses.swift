import ArrayNumerics
import CellTuning
import Foundation
import Oscillations
import PopulationActivity
import Recordings
import Schema
import Stages

/// What kinds of cells there are.
public enum CellClasses: Stage {
  public typealias Input = CellClassInput

  public static let description = StageDescription(
    key: "cell-classes", group: .cells, title: "Classes of cells",
    summary: "grid, direction, border and speed cells, and rhythms",
    purpose: """
      Tests every cell for borders, speed and its own theta rhythm, sorts autocorrelograms into bursty, theta-modulated and \
      non-bursty, takes grid and head-direction cells, information and modules from their results where these are in the \
      folder, and gives one table of all cells with every score and reason. Says how many cells of each kind are expected by \
      chance.
      """,
    example: "canns-analyze cell-classes results --level 0.01", version: 8,
    references: [.solstad2008, .kropff2015, .chazal2013, .gardner2022, .benjamini1995, .phipson2010], usesSeed: true)

  public static func input(from source: InputSource, parameters: CellClassParameters) throws -> CellClassInput {
    var input = try CellClassInput(from: source, for: description.command)
    if let choice = parameters.directionAmong {
      input.directionAmong = Set(
        try source.cells(
          of: choice, among: input.embedding.cellIDs, parameter: "direction-among", neededBy: description.command))
    }
    guard let file = parameters.spikesFrom else { return input }
    let recording = try RecordingReader.read(url: URL(fileURLWithPath: file), options: source.readingOptions)
    guard case .trains(let trains)? = recording.spikes else {
      throw StageError.unusableData(
        stage: description.command, reason: "\(file) has no spike times.",
        remedy: "Name a recording with spike times, or leave out --spikes-from.")
    }
    var times: [String: [Double]] = [:]
    for train in trains where input.embedding.cellIDs.contains(train.id) { times[train.id] = try train.times }
    let missing = input.embedding.cellIDs.filter { times[$0] == nil }
    guard missing.isEmpty else {
      throw StageError.unusableData(
        stage: description.command, reason: "\(file) lacks \(listed(missing, "cell").lowercased()) of the embedding.",
        remedy: "Name the recording that the embedding was made from.")
    }
    input.times = times
    return input
  }

  /// The recording whose spike times are read, where one is named.
  public static func otherFiles(_ parameters: CellClassParameters) -> [String] { parameters.spikesFrom.map { [$0] } ?? [] }

  /// The result that names the group of head-direction cells.
  public static func namedResults(_ parameters: CellClassParameters) -> [String] {
    parameters.directionAmong.map { [$0.stage] } ?? []
  }

  public static func run(
    _ input: consuming Input, parameters: CellClassParameters, context: RunContext
  ) throws -> CellClassResult {
    let input = input
    let embedding = input.embedding
    let others = [
      ("rate maps", input.maps?.cellIDs), ("grid scores", input.grids?.cellIDs),
      ("tuning to direction", input.direction?.cellIDs), ("grid modules", input.modules?.cellIDs),
    ].first { $0.1 != nil && $0.1 != embedding.cellIDs }
    if let others {
      throw StageError.unusableData(
        stage: description.command,
        reason: "the \(others.0) in the folder are those of other cells than the embedding holds.",
        remedy: "Make the \(others.0) again.")
    }
    let cells = embedding.cellIDs.count
    try context.reserve(
      embedding.cellEventsForecast + 64 * embedding.bins.count * context.work.threads, for: "The classes of cells",
      remedy: "Take wider bins of time in embed, or fewer threads.")
    let events = try embedding.cellEvents()
    let signals = embedding.signalEvents()
    // The amounts of a signal have no scale of spikes: each of its events counts as one.
    let trains = (0..<cells).map { cell in
      input.train(cell, signals.map { CellEvents(onsets: $0[cell].onsets) } ?? events[cell])
    }
    let rhythm = try rhythms(trains, input, parameters, context)
    let border = try borders(events, embedding, parameters, context)
    let speed = try speeds(events, embedding, parameters, context)
    return CellClassResult(
      rhythm: rhythm, border: border, speed: speed,
      labels: CellLabels(input, rhythm: rhythm, border: border, speed: speed, parameters: parameters),
      kinetics: embedding.signalKinetics(), cellIDs: embedding.cellIDs, level: parameters.level,
      minimumShift: parameters.minimumShift,
      resolution: 1000 * (input.times == nil ? embedding.binWidth : 1e-3), unit: embedding.kind.rateUnit
    ).with(input, among: parameters.directionAmong)
  }

  private static func rhythms(
    _ trains: [(times: [Double], bins: [Int], counts: [Double])], _ input: CellClassInput, _ parameters: CellClassParameters,
    _ context: RunContext
  ) throws -> CellRhythmClasses {
    let width = input.embedding.binWidth
    let progress = CountedProgress("rhythms", of: trains.count, context.work)
    let found = try concurrentMap(trains.count, work: context.work) { cell in
      defer { progress.step() }
      let train = trains[cell]
      let correlogram =
        input.times == nil
        ? SpikeAutocorrelogram(bins: train.bins, counts: train.counts, width: width, longest: parameters.longestLag)
        : SpikeAutocorrelogram(times: train.times, longest: parameters.longestLag, resolution: 1e-3)
      return (
        correlogram,
        try SpikeModulation(
          train.times, resolution: input.times == nil ? width : 0,
          jitters: input.times == nil && width > CellRhythmClasses.widestBin ? 0 : parameters.jitters, seed: context.seed,
          index: cell,
          work: context.work.serial)
      )
    }
    return try CellRhythmClasses(
      found.map(\.0), modulations: found.map(\.1), parameters: parameters)
  }

  private static func borders(
    _ events: [CellEvents], _ embedding: EmbeddingResult, _ parameters: CellClassParameters, _ context: RunContext
  ) throws -> BorderScores? {
    guard embedding.x != nil, embedding.y != nil else { return nil }
    let (grid, places) = try embedding.arenaGrid(size: parameters.binSize, stage: description.command)
    // A session that is too short has the other scores all the same.
    let shifts =
      parameters.shuffles > 0
      ? TimeShifts(bins: embedding.bins.count, atLeast: parameters.minimumShift, binWidth: embedding.binWidth) : nil
    let rates = try ArenaRates(
      at: places, grid: grid, binWidth: embedding.binWidth, sigma: parameters.smoothing / parameters.binSize)
    if let width = rates.pathWidth(below: 0.2) {
      let why = "the animal was on a path \(formatted(100 * width, digits: 2)) cm wide, all of which is along walls"
      return BorderScores(events.map { _ in (.undefined(why), .nan) })
    }
    let progress = CountedProgress("borders", of: events.count, context.work)
    let found = try concurrentMap(events.count, work: context.work) { cell -> (BorderScore, Double) in
      defer { progress.step() }
      func score(_ shift: Int) throws -> BorderScore {
        let map = try rates.rates(of: rates.amounts(of: events[cell], shift: shift))
        // A signal has no natural zero: its fields are those above its lowest place.
        let floor = embedding.kind.isSummable ? 0 : map.elements.filter(\.isFinite).min() ?? 0
        return BorderScore(map.map { $0 - floor }, side: parameters.binSize)
      }
      let own = try score(0)
      guard let shifts, own.value.isFinite else { return (own, .nan) }
      let stream = RandomStream(seed: context.seed, name: "shifts of a cell", index: UInt64(cell))
      let null = try shifts.drawn(parameters.shuffles, from: stream).map { shift in
        try context.work.checkCancellation()
        return try score(shift).value
      }
      // Only cells with a score are tested, so only shifts with one are compared: with those without counted as smaller, 7 of
      // 100 cells without a border passed at 0.05 where three in ten shifts had none.
      return (own, shufflePValue(of: own.value, null: null.filter(\.isFinite)))
    }
    return BorderScores(found)
  }

  private static func speeds(
    _ events: [CellEvents], _ embedding: EmbeddingResult, _ parameters: CellClassParameters, _ context: RunContext
  ) throws -> SpeedScores? {
    let width = embedding.binWidth
    let sigma = parameters.rateSmoothing / width
    guard let speed = embedding.speed, let correlation = try SpeedCorrelation(speed: speed, sigma: sigma) else { return nil }
    let shifts = TimeShifts(bins: speed.count, atLeast: parameters.minimumShift, binWidth: embedding.binWidth)
    func tested(
      _ correlations: @Sendable (CellEvents) throws -> [Double], _ steady: @Sendable (CellEvents) throws -> [Double]
    ) throws -> [(score: Double, p: Double)] {
      try concurrentMap(events.count, work: context.work) { cell in
        guard let score = try correlations(events[cell]).first else { return (.nan, .nan) }
        let lags = shifts == nil ? [] : try steady(events[cell])
        guard let own = lags.first, let shifts else { return (score, .nan) }
        // Both signs count: some cells slow down.
        let null = lags[shifts.least...shifts.bins - shifts.least].map(abs)
        return (score, shufflePValue(of: abs(own), null: null))
      }
    }
    let atPlace = try ratesAtPlaces(embedding, parameters).flatMap {
      try SpeedAtPlace(speed: speed, rates: $0, binWidth: embedding.binWidth, sigma: sigma)
    }
    return SpeedScores(
      try tested(correlation.correlations) { try correlation.steadyCorrelations($0, binWidth: width) },
      atPlace: try atPlace.map { try tested($0.correlations, $0.steadyCorrelations) })
  }

  /// The places at which the speed is compared: those of the arena, or of the track for each direction of running; `nil`
  /// without a position.
  private static func ratesAtPlaces(
    _ embedding: EmbeddingResult, _ parameters: CellClassParameters
  ) throws -> [ArenaRates]? {
    guard embedding.x != nil else { return nil }
    let (grid, places) = try embedding.mapGrid(size: parameters.binSize, stage: description.command)
    func rates(_ places: [Int]) throws -> ArenaRates {
      try ArenaRates(
        at: places, grid: grid, binWidth: embedding.binWidth, sigma: parameters.smoothing / parameters.binSize)
    }
    guard let ways = embedding.waysAlongTrack() else { return [try rates(places)] }
    return [
      try rates(zip(places, ways).map { $1 > 0 ? $0 : -1 }), try rates(zip(places, ways).map { $1 > 0 ? -1 : $0 }),
    ]
  }
}
