// swift-tools-version: 6.1

import PackageDescription

// A package of its own, so that the sanitizers it is built with touch nothing else. See Scripts/fuzz.
let package = Package(
  name: "fuzzing",
  dependencies: [.package(name: "canns-analyze", path: "../..")],
  targets: [
    .executableTarget(
      name: "fuzz-readers",
      dependencies: ["Schema", "ArrayFiles", "Recordings", "Datasets", "Plotting", "Stages"].map {
        .product(name: $0, package: "canns-analyze")
      })
  ],
  swiftLanguageModes: [.v6]
)
