import ArrayNumerics
import Schema

/// What stands beside the numbers of a table: names of columns, and numbers that are names.
public struct PersistenceLabels: Sendable, Equatable {
  /// Of the columns of a table with a header, in the order of the matrix; empty for other files.
  public var columns: [String] = []
  /// Columns that hold text and are not in the matrix.
  public var textColumns: [String] = []
  /// The first row when it counts the columns above rows that are no whole numbers.
  public var numberedHeader: [Double]?

  public init() {}

  /// Names that pandas and R give to an index.
  fileprivate static let indexNames: Set<String> = ["", "unnamed: 0", "index", "row", "rownames", "1"]
}

extension PersistenceNumbers {
  /// The numbers without those that are names: a header that counts the columns, and the index of the rows of a table.
  ///
  /// - Returns: with a sentence for each thing that was left out or is doubtful.
  func withoutLabels(_ labels: PersistenceLabels) -> (numbers: PersistenceNumbers, warnings: [String]) {
    guard case .matrix(var matrix) = self else { return (self, []) }
    var warnings: [String] = []
    if !labels.textColumns.isEmpty {
      warnings.append("\(listed(labels.textColumns, "column")) of text: left out.")
    }
    let isSquare = matrix.rows == matrix.columns
    if let header = labels.numberedHeader, !isSquare {
      matrix = matrix.selectingRows(1..<matrix.rows)
      let names = header.filter { !$0.isNaN }.map { formatted($0) }
      warnings.append(
        "The first row, \(firstNames(names)), was taken for a header that counts the columns; "
          + "with --format point-cloud it is a point.")
    }
    let columns = matrix.columns
    let isNamed = labels.columns.first.map { PersistenceLabels.indexNames.contains($0.lowercased()) } ?? false
    guard columns > 1, matrix.rows > 2, matrix.countsRows(inColumn: 0) else { return (.matrix(matrix), warnings) }
    let isBelowEmptyCell = labels.numberedHeader?.first?.isNaN ?? false
    if isNamed || isBelowEmptyCell {
      matrix = matrix.selectingColumns(Array(1..<columns))
      warnings.append(
        "The first column counts the rows and was taken for their index, not for a coordinate; "
          + "with --format point-cloud it is one.")
    } else if matrix.rows >= 10 {
      warnings.append(
        "The first column counts the rows and was taken for a coordinate. If it is an index, leave it out of the file.")
    }
    return (.matrix(matrix), warnings)
  }
}

extension Matrix<Double> {
  /// Whether a column is 0, 1, 2, … or 1, 2, 3, …
  fileprivate func countsRows(inColumn column: Int) -> Bool {
    let first = self[0, column]
    return (first == 0 || first == 1) && (0..<rows).allSatisfy { self[$0, column] == first + Double($0) }
  }
}
