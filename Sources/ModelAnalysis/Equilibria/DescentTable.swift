import ArrayNumerics
import AttractorModels
import Foundation
import Schema

/// What a descent on the speed left, as the finder of slow points of another program does it.
struct DescentTable: FieldTable, Equatable {
  /// The mean over neurons of (τ du/dt)² of each point.
  var losses: [Double]
  /// Which candidate each point was.
  var candidates: [Int]
  /// Steps that were done at each look.
  var steps: [Int]
  /// The mean loss of all candidates at each look.
  var meanLosses: [Double]
  /// How many candidates there were.
  var candidateCount: Int

  static let fields = Field<DescentTable>.table {
    Field.array("loss", \.losses, axes: ["point"], "mean over neurons of the squared speed (tau du/dt)^2")
    Field.array("candidate", \.candidates, axes: ["point"], "number of the candidate that the point was, from 0")
    Field.array("descent_step", \.steps, axes: ["look"], "steps of the descent at each look")
    Field.array("descent_loss", \.meanLosses, axes: ["look"], "mean loss of all candidates at each look")
    Field.number("candidates", \.candidateCount, "candidates of the descent")
  }
}

extension DescentTable {
  init?(from fields: FieldReader<DescentTable>) throws {
    guard fields.holds(\.losses) else { return nil }
    losses = try fields[\.losses]
    candidates = try fields[\.candidates]
    steps = try fields[\.steps]
    meanLosses = try fields[\.meanLosses]
    candidateCount = try fields.number(\.candidateCount)
  }

  init(_ found: SlowPoints, candidates count: Int) {
    losses = found.losses
    candidates = found.indices
    steps = found.meanLosses.map(\.step)
    meanLosses = found.meanLosses.map(\.loss)
    candidateCount = count
  }
}

extension PointRows {
  /// The slow points of a ring, one family. Their eigenvalues are those that they would have at rest.
  ///
  /// - Throws: `NumericsError`, `AttractorModelsError`, `CancellationError`.
  static func slow(
    _ network: RingNetwork, _ found: SlowPoints, eigenvalues: Int, tolerance: Double, work: Work
  ) throws -> PointRows {
    let n = network.grid.count
    let values = try concurrentMap(found.states.count, work: work) { index in
      try RingSpectrum(network).eigenvalues(at: found.states[index])
    }
    var problem = try EquilibriumProblem(network, input: .none)
    let decoder = RingDecoder(network.grid)
    let turn = 2 * Double.pi / network.grid.circumference
    var rows = PointRows(neurons: n, eigenvalues: eigenvalues)
    rows.begin("slow points", dimension: 0, copies: 1, index: nil)
    for (state, values) in zip(found.states, values) {
      let all = values + [Double](repeating: -1, count: max(0, n - values.count))
      let stability = Stability(realParts: all, tolerance: tolerance)
      rows.add(
        state, residual: problem.residual(at: state).reduce(0) { max($0, abs($1)) },
        center: [wrapAngle(decoder.bump(in: state).center * turn)],
        values: all.map { Complex($0 / network.parameters.timeConstant, 0) }, unstable: stability.unstableCount,
        kind: stability.kind)
    }
    return rows
  }
}
