import ArrayNumerics
import DimensionReduction
import Schema
import Stages

/// A picture of the states of the population: a place for every bin, and how far to trust it.
public struct ManifoldPicture: StageResult {
  /// `[T, d]`: every row of embed; NaN for a bin without a direction under the cosine.
  public var embedding: Matrix<Float>
  /// `[T, c]`: the principal components that the picture is made of.
  public var scores: Matrix<Double>
  /// Unit vectors `[N, c]`.
  public var loadings: Matrix<Double>
  /// `[c]`, share of the variance of all components.
  public var explainedVarianceRatio: [Double]
  /// `[N]`, mean rate that was subtracted, Hz.
  public var mean: [Double]
  /// `[N]`, what the rate was divided by, Hz; 1 for a cell that does not vary.
  public var scale: [Double]
  /// Rows of embed that the method worked on, ascending, `[point]`.
  public var rows: [Int]
  /// What these are coloured by.
  public var colors: PictureColors
  /// Names of the cells, `[N]`.
  public var cellIDs: [String]
  /// Measured on these.
  public var trust: PictureTrust
  /// Long bars of picture and data; `nil` of too few bins.
  public var topology: PictureTopology?
  /// Mean likeness of the picture to those from other seeds, 1 for the same; `nil` where there are none.
  public var stability: Double?
  /// Points of each connected part of the neighbour graph, largest first; `nil` for a method without such a graph.
  public var parts: [Int]?
  /// Eigenvalues of the axes; `nil` for a method without.
  public var eigenvalues: [Double]?
  /// The share of the nearest bins that the search found; `nil` where it looked for all of them.
  public var searchRecall: Double?
  /// The graph that was laid out, where it was asked for.
  public var graph: PictureGraph?
  public var notes: StageNotes

  public static let fields = Field<ManifoldPicture>.table {
    Field.array("embedding", \.embedding, axes: ["time", "axis"], "place of each bin in the picture")
    Field.array(
      "components", \.scores, axes: ["time", "component"], "scores of z-scored rates unless --no-standardize")
    Field.array("loadings", \.loadings, axes: ["cell", "component"], "unit vectors")
    Field.array("explained_variance_ratio", \.explainedVarianceRatio, axes: ["component"], "share of the total variance")
    Field.array("mean", \.mean, unit: "Hz", axes: ["cell"], "mean rate of each cell")
    Field.array("scale", \.scale, unit: "Hz", axes: ["cell"], "what the rate of each cell was divided by")
    Field.array("cell_ids", \.cellIDs, axes: ["cell"], "identifier of each cell")
    Field.array("rows", \.rows, axes: ["point"], "rows of embed that the picture was made of; the others were placed in it")
    Field.part(\.colors)
    Field.array("trustworthiness", \.trust.trustworthiness, axes: [], "1: what is near in the picture is near in the data")
    Field.array("continuity", \.trust.continuity, axes: [], "1: what is near in the data is near in the picture")
    Field.array(
      "neighbor_recall", \.trust.neighbourRecall, axes: [], "share of the nearest in the data that are so in the picture")
    Field.array(
      "shepard_correlation", \.trust.shepardCorrelation, axes: [], "rank correlation of the distances in data and picture")
    Field.part(\.topology)
    Field.array("stability", \.stability, axes: [], "likeness to the pictures from other seeds, 1 for the same")
    Field.array("parts", \.parts, axes: ["part"], "points of each connected part of the neighbour graph, largest first")
    Field.array(
      "search_recall", \.searchRecall, axes: [],
      "share of the nearest that the search for neighbours found, where it was not exact")
    Field.array("eigenvalues", \.eigenvalues, axes: ["axis"], "eigenvalue of each axis")
    Field.part(\.graph)
    Field.number("explained_variance_ratio", \.explainedVarianceRatio, "share of the total variance in each component")
    Field.number("points", \.rows.count, "bins that the picture was made of")
    Field.number("placed", \.placed, "bins that were placed in it afterwards")
    Field.number("trust_neighbors", \.trust.neighbours, "nearest bins that were looked at for the following")
    Field.number("trustworthiness", \.trust.trustworthiness, "1: what is near in the picture is near in the data")
    Field.number("continuity", \.trust.continuity, "1: what is near in the data is near in the picture")
    Field.number("neighbor_recall", \.trust.neighbourRecall, "share of the nearest in the data that are so in the picture")
    Field.number(
      "shepard_correlation", \.trust.shepardCorrelation, "rank correlation of the distances in data and picture")
    Field.number("stability", \.stability, "likeness to the pictures from other seeds, 1 for the same")
    Field.number(
      "search_recall", \.searchRecall, "share of the nearest that the search for neighbours found, where it was not exact")
    Field.number("connected_parts", \.partCount, "connected parts of the neighbour graph")
  }

