import ArrayNumerics
import DimensionReduction
import Plotting
import PopulationActivity
import Schema
import Stages

/// Parameters of a method that draws a picture.
public protocol PictureParameters: ParameterTable {
  /// Of what the picture is made.
  var picture: PictureOptions { get set }
}

extension PictureParameters {
  /// A parameter of a fit, which is not made where bins are placed in the picture of another folder.
  static func fitting(_ parameter: Parameter<Self>) -> Parameter<Self> {
    parameter.only("without --from") { $0.picture.from.isEmpty }
  }
}

/// A stage that makes a picture of the manifold: its input, headline, checks and figures are those of every picture.
public protocol PictureStage: Stage
where Result == ManifoldPicture, Parameters: PictureParameters {
  /// What the method is called.
  static var method: String { get }
  /// What an axis of the picture is called, where that is not the method.
  static var axis: String { get }
  /// What distances in the picture mean, a sentence.
  static var meaning: String { get }
  /// What the picture takes for granted, a sentence; empty, the default, for nothing.
  static func presumption(_ parameters: Parameters) -> String
  /// The picture of a space, fitted to its bins.
  ///
  /// - Throws: as `run`.
  static func fitted(_ space: PictureSpace, parameters: Parameters, context: RunContext) throws -> ManifoldPicture
  /// The sentence for the methods section where the picture was fitted.
  static func fittedMethods(_ parameters: Parameters, result: ManifoldPicture) -> String
  /// How bins are placed in a picture that was made before.
  ///
  /// - Parameter points: what that picture was made of, `[point, component]`.
  /// - Returns: a function from bins `[bin, component]` to places `[bin, axis]`.
  /// - Throws: `StageError.refused` for a method that has no place for other bins.
  static func placement(
    _ model: FittedModel<Self>, points: Matrix<Double>, work: Work
  ) throws -> (Matrix<Double>) throws -> Matrix<Float>
}

/// The rates, and what decode found where it is there.
public typealias PictureResults = Results<Embedding, IfPresent<LatentDecoding>>

extension PictureStage where Input == ModelInput<PictureResults, Self> {
  /// With the model of the folder of `--from`.
  ///
  /// - Throws: as `StageInput.init(from:for:)`.
  public static func input(from source: InputSource, parameters: Parameters) throws -> Input {
    let folder = parameters.picture.from
    return Input(
      try PictureResults(from: source, for: description.command),
      model: folder.isEmpty ? nil : try FittedModel(folder: folder))
  }

  /// The model of the folder of `--from`.
  public static func otherResults(_ parameters: Parameters) -> [OtherResult] {
    parameters.picture.from.isEmpty
      ? [] : [OtherResult(folder: parameters.picture.from, stage: description, option: "--from")]
  }

  /// Fits the picture, or places the bins in that of another folder.
  ///
  /// - Throws: `DimensionReductionError`, `ParameterError`, `StageError`, `CancellationError`.
  public static func run(
    _ input: consuming Input, parameters: Parameters, context: RunContext
  ) throws -> ManifoldPicture {
    let (embedding, decoding) = input.base.values
    guard let model = input.model else {
      let space = try PictureSpace(
        embedding, decoding, options: parameters.picture, stage: description.command, context: context)
      return try fitted(space, parameters: parameters, context: context)
    }
    return try transformed(embedding, decoding, by: model, points: parameters.picture.points, context: context)
  }

  /// The bins in the picture of another folder, which stays as it is.
  static func transformed(
    _ embedding: EmbeddingResult, _ decoding: DecodingResult?, by model: FittedModel<Self>, points: Int, context: RunContext
  ) throws -> ManifoldPicture {
    let space = try PictureSpace(
      embedding, decoding, options: model.options(points: points), model: model.projection, stage: description.command,
      context: context)
    let place = try placement(model, points: model.points, work: context.work)
    context.work.report("placing bins", completed: 0, of: 1)
    return try ManifoldPicture(
      space, positions: place(space.points), others: place(space.space.selectingRows(space.others)),
      eigenvalues: model.result.eigenvalues, work: context.work)
  }

  /// How the picture was made, or whose picture it is.
  public static func methods(_ parameters: Parameters, result: ManifoldPicture) -> String {
    guard !parameters.picture.from.isEmpty else { return fittedMethods(parameters, result: result) }
    return PictureWording.transformed(parameters.picture, result, method: method) + PictureWording.trust(result)
  }

  /// The same for results that are in memory.
  ///
  /// - Throws: as above.
  public static func run(
    _ input: PictureResults, parameters: Parameters, context: RunContext
  ) throws -> ManifoldPicture {
    try run(Input(input), parameters: parameters, context: context)
  }
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
    try PictureFigures(result, axis: axis, meaning: meaning, presumes: presumption(parameters), pen: pen).all
  }

  /// A cloud in space, turning.
  ///
  /// - Throws: `ParameterError` for options that no figure has.
  public static func animations(
    _ result: ManifoldPicture, parameters: Parameters, pen: FigurePen
  ) throws -> [NamedAnimation] {
    guard parameters.picture.drawsAnimation else { return [] }
    return try PictureFigures(result, axis: axis, meaning: meaning, presumes: presumption(parameters), pen: pen).turning
  }

  /// Method, size, and how far to trust it.
  public static func headline(_ result: ManifoldPicture, parameters: Parameters) -> String {
    PictureWording.headline(result, method: method, from: parameters.picture.from)
  }

  /// Whether neighbourhoods are kept, and whether the picture is one.
  public static func checks(_ result: ManifoldPicture, parameters: Parameters) -> [QualityCheck] {
    PictureWording.checks(result)
  }
}

extension FittedModel where Method: PictureStage {
  /// What the picture was made of, `[point, component]`; unit vectors with the cosine.
  var points: Matrix<Double> {
    let scores = result.scores.selectingRows(result.rows)
    return parameters.picture.metric == .cosine ? unitRows(scores) : scores
  }

  /// The options of the fit for another recording.
  func options(points: Int) -> PictureOptions {
    var options = parameters.picture
    options.points = points
    return options
  }

  /// The components of the fit.
  var projection: PictureProjection {
    PictureProjection(
      cellIDs: result.cellIDs, mean: result.mean, scale: result.scale, loadings: result.loadings,
      explainedVarianceRatio: result.explainedVarianceRatio, folder: folder)
  }

  /// Refuses a picture that does not come out again: it belongs to another version of the method.
  ///
  /// - Throws: `StageError.damagedResult`
  func requireSame(_ positions: Matrix<Float>) throws {
    let kept = result.embedding.selectingRows(result.rows)
    let width = kept.elements.reduce(Float(0)) { max($0, abs($1)) }
    let isSame =
      kept.rows == positions.rows && kept.columns == positions.columns
      && zip(kept.elements, positions.elements).allSatisfy { abs($0 - $1) <= 1e-3 * width }
    guard isSame else {
      throw StageError.damagedResult(
        file: folder, reason: "the picture that is kept there does not come out of its points and parameters")
    }
  }
}
