import ArrayNumerics
import CHDF5

/// A CRC-32 of the elements of an array, and how many bytes or numbers there are: enough to see that a file holds what was
/// written.
struct HDF5Checksum: Equatable {
  private(set) var count = 0
  private var crc: UInt32 = 0

  init() {}

  init(_ storage: DataArray.Storage) { add(storage) }

  mutating func add(_ storage: DataArray.Storage) {
    switch storage {
    case .float32(let values): add(values)
    case .float64(let values): add(values)
    case .int8(let values): add(values)
    case .int16(let values): add(values)
    case .int32(let values): add(values)
    case .int64(let values): add(values)
    case .uint8(let values): add(values)
    case .uint16(let values): add(values)
    case .uint32(let values): add(values)
    case .uint64(let values): add(values)
    case .bool(let values): add(values.map { UInt8($0 ? 1 : 0) })
    case .string(let values): for value in values { add(Array(value.utf8) + [0]) }
    }
  }

  private mutating func add<Element: BitwiseCopyable>(_ values: [Element]) {
    count += values.count
    values.withUnsafeBytes { crc = ArrayFiles.crc(crc, $0) }
  }
}

extension HDF5File {
  /// Bytes of a piece that is read for a checksum.
  private static let pieceBytes = 16 << 20

  /// The checksum of a dataset, read in pieces of whole rows.
  func checksum(of path: String) throws -> HDF5Checksum {
    let shape = try info(path).shape
    var checksum = HDF5Checksum()
    guard let length = shape.first else {
      checksum.add(try read(path).storage)
      return checksum
    }
    let rowBytes = 8 * (elementCount(Array(shape.dropFirst())) ?? .max)
    let step = max(1, HDF5File.pieceBytes / max(rowBytes, 1))
    for start in stride(from: 0, to: length, by: step) {
      checksum.add(try read(path, rows: start..<min(start + step, length)).storage)
    }
    return checksum
  }
}
