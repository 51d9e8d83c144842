import Foundation
import Schema
import Stages
import Testing
import Workbench

/// Nothing outside a stage's folder knows the stage, but the registry and the presets.
@Suite struct StageNamesTests {
  @Test func aParameterOfSeveralMethodsNamesThemAll() {
    #expect(throws: ParameterError.idle(name: "neighbor-search", condition: "with --method umap, tsne, isomap, diffusion")) {
      try StageRegistry.workbench.resolve(
        "reduce",
        [ParameterSetting(name: "method", text: "mds"), ParameterSetting(name: "neighbor-search", text: "descent")])
    }
  }

  /// A place that may say the name of a stage all the same, and why.
  struct Exception: Sendable {
    var file: String
    var word: String
    var reason: String
  }

  static let exceptions: [Exception] = [
    Exception(file: "canns-analyze/Commands/MergeCommand.swift", word: "tda", reason: "merges its draws, and says so"),
    Exception(
      file: "canns-analyze/Commands/ResultConversion.swift", word: "decode", reason: "writes decoded coordinates as NWB"),
    Exception(
      file: "canns-analyze/Commands/ResultConversion.swift", word: "embed", reason: "takes the behaviour from beside them"),
    Exception(
      file: "canns-analyze/Commands/FolderVerification.swift", word: "embed", reason: "tells how a results folder begins"),
    Exception(
      file: "canns-analyze/Commands/StageCommand.swift", word: "embed", reason: "tells how a results folder begins"),
    Exception(
      file: "PopulationActivity/Binning/BinSelection.swift", word: "embed", reason: "the binning speaks for its only user"),
    Exception(
      file: "PopulationActivity/Binning/SelectedSignals.swift", word: "embed", reason: "the binning speaks for its only user"),
    Exception(
      file: "PopulationActivity/Binning/SelectedSpikes.swift", word: "embed", reason: "the binning speaks for its only user"),
    Exception(
      file: "PopulationActivity/Tracking/TrackingJumps.swift", word: "import-trajectory", reason: "shows the way out"),
    Exception(
      file: "ManifoldAnalysis/Null/NullDistribution.swift", word: "tda", reason: "the null speaks for its only user"),
    Exception(
      file: "ManifoldAnalysis/PointClouds/PersistenceComputation.swift", word: "persistence",
      reason: "speaks for its only user"),
    Exception(
      file: "ManifoldAnalysis/PointClouds/PersistenceData.swift", word: "persistence", reason: "speaks for its only user"),
    Exception(
      file: "ManifoldAnalysis/PointClouds/PersistenceInput.swift", word: "persistence", reason: "speaks for its only user"),
    Exception(
      file: "PopulationActivity/ImportTrajectory/TrajectoryParameters.swift", word: "head-direction",
      reason: "an option names the columns of the file"),
    Exception(file: "Recordings/Layouts/Folders/TableFolder.swift", word: "trajectory", reason: "the word for a path"),
    Exception(
      file: "Recordings/Layouts/Simulations/SimulatedSession.swift", word: "simulate", reason: "reads what it writes"),
    Exception(
      file: "Recordings/Layouts/Simulations/ImportedTrack.swift", word: "trajectory", reason: "reads what it writes"),
    Exception(file: "Plotting/Figures/Cells/RasterFigure.swift", word: "raster", reason: "the word for such a figure"),
    Exception(file: "Recordings/Layouts/NWB/NWBConversion.swift", word: "trajectory", reason: "the word for a path"),
    Exception(file: "Plotting/Figures/Space/TrajectoryFigure.swift", word: "trajectory", reason: "the word for a path"),
    Exception(
      file: "ModelAnalysis/Simulations/Running/RingModel.swift", word: "head-direction", reason: "the name of a task"),
    Exception(
      file: "ManifoldAnalysis/Reduce/Umap/UMAPReductionParameters.swift", word: "head-direction",
      reason: "a variable that may shape a picture"),
    Exception(file: "ModelAnalysis/Simulations/Tasks/TaskPlan.swift", word: "head-direction", reason: "the name of a task"),
    Exception(file: "ModelAnalysis/Network/NetworkFigures.swift", word: "raster", reason: "the word for such a figure"),
    Exception(
      file: "ModelAnalysis/FixedPoints/FixedPointsParameters.swift", word: "simulate", reason: "an option of its own"),
    Exception(file: "ModelAnalysis/Catalogue/HierarchyEntries.swift", word: "modules", reason: "the word for modules"),
    Exception(file: "ModelAnalysis/Catalogue/ThetaSweepEntry.swift", word: "theta-sweep", reason: "the name of a model"),
    Exception(
      file: "ModelAnalysis/Simulations/Running/FlyRingModel.swift", word: "head-direction", reason: "the name of a task"),
    Exception(file: "canns-analyze/CataloguePage.swift", word: "train", reason: "says where a model is used"),
    Exception(file: "canns-analyze/CataloguePage.swift", word: "simulate", reason: "says where a neuron or part is used"),
    Exception(file: "TorusInSpace/TuningModels/CovariateTable.swift", word: "theta", reason: "what a cell may be tuned to"),
    Exception(file: "SpikingNetworks/Neurons/SpaicNeurons.swift", word: "theta", reason: "the letter of a threshold"),
    Exception(file: "SpikingNetworks/Neurons/DiscreteLIF.swift", word: "theta", reason: "the letter of a threshold"),
    Exception(file: "ModelAnalysis/Equilibria/WeightFile.swift", word: "trajectory", reason: "a name that such files use"),
    Exception(file: "ModelAnalysis/ThetaSweep/ThetaSweepFigures.swift", word: "trajectory", reason: "the word for a path"),
    Exception(file: "SignalAnalysis/Theta/ThetaParameters.swift", word: "decode-", reason: "an option of its own"),
    Exception(file: "ModelAnalysis/Catalogue/NetworkOtherParts.swift", word: "simulate", reason: "says where a part is used"),
    Exception(file: "ModelAnalysis/Catalogue/NetworkOtherParts.swift", word: "raster", reason: "the word for such a figure"),
    Exception(file: "ModelAnalysis/Network/NetworkPlan.swift", word: "head-direction", reason: "the name of a task"),
    Exception(file: "ModelAnalysis/Network/NetworkWording.swift", word: "head-direction", reason: "the name of a task"),
    Exception(
      file: "Plotting/Style/PlotConfigYAML.swift", word: "tda-", reason: "an example needs the name of a figure"),
  ]

  /// A stage with the file that declares it.
  private struct Declared {
    var description: StageDescription
    var type: String
    /// `Sources/Module/Folder/`.
    var folder: String
    var module: String { folder.split(separator: "/").prefix(2).joined(separator: "/") + "/" }
  }

  private static func declared(_ files: [Repository.File]) throws -> [Declared] {
    try StageRegistry.workbench.stages.map(\.description).map { description in
      let file = try #require(files.first { $0.text.contains("key: \"\(description.key)\"") }, "\(description.key)")
      let type = try #require(file.text.firstMatch(of: /enum (\w+): Stage(?:, \w+)? \{/), "\(file.path)").output.1
      return Declared(
        description: description, type: String(type),
        folder: file.path.split(separator: "/").dropLast().joined(separator: "/") + "/")
    }
  }

  /// The lines of code, without comments.
  private static func code(_ file: Repository.File) -> [String] {
    file.text.split(separator: "\n").map(String.init).filter { !$0.drop { $0 == " " }.hasPrefix("//") }
  }

  private static let elsewhere = "Sources/Workbench/"

  @Test func noWordOfAStageStandsOutsideItsFolder() throws {
    let files = try Repository.sources(ending: ".swift").filter { !$0.path.hasPrefix(Self.elsewhere) }
    let stages = try Self.declared(files)
    let code = files.map(Self.code)
    var used: Set<Int> = []
    for word in Set(stages.flatMap { [$0.description.key, $0.description.stem, $0.description.command] }) {
      let own = stages.filter { [$0.description.key, $0.description.stem, $0.description.command].contains(word) }
      let figures = own.flatMap { stage in
        StageRegistry.workbench.stages.filter { $0.description.key == stage.description.key }.flatMap(\.figureKinds)
      }.map { "\(word)-\($0.name)\\b" }
      let said = try Regex(
        (["\"\(word)\"", "\"\(word)\\.(npz|h5|json)", "canns-analyze \(word)(?![a-z-])", "'\(word)(?![a-z-])"] + figures)
          .joined(separator: "|"))
      for (file, code) in zip(files, code) where !own.contains(where: { file.path.hasPrefix($0.folder) }) {
        // Looking for the word alone first is a hundred times as fast as the expression.
        let lines = code.filter { $0.contains(word) && $0.firstMatch(of: said) != nil }
        if lines.isEmpty { continue }
        let allowed = Self.exceptions.firstIndex {
          file.path == "Sources/\($0.file)" && ($0.word == word || $0.word == "\(word)-")
        }
        if let allowed { used.insert(allowed) } else { Issue.record("\(file.path) names '\(word)': \(lines[0])") }
      }
    }
    for (index, exception) in Self.exceptions.enumerated() where !used.contains(index) {
      Issue.record("\(exception.file) need not be excepted for '\(exception.word)' any more.")
    }
  }

  /// Other stages name it only where they say what they read, and only the registry names it besides.
  @Test func noTypeOfAStageStandsInAModuleWithoutStages() throws {
    let files = try Repository.sources(ending: ".swift").filter { !$0.path.hasPrefix(Self.elsewhere) }
    let stages = try Self.declared(files)
    let modules = Set(stages.map(\.module))
    let types = Set(stages.map(\.type)).sorted().joined(separator: "|")
    let said = try Regex("\\b(\(types))\\b")
    for file in files where !modules.contains(where: file.path.hasPrefix) {
      for line in Self.code(file) {
        // Words of sentences are no types.
        let bare = line.replacing(/"(\\.|[^"\\])*"/, with: "\"\"")
        let isSaid = bare.firstMatch(of: said) != nil
        #expect(!isSaid, "\(file.path): \(line)")
      }
    }
  }

  @Test func theReportAndTheFrameOfStagesKnowNoStage() throws {
    for module in ["Stages", "Reports"] {
      #expect(!Self.exceptions.contains { $0.file.hasPrefix("\(module)/") })
    }
  }
}
