/// How a recording is reduced to a cloud of landmarks. The defaults are those of the published analysis of grid-cell
/// populations (Gardner et al. 2022, doi:10.1038/s41586-021-04268-7).
public struct LandmarkParameters: Sendable, Codable, Equatable {
  /// The number of principal components kept, at least 1.
  public var components: Int
  /// Every how many time bins one is looked at, at least 1.
  public var stride: Int
  /// How many of those are kept. More than there are means all.
  public var active: Int
  /// Which of them are kept.
  public var selection: RowSelection
  /// The number of nearest neighbours that make up a point's neighbourhood, the point itself counted, at least 2.
  public var neighbours: Int
  /// The number of landmarks, at least 2.
  public var landmarks: Int
  /// As `neighbours`, for the graph among the landmarks.
  public var landmarkNeighbours: Int
  /// How far apart two population vectors are after the projection.
  public var metric: NeighbourMetric
  /// Whether each cell is divided by its standard deviation before the projection; otherwise it is only centred.
  public var standardize: Bool
  /// How much a chosen landmark takes from the score of its neighbours, 0 or more.
  public var omega: Double
  /// Standardise in single precision as the reference program gets it, so that its numbers are reproduced.
  public var compat: Bool

  public init(
    components: Int = 6, stride: Int = 5, active: Int = 15_000,
    selection: RowSelection = .mostActive, neighbours: Int = 1_000, landmarks: Int = 1_200, landmarkNeighbours: Int = 800,
    metric: NeighbourMetric = .cosine,
    standardize: Bool = true, omega: Double = 1, compat: Bool = false
  ) {
    self.components = components
    self.stride = stride
    self.active = active
    self.selection = selection
    self.neighbours = neighbours
    self.landmarks = landmarks
    self.landmarkNeighbours = landmarkNeighbours
    self.metric = metric
    self.standardize = standardize
    self.omega = omega
    self.compat = compat
  }

  /// Checks the values against each other and, where given, against the recording.
  ///
  /// - Parameters:
  ///   - bins: the number of time bins.
  ///   - cells: the number of cells.
  /// - Throws: `DimensionReductionError` for the first thing that cannot work.
  public func validate(bins: Int? = nil, cells: Int? = nil) throws(DimensionReductionError) {
    let smallest: [(String, Double, Double)] = [
      ("components", Double(components), 1), ("stride", Double(stride), 1), ("active", Double(active), 2),
      ("neighbours", Double(neighbours), 2), ("landmarks", Double(landmarks), 2),
      ("landmarkNeighbours", Double(landmarkNeighbours), 2), ("omega", omega, 0),
    ]
    for (name, value, least) in smallest where !(value >= least && value < .infinity) {
      throw .parameterTooSmall(name: name, value: value, smallest: least)
    }
    if landmarkNeighbours > landmarks {
      throw .tooManyLandmarkNeighbours(requested: landmarkNeighbours, landmarks: landmarks)
    }
    guard let bins, let cells else { return }
    let points = min(active, (bins + stride - 1) / stride)
    if points < 2 {
      throw .tooFewPoints(found: points, because: "\(bins) bins, every \(stride) of them looked at")
    }
    try validate(points: points, cells: cells)
  }

  /// The checks that depend on how many time bins are left.
  func validate(points: Int, cells: Int) throws(DimensionReductionError) {
    if components > min(points, cells) {
      throw .tooManyComponents(requested: components, points: points, cells: cells)
    }
    if landmarks > points { throw .tooManyLandmarks(requested: landmarks, points: points) }
    if neighbours > points { throw .tooManyNeighbours(requested: neighbours, points: points) }
  }
}
