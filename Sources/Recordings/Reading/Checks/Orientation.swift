import ArrayFiles
import ArrayNumerics
import Schema

/// Which way a matrix of time and cells lies, by what else is known of both.
enum Orientation: Equatable {
  case asIs
  /// Rows are cells: turn it; the name of what says so.
  case turned(String)
  /// Nothing says it.
  case unknown

  /// A matrix with so many columns, and so many times as many as rows, has time along its rows where nothing says otherwise.
  static let fewestColumns = 500
  static let widest = 4

  /// - Parameters:
  ///   - rows: of the matrix, as it stands.
  ///   - samples: known lengths of time, with what they are of.
  ///   - cells: known numbers of cells or regions, with what they are of.
  init(rows: Int, columns: Int, samples: [(name: String, count: Int)], cells: [(name: String, count: Int)]) {
    guard rows != columns else {
      self = samples.isEmpty && cells.isEmpty ? .unknown : .asIs
      return
    }
    for (known, along, across) in [(samples, rows, columns), (cells, columns, rows)] {
      if known.contains(where: { $0.count == along }) {
        self = .asIs
        return
      }
      if let other = known.first(where: { $0.count == across }) {
        self = .turned(other.name)
        return
      }
    }
    self = .unknown
  }
}

extension RecordingReading {
  /// Lengths of time that the file gives beside a matrix.
  private var knownSamples: [(name: String, count: Int)] {
    var known = rawTimes.map { [("time", $0.count)] } ?? []
    for role in [Role.x, .headDirection] {
      if let item = roles.item(role), let count = elementCount(item.shape) { known.append((item.path, count)) }
    }
    return known
  }

  /// Which way a matrix [time, cell] lies, by the lengths that the file gives beside it.
  func orientation<Element>(of matrix: Matrix<Element>, cells role: Role) -> Orientation {
    orientation(rows: matrix.rows, columns: matrix.columns, cells: role)
  }

  private func orientation(rows: Int, columns: Int, cells role: Role) -> Orientation {
    let cells = roles.item(role).flatMap { item in elementCount(item.shape).map { [(item.path, $0)] } } ?? []
    return Orientation(rows: rows, columns: columns, samples: knownSamples, cells: cells)
  }

  /// A matrix of counts as [time, cell].
  mutating func orient(_ matrix: inout Matrix<Int32>, _ item: ArraySource.Item) throws {
    if roles.turned.contains(.spikes) {
      matrix = matrix.transposed()
      note(.found, "spikes", "\(item.path) was turned to [time, cell], as asked for.")
      return
    }
    switch orientation(of: matrix, cells: .cellIDs) {
    case .asIs: break
    case .turned(let name):
      matrix = matrix.transposed()
      note(.guessed, "spikes", "\(item.path) was turned to [time, cell], as the number of entries of \(name) says.")
    case .unknown:
      try refuseWide(rows: matrix.rows, columns: matrix.columns, item, .spikes)
      guard matrix.columns > matrix.rows else { break }
      note(
        .warning, "spikes",
        "\(item.path) has more columns (\(matrix.columns)) than rows (\(matrix.rows)); rows are taken as time.",
        option: "--map spikes=\(item.path).T")
    }
  }

  /// A matrix that is many times as wide as it is high, and wider than recordings have cells, holds time along its rows.
  ///
  /// - Throws: `FileError`, unless the user named the matrix.
  func refuseWide(rows: Int, columns: Int, _ item: ArraySource.Item, _ role: Role) throws {
    let rows = max(rows, options.wholeRows[item.path] ?? 0)
    guard !roles.mapped.contains(role), columns >= Orientation.fewestColumns, columns >= Orientation.widest * rows,
      orientation(rows: rows, columns: columns, cells: role == .roi ? .roiIDs : .cellIDs) == .unknown
    else { return }
    let name = role == .roi ? "region" : "cell"
    throw FileError.unusable(
      "it has \(rows) rows and \(columns) columns: as [time, \(name)] it would be \(rows) samples of \(columns) \(name)s, and "
        + "nothing else says which is time.", place: item.path,
      remedy: "Say it: --map \(role.rawValue)=\(item.path).T takes columns as time, --map \(role.rawValue)=\(item.path) rows.")
  }
}
