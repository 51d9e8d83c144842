import Foundation
import Schema
import Stages
import Testing
import Workbench

/// What every stage says of itself. No stage is named here: a new one is tested as soon as it is registered.
@Suite struct ConformanceTests {
  static let registry = StageRegistry.workbench
  static let keys = registry.stages.map(\.description.key)

  static func stage(_ key: String) throws -> RegisteredStage {
    try #require(registry.stages.first { $0.description.key == key })
  }

  static func areUnique(_ names: [String]) -> Bool { Set(names).count == names.count }

  /// Options that every command takes and that examples use.
  static let commonOptions = ["seed"]

  /// Units as they stand in archives and records.
  static let units: Set = [
    "", "s", "ms", "m", "cm", "mm", "m/s", "cm/s", "rad", "rad/s", "deg", "°", "Hz", "bits", "bits/spike", "spikes", "z", "%",
    "B", "nats", "rad^2", "dF/F", "rad/m", "V", "V^2", "V^2/Hz", "file units", "(file units)^2", "(file units)^2/Hz",
    "m and deg", "m^2", "per unit of time", "rad per unit of time", "units of time",
  ]

  @Test func keysAreUnique() { #expect(Self.areUnique(Self.keys)) }

  @Test func stagesOfOneStemAreOfOneCommand() {
    for (stem, stages) in Dictionary(grouping: Self.registry.stages, by: \.description.stem) {
      #expect(Set(stages.map(\.description.command)).count == 1, "\(stem)")
    }
  }

  @Test func familiesAreToldApartByOneOption() {
    for family in Self.registry.commands where family.stages.count > 1 {
      let variants = family.stages.compactMap(\.description.variant)
      #expect(variants.count == family.stages.count && Self.areUnique(variants.map(\.name)), "\(family.command)")
      #expect(Set(variants.map(\.option)).count == 1 && Set(variants.map(\.defaultName)).count == 1, "\(family.command)")
      #expect(variants.contains { $0.name == $0.defaultName }, "\(family.command)")
      #expect(!family.stages.flatMap(\.parameters).contains { $0.name == variants[0].option }, "\(family.command)")
    }
  }

  @Test(arguments: keys) func itIsDescribed(key: String) throws {
    let description = try Self.stage(key).description
    for text in [description.title, description.summary, description.purpose, description.example] { #expect(!text.isEmpty) }
    #expect(description.summary.count <= 80 && !description.summary.hasSuffix("."))
    #expect(description.purpose.hasSuffix(".") && description.version >= 1)
  }

  @Test(arguments: keys) func itsParametersAreExplainedAndItsDefaultsMakeSense(key: String) throws {
    let stage = try Self.stage(key)
    #expect(Self.areUnique(stage.parameters.map(\.name)))
    #expect(stage.defaults.map(\.key) == stage.parameters.map(\.name))
    for parameter in stage.parameters {
      #expect(!parameter.help.isEmpty && !parameter.help.hasSuffix(".") && !parameter.expected.isEmpty, "\(parameter.name)")
      #expect(parameter.name.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil, "\(parameter.name)")
    }
    try stage.validate([])
    // Whoever writes all defaults out asks for nothing else.
    try stage.validate(
      stage.defaults.map { ParameterSetting(name: $0.key, text: Self.text($0.value)) })
  }

  private static func text(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): text
    case .null: "none"
    case .array(let values): values.map(text).joined(separator: ",")
    default: value.compactText
    }
  }

  @Test(arguments: keys) func itsFieldsHaveAMeaning(key: String) throws {
    let fields = try Self.stage(key).fields
    for kind in [FieldInformation.Kind.array, .number] {
      #expect(Self.areUnique(fields.filter { $0.kind == kind }.map(\.key)))
    }
    #expect(fields.contains { $0.kind == .array } && fields.contains { $0.kind == .number })
    for field in fields {
      #expect(!field.meaning.isEmpty && !field.meaning.hasSuffix("."), "\(field.key)")
      // The names of a family come with the result.
      let isName = field.key.wholeMatch(of: field.isFamily ? /<[a-z]+>/ : /[a-z0-9]+(?:_[a-z0-9]+)*/) != nil
      #expect(isName, "\(field.key)")
      // Where the unit depends on the data, it is said in words.
      #expect(Self.units.contains(field.unit) || field.unit.contains(" "), "\(field.key): \(field.unit)")
      guard let axes = field.axes else { continue }
      #expect(!axes.dropLast().contains { $0.text == "*" } && !axes.contains { $0.text.isEmpty }, "\(field.key)")
    }
  }

