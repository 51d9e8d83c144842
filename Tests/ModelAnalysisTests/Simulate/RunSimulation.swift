import ArrayNumerics
import Foundation
import ModelAnalysis
import Stages

/// The result of a simulation file.
func simulate(
  _ yaml: String, seed: UInt64 = 0, threads: Int = 1, memory: Int? = nil,
  _ change: (inout SimulationParameters) -> Void = { _ in }
) throws -> SimulationResult {
  var parameters = SimulationParameters()
  change(&parameters)
  let document = try SimulationDocument(yaml: yaml, file: "test.yaml")
  return try Simulation.run(
    Simulation.Input(document: document), parameters: parameters,
    context: RunContext(work: Work(threads: threads), seed: seed, memoryBudget: memory))
}

/// Values of one look, from 0.
func look(_ result: SimulationResult, _ name: String, _ index: Int) -> [Double] {
  guard let array = result[name], let values = array.doubles else { return [] }
  let size = array.shape.dropFirst().reduce(1, *)
  return Array(values[index * size..<(index + 1) * size])
}

/// The largest difference as a part of the largest expected value; infinite for other counts.
func error(_ found: [Double], _ expected: [Double]) -> Double {
  guard found.count == expected.count else { return .infinity }
  let scale = expected.map(abs).max() ?? 1
  return zip(found, expected).map { abs($0 - $1) / scale }.max() ?? 0
}
