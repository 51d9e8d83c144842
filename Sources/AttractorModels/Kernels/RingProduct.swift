import ArrayNumerics

/// W r on a ring, where W depends on the distance alone: exact by Fourier transform, O(n log n). One for each thread.
///
/// With doubled ends the rates of the two neurons of one place are added and the answer is copied; the n − 1 places then go
/// through a transform of a power of two, where 511 = 7 · 73 would be slow.
package final class RingProduct {
  private let grid: RingGrid
  private let filter: PeriodicFilter
  /// Places with zeros behind; empty where the filter is as long as the ring.
  private let padded: WorkVector
  private let answer: WorkVector

  /// - Parameter kernel: the weight at a distance in (−half, half].
  package init(_ grid: RingGrid, kernel: (Double) -> Double) throws(NumericsError) {
    self.grid = grid
    let places = grid.places
    if grid.ends == .joined {
      let values = (0..<places).map { kernel(Double(min($0, places - $0)) * grid.spacing) }
      filter = try PeriodicFilter(shape: [places], kernel: values, isEven: true)
      padded = WorkVector(0)
      answer = WorkVector(0)
      return
    }
    var size = 1
    while size < 2 * places - 1 { size *= 2 }
    let values = (0..<size).map { index -> Double in
      let offset = min(index, size - index)
      return offset < places ? kernel(grid.distance(Double(offset) * grid.spacing, 0)) : 0
    }
    filter = try PeriodicFilter(shape: [size], kernel: values, isEven: true)
    padded = WorkVector(size)
    answer = WorkVector(size)
  }

  /// Writes `scale` · W r.
  ///
  /// - Precondition: `grid.count` numbers at both.
  package func apply(to rates: UnsafePointer<Double>, into result: UnsafeMutablePointer<Double>, scale: Double) {
    if grid.ends == .joined { return filter.apply(to: rates, into: result, scale: scale) }
    let places = grid.places
    padded.pointer.update(from: rates, count: places)
    padded.pointer[0] += rates[places]
    filter.apply(to: padded.pointer, into: answer.pointer, scale: scale)
    result.update(from: answer.pointer, count: places)
    result[places] = answer.pointer[0]
  }
}
