// swift-tools-version: 6.1

import PackageDescription

// A package of somebody else's: it adds a reader, figures, a stage, a model and tasks without a change of ours. Scripts/outside
// compiles it against the built libraries and runs it; as a package of its own it builds with 'swift build' too.
let package = Package(
  name: "outside",
  dependencies: [.package(name: "canns-analyze", path: "../..")],
  targets: [
    .executableTarget(
      name: "outside",
      dependencies: [
        "ArrayNumerics", "Schema", "ArrayFiles", "Recordings", "AttractorModels", "Plotting", "Stages", "PopulationActivity",
      ].map { .product(name: $0, package: "canns-analyze") })
  ],
  swiftLanguageModes: [.v6]
)
