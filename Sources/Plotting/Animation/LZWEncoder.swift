/// The compression of GIF (Welch 1984, codes of growing width) for bytes.
///
/// Strings of one byte over and over, which most of a moving picture is, are known by their length: a run costs as many steps
/// as it makes codes, not as it has bytes.
struct LZWEncoder {
  private static let clear = 256
  private static let end = 257
  private static let most = 4096
  /// Places of the table of known strings, two for each code: as many as a core keeps near itself.
  private static let slotBits: UInt32 = 13

  private var bytes: [UInt8] = []
  private var bits: UInt32 = 0
  private var bitCount = 0
  private var width = 9
  private var next = 258
  /// The code of the string at hand; −1 before the first byte.
  private var prefix = -1
  /// Known strings: from the highest bit on the code of the string without its last byte (12 bits), that byte, and the code of
  /// the string (12 bits), which is never 0; 0 in an empty slot.
  private var known = [UInt32](repeating: 0, count: 1 << slotBits)

  /// The byte that comes in runs.
  private let runByte: UInt8
  /// Codes of strings of that byte, by their length less 1.
  private var runCodes: [Int]
  /// Length of the string at hand where it is such a string; 0 where it is not.
  private var runLength = 0

  /// - Parameter runByte: the byte of which there are long runs.
  init(runByte: UInt8 = GIFPalette.unchanged) {
    self.runByte = runByte
    runCodes = [Int(runByte)]
    emit(Self.clear)
  }

  /// As many of the byte that comes in runs.
  mutating func append(run count: Int) {
    var rest = count
    while rest > 0 {
      let known = runLength > 0 ? min(rest, runCodes.count - runLength) : 0
      if known > 0 {
        runLength += known
        prefix = runCodes[runLength - 1]
        rest -= known
      } else {
        append(runByte)
        rest -= 1
      }
    }
  }

  mutating func append(_ byte: UInt8) {
    let isRun = byte == runByte
    guard prefix >= 0 else {
      (prefix, runLength) = (Int(byte), isRun ? 1 : 0)
      return
    }
    let key = UInt32(truncatingIfNeeded: prefix) << 8 | UInt32(byte)
    var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B1) >> (32 - Self.slotBits))
    while known[slot] != 0 {
      if known[slot] >> 12 == key {
        prefix = Int(known[slot] & 0xFFF)
        runLength = isRun && runLength > 0 ? runLength + 1 : 0
        return
      }
      slot = (slot + 1) & (1 << Self.slotBits - 1)
    }
    emit(prefix)
    prefix = Int(byte)
    if next < Self.most {
      known[slot] = key << 12 | UInt32(truncatingIfNeeded: next)
      if isRun, runLength > 0 { runCodes.append(next) }
      // The reader learns this string one code later, so the width grows one code later too.
      if next == 1 << width { width += 1 }
      next += 1
    } else {
      emit(Self.clear)
      for slot in known.indices { known[slot] = 0 }
      (width, next) = (9, 258)
      runCodes = [Int(runByte)]
    }
    runLength = isRun ? 1 : 0
  }

  /// The codes of everything, with the end mark.
  mutating func finish() -> [UInt8] {
    if prefix >= 0 { emit(prefix) }
    emit(Self.end)
    if bitCount > 0 { bytes.append(UInt8(truncatingIfNeeded: bits)) }
    return bytes
  }

  private mutating func emit(_ code: Int) {
    bits |= UInt32(code) << UInt32(bitCount)
    bitCount += width
    while bitCount >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: bits))
      bits >>= 8
      bitCount -= 8
    }
  }
}
