import Stages

extension Pipeline {
  /// Regions of the fly's ellipsoid body or protocerebral bridge; the defaults of the bump fit were chosen on them.
  public static let fly = Pipeline(
    name: "fly", purpose: "ROI signals of the fly's ellipsoid body or protocerebral bridge", steps: [Step("bump-fit")])
}
