import ArrayNumerics
import AttractorModels
import Foundation
import Schema
import Stages

/// A parameter of a model with the values that it takes, a run for each.
struct SweptParameter: Sendable, Equatable {
  var name: String
  var values: [Double]

  /// `k=0.1:8:20`, evenly from the first to the last value (11 of them if not said), or `k=0.1,0.5,2`.
  init?(_ text: String) {
    let parts = text.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
    guard parts.count == 2, !parts[0].isEmpty else { return nil }
    name = parts[0]
    func numbers(_ separator: Character) -> [Double]? {
      let all = parts[1].split(separator: separator, omittingEmptySubsequences: false).map { Double(parameterText: String($0)) }
      return all.allSatisfy { $0?.isFinite == true } ? all.compactMap(\.self) : nil
    }
    if let ends = numbers(":"), ends.count == 2 || ends.count == 3 {
      let count = ends.count == 3 ? ends[2] : 11
      guard ends[0] != ends[1], count == count.rounded(), count >= 2, count <= 10_000 else { return nil }
      values = (0..<Int(count)).map { ends[0] + (ends[1] - ends[0]) * Double($0) / (count - 1) }
    } else if let list = numbers(","), !list.isEmpty, list.count <= 10_000 {
      values = list
    } else {
      return nil
    }
  }

  /// "11 values of k from 1 to 2".
  var words: String {
    "\(counted(values.count, "value")) of \(name) from \(formatted(values.min() ?? 0)) to \(formatted(values.max() ?? 0))"
  }
}

/// A run of a sweep, with everything decided.
private struct PlannedRun: Sendable {
  var plan: SimulationPlan
  /// The model where it is made already, which is the case of small sweeps: a thousand large networks are not held at once.
  var model: (any SimulatedModel)?
  var value: Double
  var context: RunContext
}

/// Runs that differ in a parameter and in their seed, value after value.
struct SimulationSweep: Sendable {
  private let swept: SweptParameter
  private let seeds: Int
  private let runs: [PlannedRun]

  /// Values of which the models are kept from the check to the run.
  private static let mostModels = 100

  /// - Parameters:
  ///   - plan: the run that they are variants of; they draw no spikes.
  ///   - seeds: so many runs of each value, with the seed of the context and those after it.
  /// - Throws: `SimulationError` for a value that makes no sense, before anything is run.
  init(_ plan: SimulationPlan, _ swept: SweptParameter, seeds: Int, _ context: RunContext) throws {
    (self.swept, self.seeds) = (swept, seeds)
    do {
      runs = try swept.values.flatMap { value -> [PlannedRun] in
        // The plans of one value differ in their seed alone, and the first one checks the value by making its model.
        let first = try plan.with(swept.name, value)
        let model = try first.model()
        return (0..<seeds).map { repetition in
          let seed = context.seed &+ UInt64(repetition)
          var own = RunContext(work: context.work.serial, seed: seed, memoryBudget: context.memoryBudget)
          own.memoryInUse = context.memoryInUse
          return PlannedRun(
            plan: first.seeded(seed), model: swept.values.count <= Self.mostModels ? model : nil,
            value: value, context: own)
        }
      }
    } catch let error as SimulationError {
      throw SimulationError(place: "--sweep", reason: error.reason)
    }
  }

  /// All runs, on all threads; those that an earlier try has finished are taken from it.
  ///
  /// - Returns: of what is one or two numbers all looks, of the rest the last, and `SweptRun.measures`; and what a run alone
  ///   would have warned of or has no common shape with the others.
  /// - Throws: as `SimulationPlan.run`.
  func run(_ progress: SweepProgress, work: Work) throws -> (arrays: [NamedArray], warnings: [String]) {
    let pace = max(1, runs.count / 40)
    let results: [SweptRun]
    do {
      results = try concurrentMap(runs.count, work: work) { index in
        if let finished = progress.finished(index) { return finished }
        let own = runs[index]
        let result = SweptRun(try own.plan.run(own.context, of: own.model ?? own.plan.model()))
        try progress.finish(index, result, pace: pace)
        return result
      }
    } catch let error as CancellationError {
      try progress.write()
      throw error
    }
    let (common, apart) = arrays(results)
    return (common, warnings(results, apart))
  }

  private func warnings(_ results: [SweptRun], _ apart: [String]) -> [String] {
    var warnings: [String] = []
    let warned = stride(from: 0, to: results.count, by: seeds).filter { !results[$0].warnings.isEmpty }
    if let first = warned.first {
      warnings.append(
        sentence {
          "\(warned.count) of \(counted(swept.values.count, "value")) of \(swept.name) have warnings, the first is "
          "\(swept.name) = \(formatted(runs[first].value)): \(results[first].warnings.joined(separator: " "))"
        })
    }
    if !apart.isEmpty {
      let verbs = apart.count == 1 ? ("changes its", "is") : ("change their", "are")
      warnings.append(
        sentence {
          "\(firstNames(apart)) \(verbs.0) size with \(swept.name) and \(verbs.1) not kept for the values of the sweep; "
          "look at another monitor, or run one value with --set."
        })
    }
    return warnings
  }

  private func arrays(_ results: [SweptRun]) -> (common: [NamedArray], apart: [String]) {
    var arrays = [
      NamedArray("sweep_values", axes: ["run"], "value of \(swept.name) of each run", DataArray(runs.map(\.value))),
      NamedArray(
        "sweep_seeds", axes: ["run"], "seed of each run", DataArray(runs.map { Int(truncatingIfNeeded: $0.context.seed) })),
    ]
    var apart: [String] = []
    for first in results.first?.arrays ?? [] {
      let all = results.map { run in run.arrays.first { $0.key == first.key } }
      // Where the parameter changes how many neurons there are, there is no common shape.
      guard all.allSatisfy({ $0?.shape == first.shape }) else {
        apart.append(first.key)
        continue
      }
      arrays.append(
        NamedArray(
          "sweep_\(first.key)", unit: first.unit,
          axes: first.axes.map { ["run"] + $0.map { FieldAxis(stringLiteral: $0) } }, "\(first.meaning), of each run",
          DataArray(all.flatMap { $0?.values ?? [] }, shape: [results.count] + first.shape)))
    }
    for measure in SweptRun.measures {
      let values = results.map { $0.measured[measure.name] }
      guard let unit = values.lazy.compactMap({ $0?.unit }).first else { continue }
      arrays.append(
        NamedArray(
          "sweep_\(measure.name)", unit: unit, axes: ["run"], "\(measure.meaning), of each run",
          DataArray(values.map { $0?.value ?? .nan })))
    }
    return (arrays, apart)
  }
}

extension SimulationPlan {
  /// The plan with another seed.
  fileprivate func seeded(_ seed: UInt64) -> SimulationPlan {
    var plan = self
    plan.seed = seed
    return plan
  }

  /// The plan with another value of a parameter, without spikes.
  fileprivate func with(_ name: String, _ value: Double) throws -> SimulationPlan {
    var given = given
    // A whole number as one, for what is counted.
    let text = value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
    given.set = given.set.filter { !$0.hasPrefix("\(name)=") } + ["\(name)=\(text)"]
    given.spikes = false
    var file = file
    file.spikes = nil
    return try SimulationPlan(file, given: given, isFromFile: isFromFile, seed: seed, folder: folder)
  }
}
