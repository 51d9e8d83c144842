/// Deflates bytes with repetitions from one distance only: that of a pixel.
///
/// Source: P. Deutsch (1996), DEFLATE Compressed Data Format Specification 1.3, https://doi.org/10.17487/RFC1951
struct DeflateStream {
  /// How many bytes and repetitions share their codes.
  private static let blockSize = 1 << 15
  private static let endOfBlock = 256

  private let distance: Int
  /// A byte, or a repetition: 254 more than its length, which is 3 to 258.
  private var tokens: [UInt16] = []
  private var bits = BitWriter()

  /// - Parameter distance: how far back repetitions begin, 1 to 4 bytes.
  init(distance: Int) {
    self.distance = distance
    tokens.reserveCapacity(Self.blockSize)
  }

  mutating func add(literal: UInt8) { add(token: UInt16(literal)) }

  /// The bytes at the distance once more, until there are so many: a multiple of the distance.
  ///
  /// - Parameter last: the byte before; it is what is repeated at a distance of 1.
  mutating func add(repeats: Int, last: UInt8) {
    var left = repeats
    let longest = 258 / distance * distance
    while left >= 3 {
      let length = min(left, longest)
      add(token: UInt16(length + 254))
      left -= length
    }
    for _ in 0..<left { add(literal: last) }
  }

  /// The stream, ended.
  mutating func finished() -> [UInt8] {
    writeBlock(isLast: true)
    return bits.finished()
  }

  // MARK: -

  private mutating func add(token: UInt16) {
    if tokens.count == Self.blockSize { writeBlock(isLast: false) }
    tokens.append(token)
  }

  private mutating func writeBlock(isLast: Bool) {
    let lengths = LengthCode.all
    var frequencies = [Int](repeating: 0, count: 286)
    frequencies[Self.endOfBlock] = 1
    for token in tokens { frequencies[token < 256 ? Int(token) : lengths[Int(token) - 257].symbol] += 1 }
    let codes = HuffmanCodes(frequencies: frequencies, longest: 15)
    // One distance has one code of one bit.
    let distances = [UInt8](repeating: 0, count: distance - 1) + [1]
    bits.add(isLast ? 1 : 0, count: 1)
    bits.add(2, count: 2)
    writeCodes(codes.lengths, distances)
    for token in tokens {
      guard token >= 256 else {
        bits.add(codes.codes[Int(token)], count: codes.lengths[Int(token)])
        continue
      }
      let length = lengths[Int(token) - 257]
      bits.add(codes.codes[length.symbol], count: codes.lengths[length.symbol])
      bits.add(UInt32(length.extra), count: length.extraBits)
      bits.add(0, count: 1)
    }
    bits.add(codes.codes[Self.endOfBlock], count: codes.lengths[Self.endOfBlock])
    tokens.removeAll(keepingCapacity: true)
  }

  /// The lengths of both codes, runs of zeros together, in a code of their own.
  private mutating func writeCodes(_ literals: [UInt8], _ distances: [UInt8]) {
    let lengths = literals + distances
    var symbols: [(symbol: Int, extra: UInt32, extraBits: UInt8)] = []
    var place = 0
    while place < lengths.count {
      var zeros = 0
      while place + zeros < lengths.count, lengths[place + zeros] == 0, zeros < 138 { zeros += 1 }
      switch zeros {
      case 0...2: symbols.append((Int(lengths[place]), 0, 0))
      case 3...10: symbols.append((17, UInt32(zeros - 3), 3))
      default: symbols.append((18, UInt32(zeros - 11), 7))
      }
      place += zeros > 2 ? zeros : 1
    }
    var frequencies = [Int](repeating: 0, count: 19)
    for one in symbols { frequencies[one.symbol] += 1 }
    let codes = HuffmanCodes(frequencies: frequencies, longest: 7)
    bits.add(UInt32(literals.count - 257), count: 5)
    bits.add(UInt32(distances.count - 1), count: 5)
    bits.add(19 - 4, count: 4)
    for symbol in [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15] {
      bits.add(UInt32(codes.lengths[symbol]), count: 3)
    }
    for one in symbols {
      bits.add(codes.codes[one.symbol], count: codes.lengths[one.symbol])
      bits.add(one.extra, count: one.extraBits)
    }
  }
}

/// How the length of a repetition is written: a symbol, and bits that say which of its lengths.
private struct LengthCode {
  let symbol: Int
  let extra: UInt16
  let extraBits: UInt8

  /// Of lengths 3 to 258.
  static let all: [LengthCode] = (3...258).map { length in
    if length == 258 { return LengthCode(symbol: 285, extra: 0, extraBits: 0) }
    let value = length - 3
    guard value >= 8 else { return LengthCode(symbol: 257 + value, extra: 0, extraBits: 0) }
    // Four symbols for each number of bits.
    let bits = Int.bitWidth - 1 - value.leadingZeroBitCount - 2
    return LengthCode(
      symbol: 257 + 4 * bits + (value >> bits), extra: UInt16(value & (1 << bits - 1)), extraBits: UInt8(bits))
  }
}

/// Bits, the lowest of each byte first.
private struct BitWriter {
  private var words: [UInt32] = []
  private var open: UInt64 = 0
  private var count: UInt64 = 0

  /// - Parameter count: up to 32.
  mutating func add(_ value: UInt32, count added: UInt8) {
    open |= UInt64(value) &<< count
    count += UInt64(added)
    if count >= 32 {
      words.append(UInt32(truncatingIfNeeded: open).littleEndian)
      open >>= 32
      count -= 32
    }
  }

  func finished() -> [UInt8] {
    var bytes = words.withUnsafeBytes { Array($0) }
    for place in stride(from: 0, to: count, by: 8) { bytes.append(UInt8(truncatingIfNeeded: open >> place)) }
    return bytes
  }
}
