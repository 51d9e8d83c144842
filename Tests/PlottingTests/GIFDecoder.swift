/// An independent reader of GIF files, from the words of the specification (89a), for tests: frames as whole pictures.
struct GIFDecoder {
  struct Frame {
    /// `0x00RRGGBB` of the whole picture after this frame.
    var colors: [UInt32]
    /// Hundredths of a second.
    var delay: Int
    /// The rectangle that the file holds.
    var x, y, width, height: Int
  }

  struct Malformed: Error {
    var reason: String
  }

  private(set) var width = 0
  private(set) var height = 0
  private(set) var repeats = false
  private(set) var frames: [Frame] = []
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) throws {
    self.bytes = bytes
    guard bytes.starts(with: "GIF89a".utf8) else { throw Malformed(reason: "signature") }
    position = 6
    width = try word()
    height = try word()
    let flags = try byte()
    position += 2
    guard flags & 0x80 != 0 else { throw Malformed(reason: "no global table") }
    var table: [UInt32] = []
    for _ in 0..<(2 << Int(flags & 7)) {
      let (red, green, blue) = (try byte(), try byte(), try byte())
      table.append(UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue))
    }
    var screen = [UInt32](repeating: 0, count: width * height)
    var (delay, transparent) = (0, -1)
    while true {
      switch try byte() {
      case 0x21:
        let label = try byte()
        let data = try blocks()
        if label == 0xF9, data.count == 4 {
          delay = Int(data[1]) | Int(data[2]) << 8
          transparent = data[0] & 1 != 0 ? Int(data[3]) : -1
          guard (data[0] >> 2) & 7 <= 1 else { throw Malformed(reason: "disposal") }
        } else if label == 0xFF, data.starts(with: "NETSCAPE2.0".utf8) {
          repeats = true
        }
      case 0x2C:
        let (x, y, wide, high) = (try word(), try word(), try word(), try word())
        guard try byte() == 0, x + wide <= width, y + high <= height else { throw Malformed(reason: "descriptor") }
        let codeSize = Int(try byte())
        let indices = try Self.decompressed(try blocks(), codeSize: codeSize)
        guard indices.count == wide * high else { throw Malformed(reason: "\(indices.count) of \(wide * high) pixels") }
        for (place, index) in indices.enumerated() where Int(index) != transparent {
          screen[(y + place / wide) * width + x + place % wide] = table[Int(index)]
        }
        frames.append(Frame(colors: screen, delay: delay, x: x, y: y, width: wide, height: high))
      case 0x3B:
        guard position == bytes.count else { throw Malformed(reason: "bytes after the end") }
        return
      case let other: throw Malformed(reason: "block \(other)")
      }
    }
  }

  private mutating func byte() throws -> UInt8 {
    guard position < bytes.count else { throw Malformed(reason: "too short") }
    position += 1
    return bytes[position - 1]
  }

  private mutating func word() throws -> Int { Int(try byte()) | Int(try byte()) << 8 }

  private mutating func blocks() throws -> [UInt8] {
    var data: [UInt8] = []
    while true {
      let count = Int(try byte())
      if count == 0 { return data }
      guard position + count <= bytes.count else { throw Malformed(reason: "too short") }
      data += bytes[position..<position + count]
      position += count
    }
  }

  /// The strings of codes are kept as they are, each a list of bytes: slow, and nothing like the encoder.
  private static func decompressed(_ data: [UInt8], codeSize: Int) throws -> [UInt8] {
    let clear = 1 << codeSize
    var strings: [[UInt8]] = []
    var output: [UInt8] = []
    var last: [UInt8]?
    var width = codeSize + 1
    var bit = 0
    while true {
      guard bit + width <= data.count * 8 else { throw Malformed(reason: "no end code") }
      var code = 0
      for offset in 0..<width where data[(bit + offset) / 8] >> UInt8((bit + offset) % 8) & 1 == 1 { code |= 1 << offset }
      bit += width
      if code == clear {
        strings = (0..<clear + 2).map { $0 < clear ? [UInt8($0)] : [] }
        (width, last) = (codeSize + 1, nil)
        continue
      }
      if code == clear + 1 { return output }
      guard let before = last else {
        guard code < clear else { throw Malformed(reason: "first code") }
        output += strings[code]
        last = strings[code]
        continue
      }
      guard code <= strings.count else { throw Malformed(reason: "code \(code) of \(strings.count)") }
      let string = code < strings.count ? strings[code] : before + before.prefix(1)
      output += string
      if strings.count < 4096 { strings.append(before + string.prefix(1)) }
      if strings.count == 1 << width, width < 12 { width += 1 }
      last = string
    }
  }
}
