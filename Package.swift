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
  .target(name: "DimensionReduction", dependencies: ["ArrayNumerics"]),
]

// MARK: - Tests, one target for each module

let tests: [Target] = [
  .testTarget(name: "ArrayNumericsTests", dependencies: ["ArrayNumerics"]),
  .testTarget(name: "DimensionReductionTests", dependencies: ["DimensionReduction"]),
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
