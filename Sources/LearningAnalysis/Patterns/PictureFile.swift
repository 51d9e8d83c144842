import ArrayFiles
import ArrayNumerics
import CCairo
import Foundation

/// A picture as grey values: PNG (read by Cairo) and PGM.
struct PictureFile {
  let width: Int
  let height: Int
  /// Grey, 0 to 1, row after row from the top.
  let values: [Double]

  /// So many pixels at most; a header may say anything.
  private static let mostPixels = 1 << 26

  static func isPicture(_ url: URL) -> Bool { ["png", "pgm"].contains(url.pathExtension.lowercased()) }

  /// - Throws: `FileError` for a file that cannot be read or is no such picture.
  init(contentsOf url: URL) throws {
    let file = try InputFile(url)
    let bytes = try file.bytes(at: 0, count: min(file.size, 1 << 28))
    if url.pathExtension.lowercased() == "png" {
      (width, height, values) = try Self.png(bytes, name: file.name)
    } else {
      (width, height, values) = try Self.pgm(bytes, name: file.name)
    }
  }

  // MARK: PNG

  private static func png(_ bytes: [UInt8], name: String) throws -> (Int, Int, [Double]) {
    let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    guard bytes.count > 24, bytes.starts(with: signature) else {
      throw FileError.unusable("it does not begin as a PNG file does.", file: name)
    }
    func number(_ place: Int) -> Int { bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
    try check(width: number(16), height: number(20), name: name)
    // Cairo hands out the file piece by piece.
    var source = ByteSource(bytes: bytes)
    let surface = withUnsafeMutablePointer(to: &source) { source in
      cairo_image_surface_create_from_png_stream(
        { closure, target, count in
          guard let source = closure?.assumingMemoryBound(to: ByteSource.self), let target else {
            return CAIRO_STATUS_READ_ERROR
          }
          return source.pointee.take(Int(count), into: target) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_READ_ERROR
        }, source)
    }
    defer { cairo_surface_destroy(surface) }
    guard let surface, cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS,
      let data = cairo_image_surface_get_data(surface)
    else { throw FileError.unusable("it is not a whole PNG picture.", file: name) }
    let (width, height) = (Int(cairo_image_surface_get_width(surface)), Int(cairo_image_surface_get_height(surface)))
    let stride = Int(cairo_image_surface_get_stride(surface))
    let format = cairo_image_surface_get_format(surface)
    guard format == CAIRO_FORMAT_ARGB32 || format == CAIRO_FORMAT_RGB24 || format == CAIRO_FORMAT_A8 else {
      throw FileError.unusable("its colours have more than 8 bits; save it with 8 bits a channel.", file: name)
    }
    let values = (0..<width * height).map { pixel -> Double in
      let (row, column) = (pixel / width, pixel % width)
      if format == CAIRO_FORMAT_A8 { return Double(data[row * stride + column]) / 255 }
      let start = data + row * stride + 4 * column
      // Little-endian ARGB, colours times alpha: what is transparent is seen on white.
      let white = format == CAIRO_FORMAT_ARGB32 ? 255 - Double(start[3]) : 0
      let (blue, green, red) = (Double(start[0]) + white, Double(start[1]) + white, Double(start[2]) + white)
      return (0.2125 * red + 0.7154 * green + 0.0721 * blue) / 255
    }
    return (width, height, values)
  }

  /// The bytes that are left.
  private struct ByteSource {
    let bytes: [UInt8]
    var place = 0

    mutating func take(_ count: Int, into target: UnsafeMutablePointer<UInt8>) -> Bool {
      guard count <= bytes.count - place else { return false }
      for index in 0..<count { target[index] = bytes[place + index] }
      place += count
      return true
    }
  }

  // MARK: PGM

  private static func pgm(_ bytes: [UInt8], name: String) throws -> (Int, Int, [Double]) {
    guard bytes.count > 2, bytes[0] == UInt8(ascii: "P"), [UInt8(ascii: "2"), UInt8(ascii: "5")].contains(bytes[1]) else {
      throw FileError.unusable("it does not begin with P2 or P5, as a PGM file does.", file: name)
    }
    var place = 2
    /// The next number in the text; comments begin with # and end with their line.
    func number() -> Int? {
      while place < bytes.count, bytes[place] <= 0x20 || bytes[place] == UInt8(ascii: "#") {
        if bytes[place] == UInt8(ascii: "#") {
          while place < bytes.count, bytes[place] != 0x0A { place += 1 }
        } else {
          place += 1
        }
      }
      let start = place
      while place < bytes.count, (0x30...0x39).contains(bytes[place]), place - start < 9 { place += 1 }
      return Int(String(decoding: bytes[start..<place], as: UTF8.self))
    }
    guard let width = number(), let height = number(), let largest = number(), (1...65_535).contains(largest) else {
      throw FileError.unusable("its header does not say width, height and largest value (1 to 65535).", file: name)
    }
    try check(width: width, height: height, name: name)
    let count = width * height
    var values: [Double] = []
    values.reserveCapacity(count)
    if bytes[1] == UInt8(ascii: "2") {
      while values.count < count, let value = number() { values.append(Double(value) / Double(largest)) }
    } else {
      place += 1
      let size = largest > 255 ? 2 : 1
      while values.count < count, place + size <= bytes.count {
        let value = size == 2 ? Int(bytes[place]) << 8 | Int(bytes[place + 1]) : Int(bytes[place])
        values.append(Double(value) / Double(largest))
        place += size
      }
    }
    guard values.count == count else {
      throw FileError.unusable("it says \(width) x \(height) pixels and has \(values.count) of them.", file: name)
    }
    guard values.allSatisfy({ $0 <= 1 }) else {
      throw FileError.unusable("a pixel is above the largest value that its header names, \(largest).", file: name)
    }
    return (width, height, values)
  }

  private static func check(width: Int, height: Int, name: String) throws {
    guard width > 0, height > 0, width <= mostPixels, height <= mostPixels / width else {
      throw FileError.unusable("it says \(width) x \(height) pixels; up to \(mostPixels) in all are read.", file: name)
    }
  }
}
