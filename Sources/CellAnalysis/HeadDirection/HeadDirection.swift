import ArrayNumerics
import CellTuning
import Foundation
import PopulationActivity
import Schema
import Stages

/// How every cell is tuned to the direction of the head.
public enum HeadDirection: Stage {
  public typealias Input = Results<Embedding>

  public static let description = StageDescription(
    key: "head-direction", group: .cells, title: "Head direction",
    summary: "how every cell is tuned to the direction of the head",
    purpose: """
      Divides the spikes of each cell by the time spent facing each direction and measures the mean vector. The null is every \
      shift of the cell's spikes against the direction, all at once. Adds a curve of one peak, the stability between halves of \
      the session and the lag at which the tuning is sharpest.
      """,
    example: "canns-analyze head-direction results --min-length 0.4", version: 3,
    references: [.taube1990, .zar1999, .phipson2010])

  public static func run(
    _ input: consuming Input, parameters: HeadDirectionParameters, context: RunContext
  ) throws -> HeadDirectionResult {
    let embedding = input.values
    let name = description.command
    guard let heading = embedding.headDirection, heading.contains(where: \.isFinite) else {
      throw StageError.unusableData(
        stage: name, reason: "the embedding has no head direction.",
        remedy: "Name the array in embed: --map head_direction=NAME. The direction of movement is another thing.")
    }
    let cells = embedding.cellIDs.count
    try context.reserve(
      embedding.cellEventsForecast + 8 * heading.count * (8 + 6 * context.work.threads), for: "The tuning to direction",
      remedy: "Take wider bins of time in embed, or fewer threads.")
    let occupancy = DirectionOccupancy(heading, bins: parameters.bins, binWidth: embedding.binWidth)
    let null = TimeShifts(bins: heading.count, atLeast: parameters.minimumShift, binWidth: embedding.binWidth)
    let analyser = try DirectionAnalyser(
      occupancy, sigma: parameters.smoothing * Double(parameters.bins) / 360, null: null,
      lags: Int((parameters.longestLag / embedding.binWidth).rounded()))
    let events = try embedding.cellEvents()
    let signals = embedding.signalEvents()
    let progress = CountedProgress("tuning to direction", of: cells, context.work)
    let found = try concurrentMap(cells, work: context.work) { cell in
      defer { progress.step() }
      return try analyser(events[cell], onsets: signals?[cell].onsets)
    }
    let notes = StageNotes(
      dropped: [
        DroppedItems(
          "spikes", count: withoutPosition(events, occupancy.places.map(Int.init)),
          reason: "in bins of time without a direction")
      ],
      warnings: null == nil
        ? [
          sentence {
            "\(measured(embedding.seconds)) s are too short for shifts of \(formatted(parameters.minimumShift)) s or more: "
            "no cell has a p, and none is called a head-direction cell."
          }
        ] : [])
    let kinetics = embedding.signalKinetics()?.warning(
      unit: embedding.kind.rateUnit, shift: parameters.minimumShift, smears: .tuning)
    return HeadDirectionResult(
      found, occupancy: occupancy, lags: analyser.scannedLags.map { Double($0) * embedding.binWidth }, parameters: parameters,
      cellIDs: embedding.cellIDs, unit: embedding.kind.rateUnit,
      notes: StageNotes(dropped: notes.dropped, warnings: notes.warnings + (kinetics.map { [$0] } ?? [])))
  }
}
