import ArrayNumerics

/// Bins of an arena: `edges` along each axis, the last one closed.
public struct SpatialGrid: Sendable, Equatable {
  /// Edges along x, m; one more than there are columns.
  public var xEdges: [Double]
  /// Edges along y, m; one more than there are rows.
  public var yEdges: [Double]

  /// - Parameters:
  ///   - xEdges: ascending, m; at least two.
  ///   - yEdges: ascending, m; at least two.
  public init(xEdges: [Double], yEdges: [Double]) {
    self.xEdges = xEdges
    self.yEdges = yEdges
  }

  /// Extent along x, m.
  public var xRange: ClosedRange<Double> { xEdges[0]...xEdges[columns] }
  /// Extent along y, m.
  public var yRange: ClosedRange<Double> { yEdges[0]...yEdges[rows] }

  /// Bins along x.
  public var columns: Int { xEdges.count - 1 }
  /// Bins along y.
  public var rows: Int { yEdges.count - 1 }

  /// Index `row * columns + column` of each position (m); -1 outside and for NaN.
  package func indices(_ x: [Double], _ y: [Double]) -> [Int] {
    zip(x, y).map { x, y in
      guard let column = binIndex(of: x, edges: xEdges), let row = binIndex(of: y, edges: yEdges) else {
        return -1
      }
      return row * columns + column
    }
  }
}

extension SpatialGrid {
  /// Maps `[y, x]` of the values of several, one after another.
  ///
  /// - Precondition: whole maps.
  package func maps(_ values: [Double]) -> [Matrix<Double>] {
    let size = rows * columns
    return (0..<(size > 0 ? values.count / size : 0)).map { map in
      Matrix(rows: rows, columns: columns, elements: Array(values[map * size..<(map + 1) * size]))
    }
  }
}
