import ArrayNumerics
import Schema

/// Bins of an arena: `edges` along each axis, the last one closed.
public struct SpatialGrid: Sendable, Equatable {
  /// Edges along x, m; one more than there are columns.
  public var xEdges: [Double]
  /// Edges along y, m; one more than there are rows.
  public var yEdges: [Double]

  public init(xEdges: [Double], yEdges: [Double]) {
    self.xEdges = xEdges
    self.yEdges = yEdges
  }

  /// Square bins of `size` metres that cover all finite positions.
  ///
  /// `nil` when there are none or they do not spread.
  public init?(covering x: [Double], _ y: [Double], size: Double) {
    guard let xs = finiteRange(x), let ys = finiteRange(y), xs.upperBound > xs.lowerBound,
      ys.upperBound > ys.lowerBound
    else { return nil }
    func edges(_ range: ClosedRange<Double>) -> [Double] {
      let width = range.upperBound - range.lowerBound
      let count = max(1, Int((width / size - 1e-9).rounded(.up)))
      // Spread the rest evenly, so that the arena sits in the middle of its bins.
      let first = range.lowerBound - (Double(count) * size - width) / 2
      return (0...count).map { first + Double($0) * size }
    }
    self.init(xEdges: edges(xs), yEdges: edges(ys))
  }

  /// Extent along each axis, m.
  public var xRange: ClosedRange<Double> { xEdges[0]...xEdges[columns] }
  public var yRange: ClosedRange<Double> { yEdges[0]...yEdges[rows] }

  public var columns: Int { xEdges.count - 1 }
  public var rows: Int { yEdges.count - 1 }

  /// Index `row * columns + column` of each position; -1 outside and for NaN.
  public func indices(_ x: [Double], _ y: [Double]) -> [Int] {
    zip(x, y).map { x, y in
      guard let column = binIndex(of: x, edges: xEdges), let row = binIndex(of: y, edges: yEdges) else {
        return -1
      }
      return row * columns + column
    }
  }
}
