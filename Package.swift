// swift-tools-version: 6.1

import PackageDescription

// MARK: - C libraries (Debian packages, found by pkg-config)

let systemLibraries: [Target] = [
  .systemLibrary(name: "CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev"])]),
  .systemLibrary(name: "CFFTW", pkgConfig: "fftw3", providers: [.apt(["libfftw3-dev"])]),
  .systemLibrary(
    name: "CLAPACK", pkgConfig: "openblas",
    providers: [.apt(["libopenblas-dev", "liblapacke-dev"])]),
  .systemLibrary(name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])]),
  .systemLibrary(name: "CPango", providers: [.apt(["libpango1.0-dev"])]),
  .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
  .systemLibrary(name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
  .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
  .systemLibrary(name: "CMalloc"),
  .systemLibrary(name: "CWideVectors"),
]

// MARK: - Modules, lowest first: a module imports only what stands above it in this list

/// A module with its guide, which DocC reads and the build leaves alone.
func module(
  _ name: String, _ dependencies: [Target.Dependency], swiftSettings: [SwiftSetting]? = nil
) -> Target {
  .target(
    name: name, dependencies: dependencies, exclude: ["Documentation.docc"], swiftSettings: swiftSettings)
}

/// What every module of stages needs, and what this one needs besides.
func analysis(_ others: [Target.Dependency]) -> [Target.Dependency] {
  ["ArrayNumerics", "Schema", "Plotting", "Stages"] + others
}

let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
/// The web server of the local page, and what it speaks through.
let webServer: [Target.Dependency] = [
  .product(name: "HummingbirdCore", package: "hummingbird"), .product(name: "NIOCore", package: "swift-nio"),
  .product(name: "NIOPosix", package: "swift-nio"), .product(name: "Logging", package: "swift-log"),
]

let modules: [Target] = [
  // Ground
  module(
    "ArrayNumerics", ["CLAPACK", "CFFTW", "CMalloc", "CWideVectors"],
    swiftSettings: [.enableExperimentalFeature("Lifetimes")]),
  module("Schema", ["ArrayNumerics"]),
  module("ArrayFiles", ["ArrayNumerics", "CHDF5", "CZlib", "CDeflate", "CCrypto"]),
  // Data
  module("Recordings", ["ArrayNumerics", "Schema", "ArrayFiles", "CHDF5"]),
  module("Datasets", ["ArrayNumerics", "Schema", "ArrayFiles", "Recordings", yams]),
  // Engines
  module("Topology", ["ArrayNumerics"]),
  module("DimensionReduction", ["ArrayNumerics", "CWideVectors"]),
  module("LatentStates", ["ArrayNumerics", "Schema"]),
  module("TuningMaps", ["ArrayNumerics"]),
  module("CellTuning", ["ArrayNumerics", "Schema", "TuningMaps"]),
  module("TorusGeometry", ["ArrayNumerics", "TuningMaps"]),
  module("Oscillations", ["ArrayNumerics", "Schema"]),
  module("CalciumBumps", ["ArrayNumerics", "Schema"]),
  module("AttractorModels", ["ArrayNumerics", "Schema"]),
  module("LearningModels", ["ArrayNumerics", "Schema", "CWideVectors"]),
  module("SpikingNetworks", ["ArrayNumerics", "Schema", "CWideVectors"]),
  // Drawing
  module("Plotting", ["ArrayNumerics", "Schema", "CCairo", "CPango", "CDeflate", yams]),
  // Stages
  module("Stages", ["ArrayNumerics", "Schema", "ArrayFiles", "Recordings", "Plotting", yams]),
  module("PopulationActivity", analysis(["ArrayFiles", "Recordings", "TuningMaps"])),
  module(
    "ManifoldAnalysis",
    analysis([
      "ArrayFiles", "Recordings", "Topology", "DimensionReduction", "LatentStates", "TorusGeometry", "PopulationActivity",
    ])),
  module(
    "SignalAnalysis",
    analysis([
      "ArrayFiles", "Recordings", "TuningMaps", "CellTuning", "Oscillations", "CalciumBumps", "PopulationActivity",
    ])),
  module(
    "CellAnalysis",
    analysis([
      "Recordings", "Topology", "DimensionReduction", "TuningMaps", "CellTuning", "Oscillations", "PopulationActivity",
    ])),
  module(
    "TorusInSpace",
    analysis([
      "LatentStates", "DimensionReduction", "Topology", "TuningMaps", "TorusGeometry", "PopulationActivity", "ManifoldAnalysis",
      "SignalAnalysis", "CellAnalysis",
    ])),
  module("Workflows", ["Schema", "ArrayFiles", "Stages"]),
  module(
    "ModelAnalysis",
    analysis([
      "ArrayFiles", "Recordings", "Oscillations", "AttractorModels", "LearningModels", "SpikingNetworks", "PopulationActivity",
      yams,
    ])),
  module("LearningAnalysis", analysis(["ArrayFiles", "LearningModels", "CCairo"])),
  module(
    "Workbench",
    [
      "Stages",
      "PopulationActivity",
      "ManifoldAnalysis",
      "SignalAnalysis",
      "CellAnalysis",
      "TorusInSpace",
      "ModelAnalysis",
      "LearningAnalysis",
    ]),
  // Out
  module("Reports", ["ArrayNumerics", "Schema", "ArrayFiles", "Plotting", "Stages", "CCairo", mustache]),
  module("Viewer", ["ArrayNumerics", "Schema", "ArrayFiles", "Plotting", "Stages"] + webServer),
  .executableTarget(
    name: "canns-analyze",
    dependencies: [
      "ArrayNumerics", "Schema", "ArrayFiles", "Recordings", "Datasets", "Topology", "DimensionReduction", "LatentStates",
      "Plotting", "Stages", "ModelAnalysis", "LearningAnalysis", "Workflows", "Workbench", "Reports", "Viewer",
    ]),
]