  @Test(arguments: keys) func itsReferencesCanBeFound(key: String) throws {
    let references = try Self.stage(key).description.references
    #expect(Self.areUnique(references.map(\.key)))
    for reference in references {
      #expect(reference.key.wholeMatch(of: /[a-z]+[0-9]{4}[a-z]?/) != nil, "\(reference.key)")
      #expect(reference.key.contains(String(reference.year)) && (1800...2100).contains(reference.year), "\(reference.key)")
      for text in [reference.authors, reference.title, reference.source] { #expect(!text.isEmpty, "\(reference.key)") }
      #expect(reference.doi.isEmpty || reference.doi.wholeMatch(of: /10\.[0-9]{4,}\/\S+/) != nil, "\(reference.key)")
    }
  }

  /// One work, one key.
  @Test func aKeyOfAReferenceMeansOneWork() {
    let all = Set(Self.registry.stages.flatMap(\.description.references))
    #expect(Self.areUnique(all.map(\.key)) && Self.areUnique(all.map(\.doi).filter { !$0.isEmpty }))
  }

  @Test(arguments: keys) func itsExampleCanBeTyped(key: String) throws {
    let stage = try Self.stage(key)
    let words = stage.description.example.split(separator: " ").map(String.init)
    #expect(words.prefix(2) == ["canns-analyze", stage.description.command])
    var settings: [ParameterSetting] = []
    let options = try Self.registry.command(named: stage.description.command).options
    for (index, word) in words.enumerated() where word.hasPrefix("--") {
      var name = String(word.dropFirst(2))
      let isNo = name.hasPrefix("no-")
      if isNo { name = String(name.dropFirst(3)) }
      if Self.commonOptions.contains(name) { continue }
      let option = try #require(options.first { $0.name == name }, "\(word)")
      let value = option.isFlag ? String(!isNo) : words.indices.contains(index + 1) ? words[index + 1] : ""
      settings.append(ParameterSetting(name: name, text: value))
    }
    let (chosen, own) = try Self.registry.resolve(stage.description.command, settings)
    #expect(chosen.description.key == key)
    try chosen.validate(own)
  }

  @Test func kindsOfFiguresAreUniqueByStem() throws {
    for stage in Self.registry.stages {
      #expect(Self.areUnique(stage.figureKinds.map(\.name)), "\(stage.description.key)")
      for kind in stage.figureKinds {
        #expect(!kind.about.isEmpty && kind.parameters.allSatisfy { !$0.help.isEmpty }, "\(kind.name)")
        try kind.validate([])
      }
    }
    // Two stages of one stem may both draw a figure, with the same options.
    for (stem, stages) in Dictionary(grouping: Self.registry.stages, by: \.description.stem) {
      for (name, kinds) in Dictionary(grouping: stages.flatMap(\.figureKinds), by: \.name) {
        #expect(Set(kinds.map { $0.parameters.map(\.name) }).count == 1, "\(stem)-\(name)")
      }
    }
  }

  @Test(arguments: keys) func aGuideSpeaksOfIt(key: String) throws {
    let command = try Self.stage(key).description.command
    let said = try Regex("canns-analyze \(command)\\b")
    #expect(try Repository.guides().contains { $0.text.firstMatch(of: said) != nil })
  }

  @Test func presetsAreValid() throws {
    #expect(Self.areUnique(Self.registry.presets.map(\.name)))
    for preset in Self.registry.presets {
      #expect(!preset.purpose.isEmpty)
      for step in preset.steps {
        let (stage, settings) = try Self.registry.resolve(step.stage, step.settings)
        try stage.validate(settings)
        // What says the default, or nothing to the stage that is chosen, need not be said.
        #expect(settings.count == step.settings.count, "\(preset.name): \(step.stage)")
      }
    }
  }
}
