import Schema
import Stages
import Testing

@Suite struct StageRegistryTests {
  @Test func aStageIsFoundByItsNameWithAllThatHelpNeeds() throws {
    let stage = try toyRegistry.command(named: "double").standard
    #expect(stage.description.title == "Doubling" && stage.requirements == [.result(Source.description)])
    #expect(stage.parameters.map(\.name) == ["width-ms", "cells", "shape", "flag", "names", "limit"])
    #expect(stage.parameters.map(\.isFlag) == [false, false, false, true, false, false])
    #expect(stage.parameters.map(\.isList) == [false, false, false, false, true, false])
    #expect(stage.defaults.map(\.key) == stage.parameters.map(\.name))
  }

  @Test func parametersAreCheckedWithoutRunning() throws {
    let stage = try toyRegistry.command(named: "source").standard
    try stage.validate([ParameterSetting(name: "cells", text: "2")])
    #expect(throws: ParameterError.self) { try stage.validate([ParameterSetting(name: "cells", text: "0")]) }
  }

  @Test func unknownStages() {
    #expect {
      try toyRegistry.command(named: "soruce")
    } throws: { error in
      "\(error)" == "there is no stage 'soruce'; did you mean 'source'? Stages: source, double, join."
    }
  }
}
