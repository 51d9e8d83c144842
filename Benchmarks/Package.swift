// swift-tools-version: 6.1

import PackageDescription

let libraries = [
  "ArrayNumerics", "Schema", "ArrayFiles", "Recordings", "Topology", "DimensionReduction", "LearningModels", "Stages",
  "PopulationActivity", "ManifoldAnalysis",
]

let package = Package(
  name: "benchmarks",
  dependencies: [.package(name: "canns-analyze", path: "..")],
  targets: [
    .executableTarget(
      name: "benchmarks", dependencies: libraries.map { .product(name: $0, package: "canns-analyze") })
  ],
  swiftLanguageModes: [.v6]
)
