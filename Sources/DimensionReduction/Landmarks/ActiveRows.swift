import ArrayNumerics

/// Which of the time bins that are looked at go on.
public enum RowSelection: Sendable, Codable, Equatable {
  /// The bins with the largest summed activity, as published. They favour states in which many or fast cells fire.
  case mostActive
  /// Bins drawn uniformly over time, after the 5 % with the least activity: every state as often as it was visited.
  /// `draw` numbers the independent draws of one seed.
  case uniform(seed: UInt64, draw: Int)
}

/// Rows drawn uniformly without replacement among those whose sum is above the 5 % quantile, ascending; all of those if there
/// are no more than `count`.
///
/// - Parameter sums: of each row.
package func uniformRows(sums: [Double], count: Int, seed: UInt64, draw: Int) -> [Int] {
  // The least active are those that the choice of the most active leaves out.
  let candidates = activeRows(sums: sums, count: sums.count - sums.count / 20)
  if count >= candidates.count { return candidates }
  var stream = RandomStream(seed: seed, name: "landmarks.rows", index: UInt64(draw))
  return stream.choose(count, of: candidates.count).map { candidates[$0] }
}

/// The rows with the largest sums, ascending; the lower index wins a tie. Sums are made in double precision.
///
/// - Parameters:
///   - rates: `[time, cell]`.
///   - count: how many; all rows if there are fewer.
package func activeRows(_ rates: Matrix<Float>, count: Int) -> [Int] { activeRows(sums: rowSums(rates), count: count) }

/// The sum of each row, added from the first column on in double precision.
package func rowSums(_ rates: Matrix<Float>) -> [Double] {
  let columns = rates.columns
  return rates.withUnsafeBufferPointer { values in
    (0..<rates.rows).map { row in
      var sum = 0.0
      for index in row * columns..<(row + 1) * columns { sum += Double(values[index]) }
      return sum
    }
  }
}

/// The same of sums that are known.
package func activeRows(sums: [Double], count: Int) -> [Int] {
  if count >= sums.count { return Array(sums.indices) }
  let rows = sums.indices.map { ActiveRow(sum: sums[$0], index: $0) }
  var ranked = rows
  let firstLeftOut = ranked.withUnsafeMutableBufferPointer { ranked in
    selectRank(count, of: ranked, in: ranked.indices)
    return ranked[count]
  }
  return rows.filter { $0 < firstLeftOut }.map(\.index)
}

private struct ActiveRow: Comparable {
  var sum: Double
  var index: Int

  static func < (a: ActiveRow, b: ActiveRow) -> Bool {
    a.sum != b.sum ? a.sum > b.sum : a.index < b.index
  }
}
