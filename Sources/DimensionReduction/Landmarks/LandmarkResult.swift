import ArrayNumerics

/// A recording reduced to landmarks and the distances between them.
public struct LandmarkResult: Sendable, Equatable {
  /// The time bins that were used, as rows of the input, ascending: `[point]`.
  public var rows: [Int]
  /// The landmarks as indices into `rows`, in the order in which they were chosen: `[landmark]`.
  public var landmarks: [Int]
  /// `−ln W` among the landmarks, `[landmark, landmark]`: symmetric, 0 on the diagonal, `+∞` without an edge.
  public var distances: Matrix<Float>
  /// The principal components of the rows.
  public var components: PrincipalComponents
  /// The rows along the components, `[point, component]`.
  public var scores: Matrix<Double>
  /// The scale σ of the neighbourhood of each row, `[point]`.
  public var scales: [Double]
  /// Time bins that were left out because their projection is zero, which has no direction (cosine only).
  public var droppedZeroRows: Int

  /// The share of variance along each component.
  public var explainedVarianceRatio: [Double] { components.explainedVarianceRatio }
  /// Cells that do not vary over the rows; they carry nothing.
  public var constantCells: [Int] { components.constantCells }
}
