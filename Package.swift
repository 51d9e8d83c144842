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
  .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
  .systemLibrary(name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
  .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
  .systemLibrary(name: "CMalloc"),
]

// MARK: - Modules, lowest first: a module imports only what stands above it in this list

/// A module with its guide, which DocC reads and the build leaves alone.
func module(
  _ name: String, _ dependencies: [Target.Dependency], swiftSettings: [SwiftSetting]? = nil
) -> Target {
  .target(
    name: name, dependencies: dependencies, exclude: ["Documentation.docc"], swiftSettings: swiftSettings)
}

let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")

let modules: [Target] = [
  module("ArrayNumerics", ["CLAPACK", "CFFTW", "CMalloc"], swiftSettings: [.enableExperimentalFeature("Lifetimes")]),
  module("Schema", ["ArrayNumerics"]),
  module("Recordings", ["ArrayNumerics", "Schema", "CHDF5", "CZlib", "CDeflate", "CCrypto"]),
  module("Datasets", ["ArrayNumerics", "Schema", "Recordings", yams]),
  module("Plotting", ["ArrayNumerics", "Schema", "CCairo", yams]),
  module("Topology", ["ArrayNumerics"]),
  module("DimensionReduction", ["ArrayNumerics"]),
  module("LatentStates", ["ArrayNumerics", "Schema"]),
  module("TuningMaps", ["ArrayNumerics"]),
  module("Stages", ["ArrayNumerics", "Schema", "Recordings", "Plotting", yams]),
  module(
    "PopulationActivity", ["ArrayNumerics", "Schema", "Recordings", "TuningMaps", "Plotting", "Stages"]),
  module(
    "ManifoldAnalysis",
    [
      "ArrayNumerics", "Schema", "Recordings", "Topology", "DimensionReduction", "LatentStates", "TuningMaps", "Plotting",
      "Stages", "PopulationActivity",
    ]),
  module(
    "CellAnalysis", ["ArrayNumerics", "Schema", "TuningMaps", "Plotting", "Stages", "PopulationActivity"]),
  module("Workbench", ["Stages", "PopulationActivity", "ManifoldAnalysis", "CellAnalysis"]),
  module("Reports", ["ArrayNumerics", "Schema", "Recordings", "Plotting", "Stages", "CCairo", mustache]),
  .executableTarget(
    name: "canns-analyze",
    dependencies: [
      "ArrayNumerics", "Schema", "Recordings", "Datasets", "Plotting", "Topology", "DimensionReduction", "LatentStates",
      "Stages", "Workbench", "Reports",
    ]),
]

// MARK: - Tests, one target for each module

func tests(of module: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
  .testTarget(
    name: "\(module)Tests", dependencies: [.init(stringLiteral: module)] + dependencies,
    exclude: exclude)
}

let tests: [Target] = [
  // What several of them need, once.
  .target(name: "TestSupport", dependencies: ["ArrayNumerics", "Schema", "Recordings"], path: "Tests/TestSupport"),
  .target(
    name: "AnalysisTestSupport",
    dependencies: ["ArrayNumerics", "Recordings", "Stages", "PopulationActivity", "ManifoldAnalysis"],
    path: "Tests/AnalysisTestSupport"),
  tests(of: "ArrayNumerics"),
  tests(of: "Schema", ["ArrayNumerics", "TestSupport"]),
  tests(of: "Recordings", ["ArrayNumerics", "TestSupport"], exclude: ["Fixtures"]),
  tests(of: "Datasets", ["ArrayNumerics", "Recordings"], exclude: ["Support/range_server.py"]),
  tests(of: "Plotting", ["ArrayNumerics", "Schema"]),
  tests(of: "Topology", ["ArrayNumerics", "TestSupport"]),
  tests(of: "DimensionReduction", ["ArrayNumerics", "TestSupport"]),
  tests(of: "LatentStates", ["ArrayNumerics", "TestSupport"]),
  tests(of: "TuningMaps", ["ArrayNumerics", "TestSupport"]),
  tests(of: "Stages", ["TestSupport", "ArrayNumerics", "Schema", "Plotting", "Recordings"]),
  tests(
    of: "PopulationActivity",
    ["TestSupport", "AnalysisTestSupport", "ArrayNumerics", "Schema", "Recordings", "Plotting", "Stages"]),
  tests(
    of: "ManifoldAnalysis",
    [
      "TestSupport", "AnalysisTestSupport", "ArrayNumerics", "Schema", "Recordings", "Topology", "DimensionReduction",
      "LatentStates", "Plotting", "Stages", "PopulationActivity",
    ]),
  tests(
    of: "CellAnalysis",
    ["TestSupport", "ArrayNumerics", "Schema", "TuningMaps", "Plotting", "Stages", "PopulationActivity"]),
  tests(
    of: "Workbench",
    [
      "TestSupport", "AnalysisTestSupport", "ArrayNumerics", "Schema", "Recordings", "Plotting", "Stages",
      "PopulationActivity", "ManifoldAnalysis", "CellAnalysis",
    ]),
  tests(of: "Reports", ["ArrayNumerics", "Schema", "Stages"]),
  // Runs the built program; the dependency makes sure that it is built.
  .testTarget(name: "CommandLineTests", dependencies: ["canns-analyze", "ArrayNumerics", "Schema", "Recordings"]),
]

/// Modules that other packages may import: notebooks, benchmarks, people's own programs.
let libraries = [
  "ArrayNumerics", "Schema", "Recordings", "Datasets", "Topology", "DimensionReduction", "LatentStates", "TuningMaps",
  "Plotting", "Stages", "PopulationActivity", "ManifoldAnalysis", "CellAnalysis", "Workbench",
]

let package = Package(
  name: "canns-analyze",
  products: [.executable(name: "canns-analyze", targets: ["canns-analyze"])]
    + libraries.map { .library(name: $0, targets: [$0]) },
  dependencies: [
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: systemLibraries + modules + tests,
  swiftLanguageModes: [.v6]
)
