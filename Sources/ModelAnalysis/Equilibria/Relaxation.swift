import ArrayNumerics
import AttractorModels
import Foundation
import Schema

/// What simulations do that start at states at rest, or a little beside them.
struct RelaxationTable: FieldTable, Equatable {
  /// `[time]`, in the model's unit.
  var times: [Double]
  /// `[orbit, 2, time]`: the largest activity after a start a little above and a little below a point of each family.
  var heights: DataArray
  /// `[time, neuron]`, from the first point, not moved.
  var activity: Matrix<Float>

  static let fields = Field<RelaxationTable>.table {
    Field.array("course_t", \.times, unit: "units of time", axes: ["course"], "time of the simulations, in the model's unit")
    Field.array(
      "course_height", \.heights, axes: ["orbit", "2", "course"], type: "float64",
      "largest activity after a start 1 % above and 1 % below a point of each family, with a little noise")
    Field.array("course_activity", \.activity, axes: ["course", "neuron"], "activity in a simulation from the first point")
  }
}

extension RelaxationTable {
  init?(from fields: FieldReader<RelaxationTable>) throws {
    guard fields.holds(\.times) else { return nil }
    times = try fields[\.times]
    heights = try fields[\.heights]
    activity = try fields[\.activity]
  }
}

/// Simulations of a network without anything that drives it.
struct FreeRuns<Network: DynamicalModel> {
  let network: Network
  let input: Network.Input
  let neurons: Int
  /// The whole state with the activity of the neurons.
  let whole: ([Double]) -> [Double]
  /// τ
  let timeConstant: Double
  /// In the model's unit of time.
  let duration: Double
  /// Whether a step of the network is one of its time constant.
  var isMap = false

  private var dt: Double { isMap ? timeConstant : min(timeConstant, network.shortestTimeConstant) / 10 }
  private var steps: Int { max(1, Int((duration / dt).rounded())) }

  private func run(_ state: [Double], _ observers: [any Monitor] = []) throws -> [Double] {
    let input = input
    return try Run(network, integrator: .euler, dt: dt, steps: steps)(
      from: Checkpoint(state: state), observing: observers
    ) { _ in input }.state
  }

  /// How far a simulation from each point goes.
  ///
  /// - Throws: `CancellationError`, what making the workspace throws.
  func changes(_ points: Matrix<Double>, work: Work) throws -> [Double] where Network: Sendable {
    try (0..<points.rows).map { row in
      if row.isMultiple(of: 8) { try work.checkCancellation() }
      let start = whole(Array(points.row(row)))
      let end = try run(start)
      return (0..<neurons).reduce(0) { max($0, abs(end[$1] - start[$1])) }
    }
  }

  /// Courses from a point of each family.
  ///
  /// - Parameter first: the row of the first point of each.
  func table(_ points: Matrix<Double>, first: [Int], seed: UInt64, work: Work) throws -> RelaxationTable {
    let stride = max(1, steps / 200)
    var times: [Double] = []
    var heights: [Double] = []
    // A push that silence notices too: a third of the smallest activity that holds itself.
    let scales = first.map { row in points.row(row).reduce(0) { max($0, abs($1)) } }
    let least = scales.filter { $0 > 0 }.min() ?? 1
    for (family, row) in first.enumerated() {
      try work.checkCancellation()
      for sign in [1.0, -1] {
        var stream = RandomStream(seed: seed, name: "pushes", family, 0)
        let push = 0.01 * max(scales[family], 30 * least * (scales[family] == 0 ? 1 : 0))
        let start = points.row(row).map { $0 + sign * (0.01 * $0 + 0.1 * push * stream.normal()) }
        let trace = Trace(every: stride) { state in state.prefix(neurons).reduce(0) { max($0, abs($1)) } }
        _ = try run(whole(start), [trace])
        heights += [start.reduce(0) { max($0, abs($1)) }] + trace.values
        times = [0] + trace.times
      }
    }
    let still = Trace(every: stride) { state in Array(state.prefix(neurons)) }
    let start = Array(points.row(first.first ?? 0))
    _ = try run(whole(start), [still])
    let activity = ([start] + still.values).flatMap { $0.map(Float.init) }
    return RelaxationTable(
      times: times, heights: DataArray(heights, shape: [first.count, 2, times.count]),
      activity: Matrix(rows: times.count, columns: neurons, elements: activity))
  }
}
