import ArrayFiles
import ArrayNumerics
import Schema

/// The traces that Inscopix's software exports as a table: a line of names of cells, a line `Time(s)/Cell Status` that says
/// whether a person accepted each, then the times in seconds and the traces.
enum InscopixTable: KnownLayout {
  static let format = "Inscopix CSV"

  static func recording(in source: ArraySource, options: ReadingOptions) throws -> Recording? {
    guard source.format == format, options.map.keys.allSatisfy({ $0.lowercased() == "accepted" }) else { return nil }
    var reading = RecordingReading(source, options)
    guard let t = try reading.array("t")?.doubles, let traces = try reading.matrix("traces"),
      let names = try reading.array("cell_names")?.strings, let status = try reading.array("cell_status")?.strings,
      names.count == traces.columns, status.count == traces.columns
    else { return nil }
    let kept = try accepted(&reading, status)
    let matrix = traces.selectingColumns(kept)
    let missing = matrix.elements.count { !$0.isFinite }
    if missing > 0 { reading.note(.warning, "ROI signals", "\(missing) values are NaN or infinite.") }
    reading.note(
      .found, "ROI signals", "Inscopix: \(matrix.rows) frames of \(matrix.columns) of \(names.count) cells.")
    try reading.judgeClock(t, step: medianStep(t), of: "signals")
    return reading.recording(
      roiSignals: ROISignals(
        matrix: matrix, clock: .times(t), ids: kept.map { names[$0] },
        curation: RegionCuration(kept: kept, of: names.count)))
  }

  /// The cells that nobody rejected.
  ///
  /// - Throws: `FileError` when all are rejected.
  private static func accepted(_ reading: inout RecordingReading, _ status: [String]) throws -> [Int] {
    let option = "--map accepted=all"
    if reading.mapped("accepted") == "all" { return Array(status.indices) }
    guard reading.mapped("accepted") == nil else {
      throw FileError.unusable("--map accepted takes 'all' for tables of Inscopix.")
    }
    let rejected = status.count { $0 == "rejected" }
    let undecided = status.count { $0 != "rejected" && $0 != "accepted" }
    guard rejected < status.count else {
      throw FileError.unusable("all \(rejected) cells are rejected.", remedy: "Take them all the same: \(option).")
    }
    if rejected > 0 {
      reading.note(
        .found, "ROI signals",
        "\(counted(rejected, "cell")) of \(status.count) \(rejected == 1 ? "is" : "are") rejected: left out.", option: option)
    }
    if undecided > 0 {
      reading.note(
        .warning, "ROI signals",
        "\(counted(undecided, "cell")) of \(status.count) \(undecided == 1 ? "was" : "were") not judged (undecided): kept.",
        option: "--cells LIST")
    }
    return status.indices.filter { status[$0] != "rejected" }
  }
}

extension ArraySource {
  /// The source of a table of Inscopix, with `t`, `traces` [time, cell], `cell_names` and `cell_status`; `nil` for any other.
  ///
  /// - Throws: `FileError` when its cells are no numbers.
  static func inscopixTable(_ file: InputFile) throws -> ArraySource? {
    let start = String(decoding: try file.bytes(at: 0, count: min(file.size, 1 << 16)), as: UTF8.self)
    guard start.contains("Cell Status"),
      let header = try HeaderLines(of: file, most: 2, until: { $0.first?.hasSuffix("Cell Status") ?? false }),
      header.cells.count == 2, header.cells[0].count == header.cells[1].count, header.cells[0].count > 1
    else { return nil }
    let table = try header.table()
    let columns = try table.columns.map { column -> [Double] in
      guard case .numbers(let values) = column.values else {
        throw FileError.unusable("a table of numbers was expected below the names of the cells.", file: file.name)
      }
      return values
    }
    let count = columns.count - 1
    func text(_ line: Int) -> DataArray {
      DataArray(header.cells[line].dropFirst().map { $0.split(separator: " ").joined(separator: " ") })
    }
    let traces = (0..<table.rowCount).flatMap { row in columns.dropFirst().map { $0[row] } }
    let arrays = [
      ("t", DataArray(columns[0])), ("traces", DataArray(traces, shape: [table.rowCount, count])),
      ("cell_names", text(0)), ("cell_status", text(1)),
    ]
    let items = arrays.map { Item(path: $0.0, shape: $0.1.shape, typeName: $0.1.typeName, unit: $0.0 == "t" ? "s" : nil) }
    return ArraySource(url: file.url, format: InscopixTable.format, items: items) { item in
      .array(arrays.first { $0.0 == item.path }?.1 ?? DataArray([] as [Double]))
    }
  }
}
