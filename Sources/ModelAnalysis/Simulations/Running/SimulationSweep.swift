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

extension SimulationPlan {
  /// The plan with another value of a parameter, without spikes.
  private func with(_ name: String, _ value: Double) throws -> SimulationPlan {
    var given = given
    // A whole number as one, for what is counted.
    let text = value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
    given.set = given.set.filter { !$0.hasPrefix("\(name)=") } + ["\(name)=\(text)"]
    given.spikes = false
    var file = file
    file.spikes = nil
    return try SimulationPlan(file, given: given, isFromFile: isFromFile, seed: seed, folder: folder)
  }

  /// Refuses a value of the parameter that makes no sense before anything is run.
  ///
  /// - Throws: `SimulationError`
  func check(_ swept: SweptParameter) throws {
    do {
      for value in swept.values { _ = try with(swept.name, value).model() }
    } catch let error as SimulationError {
      throw SimulationError(place: "--sweep", reason: error.reason)
    }
  }

  /// The same task, seed and looks with each value, on all threads: of what is one or two numbers all looks, of the rest the
  /// last.
  ///
  /// - Returns: the arrays, and what a run alone would have warned of or has no common shape with the others.
  /// - Throws: as `run`.
  func run(_ swept: SweptParameter, _ context: RunContext) throws -> (arrays: [NamedArray], warnings: [String]) {
    let plans = try swept.values.map { try with(swept.name, $0) }
    let (seed, budget, inUse, work) = (context.seed, context.memoryBudget, context.memoryInUse, context.work)
    let runs = try concurrentMap(plans.count, work: work) { index -> (arrays: [NamedArray], warnings: [String]) in
      var own = RunContext(work: work.serial, seed: seed, memoryBudget: budget)
      own.memoryInUse = inUse
      let outcome = try plans[index].run(own)
      return (outcome.arrays.compactMap(Self.kept), outcome.notes.warnings)
    }
    var warnings: [String] = []
    let warned = runs.indices.filter { !runs[$0].warnings.isEmpty }
    if let first = warned.first {
      warnings.append(
        sentence {
          "\(warned.count) of \(counted(runs.count, "value")) of \(swept.name) have warnings, the first is "
          "\(swept.name) = \(formatted(swept.values[first])): \(runs[first].warnings.joined(separator: " "))"
        })
    }
    var arrays = [
      NamedArray("sweep_values", axes: ["run"], "values of \(swept.name), a run for each", DataArray(swept.values))
    ]
    var apart: [String] = []
    for first in runs.first?.arrays ?? [] {
      let all = runs.map { run in run.arrays.first { $0.key == first.key }?.array }
      // Where the parameter changes how many neurons there are, there is no common shape.
      guard all.allSatisfy({ $0?.shape == first.array.shape }) else {
        apart.append(first.key)
        continue
      }
      arrays.append(
        NamedArray(
          "sweep_\(first.key)", unit: first.unit, axes: first.axes.map { ["run"] + $0 }, "\(first.meaning), of each run",
          DataArray(all.flatMap { $0?.doubles ?? [] }, shape: [runs.count] + first.array.shape)))
    }
    if !apart.isEmpty {
      let verbs = apart.count == 1 ? ("changes its", "is") : ("change their", "are")
      warnings.append(
        sentence {
          "\(firstNames(apart)) \(verbs.0) size with \(swept.name) and \(verbs.1) not kept for the values of the sweep; "
          "look at another monitor, or run one value with --set."
        })
    }
    return (arrays, warnings)
  }

  /// What is kept of a run's array; `nil` for one that is no look.
  private static func kept(_ array: NamedArray) -> NamedArray? {
    guard let axes = array.axes, let first = axes.first, first.text.hasPrefix("time"), !array.key.hasPrefix("t_"),
      let values = array.array.doubles, let looks = array.array.shape.first, looks > 0
    else { return nil }
    let size = values.count / looks
    if size <= 2 { return array }
    return NamedArray(
      array.key, unit: array.unit, axes: Array(axes.dropFirst()), "\(array.meaning), at the end",
      DataArray(Array(values.suffix(size)), shape: Array(array.array.shape.dropFirst())))
  }
}
