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
  module("ArrayFiles", ["ArrayNumerics", "CHDF5", "CZlib", "CDeflate", "CCrypto"]),
  module("Recordings", ["ArrayNumerics", "Schema", "ArrayFiles"]),
  module("Datasets", ["ArrayNumerics", "Schema", "ArrayFiles", "Recordings", yams]),
  module("Plotting", ["ArrayNumerics", "Schema", "CCairo", yams]),
  module("Topology", ["ArrayNumerics"]),
  module("DimensionReduction", ["ArrayNumerics"]),
  module("Stages", ["ArrayNumerics", "Schema", "ArrayFiles", "Recordings", "Plotting", yams]),
  module(
    "RecordingAnalysis",
    ["ArrayNumerics", "Schema", "ArrayFiles", "Recordings", "Plotting", "Topology", "DimensionReduction", "Stages"]),
  module("Reports", ["ArrayNumerics", "Schema", "Recordings", "Plotting", "Stages", "CCairo", mustache]),
  .executableTarget(
    name: "canns-analyze",
    dependencies: [
      "ArrayNumerics", "Schema", "ArrayFiles", "Recordings", "Datasets", "Plotting", "Topology", "DimensionReduction",
      "Stages", "RecordingAnalysis", "Reports",
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
  .target(name: "TestSupport", dependencies: ["ArrayNumerics", "Schema"], path: "Tests/TestSupport"),
  tests(of: "ArrayNumerics"),
  tests(of: "Schema", ["ArrayNumerics", "TestSupport"]),
  tests(of: "ArrayFiles", ["TestSupport", "ArrayNumerics"], exclude: ["Fixtures"]),
  tests(of: "Recordings", ["TestSupport", "ArrayNumerics", "ArrayFiles"], exclude: ["Fixtures"]),
  tests(of: "Datasets", ["TestSupport", "ArrayNumerics", "ArrayFiles", "Recordings"], exclude: ["Support/range_server.py"]),
  tests(of: "Plotting", ["ArrayNumerics", "Schema"]),
  tests(of: "Topology", ["ArrayNumerics"]),
  tests(of: "DimensionReduction", ["ArrayNumerics"]),
  tests(of: "Stages", ["TestSupport", "ArrayNumerics", "Schema", "Plotting", "ArrayFiles", "Recordings"]),
  tests(
    of: "RecordingAnalysis",
    ["ArrayNumerics", "Schema", "ArrayFiles", "Recordings", "Plotting", "Topology", "DimensionReduction", "Stages"]),
  tests(of: "Reports", ["ArrayNumerics", "Schema", "Stages"]),
  // Runs the built program; the dependency makes sure that it is built.
  .testTarget(
    name: "CommandLineTests", dependencies: ["canns-analyze", "ArrayNumerics", "Schema", "ArrayFiles", "Recordings"]),
]

/// Modules that other packages may import: notebooks, benchmarks, people's own programs.
let libraries = [
  "ArrayNumerics", "Schema", "ArrayFiles", "Recordings", "Datasets", "Plotting", "Topology", "DimensionReduction", "Stages",
  "RecordingAnalysis",
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
