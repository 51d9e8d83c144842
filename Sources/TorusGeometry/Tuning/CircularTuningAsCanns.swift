import ArrayNumerics
import Foundation

extension CircularTuning {
  /// The maps of canns 1.5: the mean activity of the rows in each of 50 bins of a circle, not smoothed.
  ///
  /// Of two circles map[i, j] belongs to bin i of the first circle and bin 49 − j of the second, and the centres are read from
  /// that turned map: a cell at (θ₁, θ₂) gets (2π − θ₂, θ₁). O(rows · cells).
  /// - Parameters:
  ///   - activity: `[row, cell]`.
  ///   - angles: `[row, circle]`, rad.
  package init(asCanns activity: Matrix<Float>, angles: Matrix<Double>) throws {
    let bins = 50
    let layout = TuningBins.circles(angles.columns, bins: bins)
    let turned = layout.indices(ofAngles: angles).map { index in
      angles.columns == 1 || index < 0 ? index : index % bins * bins + bins - 1 - index / bins
    }
    var counts = [Double](repeating: 0, count: layout.count)
    var sums = Matrix<Double>(rows: activity.columns, columns: layout.count, repeating: 0)
    for (row, index) in turned.enumerated() where index >= 0 {
      counts[index] += 1
      for cell in 0..<activity.columns { sums[cell, index] += Double(activity[row, cell]) }
    }
    for cell in 0..<activity.columns {
      for index in counts.indices { sums[cell, index] = counts[index] > 0 ? sums[cell, index] / counts[index] : .nan }
    }
    let moments = (0..<activity.columns).map { cell in
      mapMoments(sums.row(cell).map { $0.isFinite ? $0 : 0 }, circles: angles.columns, bins: bins)
    }
    self.bins = layout
    occupancy = counts
    rates = sums
    centers = Matrix(rows: activity.columns, columns: angles.columns, elements: moments.flatMap { $0.map(\.direction) })
    vectorLengths = Matrix(rows: activity.columns, columns: angles.columns, elements: moments.flatMap { $0.map(\.length) })
  }

  /// Bins of each circle.
  package var binsPerCircle: Int {
    switch bins {
    case .ring(let count), .torus(let count): count
    case .arena, .line: 0
    }
  }
}
