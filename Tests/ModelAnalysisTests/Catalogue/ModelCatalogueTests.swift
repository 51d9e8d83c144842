import AttractorModels
import ModelAnalysis
import Schema
import Testing

@Suite struct ModelCatalogueTests {
  static let names = ModelCatalogue.standard.entries.map(\.name)

  @Test func namesAreUniqueAndThoseOfOtherProgramsAreUnderstood() throws {
    #expect(Set(Self.names).count == Self.names.count)
    #expect(try ModelCatalogue.standard.entry(named: "CANN1D_SFA").name == "cann1d-sfa")
    #expect(try ModelCatalogue.standard.entry(named: "Cann2D").name == "cann2d")
  }

  @Test func anUnknownNameIsRefusedWithTheNearest() {
    let error = #expect(throws: ModelNameError.self) { try ModelCatalogue.standard.entry(named: "can1d") }
    #expect(error?.nearest == "cann1d" && error?.known == Self.names)
  }

  @Test(arguments: names) func everyModelSaysWhatItIsAndCanBeMadeWithItsDefaults(name: String) throws {
    let entry = try ModelCatalogue.standard.entry(named: name)
    #expect(!entry.title.isEmpty && entry.purpose.hasSuffix(".") && !entry.equations.isEmpty && !entry.references.isEmpty)
    #expect(entry.parameters.map(\.name) == entry.defaults.map(\.key))
    for parameter in entry.parameters {
      #expect(!parameter.help.isEmpty && !parameter.help.hasSuffix("."), "\(parameter.name)")
    }
    _ = try entry.make()
  }

  @Test func aRingHasTheDefaultsOfCanns() throws {
    let ring = try #require(try ModelCatalogue.standard.entry(named: "cann1d").make() as? RingModel)
    #expect(ring.network.parameters == .standard && ring.network.grid.count == 512 && ring.network.grid.ends == .joined)
    let adapting = try #require(try ModelCatalogue.standard.entry(named: "cann1d-sfa").make() as? RingModel)
    #expect(adapting.network.parameters == .adapting)
  }

  @Test func valuesThatMakeNoSenseAreRefused() throws {
    let entry = try ModelCatalogue.standard.entry(named: "cann1d")
    for (name, value) in [("num", "1"), ("a", "-0.5"), ("a", "4"), ("tau", "0"), ("z_max", "-4")] {
      #expect(throws: AttractorModelsError.self) { try entry.make([ParameterSetting(name: name, text: value)]) }
    }
    #expect(throws: ParameterError.unknown(name: "kk", nearest: "k")) {
      try entry.make([ParameterSetting(name: "kk", text: "1")])
    }
  }
}
