import Schema
import Stages
import Testing

/// Several stages behind one command word.
@Suite final class StageFamilyTests: ToyFolder {
  private func resolved(_ settings: KeyValuePairs<String, String>) throws -> (stage: RegisteredStage, names: [String]) {
    let found = try familyRegistry.resolve("draw", settings.map { ParameterSetting(name: $0.key, text: $0.value) })
    return (found.stage, found.settings.map(\.name))
  }

  private func key(_ settings: KeyValuePairs<String, String>) throws -> String { try resolved(settings).stage.description.key }

  @Test func theOptionChoosesElseASettingThatImpliesElseTheDefault() throws {
    #expect(try key([:]) == "draw-plain")
    #expect(try key(["style": "fancy"]) == "draw-fancy" && key(["style": "Fancy"]) == "draw-fancy")
    #expect(try key(["compat": "canns"]) == "draw-fancy")
    #expect(try key(["compat": "none"]) == "draw-plain")
    // What is said outright counts more than what is implied, and the last word most.
    #expect(throws: ParameterError.idle(name: "compat", condition: "with --style fancy")) {
      try key(["style": "plain", "compat": "canns"])
    }
    #expect(try key(["style": "plain", "style": "fancy"]) == "draw-fancy")
  }

  @Test func aParameterOfAnotherVariantIsAnErrorUnlessItSaysTheDefault() throws {
    #expect {
      try key(["curl": "0.7"])
    } throws: { error in
      "\(error)" == "--curl does something only with --style fancy; leave it out."
    }
    #expect(throws: ParameterError.idle(name: "ribbon", condition: "with --style fancy")) { try key(["ribbon": "yes"]) }
    let (stage, names) = try resolved(["curl": "0.50", "ribbon": "no", "compat": "NONE", "lines": "5"])
    #expect(stage.description.key == "draw-plain" && names == ["lines"])
    #expect(try resolved(["style": "fancy", "curl": "0.7"]).names == ["style", "curl"])
  }

  @Test func anUnknownVariantNamesTheNearest() {
    #expect {
      try key(["style": "fance"])
    } throws: { error in
      "\(error)" == "--style: 'fance' is not one of plain, fancy; did you mean fancy?"
    }
    #expect {
      try key(["style": "xyzzy"])
    } throws: { error in
      "\(error)" == "--style: 'xyzzy' is not one of plain, fancy."
    }
  }

  /// What is not given is taken from the result that is there, unless another stage of the family is asked for.
  @Test func aResultKeepsItsSettings() throws {
    let family = try familyRegistry.command(named: "draw")
    func parameter(_ name: String, _ value: JSONValue, given: Bool = true) -> JSONValue.Member {
      .init(name, .record(["value": value, "default": .null, "given": .bool(given)]))
    }
    let record = StageRecord(
      json: .record([
        "parameters": .object([
          parameter("style", "fancy"), parameter("curl", 0.7), parameter("lines", 4, given: false), parameter("ribbon", true),
          parameter("of-an-older-version", 1),
        ])
      ]))
    func kept(_ given: KeyValuePairs<String, String>) -> [String] {
      family.settings(keptFrom: record, beside: given.map { ParameterSetting(name: $0.key, text: $0.value) })
        .map { "\($0.name)=\($0.text)" }
    }
    #expect(kept([:]) == ["style=fancy", "curl=0.7", "ribbon=true"])
    #expect(kept(["curl": "0.9", "lines": "2"]) == ["style=fancy", "ribbon=true"])
    #expect(kept(["style": "fancy"]) == ["curl=0.7", "ribbon=true"] && kept(["compat": "canns"]).count == 3)
    #expect(kept(["style": "plain"]) == [])
  }

  @Test func aNameThatNoVariantHasIsLeftToTheStage() {
    #expect(throws: ParameterError.unknown(name: "lins", nearest: "lines")) {
      let (stage, settings) = try familyRegistry.resolve("draw", [ParameterSetting(name: "lins", text: "3")])
      _ = try stage.run(settings, in: environment, from: source)
    }
  }

  @Test func theCommandHasTheParametersOfAllOnce() throws {
    let family = try familyRegistry.command(named: "draw")
    #expect(family.options.map(\.name) == ["style", "lines", "curl", "ribbon", "compat"])
    #expect(family.options.first?.expected == "one of plain, fancy" && family.standard.description.key == "draw-plain")
    #expect(familyRegistry.commands.map(\.command) == ["source", "draw"])
    // By the stem of its files, too.
    #expect(try familyRegistry.command(named: "drawing").command == "draw")
    let single = try familyRegistry.command(named: "source")
    #expect(single.choice == nil && single.stages.count == 1)
  }

  @Test func theRecordHoldsTheChoice() throws {
    func draw(_ settings: [ParameterSetting]) throws -> StageRecord {
      let (stage, settings) = try familyRegistry.resolve("draw", settings)
      return try stage.run(settings, in: environment, from: source).record
    }
    var record = try draw([])
    #expect(record.stage == "drawing" && record.command == "draw" && record.headline == "plain")
    var style = try #require(record.parameters.first)
    #expect(style.name == "style" && style.value == "plain" && style.defaultValue == "plain" && !style.given)
    record = try draw([ParameterSetting(name: "style", text: "fancy"), ParameterSetting(name: "lines", text: "4")])
    style = try #require(record.parameters.first)
    #expect(style.value == "fancy" && style.defaultValue == "plain" && style.given)
    #expect(record.parameters.map(\.name) == ["style", "curl", "lines", "ribbon", "compat"])
    #expect(try result(of: FancyDrawing.self).value == 104)
    // The files of the other variant are replaced, and it is another result.
    #expect(try files() == ["drawing.json", "drawing.npz", "provenance.jsonl"])
    #expect(try draw([ParameterSetting(name: "lines", text: "4")]).headline == "plain")
    #expect(try draw([ParameterSetting(name: "compat", text: "canns")]).parameters.first?.given == false)
  }

  @Test func aPipelineTakesTheParametersOfAllVariants() throws {
    let pipeline = Pipeline(name: "", purpose: "", steps: [.init("draw", ["style": "fancy"])])
    let changed = try pipeline.adding([ParameterSetting(name: "curl", text: "0.2")], registry: familyRegistry)
    #expect(changed.steps[0].settings.map(\.name) == ["style", "curl"])
    #expect(
      try pipeline.adding([ParameterSetting(name: "style", text: "plain")], registry: familyRegistry).steps[0].settings.count
        == 1)
    #expect(throws: ParameterError.unknown(name: "cuurl", nearest: "curl")) {
      try pipeline.adding([ParameterSetting(name: "cuurl", text: "0.2")], registry: familyRegistry)
    }
  }
}
