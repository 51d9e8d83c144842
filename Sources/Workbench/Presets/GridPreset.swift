import Stages

extension Pipeline {
  /// Grid cells in an open field, with a null distribution and H2, so that there is a verdict. Bins are drawn evenly over time:
  /// eight thousand of them then do the work of the fifteen thousand most active. Smoothing over 100 ms and the square root,
  /// which makes the noise of fast and slow cells alike, show tori in sessions in which 50 ms and plain rates do not. Where the
  /// recording has behaviour, cells are named and modules found first; all cells go into the torus all the same, unless
  /// `cells-from` takes some of them.
  public static let grid = Pipeline(
    name: "grid", purpose: "grid cells of one module in an open field",
    steps: [
      Step("embed", ["sigma-ms": "100"]), Step("ratemaps", isOptional: true),
      Step("gridscore", isOptional: true, yields: ["bin-cm", "min-occupancy-s", "min-shift-s", "shuffles"]),
      Step("head-direction", isOptional: true, yields: ["min-shift-s"]),
      Step("modules", isOptional: true, yields: ["min-shift-s", "shuffles"]),
      // After modules, which its table has.
      Step("cell-classes", isOptional: true, yields: ["bin-cm", "smooth-cm", "min-shift-s", "shuffles", "neighbors"]),
      Step(
        "tda",
        [
          "selection": "uniform", "stride": "1", "active": "8000", "neighbors": "500", "landmarks": "600",
          "landmark-neighbors": "400", "landmark-draws": "3", "transform": "sqrt", "max-dimension": "2", "shuffles": "100",
        ]),
      Step("decode"), Step("cohomap", isOptional: true),
      // After decode, whose angles colour it; without decode it has its other colours.
      Step("reduce", ["method": "umap"], isOptional: true, yields: ["neighbors", "metric", "animation", "compat"]),
    ])
}
