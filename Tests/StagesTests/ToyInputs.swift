import Foundation
import Recordings
import Schema
import Stages

/// No parameters.
struct NoParameters: ParameterTable {
  static let parameters: [Parameter<NoParameters>] = []
}

/// A stage that gives one number.
protocol NumberStage: Stage where Result == ToyNumber, Parameters == NoParameters {}

extension NumberStage {
  static func headline(_ result: ToyNumber, parameters: NoParameters) -> String { "\(result.value)" }
  static func methods(_ parameters: NoParameters, result: ToyNumber) -> String { "" }
}

private func described(_ key: String, command: String? = nil, inputName: String? = nil) -> StageDescription {
  StageDescription(
    key: key, command: command, group: .general, title: key, summary: key, purpose: key, example: key,
    inputName: inputName)
}

/// The bytes of a file.
enum Weighing: NumberStage {
  static let description = described("weigh", command: "weigh-file", inputName: "FILE")
  static func run(_ input: FileInput, parameters: NoParameters, context: RunContext) throws -> ToyNumber {
    ToyNumber(try Data(contentsOf: input.url).count)
  }
}

/// The samples of a recording.
enum Counting: NumberStage {
  static let description = described("count", inputName: "RECORDING")
  static func run(_ input: RecordingInput, parameters: NoParameters, context: RunContext) -> ToyNumber {
    ToyNumber(input.recording.trajectory?.t.count ?? -1)
  }
}

/// What a file weighed, and how many times more than nothing the doubled numbers are where there are any.
enum Adding: NumberStage {
  typealias Input = Results<Weighing, IfPresent<Doubling>>
  static let description = described("add")
  static func run(_ input: Input, parameters: NoParameters, context: RunContext) -> ToyNumber {
    ToyNumber(input.values.0.value + (input.values.1?.values.count ?? 0))
  }
}

/// Whichever there is, the weighed file first.
enum Choosing: NumberStage {
  typealias Input = Results<OneOf<Weighing, Source>>
  static let description = described("choose")
  static func run(_ input: Input, parameters: NoParameters, context: RunContext) -> ToyNumber {
    switch input.values {
    case .first(let weight): ToyNumber(weight.value)
    case .second(let source): ToyNumber(-source.values.count)
    }
  }
}
