import ArrayFiles
import ArrayNumerics
import Schema
import Stages

extension ViewedArray {
  /// Values of a matrix of all cells in all bins beyond which the smoothed one is left to the counts beside it.
  private static let manyValues = 1 << 24

  /// The arrays of a record that have an axis; clocks are not known yet.
  ///
  /// - Throws: `StageError.damagedResult`
  static func all(of record: StageRecord, in folder: ResultsFolder) throws -> [ViewedArray] {
    let described = (record.json["arrays"]?.array ?? []).compactMap { ViewedArray(described: $0, record: record) }
    let counted = described.filter { $0.isLarge && $0.unit == "spikes" }
    let kept = described.filter { array in
      !array.isLarge || !counted.contains { $0.shape == array.shape && $0.key != array.key }
    }
    let small = try folder.arrays(of: record, only: Set(kept.filter { !$0.isLarge }.map(\.key)))
    return try kept.compactMap { array in
      var array = array
      if array.isLarge {
        array.values = try large(array.key, of: record, in: folder)
      } else {
        guard let read = small[array.key], read.shape == array.shape else { return nil }
        array.values = Values(read)
      }
      return array
    }
  }

  private var isLarge: Bool { shape.count > 1 && shape.reduce(1, *) > Self.manyValues }

  /// Read in pieces, so that a matrix of small counts takes a byte for each from the start.
  private static func large(_ key: String, of record: StageRecord, in folder: ResultsFolder) throws -> Values {
    guard record.archiveFormat == .npz else {
      return Values(try folder.arrays(of: record, only: [key])[key] ?? DataArray([Float]()))
    }
    var values: Values?
    try NPZArchive(contentsOf: folder.archiveURL(of: record.stage, format: .npz)).readRows(key, rowsAtATime: 4096) { _, piece in
      if values == nil { values = Values(piece) } else { values?.append(Values(piece)) }
      return true
    }
    return values ?? .numbers([])
  }

  /// An array as the record describes it, without values; `nil` for a single number. Axes that vary have no names.
  private init?(described json: JSONValue, record: StageRecord) {
    guard let key = json["key"]?.string, let shape = json["shape"]?.array?.compactMap(\.integer), !shape.isEmpty,
      shape.allSatisfy({ $0 >= 0 })
    else { return nil }
    let axes = json["axes"]?.array?.compactMap(\.string) ?? []
    self.init(
      stage: record.stage, title: record.title, key: key, axes: axes, shape: shape, unit: json["unit"]?.string ?? "",
      meaning: json["meaning"]?.string ?? "", values: .numbers([]))
  }
}
