import ArrayFiles
import ArrayNumerics
import Schema

/// Counts of spikes [time, cell] in NWB, which has no type for them: a `TimeSeries` of whole numbers whose unit is
/// `counts`. Its columns are the rows of a table beside it, or of units without spike times.
enum NWBCounts {
  static let unit = "counts"
  /// The name of the table.
  static let table = "counted_units"

  /// Says the width of a bin with every digit: the rate that the series states is its inverse, rounded.
  static func description(binWidth: Double) -> String {
    "Spike counts [time, unit] in bins of \(binWidth) s; the start of a bin is its time, the columns are the rows of \(table)."
  }

  /// The width that a description says, if the rate is that of it; else the inverse of the rate.
  static func binWidth(rate: Double, description: String?) -> Double {
    let stated = description?.firstMatch(of: /in bins of ([0-9.e+-]+) s;/).flatMap { Double($0.1) }
    guard let stated, 1 / stated == rate else { return 1 / rate }
    return stated
  }

  static func isCounts(_ node: HDF5Tree.Node, in contents: NWBContents) -> Bool {
    node.neurodataType == "TimeSeries" && contents.tree[node.path + "/data"]?.unit == unit
  }
}

extension NWBReading {
  /// In a preview, counts that are read.
  private static let previewCounts = 1 << 22

  /// A matrix of counts on the clock of its series.
  mutating func readCounts(_ node: HDF5Tree.Node) throws -> SpikeData {
    let series = try NWBSeries(node, in: contents)
    let (rows, columns, isTurned) = try series.layout()
    guard !isTurned, case .rate(let start, let rate) = series.clock else {
      throw FileError.unusable(
        "counts are a series [time, cell] with a starting time and a rate.", place: node.path)
    }
    let read = isPreview ? min(rows, max(1, NWBReading.previewCounts / max(1, columns))) : rows
    let array = try file.read(series.data.path, rows: 0..<read)
    let counts = (array.integers ?? []).compactMap { Int32(exactly: $0) }.filter { $0 >= 0 }
    guard counts.count == read * columns, series.conversion == 1, series.offset == 0 else {
      throw FileError.unusable(
        "counts are whole numbers from 0; it is \(array.typeName) with other values.", place: series.data.path)
    }
    let width = NWBCounts.binWidth(rate: rate, description: file.attribute("description", of: node.path)?.strings?.first)
    note(
      .found, "spikes",
      "\(node.path): counts [time, cell] of \(rows) bins of \(measured(width)) s and \(counted(columns, "cell")).")
    if read < rows {
      note(.found, "preview", "\(node.path): the spikes were counted in its first \(read) rows for this description.")
      spikeSpan = [start, start + Double(rows) * width]
    }
    let spikes = SpikeData.counts(Matrix(rows: read, columns: columns, elements: counts), binWidth: width, start: start)
    base.cellIDs = try cellNames(ofColumns: columns, of: node)
    return try base.select(base.checkSpikes(spikes, trajectory: nil))
  }

  /// The names in the table beside the series, or of units without spike times, when there is one for each column; else
  /// numbers.
  private mutating func cellNames(ofColumns count: Int, of series: HDF5Tree.Node) throws -> [String] {
    let beside = series.path.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/" + NWBCounts.table
    let tables =
      contents.objects("DynamicTable").filter { $0.path == beside }
      + contents.objects("Units").filter { contents.tree[$0.path + "/spike_times"] == nil }
    for node in tables {
      let table = try NWBTable(node, in: contents)
      if table.ids.count == count { return try cellNames(table, count: count) }
    }
    return (0..<count).map(String.init)
  }
}
