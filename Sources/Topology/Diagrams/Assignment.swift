import ArrayNumerics

/// The assignment of every row to a column of its own with the smallest total cost: shortest augmenting paths with dual
/// prices (Jonker and Volgenant 1987, doi:10.1007/BF02278710, without their initialisation; after Crouse 2016,
/// doi:10.1109/TAES.2016.140952). Of equal choices the column with the lowest index is taken.
///
/// - Parameter costs: `[row, column]`, finite, with no more rows than columns.
/// - Returns: the column of each row.
/// - Throws: `CancellationError`.
/// - Complexity: O(rows² columns) at worst.
func minimumCostAssignment(_ costs: Matrix<Double>, work: Work) throws -> [Int] {
  let (rows, columns) = (costs.rows, costs.columns)
  var rowPrices = [Double](repeating: 0, count: rows)
  var columnPrices = [Double](repeating: 0, count: columns)
  var rowOfColumn = [Int](repeating: -1, count: columns)
  var columnOfRow = [Int](repeating: -1, count: rows)
  var search = PathSearch(columns: columns)
  for row in 0..<rows {
    try work.checkCancellation()
    let end = costs.withUnsafeBufferPointer { costs in
      search.shortestPath(from: row, costs, rowPrices, columnPrices, rowOfColumn)
    }
    // Prices move so that reduced costs stay non-negative and vanish along the path.
    rowPrices[row] += search.length
    for column in search.settled {
      if rowOfColumn[column] >= 0 { rowPrices[rowOfColumn[column]] += search.length - search.distances[column] }
      columnPrices[column] -= search.length - search.distances[column]
    }
    var column = end
    while true {
      let previous = search.previousRows[column]
      rowOfColumn[column] = previous
      swap(&columnOfRow[previous], &column)
      if previous == row { break }
    }
  }
  return columnOfRow
}

/// Dijkstra's search over columns for the cheapest alternating path to one without a row.
private struct PathSearch {
  var distances: [Double]
  var previousRows: [Int]
  /// Columns that are not settled yet, in no order.
  private var open: [Int]
  private(set) var settled: [Int] = []
  private(set) var length = 0.0

  init(columns: Int) {
    distances = [Double](repeating: 0, count: columns)
    previousRows = [Int](repeating: -1, count: columns)
    open = Array(0..<columns)
  }

  /// - Returns: the column at the end of the path.
  mutating func shortestPath(
    from start: Int, _ costs: UnsafeBufferPointer<Double>, _ rowPrices: [Double], _ columnPrices: [Double],
    _ rowOfColumn: [Int]
  ) -> Int {
    let columns = distances.count
    settled.removeAll(keepingCapacity: true)
    for column in 0..<columns {
      distances[column] = .infinity
      open[column] = column
    }
    var openCount = columns
    var row = start
    length = 0
    return open.withUnsafeMutableBufferPointer { open in
      distances.withUnsafeMutableBufferPointer { distances in
        previousRows.withUnsafeMutableBufferPointer { previousRows in
          columnPrices.withUnsafeBufferPointer { columnPrices in
            while true {
              var nearest = (distance: Double.infinity, column: Int.max, place: -1)
              let base = length - rowPrices[row]
              for place in 0..<openCount {
                let column = open[place]
                let through = base + costs[row &* columns &+ column] - columnPrices[column]
                if through < distances[column] {
                  distances[column] = through
                  previousRows[column] = row
                }
                let distance = distances[column]
                if distance < nearest.distance || (distance == nearest.distance && column < nearest.column) {
                  nearest = (distance, column, place)
                }
              }
              length = nearest.distance
              openCount -= 1
              open.swapAt(nearest.place, openCount)
              settled.append(nearest.column)
              if rowOfColumn[nearest.column] < 0 { return nearest.column }
              row = rowOfColumn[nearest.column]
            }
          }
        }
      }
    }
  }
}
