import Plotting
import Schema
import Stages

extension UMAPReduction {
  public static let figureKinds = PictureFigures.kinds

  public static func figures(
    _ result: ManifoldPicture, parameters: UMAPReductionParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    try PictureFigures.shared(
      result, axis: "UMAP", meaning: "Distances between far parts, sizes and densities mean nothing here.",
      presumes: parameters.start == .coordinates ? presumption : "", pen: pen)
  }

  private static let presumption =
    "The layout started from the decoded coordinates: the picture presumes the shape that cohomology found and is no evidence "
    + "for it."
}
