/// The rows of a picture on their way into a PNG file: filtered, then deflated.
struct PNGRows {
  /// How a row is written: as it differs from the pixel at the left, or from the row above.
  private enum Filter: UInt8 {
    case left = 1
    case above = 2
  }

  private let width: Int
  /// Bytes of a pixel: 1 (a number in the palette), 3 (red, green, blue) or 4 (alpha besides).
  private let channels: Int
  private var stream: ZeroRuns
  /// The row at hand, filtered, with its filter before it.
  private var bytes: [UInt8]

  /// - Parameter rows: of the file.
  init(width: Int, rows: Int, channels: Int) {
    (self.width, self.channels) = (width, channels)
    stream = ZeroRuns(expecting: rows * width / 8)
    bytes = [UInt8](repeating: 0, count: 1 + width * channels)
  }

  /// The row before once more.
  mutating func repeatLast() {
    stream.add(Filter.above.rawValue)
    stream.addZeros(width * channels)
  }

  /// A row of pixels; a number in a palette stands in the lowest byte.
  mutating func add(_ row: UnsafePointer<UInt32>, above: UnsafePointer<UInt32>?) {
    guard let above, Self.isCloser(row, to: above, width) else {
      bytes[0] = Filter.left.rawValue
      add { $0 == 0 ? row[0] : Self.difference(row[$0], row[$0 - 1]) }
      return
    }
    bytes[0] = Filter.above.rawValue
    add { Self.difference(row[$0], above[$0]) }
  }

  /// The zlib stream.
  func finished() -> [UInt8] { stream.finished() }

  // MARK: -

  /// Whether a row has more pixels of the row above than of those at their left.
  private static func isCloser(_ row: UnsafePointer<UInt32>, to above: UnsafePointer<UInt32>, _ width: Int) -> Bool {
    let changed = changes(row, above, width)
    // So few that the other way is not worth a look.
    return changed < width / 32 || changed <= changes(row + 1, row, width - 1)
  }

  private static func changes(_ row: UnsafePointer<UInt32>, _ other: UnsafePointer<UInt32>, _ count: Int) -> Int {
    var changes: UInt32 = 0
    for column in 0..<max(0, count) { changes &+= row[column] == other[column] ? 0 : 1 }
    return Int(changes)
  }

  /// Each byte by itself, modulo 256.
  private static func difference(_ value: UInt32, _ other: UInt32) -> UInt32 {
    ((value | 0x8080_8080) &- (other & 0x7F7F_7F7F)) ^ ((value ^ ~other) & 0x8080_8080)
  }

  /// The bytes of a row in the order of the file.
  @inline(__always)
  private mutating func add(_ pixel: (Int) -> UInt32) {
    let (width, channels) = (width, channels)
    bytes.withUnsafeMutableBufferPointer { bytes in
      guard let row = bytes.baseAddress.map({ $0 + 1 }) else { return }
      switch channels {
      case 1: for column in 0..<width { row[column] = UInt8(truncatingIfNeeded: pixel(column)) }
      default:
        for column in 0..<width {
          let value = pixel(column)
          let place = row + column * channels
          place[0] = UInt8(truncatingIfNeeded: value >> 16)
          place[1] = UInt8(truncatingIfNeeded: value >> 8)
          place[2] = UInt8(truncatingIfNeeded: value)
          if channels == 4 { place[3] = UInt8(truncatingIfNeeded: value >> 24) }
        }
      }
    }
    bytes.withUnsafeBufferPointer { stream.add($0) }
  }
}
