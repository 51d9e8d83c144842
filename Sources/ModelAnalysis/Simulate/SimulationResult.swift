import ArrayNumerics
import Schema
import Stages

/// What a simulation left: arrays under the names of its monitors, time first.
public struct SimulationResult: StageResult {
  /// How it was made.
  public var facts: SimulationFacts
  /// s, of the looks that are closest together.
  public var times: [Double]
  /// Axes of the model, monitors, spikes and what a recording holds, by name.
  public var arrays: [NamedArray]
  /// What came out of a network; `nil` for a model of rates.
  public var network: NetworkFacts?
  /// What theory says of a model of rates; `nil` where it says nothing.
  public var theory: TheoryPanel?
  public var notes: StageNotes

  public static let fields = Field<SimulationResult>.table {
    Field.array("t", \.times, unit: "s", axes: ["time"], "time of each look")
    Field.arrays(
      "<name>", \.arrays,
      "axes of the model (x, y), what was looked at (u, r, …; of a network <population>.<variable>), and what a recording holds"
    )
    Field.part(\.facts)
    Field.part(\.network)
    Field.part(\.theory)
  }

  init(_ outcome: SimulationOutcome) {
    facts = outcome.facts
    times = outcome.times
    arrays = outcome.arrays
    network = outcome.network
    theory = outcome.theory
    notes = outcome.notes
  }

  public init(from stored: StoredResult<SimulationResult>) throws {
    facts = try SimulationFacts(from: stored.fields.part(SimulationFacts.self))
    times = try stored[\.times]
    arrays = try stored.arrays(\.arrays)
    network = try NetworkFacts(from: stored.fields.part(NetworkFacts.self))
    theory = try TheoryPanel(from: stored.fields.part(TheoryPanel.self))
    notes = stored.notes
  }

  /// An array by its name.
  public subscript(name: String) -> DataArray? { arrays.first { $0.key == name }?.array }

  /// Positions along an axis of the model, by its name.
  func axis(_ name: String) -> [Double]? { (self["\(name)_axis"] ?? self[name])?.doubles }

  /// s, of the looks of a monitor.
  func times(of monitor: String) -> [Double] { self["t_\(monitor)"]?.doubles ?? times }
}
