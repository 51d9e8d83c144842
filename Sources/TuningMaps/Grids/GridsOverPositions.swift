import ArrayNumerics

extension SpatialGrid {
  /// Square bins of `size` metres that cover all finite positions.
  ///
  /// `nil` when there are none or they do not spread.
  package init?(covering x: [Double], _ y: [Double], size: Double) {
    guard let extent = Extent(x, y) else { return nil }
    func edges(_ range: ClosedRange<Double>) -> [Double] {
      let width = range.upperBound - range.lowerBound
      // More than anybody means, and few enough to be counted and refused.
      let count = max(1, Int(min(width / size - 1e-9, 100_000).rounded(.up)))
      // Spread the rest evenly, so that the arena sits in the middle of its bins.
      let first = range.lowerBound - (Double(count) * size - width) / 2
      return (0...count).map { first + Double($0) * size }
    }
    self.init(xEdges: edges(extent.x), yEdges: edges(extent.y))
  }

  /// Square bins, so many along the longer side of the arena, that cover all finite positions.
  ///
  /// `nil` when there are none or they do not spread.
  package init?(covering x: [Double], _ y: [Double], binsAlongLongerSide bins: Int) {
    guard let extent = Extent(x, y) else { return nil }
    self.init(covering: x, y, size: max(extent.width, extent.height) / Double(bins))
  }

  /// So many bins along either side of the arena, whatever its shape, within a margin that is a part of each side.
  ///
  /// `nil` when there are no finite positions or they do not spread.
  package init?(within x: [Double], _ y: [Double], bins: Int, margin part: Double) {
    guard let extent = Extent(x, y) else { return nil }
    func edges(_ range: ClosedRange<Double>, _ length: Double) -> [Double] {
      let margin = part * length
      let (first, last) = (range.lowerBound + margin, range.upperBound - margin)
      return (0...bins).map { first + Double($0) / Double(bins) * (last - first) }
    }
    self.init(xEdges: edges(extent.x, extent.width), yEdges: edges(extent.y, extent.height))
  }
}

/// How far finite positions reach along both axes.
private struct Extent {
  var x: ClosedRange<Double>
  var y: ClosedRange<Double>

  init?(_ x: [Double], _ y: [Double]) {
    guard let xs = finiteRange(x), let ys = finiteRange(y), xs.upperBound > xs.lowerBound, ys.upperBound > ys.lowerBound
    else { return nil }
    (self.x, self.y) = (xs, ys)
  }

  var width: Double { x.upperBound - x.lowerBound }
  var height: Double { y.upperBound - y.lowerBound }
}