// MARK: - Tests, one target for each module

func tests(of module: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
  .testTarget(
    name: "\(module)Tests", dependencies: [.init(stringLiteral: module), "TestSupport"] + dependencies, exclude: exclude)
}

let tests: [Target] = [
  // What several of them need, once.
  .target(
    name: "TestSupport", dependencies: ["ArrayNumerics", "Schema", "ArrayFiles", "Recordings"], path: "Tests/TestSupport"),
  .target(
    name: "AnalysisTestSupport",
    dependencies: ["ArrayNumerics", "Recordings", "Stages", "PopulationActivity", "ManifoldAnalysis"],
    path: "Tests/AnalysisTestSupport"),
  tests(of: "ArrayNumerics"),
  tests(of: "Schema", ["ArrayNumerics"]),
  tests(of: "ArrayFiles", ["ArrayNumerics"], exclude: ["Fixtures"]),
  tests(of: "Recordings", ["ArrayNumerics", "ArrayFiles"], exclude: ["Fixtures"]),
  tests(of: "Datasets", ["ArrayNumerics", "ArrayFiles", "Recordings"], exclude: ["Support/range_server.py"]),
  tests(of: "Topology", ["ArrayNumerics"]),
  tests(of: "DimensionReduction", ["ArrayNumerics"], exclude: ["Fixtures"]),
  tests(of: "LatentStates", ["ArrayNumerics"]),
  tests(of: "TuningMaps", ["ArrayNumerics"]),
  tests(of: "CellTuning", ["ArrayNumerics", "ArrayFiles", "TuningMaps"]),
  tests(of: "TorusGeometry", ["ArrayNumerics", "TuningMaps"]),
  tests(of: "Oscillations", ["ArrayNumerics"]),
  tests(of: "CalciumBumps", ["ArrayNumerics", "ArrayFiles"]),
  tests(of: "AttractorModels", ["ArrayNumerics"]),
  tests(of: "LearningModels", ["ArrayNumerics"]),
  tests(of: "SpikingNetworks", ["ArrayNumerics"]),
  tests(of: "Plotting", ["ArrayNumerics", "Schema", "CCairo"], exclude: ["Golden"]),
  tests(of: "Stages", ["ArrayNumerics", "Schema", "ArrayFiles", "Recordings", "Plotting"]),
  tests(
    of: "PopulationActivity",
    ["AnalysisTestSupport", "ArrayNumerics", "Schema", "ArrayFiles", "Recordings", "Plotting", "Stages"]),
  tests(
    of: "ManifoldAnalysis",
    [
      "AnalysisTestSupport", "ArrayNumerics", "Schema", "ArrayFiles", "Recordings", "Topology", "DimensionReduction",
      "LatentStates", "Plotting", "Stages", "PopulationActivity", "TorusInSpace",
    ]),
  tests(
    of: "SignalAnalysis",
    [
      "ArrayNumerics", "Schema", "ArrayFiles", "Recordings", "Oscillations", "CalciumBumps", "Plotting", "Stages",
      "PopulationActivity",
    ]),
  tests(
    of: "CellAnalysis",
    [
      "ArrayNumerics", "Schema", "ArrayFiles", "Recordings", "Topology", "TuningMaps", "CellTuning", "Plotting", "Stages",
      "PopulationActivity",
    ]),
  tests(
    of: "ModelAnalysis",
    [
      "AnalysisTestSupport", "ArrayNumerics", "Schema", "ArrayFiles", "Recordings", "AttractorModels", "Plotting", "Stages",
      "PopulationActivity",
    ]),
  tests(
    of: "LearningAnalysis", ["ArrayNumerics", "Schema", "ArrayFiles", "LearningModels", "Plotting", "Stages", "CCairo"]),
  tests(
    of: "TorusInSpace",
    [
      "AnalysisTestSupport", "ArrayNumerics", "Schema", "ArrayFiles", "Recordings", "TuningMaps", "TorusGeometry", "Plotting",
      "Stages", "PopulationActivity", "ManifoldAnalysis", "CellAnalysis",
    ]),
  tests(
    of: "Workbench",
    [
      "AnalysisTestSupport", "ArrayNumerics", "Schema", "ArrayFiles", "Recordings", "Topology", "Plotting", "Stages",
      "PopulationActivity", "ManifoldAnalysis", "SignalAnalysis", "CellAnalysis", "TorusInSpace", "ModelAnalysis",
    ]),
  tests(of: "Workflows", ["ArrayFiles", "Schema", "Stages"]),
  tests(of: "Reports", ["ArrayNumerics", "Schema", "ArrayFiles", "Plotting", "Stages"]),
  tests(of: "Viewer", ["ArrayNumerics", "Schema", "ArrayFiles", "Stages"]),
  // Runs the built program; the dependency makes sure that it is built.
  .testTarget(
    name: "CommandLineTests",
    dependencies: ["canns-analyze", "TestSupport", "ArrayNumerics", "Schema", "ArrayFiles", "Recordings"]),
]

/// Modules that other packages may import: notebooks, benchmarks, people's own programs.
let libraries = [
  "ArrayNumerics",
  "Schema",
  "ArrayFiles",
  "Recordings",
  "Datasets",
  "Topology",
  "DimensionReduction",
  "TuningMaps",
  "CellTuning",
  "AttractorModels",
  "LearningModels",
  "SpikingNetworks",
  "Plotting",
  "Stages",
  "PopulationActivity",
  "ManifoldAnalysis",
  "SignalAnalysis",
  "CellAnalysis",
  "TorusInSpace",
  "ModelAnalysis",
  "LearningAnalysis",
  "Workflows",
  "Workbench",
]

let package = Package(
  name: "canns-analyze",
  products: [.executable(name: "canns-analyze", targets: ["canns-analyze"])]
    + libraries.map { .library(name: $0, targets: [$0]) },
  dependencies: [
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    // Without its support of configuration files and of what only the whole of Foundation has.
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
  ],
  targets: systemLibraries + modules + tests,
  swiftLanguageModes: [.v6]
)
