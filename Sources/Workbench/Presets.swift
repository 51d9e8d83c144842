import Stages

extension Pipeline {
  /// The chains that come with the program.
  public static let presets: [Pipeline] = [grid, headDirection, paper]

  /// Grid cells in an open field, with a null distribution and H2, so that there is a verdict. Bins are drawn evenly over time:
  /// eight thousand of them then do the work of the fifteen thousand most active. Smoothing over 100 ms and the square root,
  /// which makes the noise of fast and slow cells alike, show tori in sessions in which 50 ms and plain rates do not.
  public static let grid = Pipeline(
    name: "grid", purpose: "grid cells of one module in an open field",
    steps: [
      Step("embed", ["sigma-ms": "100"]), Step("ratemaps", isOptional: true), Step("reduce"),
      Step(
        "tda",
        [
          "selection": "uniform", "stride": "1", "active": "8000", "neighbors": "500", "landmarks": "600",
          "landmark-neighbors": "400", "landmark-draws": "3", "transform": "sqrt", "max-dimension": "2", "shuffles": "100",
        ]),
      Step("decode", ["decode-sigma-ms": "50"]), Step("cohomap", isOptional: true),
    ])

  /// Head-direction cells: slower smoothing and fewer components, since the ring is one-dimensional.
  public static let headDirection = Pipeline(
    name: "head-direction", purpose: "head-direction cells",
    steps: [
      Step("embed", ["sigma-ms": "300", "speed-filter": "false"]), Step("reduce", ["components": "4"]),
      Step(
        "tda",
        [
          "components": "4", "stride": "1", "selection": "uniform", "active": "4000", "neighbors": "300",
          "landmarks": "400", "landmark-neighbors": "300", "landmark-draws": "5", "transform": "sqrt", "shuffles": "100",
        ]),
      Step("decode", ["decode-sigma-ms": "150"]),
    ])

  /// The published analysis of Gardner et al. 2022 with its parameters.
  public static let paper = Pipeline(
    name: "paper", purpose: "the published analysis of Gardner et al. 2022, with 1,000 shuffles",
    steps: [
      Step("embed"), Step("ratemaps", isOptional: true), Step("reduce"), Step("tda", ["shuffles": "1000"]),
      Step("decode", ["decoder": "population"]),
      Step("cohomap", isOptional: true),
    ])
}
