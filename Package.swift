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
  .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
]

// MARK: - Modules, lowest first: a module imports only what stands above it in this list

let modules: [Target] = [
  .target(
    name: "ArrayNumerics", dependencies: ["CLAPACK", "CFFTW"],
    swiftSettings: [.enableExperimentalFeature("Lifetimes")]),
  .target(name: "Recordings", dependencies: ["ArrayNumerics", "CHDF5", "CZlib", "CCrypto"]),
  .target(
    name: "Datasets",
    dependencies: ["ArrayNumerics", "Recordings", .product(name: "Yams", package: "Yams")]),
  .target(
    name: "Plotting", dependencies: ["ArrayNumerics", "CCairo", .product(name: "Yams", package: "Yams")]),
  .target(name: "Topology", dependencies: ["ArrayNumerics"]),
  .target(name: "DimensionReduction", dependencies: ["ArrayNumerics"]),
  .target(
    name: "Stages",
    dependencies: ["ArrayNumerics", "Recordings", "Plotting", .product(name: "Yams", package: "Yams")]),
  .target(
    name: "RecordingAnalysis",
    dependencies: ["ArrayNumerics", "Recordings", "Plotting", "Topology", "DimensionReduction", "Stages"]),
]

// MARK: - Tests, one target for each module

let tests: [Target] = [
  .testTarget(name: "ArrayNumericsTests", dependencies: ["ArrayNumerics"]),
  .testTarget(name: "RecordingsTests", dependencies: ["ArrayNumerics", "Recordings"]),
  .testTarget(
    name: "DatasetsTests", dependencies: ["ArrayNumerics", "Recordings", "Datasets"],
    exclude: ["Support/range_server.py"]),
  .testTarget(name: "PlottingTests", dependencies: ["ArrayNumerics", "Plotting"]),
  .testTarget(name: "TopologyTests", dependencies: ["ArrayNumerics", "Topology"]),
]

let package = Package(
  name: "canns-analyze",
  products: [],
  dependencies: [
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2")
  ],
  targets: systemLibraries + modules + tests,
  swiftLanguageModes: [.v6]
)
