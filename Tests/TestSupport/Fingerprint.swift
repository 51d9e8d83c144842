import ArrayNumerics
import Recordings
import Schema

/// The bytes of every array of a result, to compare results to the last bit.
public func fingerprint(_ result: some FieldTable) -> [String: DataArray] {
  Dictionary(
    uniqueKeysWithValues: result.storedFields.compactMap { field in
      (try? field.content.array()).map { (field.information.key, $0) }
    })
}

/// True when two sets of arrays agree bit by bit, NaN equal to NaN.
public func identical(_ a: [String: DataArray], _ b: [String: DataArray]) -> Bool {
  guard a.keys.sorted() == b.keys.sorted() else { return false }
  return a.allSatisfy { key, array in b[key].map { identical(array, $0) } ?? false }
}

/// True when two arrays agree bit by bit, NaN equal to NaN.
public func identical(_ a: DataArray, _ b: DataArray) -> Bool {
  guard a.shape == b.shape else { return false }
  switch (a.storage, b.storage) {
  case (.float64(let a), .float64(let b)): return a.map(\.bitPattern) == b.map(\.bitPattern)
  case (.float32(let a), .float32(let b)): return a.map(\.bitPattern) == b.map(\.bitPattern)
  default: return a == b
  }
}

extension FieldTable {
  /// The numbers of the record by key, as they would be written.
  public var recordedNumbers: [String: JSONValue] {
    Dictionary(
      uniqueKeysWithValues: storedFields.compactMap { field in
        if case .number(let value) = field.content { (field.information.key, value) } else { nil }
      })
  }

  /// The fields of the archive, in its order.
  public var storedArrays: [FieldInformation] { storedFields.map(\.information).filter { $0.kind == .array } }
}

extension Recording {
  /// Its spikes; empty where it holds counts.
  public var spikeTrains: [SpikeTrain] {
    if case .trains(let trains)? = spikes { trains } else { [] }
  }
}