  /// The picture in which the fitted bins of a space stand at `positions` and the other bins at `others`; measures how far to
  /// trust it.
  init(
    _ space: PictureSpace, positions: Matrix<Float>, others: Matrix<Float>, stability: Double? = nil, parts: [Int]? = nil,
    eigenvalues: [Double]? = nil, searchRecall: Double? = nil, warnings: [String] = [], work: Work
  ) throws {
    embedding = space.embedding(fitted: positions, others: others)
    scores = space.scores
    loadings = space.analysis.loadings
    explainedVarianceRatio = space.analysis.explainedVarianceRatio
    mean = space.analysis.mean
    scale = space.analysis.scale
    rows = space.fittedRows
    colors = space.colors
    cellIDs = space.cellIDs
    topology = try PictureTopology(data: space.points, picture: positions.map(Double.init), work: work)
    trust = try PictureTrust(data: space.points, picture: positions.map(Double.init), work: work)
    self.stability = stability
    self.parts = parts
    self.eigenvalues = eigenvalues
    self.searchRecall = searchRecall
    notes = StageNotes(
      dropped: [DroppedItems("bins", count: space.scores.rows - space.rows.count, reason: "without a direction")],
      warnings: space.warnings + PictureWording.searchWarnings(searchRecall) + warnings)
  }

  public init(from stored: StoredResult<ManifoldPicture>) throws {
    let embedding = try stored[\.embedding]
    let rows = try stored[\.rows]
    guard rows.allSatisfy({ (0..<embedding.rows).contains($0) }) else {
      throw FieldError.unfit("'rows' leaves the \(embedding.rows) rows of 'embedding'")
    }
    (self.embedding, self.rows) = (embedding, rows)
    scores = try stored[\.scores]
    loadings = try stored[\.loadings]
    explainedVarianceRatio = try stored[\.explainedVarianceRatio]
    mean = try stored[\.mean]
    scale = try stored[\.scale]
    colors = try PictureColors(from: stored.fields.part(PictureColors.self))
    cellIDs = try stored[\.cellIDs]
    let topology = stored.fields.part(PictureTopology.self)
    self.topology = topology.holds(\.dataLoops) ? try PictureTopology(from: topology) : nil
    trust = PictureTrust(
      neighbours: try stored.number(\.trust.neighbours), trustworthiness: try stored[\.trust.trustworthiness],
      continuity: try stored[\.trust.continuity], neighbourRecall: try stored[\.trust.neighbourRecall],
      shepardCorrelation: try stored[\.trust.shepardCorrelation])
    stability = try stored[\.stability]
    parts = try stored[\.parts]
    eigenvalues = try stored[\.eigenvalues]
    searchRecall = try stored[\.searchRecall]
    let graph = stored.fields.part(PictureGraph.self)
    self.graph = graph.holds(\.offsets) ? try PictureGraph(from: graph) : nil
    notes = stored.notes
  }
}

extension ManifoldPicture {
  /// Where the points are that the method worked on, `[point, axis]`.
  var positions: Matrix<Double> { embedding.selectingRows(rows).map(Double.init) }
  /// Bins with a place that the method did not work on.
  package var placed: Int { (0..<embedding.rows).count { !embedding[$0, 0].isNaN } - rows.count }
  var partCount: Int? { parts?.count }
}
