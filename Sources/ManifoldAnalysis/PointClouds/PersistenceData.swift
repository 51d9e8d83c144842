import ArrayNumerics
import Schema
import Stages
import Topology

/// How the numbers of a file are meant.
public enum PersistenceFormat: String, Sendable, CaseIterable, Choice {
  case auto
  /// One point in a row.
  case pointCloud = "point-cloud"
  /// The full matrix of distances.
  case distance
  /// The entries below the diagonal, row after row: d10, d20, d21, d30, … (Ripser's default).
  case lowerDistance = "lower-distance"
  /// The entries above the diagonal, row after row (`scipy.spatial.distance.pdist` has the same order).
  case upperDistance = "upper-distance"
  /// One edge in a row: i j d, points numbered from 0.
  case sparse
}

/// What persistence is computed from.
enum PersistenceSource {
  case cloud(Matrix<Double>)
  case distances(Matrix<Float>)
  case graph(SparseGraph)

  var points: Int {
    switch self {
    case .cloud(let points): points.rows
    case .distances(let matrix): matrix.rows
    case .graph(let graph): graph.points
    }
  }
}

/// The numbers of a file before it is said what they mean.
public enum PersistenceNumbers: Sendable, Equatable {
  case matrix(Matrix<Double>)
  /// Rows of different lengths.
  case ragged([[Double]])
  /// The parts of a sparse matrix of scipy: points, row and column of each entry, entries.
  case entries(points: Int, rows: [Int], columns: [Int], values: [Double])

  /// Rows of a text, as a matrix where their lengths agree.
  init(rows: [[Double]]) {
    let width = rows.first?.count ?? 0
    self =
      rows.allSatisfy({ $0.count == width })
      ? .matrix(Matrix(rows: rows.count, columns: width, elements: rows.flatMap { $0 })) : .ragged(rows)
  }
}

extension PersistenceNumbers {
  /// The numbers in the sense of a format.
  ///
  /// - Parameter isDistance: for `.auto`, that a matrix holds distances.
  /// - Throws: `StageError.unusableData` when they do not fit it; `TopologyError` for edges that make no sense.
  func source(_ format: PersistenceFormat, isDistance: Bool) throws -> PersistenceSource {
    switch (format, self) {
    case (.auto, .entries(let points, let rows, let columns, let values)),
      (.sparse, .entries(let points, let rows, let columns, let values)):
      return .graph(try connected(SparseGraph(points: points, firsts: rows, seconds: columns, lengths: values)))
    case (.auto, .ragged(let rows)): return try triangle(ofRagged: rows)
    case (.auto, .matrix(let matrix)): return isDistance ? .distances(try rounded(matrix)) : .cloud(matrix)
    case (.pointCloud, .matrix(let matrix)): return .cloud(matrix)
    case (.distance, .matrix(let matrix)): return .distances(try rounded(matrix))
    case (.lowerDistance, .matrix(let matrix)): return .distances(try triangle(of: [matrix.elements], isLower: true))
    case (.upperDistance, .matrix(let matrix)): return .distances(try triangle(of: [matrix.elements], isLower: false))
    case (.lowerDistance, .ragged(let rows)): return .distances(try triangle(of: rows, isLower: true))
    case (.upperDistance, .ragged(let rows)): return .distances(try triangle(of: rows, isLower: false))
    case (.sparse, .matrix(let matrix)): return .graph(try graph(of: matrix))
    case (.pointCloud, .ragged(let rows)), (.distance, .ragged(let rows)), (.sparse, .ragged(let rows)):
      let other = rows.first { $0.count != rows[0].count }?.count ?? 0
      throw unusable(
        "its rows have different lengths (\(rows[0].count) and \(other) numbers), so it is not a \(format.rawValue) file.",
        "For the triangle of a distance matrix give --format lower-distance or upper-distance.")
    case (_, .entries):
      throw unusable(
        "it holds a sparse matrix, not a \(format.rawValue) file.", "Leave --format out, or give --format sparse.")
    }
  }

  /// What else a matrix that is read as points could be, as sentences.
  var doubtsAboutPoints: [String] {
    guard case .matrix(let matrix) = self else { return [] }
    if matrix.columns > matrix.rows {
      return [
        "There are more coordinates than points: \(counted(matrix.rows, "point")) of \(matrix.columns) coordinates. "
          + "A point is a row; are rows and columns exchanged?"
      ]
    }
    guard matrix.rows == matrix.columns, matrix.rows > 2, matrix.isSymmetric else { return [] }
    let diagonal = (0..<matrix.rows).map { matrix[$0, $0] }
    let largest = matrix.elements.reduce(0) { max($0, abs($1)) }
    if diagonal.allSatisfy({ abs($0) <= 1e-5 * largest }), !matrix.elements.contains(where: { $0 < 0 }) {
      return [
        "The matrix is square, symmetric and zero on the diagonal, as distances are, and was read as points; "
          + "--distance-matrix takes it as distances."
      ]
    }
    if diagonal.allSatisfy({ abs($0 - 1) <= 1e-5 }), largest <= 1 + 1e-5 {
      return [
        "The matrix is square, symmetric and one on the diagonal, as correlations r are, and was read as points. "
          + "For the topology of what was correlated give distances, as sqrt(2 (1 - r)), with --distance-matrix."
      ]
    }
    return []
  }

