import Stages

extension Pipeline {
  /// The chains that come with the program.
  public static let presets: [Pipeline] = [grid, headDirection, paper]

  /// Grid cells in an open field, with a null distribution and H2, so that there is a verdict.
  public static let grid = Pipeline(
    name: "grid", purpose: "grid cells of one module in an open field",
    steps: [
      Step("embed"), Step("ratemaps", isOptional: true), Step("reduce"),
      Step(
        "tda",
        [
          "active": "4000", "neighbors": "300", "landmarks": "500", "landmark-neighbors": "330",
          "max-dimension": "2", "shuffles": "100",
        ]),
      Step("decode", ["decode-sigma-ms": "50"]), Step("cohomap", isOptional: true),
    ])

  /// Head-direction cells: slower smoothing and fewer components, since the ring is one-dimensional.
  public static let headDirection = Pipeline(
    name: "head-direction", purpose: "head-direction cells",
    steps: [
      Step("embed", ["sigma-ms": "250", "speed-filter": "false"]), Step("reduce", ["components": "4"]),
      Step(
        "tda",
        [
          "components": "4", "stride": "3", "neighbors": "800", "landmarks": "500", "landmark-neighbors": "330",
          "transform": "sqrt", "shuffles": "100",
        ]),
      Step("decode", ["decode-sigma-ms": "250"]),
    ])

  /// The published analysis of Gardner et al. 2022 with its parameters.
  public static let paper = Pipeline(
    name: "paper", purpose: "the published analysis of Gardner et al. 2022, with 1,000 shuffles",
    steps: [
      Step("embed"), Step("ratemaps", isOptional: true), Step("reduce"), Step("tda", ["shuffles": "1000"]), Step("decode"),
      Step("cohomap", isOptional: true),
    ])
}
