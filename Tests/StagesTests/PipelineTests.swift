import Schema
import Stages
import Testing

@Suite struct PipelineTests {
  static let yaml = """
    name: two steps
    purpose: for tests
    steps:
      - stage: source
        width-ms: 20
        flag: true
        names: [a, b]
      - stage: double
        optional: true
    """

  @Test func aFileIsReadStepByStep() throws {
    let pipeline = try Pipeline(yaml: Self.yaml, file: "p.yaml")
    #expect(
      pipeline
        == Pipeline(
          name: "two steps", purpose: "for tests",
          steps: [
            .init("source", ["width-ms": "20", "flag": "true", "names": "a,b"]),
            .init("double", isOptional: true),
          ]))
  }

  @Test(arguments: [
    ("steps: [", "not YAML"), ("", "needs a list"), ("steps: []", "needs a list"),
    ("name: x", "needs a list"),
    ("steps:\n  - source", "step 1"), ("steps:\n  - stage: source\n  - width-ms: 3", "step 2"),
    ("steps:\n  - stage: source\nextra: 1", "'extra'"), ("- a\n- b", "needs a list"),
    ("steps:\n  - stage: source\n    names: []", "'names' has no value"),
    ("steps:\n  - stage: source\n    names: {a: b}", "'names' has no value"),
    ("steps:\n  - stage: source\n    optional: perhaps", "optional"),
  ]) func aBadFileIsRefusedWithItsPlace(yaml: String, reason: String) {
    #expect {
      try Pipeline(yaml: yaml, file: "p.yaml")
    } throws: { error in
      guard case .badPipeline(let file, let text) = error as? StageError else { return false }
      return file == "p.yaml" && text.contains(reason)
    }
  }

  @Test func optionsGoToTheStepTheyBelongTo() throws {
    let pipeline = try Pipeline(yaml: Self.yaml, file: "p.yaml")
    let changed = try pipeline.adding(
      [
        ParameterSetting(name: "source.width-ms", text: "30"),
        ParameterSetting(name: "double.cells", text: "7"),
      ],
      registry: toyRegistry)
    #expect(
      changed.steps[0].settings.filter { $0.name == "width-ms" } == [.init(name: "width-ms", text: "30")])
    #expect(changed.steps[0].settings.count == 3)
    #expect(changed.steps[1].settings == [.init(name: "cells", text: "7")])
  }

  @Test func anOptionOfTwoStagesIsAmbiguous() throws {
    let pipeline = try Pipeline(yaml: Self.yaml, file: "p.yaml")
    #expect(throws: StageError.ambiguousOption(name: "cells", stages: ["source", "double"])) {
      try pipeline.adding([ParameterSetting(name: "cells", text: "7")], registry: toyRegistry)
    }
    #expect(throws: ParameterError.unknown(name: "cels", nearest: "cells")) {
      try pipeline.adding([ParameterSetting(name: "cels", text: "7")], registry: toyRegistry)
    }
    #expect(throws: ParameterError.self) {
      try pipeline.adding([ParameterSetting(name: "join.cells", text: "7")], registry: toyRegistry)
    }
  }

  /// What a step yields is the other's, unless the stage stands before it.
  @Test func aSharedOptionIsThatOfTheStepThatDoesNotYieldIt() throws {
    let pipeline = Pipeline(name: "", purpose: "", steps: [.init("source"), .init("double", yields: ["cells"])])
    let plain = try pipeline.adding([ParameterSetting(name: "cells", text: "7")], registry: toyRegistry)
    #expect(plain.steps.map(\.settings) == [[.init(name: "cells", text: "7")], []])
    let named = try pipeline.adding([ParameterSetting(name: "double.cells", text: "7")], registry: toyRegistry)
    #expect(named.steps.map(\.settings) == [[], [.init(name: "cells", text: "7")]])
  }

  @Test func unknownStagesNameTheNearest() throws {
    let pipeline = Pipeline(name: "", purpose: "", steps: [.init("sorce")])
    #expect(
      throws: StageError.unknownStage(name: "sorce", nearest: "source", known: ["source", "double", "join"])
    ) { try pipeline.adding([], registry: toyRegistry) }
  }

  @Test func aPipelineIsReadBackAsItWasWritten() throws {
    let pipeline = Pipeline(
      name: "all: of it", purpose: "it's \"quoted\", # with a sign",
      steps: [
        .init("embed", ["sigma-ms": "100", "cells": "a,b #1", "exclude": "0:30", "compat": "none", "epoch": "- x"]),
        .init("tda", ["standardize": "false", "threshold": "1e-3"], isOptional: true),
      ])
    #expect(try Pipeline(yaml: pipeline.yaml, file: "chain.yaml") == pipeline)
  }
}
