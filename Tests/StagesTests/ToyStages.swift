import ArrayNumerics
import Foundation
import Plotting
import Schema
import Stages
import Synchronization
import TestSupport

/// What the toy stages did, to see what was computed again. Each test makes its own.
final class Tally: Sendable {
  private let count = Mutex(0)
  var runs: Int { count.withLock { $0 } }
  func add() { count.withLock { $0 += 1 } }
}

/// How a stage reports that it ran without knowing about the test: through its progress.
struct TallyProgress: ProgressSink {
  let tally: Tally
  func report(_ step: ProgressStep) { if step.task == "toy" { tally.add() } }
}

struct ToyResult: StageResult, Equatable {
  var values: Matrix<Double>
  var floats: Matrix<Float>
  var indices: [Int]
  var names: [String]
  var level: Double

  var arrays: [ResultArray] {
    [
      ResultArray("values", DataArray(values), unit: "Hz", meaning: "values"),
      ResultArray("floats", DataArray(floats), meaning: "floats"),
      ResultArray("indices", DataArray(indices), meaning: "indices"),
      ResultArray("names", DataArray(names), meaning: "names"),
    ]
  }
  var summary: StageSummary {
    StageSummary(
      headline: "toy", numbers: [.init("level", .number(level))],
      dropped: [DroppedItems("cells", count: 2, reason: "silent")], warnings: ["careful"],
      topLevel: [.init("verdict", "ring")])
  }

  init(values: Matrix<Double>, floats: Matrix<Float>, indices: [Int], names: [String], level: Double) {
    self.values = values
    self.floats = floats
    self.indices = indices
    self.names = names
    self.level = level
  }
  init(from stored: StoredResult) throws {
    self.init(
      values: try stored.doubleMatrix("values"), floats: try stored.floatMatrix("floats"),
      indices: try stored.integers("indices"), names: try stored.strings("names"),
      level: try stored.number("level"))
  }
}

/// A stage without input: random numbers of the seed.
enum Source: Stage {
  struct Input: StageInput {
    static let requirements: [Requirement] = []
    init(from source: InputSource) throws {}
  }
  static let description = StageDescription(
    name: "source", title: "Source", summary: "numbers", purpose: "Makes numbers.", example: "source",
    version: 1,
    references: [], usesSeed: true)

  static func run(_ input: Input, parameters: ToyParameters, context: RunContext) throws -> ToyResult {
    context.work.report("toy", completed: 0, of: 1)
    try context.work.checkCancellation()
    var stream = RandomStream(seed: context.seed, name: "source")
    let values = (0..<4 * parameters.cells).map { _ in stream.uniform() }
    return ToyResult(
      values: Matrix(rows: 4, columns: parameters.cells, elements: values),
      floats: Matrix(rows: 2, columns: 2, elements: [0.1, .infinity, -.infinity, 1e-30]),
      indices: [0, -1, Int.max], names: ["a", "βγ", ""], level: 1.0 / 3)
  }
  static func figures(_ result: ToyResult, parameters: ToyParameters, config: PlotConfig) -> [NamedFigure] {
    [
      NamedFigure(
        "values",
        histogramFigure(
          values: result.values.elements, bins: 5, label: "Value", countLabel: "Count", markers: [],
          config: config),
        caption: "Values.")
    ]
  }
  static func methods(_ parameters: ToyParameters, result: ToyResult) -> String { "Numbers were made." }
}

/// A stage on the result of the first.
enum Doubling: Stage {
  struct Input: StageInput {
    static let requirements: [Requirement] = [.result("source")]
    var source: ToyResult
    init(from source: InputSource) throws {
      self.source = try source.result(of: Source.self, neededBy: "double")
    }
  }
  static let description = StageDescription(
    name: "double", title: "Doubling", summary: "twice", purpose: "Doubles.", example: "double", version: 1,
    references: [])

  static func run(_ input: Input, parameters: ToyParameters, context: RunContext) throws -> ToyResult {
    context.work.report("toy", completed: 0, of: 1)
    var result = input.source
    result.values = result.values.map { 2 * $0 }
    return result
  }
  static func figures(_ result: ToyResult, parameters: ToyParameters, config: PlotConfig) -> [NamedFigure] {
    Source.figures(result, parameters: parameters, config: config)
  }
  static func methods(_ parameters: ToyParameters, result: ToyResult) -> String { "Doubled." }
}

/// A stage on both, which only fits when they belong together.
enum Joining: Stage {
  struct Input: StageInput {
    static let requirements: [Requirement] = [.result("source"), .result("double")]
    var source: ToyResult
    var double: ToyResult
    init(from source: InputSource) throws {
      self.source = try source.result(of: Source.self, neededBy: "join")
      double = try source.result(of: Doubling.self, neededBy: "join")
    }
  }
  static let description = StageDescription(
    name: "join", title: "Joining", summary: "both", purpose: "Joins.", example: "join", version: 1,
    references: [])

  static func run(_ input: Input, parameters: ToyParameters, context: RunContext) throws -> ToyResult {
    context.work.report("toy", completed: 0, of: 1)
    return input.double
  }
  static func figures(_ result: ToyResult, parameters: ToyParameters, config: PlotConfig) -> [NamedFigure] {
    []
  }
  static func methods(_ parameters: ToyParameters, result: ToyResult) -> String { "Joined." }
}

/// The second version of a stage.
enum NewSource: Stage {
  typealias Input = Source.Input
  static let description: StageDescription = {
    var description = Source.description
    description.version = 2
    return description
  }()
  static func run(_ input: Input, parameters: ToyParameters, context: RunContext) throws -> ToyResult {
    try Source.run(input, parameters: parameters, context: context)
  }
  static func figures(_ result: ToyResult, parameters: ToyParameters, config: PlotConfig) -> [NamedFigure] {
    []
  }
  static func methods(_ parameters: ToyParameters, result: ToyResult) -> String { "" }
}

let toyRegistry = StageRegistry([
  RegisteredStage(Source.self), RegisteredStage(Doubling.self), RegisteredStage(Joining.self),
])
