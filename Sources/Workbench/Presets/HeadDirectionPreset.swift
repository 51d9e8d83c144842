import Stages

extension Pipeline {
  /// Head-direction cells: slower smoothing and fewer components, since the ring is one-dimensional. Where the recording has a
  /// heading, cells are named first; all go into the ring all the same, unless `cells-from` takes some of them.
  public static let headDirection = Pipeline(
    name: "head-direction", purpose: "head-direction cells",
    steps: [
      Step("embed", ["sigma-ms": "300", "speed-filter": "false"]), Step("reduce", ["components": "4"]),
      Step("head-direction", isOptional: true),
      Step("cell-classes", isOptional: true, yields: ["min-shift-s", "shuffles", "neighbors"]),
      Step(
        "tda",
        [
          "components": "4", "stride": "1", "selection": "uniform", "active": "4000", "neighbors": "300",
          "landmarks": "400", "landmark-neighbors": "300", "landmark-draws": "5", "transform": "sqrt", "shuffles": "100",
        ]),
      Step("decode"),
    ])
}
