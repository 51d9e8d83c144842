import Plotting
import Stages

/// A stage that makes a picture of the manifold: its headline, checks and figures are those of every picture.
public protocol PictureStage: Stage where Result == ManifoldPicture {
  /// What the method is called.
  static var method: String { get }
  /// What an axis of the picture is called, where that is not the method.
  static var axis: String { get }
  /// What distances in the picture mean, a sentence.
  static var meaning: String { get }
  /// What the picture takes for granted, a sentence; empty, the default, for nothing.
  static func presumption(_ parameters: Parameters) -> String
}

extension PictureStage {
  /// The method.
  public static var axis: String { method }
  /// Nothing.
  public static func presumption(_ parameters: Parameters) -> String { "" }
  /// Those of all pictures.
  public static var figureKinds: [AnyFigureKind] { PictureFigures.kinds }

  /// Those of all pictures.
  ///
  /// - Throws: `ParameterError` for options that no figure has.
  public static func figures(
    _ result: ManifoldPicture, parameters: Parameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    try PictureFigures.shared(result, axis: axis, meaning: meaning, presumes: presumption(parameters), pen: pen)
  }

  /// Method, size, and how far to trust it.
  public static func headline(_ result: ManifoldPicture, parameters: Parameters) -> String {
    PictureWording.headline(result, method: method)
  }

  /// Whether neighbourhoods are kept, and whether the picture is one.
  public static func checks(_ result: ManifoldPicture, parameters: Parameters) -> [QualityCheck] {
    PictureWording.checks(result)
  }
}
