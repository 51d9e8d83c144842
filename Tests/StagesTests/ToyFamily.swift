import Schema
import Stages

/// Two stages behind the command `draw`, which write files of one stem.
enum PlainDrawing: Stage {
  struct Parameters: ParameterTable {
    var lines = 3
    init() {}
    static let parameters = [Parameter("lines", \Parameters.lines, help: "lines")]
  }
  static let description = drawing("plain")
  static func run(_ input: NoInput, parameters: Parameters, context: RunContext) -> ToyNumber { ToyNumber(parameters.lines) }
  static func headline(_ result: ToyNumber, parameters: Parameters) -> String { "plain" }
  static func methods(_ parameters: Parameters, result: ToyNumber) -> String { "" }
}

enum FancyDrawing: Stage {
  struct Parameters: ParameterTable {
    enum Likeness: String, Choice { case none, canns }
    var curl = 0.5
    var lines = 3
    var ribbon = false
    var likeness = Likeness.none
    init() {}
    static let parameters = [
      Parameter("curl", \Parameters.curl, unit: "turns", help: "curl"), Parameter("lines", \Parameters.lines, help: "lines"),
      Parameter("ribbon", \Parameters.ribbon, help: "ribbon"), Parameter("compat", \Parameters.likeness, help: "likeness"),
    ]
  }
  static let description = drawing("fancy", implied: [ParameterSetting(name: "compat", text: "canns")])
  static func run(_ input: NoInput, parameters: Parameters, context: RunContext) -> ToyNumber {
    ToyNumber(100 + parameters.lines)
  }
  static func headline(_ result: ToyNumber, parameters: Parameters) -> String { "fancy" }
  static func methods(_ parameters: Parameters, result: ToyNumber) -> String { "" }
}

private func drawing(_ name: String, implied: [ParameterSetting] = []) -> StageDescription {
  StageDescription(
    key: "draw-\(name)", stem: "drawing", command: "draw",
    variant: StageVariant(option: "style", name: name, default: "plain", implied: implied, help: "plain or fancy"),
    group: .general, title: "Drawing", summary: "draws", purpose: "Draws.", example: "draw")
}

let familyRegistry = StageRegistry([
  RegisteredStage(Source.self), RegisteredStage(PlainDrawing.self), RegisteredStage(FancyDrawing.self),
])