  /// Rows that grow or shrink by one: a triangle with or without its diagonal of zeros.
  private func triangle(ofRagged rows: [[Double]]) throws -> PersistenceSource {
    let lengths = rows.map(\.count)
    if lengths == Array(1...lengths.count) { return .distances(try triangle(of: rows, isLower: true)) }
    if lengths == Array(1...lengths.count).reversed() { return .distances(try triangle(of: rows, isLower: false)) }
    throw unusable(
      "its rows have different lengths, which are not those of a triangle of distances (1, 2, 3, … or the reverse).",
      "Check the rows; or say what it is with --format.")
  }

  /// The full matrix of a triangle. Only the sequence of numbers counts, as in Ripser; but rows that end (or, above the
  /// diagonal, begin) with 0 and are as long as a triangle with its diagonal have one.
  private func triangle(of rows: [[Double]], isLower: Bool) throws -> Matrix<Float> {
    var values = rows.flatMap { $0 }
    let lengths = rows.map(\.count)
    let shape = isLower ? Array(1...max(1, rows.count)) : Array((1...max(1, rows.count)).reversed())
    if rows.count > 1, lengths == shape, values.contains(where: { $0 != 0 }),
      rows.allSatisfy({ (isLower ? $0.last : $0.first) == 0 })
    {
      values = rows.flatMap { isLower ? $0.dropLast() : $0.dropFirst() }
    }
    let root: Double = (1 + 8 * Double(values.count)).squareRoot()
    let n = Int((1 + root) / 2)
    let fewer = n * (n - 1) / 2
    guard fewer == values.count else {
      throw unusable(
        sentence {
          "\(values.count) numbers are not the triangle of a distance matrix; "
          "\(n) points have \(fewer) distances and \(n + 1) have \(fewer + n)."
        },
        "Check that the file is whole.")
    }
    try checkRange(values)
    var matrix = Matrix<Float>(rows: n, columns: n, repeating: 0)
    var next = 0
    for i in 0..<n {
      for j in isLower ? 0..<i : i + 1..<max(n, i + 1) {
        matrix[i, j] = Float(values[next])
        matrix[j, i] = Float(values[next])
        next += 1
      }
    }
    return matrix
  }

  private func graph(of matrix: Matrix<Double>) throws -> SparseGraph {
    guard matrix.columns == 3 else {
      throw unusable(
        "an edge is three numbers, i j d, but there are \(matrix.columns) in a row.", "Check separators and columns.")
    }
    func indices(_ column: Int) throws -> [Int] {
      try (0..<matrix.rows).map { row in
        guard let index = Int(exactly: matrix[row, column]), index >= 0 else {
          throw unusable(
            "'\(matrix[row, column])' in row \(row + 1) is not the number of a point.",
            "Points are numbered from 0; write i j d in each row.")
        }
        return index
      }
    }
    return try connected(SparseGraph(firsts: try indices(0), seconds: try indices(1), lengths: matrix.column(2)))
  }

  /// A damaged number of a point is not to ask for the memory of all points before it.
  private func connected(_ graph: SparseGraph) throws -> SparseGraph {
    let most = 1_000_000 + 1000 * graph.edges.count
    guard graph.points <= most else {
      throw unusable(
        "it names point \(graph.points - 1), but has only \(graph.edges.count) edges.",
        "Points are numbered from 0 without gaps; number them anew.")
    }
    return graph
  }

  /// Distances in single precision.
  private func rounded(_ matrix: Matrix<Double>) throws -> Matrix<Float> {
    try checkRange(matrix.elements)
    return matrix.map(Float.init)
  }

  /// A large distance would be rounded to infinity, which marks a missing edge; and distances that are all tiny to 0.
  private func checkRange(_ distances: [Double]) throws {
    var largest = 0.0
    for distance in distances where distance.isFinite { largest = max(largest, distance) }
    guard largest == 0 || Float(largest).isNormal else { throw TopologyError.distanceOutOfRange(largest) }
  }

  private func unusable(_ reason: String, _ remedy: String) -> StageError {
    .unusableData(stage: "persistence", reason: reason, remedy: remedy)
  }
}

extension Matrix<Double> {
  /// Symmetric up to rounding of single precision.
  fileprivate var isSymmetric: Bool {
    let tolerance = 1e-5 * elements.reduce(0) { Swift.max($0, abs($1)) }
    return (0..<rows).allSatisfy { i in (0..<i).allSatisfy { abs(self[i, $0] - self[$0, i]) <= tolerance } }
  }
}
