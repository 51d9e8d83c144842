import Foundation
import LearningAnalysis
import Schema
import Stages
import TestSupport
import Testing

struct TrainingFileTests {
  private let family = StageRegistry([RegisteredStage(HopfieldTraining.self), RegisteredStage(SangerTraining.self)]).commands[0]

  private func settings(
    _ yaml: String, beside given: [ParameterSetting] = []
  ) throws -> (stage: RegisteredStage, settings: [ParameterSetting]) {
    let folder = try TemporaryFolder()
    let url = folder.url.appendingPathComponent("train.yaml")
    try Data(yaml.utf8).write(to: url)
    let written = try #require(try family.settings(inFile: url, beside: given))
    let (stage, settings) = try family.resolve(written.filter { $0.name != "seed" } + given)
    try stage.validate(settings)
    return (stage, written)
  }

  @Test func theFileChoosesTheModelAndItsOptions() throws {
    let (stage, settings) = try settings("model: sanger\nlearning_rate: 0.1")
    #expect(stage.description.key == "train-sanger")
    #expect(settings.contains(ParameterSetting(name: "learning-rate", text: "0.1")))
    #expect(try self.settings("noise: 0.1").stage.description.key == "train-hopfield")
  }

  @Test func optionsGoBeforeTheFile() throws {
    let given = [ParameterSetting(name: "noise", text: "0.2")]
    #expect(try settings("noise: 0.1\nsize: 32\nseed: 4", beside: given).settings.map(\.name) == ["size", "seed"])
  }

  @Test func filesAreSeenFromTheFile() throws {
    let written = try settings("patterns: [a.png, /b.png]\nbinarize: mean").settings
    let patterns = written.first { $0.name == "patterns" }?.text.split(separator: ",").map(String.init) ?? []
    #expect(patterns.count == 2 && patterns[0].hasSuffix("/a.png") && patterns[0].count > 6 && patterns[1] == "/b.png")
    #expect(try settings("patterns: pictures").settings == [ParameterSetting(name: "patterns", text: "pictures")])
  }

  @Test(arguments: [
    ("learnin_rate: 0.1", "did you mean 'learning_rate'?"), ("noise: 0.1\nnoise: 0.2", "noise"), ("- a", "lines of the form"),
    ("noise:", "no value"), ("noise: {a: 1}", "mapping"), ("a: [b", "not YAML"), ("noise: [[1]]", "list of lists"),
    ("", "lines"),
  ]) func badFilesAreRefusedWithTheReason(_ yaml: String, _ words: String) throws {
    let error = #expect(throws: StageError.self) { try settings(yaml) }
    #expect(error?.description.contains(words) ?? false, "\(error?.description ?? "")")
    #expect(error?.description.hasPrefix("train.yaml: ") ?? false)
  }

  @Test(arguments: [
    "model: hopfield\neigenvalue_ratio: 0.5", "model: hopfeld", "noise: much", "noise: 1.5", "temperature: 2",
    "patterns: picturs", "patterns: [pictures, a.png]", "iterations: 0", "model: sanger\nepochs: 0",
    "patterns: random\nsize: 64",
  ]) func badSettingsAreRefused(_ yaml: String) {
    #expect(throws: ParameterError.self) { try settings(yaml) }
  }
}
