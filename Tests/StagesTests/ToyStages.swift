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

/// A stage without input: random numbers of the seed.
enum Source: Stage {
  static let histogram = FigureKind<HistogramOptions>("values", about: "values")
  static let figureKinds = [AnyFigureKind(histogram)]
  static let description = StageDescription(
    key: "source", group: .general, title: "Source", summary: "numbers", purpose: "Makes numbers.", example: "source",
    usesSeed: true)

  static func run(_ input: NoInput, parameters: ToyParameters, context: RunContext) throws -> ToyResult {
    context.work.report("toy", completed: 0, of: 1)
    try context.work.checkCancellation()
    var stream = RandomStream(seed: context.seed, name: "source")
    let values = (0..<4 * parameters.cells).map { _ in stream.uniform() }
    return ToyResult(
      values: Matrix(rows: 4, columns: parameters.cells, elements: values),
      floats: Matrix(rows: 2, columns: 2, elements: [0.1, .infinity, -.infinity, 1e-30]),
      indices: [0, -1, Int.max], names: ["a", "βγ", ""], level: 1.0 / 3,
      part: parameters.flag ? ToyPart(weights: (0..<parameters.cells).map(Double.init), best: parameters.cells - 1) : nil)
  }
  static func figures(_ result: ToyResult, parameters: ToyParameters, pen: FigurePen) throws -> [NamedFigure] {
    [
      NamedFigure(
        histogram, histogramFigure(values: result.values.elements, bins: 5, label: "Value", options: try pen[histogram]),
        caption: "Values.")
    ]
  }
  static func headline(_ result: ToyResult, parameters: ToyParameters) -> String { "toy of \(parameters.cells)" }
  static func conclusion(_ result: ToyResult, parameters: ToyParameters) -> Conclusion? {
    Conclusion(code: "ring", label: "Ring", sentence: "It is a ring.", reasons: ["One.", "Two."])
  }
  static func checks(_ result: ToyResult, parameters: ToyParameters) -> [QualityCheck] {
    [QualityCheck("Cells", .init(pass: parameters.cells > 2), found: "\(parameters.cells)", threshold: "pass above 2")]
  }
  static func methods(_ parameters: ToyParameters, result: ToyResult) -> String { "Numbers were made." }
}

/// A stage on the result of the first.
enum Doubling: Stage {
  typealias Input = Results<Source>
  static let figureKinds = Source.figureKinds
  static let description = StageDescription(
    key: "double", group: .general, title: "Doubling", summary: "twice", purpose: "Doubles.", example: "double")

  static func run(_ input: Input, parameters: ToyParameters, context: RunContext) throws -> ToyResult {
    context.work.report("toy", completed: 0, of: 1)
    var result = input.values
    result.values = result.values.map { 2 * $0 }
    return result
  }
  static func figures(_ result: ToyResult, parameters: ToyParameters, pen: FigurePen) throws -> [NamedFigure] {
    try Source.figures(result, parameters: parameters, pen: pen)
  }
  static func headline(_ result: ToyResult, parameters: ToyParameters) -> String { "doubled" }
  static func methods(_ parameters: ToyParameters, result: ToyResult) -> String { "Doubled." }
}

/// A stage on both, which only fits when they belong together.
enum Joining: Stage {
  typealias Input = Results<Source, Doubling>
  static let description = StageDescription(
    key: "join", group: .general, title: "Joining", summary: "both", purpose: "Joins.", example: "join")

  static func run(_ input: Input, parameters: ToyParameters, context: RunContext) throws -> ToyResult {
    context.work.report("toy", completed: 0, of: 1)
    return input.values.1
  }
  static func headline(_ result: ToyResult, parameters: ToyParameters) -> String { "joined" }
  static func methods(_ parameters: ToyParameters, result: ToyResult) -> String { "Joined." }
}

/// The second version of a stage.
enum NewSource: Stage {
  static let description: StageDescription = {
    var description = Source.description
    description.version = 2
    return description
  }()
  static func run(_ input: NoInput, parameters: ToyParameters, context: RunContext) throws -> ToyResult {
    try Source.run(input, parameters: parameters, context: context)
  }
  static func headline(_ result: ToyResult, parameters: ToyParameters) -> String { "" }
  static func methods(_ parameters: ToyParameters, result: ToyResult) -> String { "" }
}

let toyRegistry = StageRegistry([
  RegisteredStage(Source.self), RegisteredStage(Doubling.self), RegisteredStage(Joining.self),
])
