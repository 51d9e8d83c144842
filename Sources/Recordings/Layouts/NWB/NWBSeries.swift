import ArrayFiles
import ArrayNumerics

/// A `TimeSeries` of an NWB file by its headers: where its values and times are and how they are brought to its unit.
struct NWBSeries {
  /// When the samples were taken.
  enum Clock: Equatable {
    /// A dataset of times in seconds.
    case timestamps(path: String, count: Int)
    case rate(start: Double, rate: Double)
  }

  let node: HDF5Tree.Node
  /// The dataset of its values.
  let data: HDF5Tree.Node
  let unit: String?
  /// value = data · conversion + offset, in `unit`.
  let conversion: Double
  let offset: Double
  let clock: Clock

  var path: String { node.path }

  /// - Throws: `FileError` when a part is missing or no number.
  init(_ node: HDF5Tree.Node, in contents: NWBContents) throws {
    func unusable(_ problem: String, remedy: String? = nil) -> FileError {
      .unusable("this \(node.neurodataType ?? "TimeSeries") \(problem)", place: node.path, remedy: remedy)
    }
    self.node = node
    guard let data = try contents.member("data", of: node), data.kind == .dataset else {
      throw unusable("has no data.")
    }
    guard ["float", "int", "uint", "bool"].contains(where: data.typeName.hasPrefix) else {
      throw unusable("holds \(data.typeName) where numbers were expected.")
    }
    guard (1...2).contains(data.shape.count) || data.shape.dropFirst(2).allSatisfy({ $0 == 1 }), !data.shape.isEmpty else {
      throw unusable("has data of the shape \(shapeText(data.shape)); [time] or [time, column] was expected.")
    }
    self.data = data
    unit = data.unit
    let conversion = contents.number("conversion", of: data.path) ?? 1
    let offset = contents.number("offset", of: data.path) ?? 0
    guard conversion.isFinite, offset.isFinite, conversion != 0 else {
      throw unusable("has the conversion \(conversion) and the offset \(offset); finite numbers were expected.")
    }
    self.conversion = conversion
    self.offset = offset
    if let times = try contents.member("timestamps", of: node), times.kind == .dataset {
      guard times.shape.count == 1, times.typeName.hasPrefix("float") || times.typeName.contains("int") else {
        throw unusable("has timestamps of the shape \(shapeText(times.shape)) and type \(times.typeName).")
      }
      clock = .timestamps(path: times.path, count: times.shape[0])
    } else if let start = try contents.member("starting_time", of: node), start.kind == .dataset {
      guard (elementCount(start.shape) ?? 0) == 1, let value = try contents.file.read(start.path).doubles?.first,
        value.isFinite, let rate = contents.number("rate", of: start.path), rate > 0, rate.isFinite
      else { throw unusable("has a starting_time without a rate above 0.") }
      clock = .rate(start: value, rate: rate)
    } else {
      throw unusable("has neither timestamps nor a starting_time: nobody knows when its samples were taken.")
    }
  }

  /// Samples, columns, and whether the values stand as [column, time] against the format's rule.
  ///
  /// - Parameter columns: how many columns there must be, when that is known otherwise.
  func layout(columns: Int? = nil) throws -> (rows: Int, columns: Int, isTurned: Bool) {
    let first = data.shape[0]
    let second = data.shape.count > 1 ? data.shape[1] : 1
    let times: Int? = if case .timestamps(_, let count) = clock { count } else { nil }
    func fits(_ rows: Int, _ width: Int) -> Bool { (times ?? rows) == rows && (columns ?? width) == width }
    if fits(first, second) { return (first, second, false) }
    if data.shape.count > 1, fits(second, first) { return (second, first, true) }
    if let columns, let times, first != times && second != times || first != columns && second != columns {
      throw FileError.unusable(
        "it is \(shapeText(data.shape)), with \(times) timestamps and \(columns) regions; [time, region] was expected.",
        place: data.path)
    }
    if let times, first != times, second != times || data.shape.count == 1 {
      throw FileError.unusable(
        "it has \(first) samples and \(times) timestamps; they must belong together.", place: data.path)
    }
    throw FileError.unusable(
      "it is \(shapeText(data.shape)); [time, \(columns.map(String.init) ?? "column")] was expected.", place: data.path)
  }

  /// The times of samples in seconds.
  func times(_ range: Range<Int>, _ file: HDF5File) throws -> [Double] {
    switch clock {
    case .rate(let start, let rate): return range.map { start + Double($0) / rate }
    case .timestamps(let path, _):
      guard let times = try file.read(path, rows: range).doubles else {
        throw FileError.unusable("times are numbers.", place: path)
      }
      return times
    }
  }

  /// Values brought to the unit.
  func converted(_ values: [Double]) -> [Double] {
    conversion == 1 && offset == 0 ? values : values.map { $0 * conversion + offset }
  }

  /// Some samples as columns, in the unit.
  func columns(_ range: Range<Int>, _ file: HDF5File) throws -> [[Double]] {
    let (rows, count, isTurned) = try layout()
    let used = range.clamped(to: 0..<rows)
    let array = isTurned ? try file.read(data.path) : try file.read(data.path, rows: used)
    guard let values = array.doubles else {
      throw FileError.unusable("numbers were expected; it is \(array.typeName).", place: data.path)
    }
    return (0..<count).map { column in
      converted(
        isTurned
          ? used.map { values[column * rows + $0] }
          : used.indices.map { values[($0 - used.lowerBound) * count + column] })
    }
  }
}
