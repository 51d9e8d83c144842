import ArrayNumerics

/// Connected bins of a rate map above a threshold, joined along sides.
package struct FiringFields: Sendable, Equatable {
  /// Field of each bin, -1 for none, row after row; fields by falling peak.
  package let labels: [Int]
  /// How many.
  package let count: Int
  /// Bins of each.
  package let sizes: [Int]
  /// Largest rate of each.
  package let peaks: [Double]
  /// Middle of each, weighted by the rate: row and column, counted from the middle of the first bin.
  package let centres: [(row: Double, column: Double)]

  /// - Parameters:
  ///   - map: `[y, x]`; NaN belongs to no field.
  ///   - threshold: that a bin of a field reaches.
  ///   - minimumBins: smaller ones are none.
  package init(_ map: Matrix<Double>, threshold: Double, minimumBins: Int) {
    var label = [Int](repeating: -1, count: map.count)
    var found: [[Int]] = []
    for start in label.indices where label[start] < 0 && map.elements[start] >= threshold {
      var (bins, next) = ([start], 0)
      label[start] = found.count
      while next < bins.count {
        let (row, column) = (bins[next] / map.columns, bins[next] % map.columns)
        next += 1
        for (y, x) in [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]
        where y >= 0 && y < map.rows && x >= 0 && x < map.columns {
          let place = y * map.columns + x
          if label[place] < 0, map.elements[place] >= threshold {
            label[place] = found.count
            bins.append(place)
          }
        }
      }
      found.append(bins)
    }
    func peak(_ bins: [Int]) -> Double { bins.map { map.elements[$0] }.max() ?? 0 }
    let kept = found.indices.filter { found[$0].count >= minimumBins }.sorted {
      (peak(found[$0]), -$0) > (peak(found[$1]), -$1)
    }
    var ordered = [Int](repeating: -1, count: map.count)
    for (number, field) in kept.enumerated() { for place in found[field] { ordered[place] = number } }
    labels = ordered
    count = kept.count
    sizes = kept.map { found[$0].count }
    peaks = kept.map { peak(found[$0]) }
    centres = kept.map { field in
      let total = found[field].reduce(0) { $0 + map.elements[$1] }
      let row = found[field].reduce(0) { $0 + map.elements[$1] * Double($1 / map.columns) }
      let column = found[field].reduce(0) { $0 + map.elements[$1] * Double($1 % map.columns) }
      return (row / total, column / total)
    }
  }

  package static func == (a: FiringFields, b: FiringFields) -> Bool { a.labels == b.labels && a.peaks == b.peaks }
}
