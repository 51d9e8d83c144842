/// The rows of a picture on their way into a PNG file: filtered, runs of one pixel taken together, deflated.
struct PNGRows {
  /// How a row is written: as it differs from the pixel at the left, or from the row above.
  private enum Filter: UInt8 {
    case left = 1
    case above = 2
  }

  private let width: Int
  /// Bytes of a pixel: 1 (a number in the palette), 3 (red, green, blue) or 4 (alpha besides).
  private let channels: Int
  private var stream: DeflateStream
  /// Of Adler's sum over what is deflated.
  private var (low, high): (UInt64, UInt64) = (1, 0)

  init(width: Int, channels: Int) {
    self.width = width
    self.channels = channels
    stream = DeflateStream(distance: channels)
  }

  /// The row before once more.
  mutating func repeatLast() {
    add(byte: Filter.above.rawValue)
    addZeros(width)
    reduce()
  }

  /// A row of pixels; a number in a palette stands in the lowest byte.
  mutating func add(_ row: UnsafePointer<UInt32>, above: UnsafePointer<UInt32>?) {
    guard let above, Self.isCloser(row, to: above, width) else {
      add(byte: Filter.left.rawValue)
      add(pixel: row[0])
      addRuns(of: row + 1, from: row, count: width - 1)
      return reduce()
    }
    add(byte: Filter.above.rawValue)
    addRuns(of: row, from: above, count: width)
    reduce()
  }

  /// The zlib stream.
  mutating func finished() -> [UInt8] {
    var bytes = stream.finished()
    bytes.insert(contentsOf: [0x78, 0x01], at: 0)
    withUnsafeBytes(of: UInt32(high << 16 | low).bigEndian) { bytes += $0 }
    return bytes
  }

  // MARK: -

  /// The differences of pixels from their neighbours, byte by byte, runs of one difference together.
  private mutating func addRuns(of row: UnsafePointer<UInt32>, from other: UnsafePointer<UInt32>, count: Int) {
    var column = 0
    while column < count {
      let start = column
      if row[column] == other[column] {
        while column + 1 < count, Self.pair(row + column) == Self.pair(other + column) { column += 2 }
        while column < count, row[column] == other[column] { column += 1 }
        addZeros(column - start)
        continue
      }
      let difference = Self.difference(row[column], other[column])
      add(pixel: difference)
      column += 1
      while column < count, Self.difference(row[column], other[column]) == difference { column += 1 }
      let more = column - start - 1
      if more > 0 { addRun(difference, more) }
    }
  }

  /// Two pixels at once.
  private static func pair(_ pixels: UnsafePointer<UInt32>) -> UInt64 {
    UnsafeRawPointer(pixels).loadUnaligned(as: UInt64.self)
  }

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

  @inline(__always)
  private mutating func add(pixel: UInt32) {
    if channels == 1 { return add(byte: UInt8(truncatingIfNeeded: pixel)) }
    add(byte: UInt8(truncatingIfNeeded: pixel >> 16))
    add(byte: UInt8(truncatingIfNeeded: pixel >> 8))
    add(byte: UInt8(truncatingIfNeeded: pixel))
    if channels == 4 { add(byte: UInt8(truncatingIfNeeded: pixel >> 24)) }
  }

  private mutating func add(byte: UInt8) {
    stream.add(literal: byte)
    low &+= UInt64(byte)
    high &+= low
  }

  /// Pixels without a difference.
  private mutating func addZeros(_ count: Int) {
    guard count > 0 else { return }
    for _ in 0..<channels { stream.add(literal: 0) }
    stream.add(repeats: (count - 1) * channels, last: 0)
    high &+= low &* UInt64(count * channels)
  }

  /// The pixel before, so many times more.
  private mutating func addRun(_ pixel: UInt32, _ count: Int) {
    stream.add(repeats: count * channels, last: UInt8(truncatingIfNeeded: pixel))
    let shifts: [UInt32] = channels == 1 ? [0] : (channels == 3 ? [16, 8, 0] : [16, 8, 0, 24])
    for _ in 0..<count {
      for shift in shifts {
        low &+= UInt64(pixel >> shift & 0xFF)
        high &+= low
      }
    }
  }

  /// After each row: a row of 32,000 pixels, each its own run, stays below 2⁶⁴.
  private mutating func reduce() {
    low %= 65521
    high %= 65521
  }
}
