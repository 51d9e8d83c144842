import ArrayNumerics
import PopulationActivity
import Schema
import Stages

/// Spikes of a simulation or a recording, one row for each cell.
public enum SpikeRaster: Stage {
  public typealias Input = Results<IfPresent<Simulation>, IfPresent<Embedding>>

  public static let description = StageDescription(
    key: "raster", group: .models, title: "Spike raster", summary: "spikes of a simulation or a recording, a row for each cell",
    purpose: """
      Takes the spikes of a stretch of time, from a simulation that drew them (--spikes) or from a recording that was embedded \
      (there a spike stands in the middle of its bin), and draws them with a row for each cell.
      """,
    example: "canns-analyze raster ring --start-s 0 --stop-s 20", version: 1)

  public static func run(
    _ input: consuming Input, parameters: SpikeRasterParameters, context: RunContext
  ) throws -> SpikeRasterResult {
    let (simulation, embedding) = input.values
    if let simulation, let trains = simulation.trains {
      return SpikeRasterResult(
        trains: trains.map { train in train.filter { parameters.contains($0) } },
        cellIDs: simulation["cell_ids"]?.strings ?? trains.indices.map(String.init), source: simulation.facts.model,
        start: parameters.start, stop: min(parameters.stop, simulation.facts.duration))
    }
    if let embedding, let counts = embedding.counts {
      return try ofRecording(embedding, counts, parameters, context)
    }
    throw StageError.unusableData(
      stage: description.command, reason: "the folder holds no spikes, neither of a simulation nor of a recording.",
      remedy: "Simulate again with --spikes, or embed a recording with spikes.")
  }

  private static func ofRecording(
    _ embedding: EmbeddingResult, _ counts: Deferred<Matrix<Int32>>, _ parameters: SpikeRasterParameters,
    _ context: RunContext
  ) throws -> SpikeRasterResult {
    var trains = [[Double]](repeating: [], count: embedding.cellIDs.count)
    try counts.forEachPiece { rows, piece in
      try context.work.checkCancellation()
      for (row, time) in zip(0..<piece.rows, embedding.times[rows]) where parameters.contains(time) {
        for cell in trains.indices where piece[row, cell] > 0 {
          trains[cell] += [Double](repeating: time, count: Int(piece[row, cell]))
        }
      }
      return true
    }
    return SpikeRasterResult(
      trains: trains, cellIDs: embedding.cellIDs, source: "the recording",
      start: max(parameters.start, embedding.times.first ?? 0),
      stop: min(parameters.stop, embedding.times.last ?? 0))
  }
}
