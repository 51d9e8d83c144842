import CCairo
import CDeflate
import Foundation

/// A picture in memory that is to be a PNG file.
///
/// Figures are flat: most rows repeat the one above, most pixels the one at their left. So rows are written as their
/// difference from one of both, with a palette where that is enough, and only the runs of zeros in them are compressed
/// (`ZeroRuns`): a fraction of libpng's time, which looks for the best of five filters in four bytes a pixel.
///
/// Source: Portable Network Graphics, third edition, https://www.w3.org/TR/png-3/
package struct PNGPicture {
  /// Pixels in a row.
  package let width: Int
  /// Rows in memory.
  package let rows: Int
  /// How often each row stands in the file.
  var repeats = 1
  /// From one row to the next, in pixels.
  package let stride: Int
  /// `0xAARRGGBB`, colours multiplied by alpha, row 0 at the top. Cairo's own memory, and every pixel of a figure is read
  /// several times: hence a pointer.
  let pixels: UnsafePointer<UInt32>
  /// Pixels per metre; `nil`: not said.
  var pixelsPerMetre: UInt32?

  package init(
    width: Int, rows: Int, repeats: Int = 1, stride: Int, pixels: UnsafePointer<UInt32>, pixelsPerMetre: UInt32? = nil
  ) {
    (self.width, self.rows, self.repeats) = (width, rows, repeats)
    (self.stride, self.pixels, self.pixelsPerMetre) = (stride, pixels, pixelsPerMetre)
  }

  /// The pixels of a surface of Cairo's, which outlives this.
  package init?(surface: OpaquePointer, dpi: Double? = nil) {
    guard let data = cairo_image_surface_get_data(surface) else { return nil }
    let stride = Int(cairo_image_surface_get_stride(surface))
    // Rows of this format begin at whole pixels.
    let pixels = UnsafeRawPointer(data).assumingMemoryBound(to: UInt32.self)
    self.init(
      width: Int(cairo_image_surface_get_width(surface)), rows: Int(cairo_image_surface_get_height(surface)),
      stride: stride / 4, pixels: pixels, pixelsPerMetre: dpi.map { UInt32(($0 / 0.0254).rounded()) })
  }

  /// The file: with a palette where 256 colours are enough, else in red, green and blue, with alpha where something shines
  /// through. O(pixels).
  package func file() -> [UInt8] {
    let seen = look()
    switch seen.colors {
    case .palette(let palette):
      let indices = [UInt32](unsafeUninitializedCapacity: width * rows) { memory, count in
        replace(in: memory, with: palette.number)
        count = width * rows
      }
      return indices.withUnsafeBufferPointer {
        file(of: $0.baseAddress, stride: width, channels: 1, palette: palette.colors, seen.repeated)
      }
    case .opaque: return file(of: pixels, stride: stride, channels: 3, palette: [], seen.repeated)
    case .seeThrough:
      let straight = [UInt32](unsafeUninitializedCapacity: width * rows) { memory, count in
        replace(in: memory, with: Self.straight)
        count = width * rows
      }
      return straight.withUnsafeBufferPointer {
        file(of: $0.baseAddress, stride: width, channels: 4, palette: [], seen.repeated)
      }
    }
  }

  // MARK: What is in it

  private enum Colors {
    case palette(PNGPalette)
    case opaque
    case seeThrough
  }

  /// The colours, and for each row whether it is that above.
  private func look() -> (colors: Colors, repeated: [Bool]) {
    var palette: PNGPalette? = PNGPalette()
    var isOpaque = true
    var repeated = [Bool](repeating: false, count: rows)
    for row in 0..<rows {
      let here = pixels + row * stride
      if row > 0, memcmp(here, here - stride, width * 4) == 0 {
        repeated[row] = true
        continue
      }
      guard isOpaque else { continue }
      var column = 0
      while column < width {
        let pixel = here[column]
        if pixel < 0xFF00_0000 {
          isOpaque = false
          palette = nil
          break
        }
        if palette?.add(pixel) == false {
          palette = nil
          // Alpha is all that is left to look for.
          for rest in column..<width where here[rest] < 0xFF00_0000 { isOpaque = false }
          break
        }
        column += 1
        if palette == nil { continue }
        while column < width, here[column] == pixel { column += 1 }
      }
    }
    if let palette { return (.palette(palette), repeated) }
    return (isOpaque ? .opaque : .seeThrough, repeated)
  }

  /// Every pixel by a rule, asked once for each run of one colour.
  private func replace(in memory: UnsafeMutableBufferPointer<UInt32>, with rule: (UInt32) -> UInt32) {
    for row in 0..<rows {
      let here = pixels + row * stride
      var (last, new) = (here[0], rule(here[0]))
      for column in 0..<width {
        if here[column] != last { (last, new) = (here[column], rule(here[column])) }
        memory[row * width + column] = new
      }
    }
  }

  /// Colours no longer multiplied by alpha, as PNG wants them.
  private static func straight(_ pixel: UInt32) -> UInt32 {
    let alpha = pixel >> 24
    guard alpha > 0 else { return 0 }
    func part(_ shift: UInt32) -> UInt32 { min(255, ((pixel >> shift & 0xFF) * 255 + alpha / 2) / alpha) << shift }
    return alpha << 24 | part(16) | part(8) | part(0)
  }

  // MARK: Chunks

  private func file(
    of values: UnsafePointer<UInt32>?, stride: Int, channels: Int, palette: [UInt32], _ repeated: [Bool]
  ) -> [UInt8] {
    var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    let colorType: UInt8 = channels == 1 ? 3 : (channels == 3 ? 2 : 6)
    Self.chunk("IHDR", Self.bytes(UInt32(width)) + Self.bytes(UInt32(rows * repeats)) + [8, colorType, 0, 0, 0], to: &file)
    if let pixelsPerMetre {
      Self.chunk("pHYs", Self.bytes(pixelsPerMetre) + Self.bytes(pixelsPerMetre) + [1], to: &file)
    }
    if !palette.isEmpty {
      Self.chunk("PLTE", palette.flatMap { Self.bytes($0).dropFirst() }, to: &file)
    }
    var rowsWritten = PNGRows(width: width, rows: rows * max(1, repeats), channels: channels)
    if let values {
      for row in 0..<rows {
        if repeated[row] {
          rowsWritten.repeatLast()
        } else {
          rowsWritten.add(values + row * stride, above: row > 0 ? values + (row - 1) * stride : nil)
        }
        for _ in 1..<max(1, repeats) { rowsWritten.repeatLast() }
      }
    }
    Self.chunk("IDAT", rowsWritten.finished(), to: &file)
    Self.chunk("IEND", [], to: &file)
    return file
  }

  private static func bytes(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }

  private static func chunk(_ name: StaticString, _ data: [UInt8], to file: inout [UInt8]) {
    file += bytes(UInt32(data.count))
    let start = file.count
    name.withUTF8Buffer { file += $0 }
    file += data
    let sum = file.withUnsafeBytes { libdeflate_crc32(0, $0.baseAddress.map { $0 + start }, $0.count - start) }
    file += bytes(sum)
  }
}

/// Up to 256 opaque colours with their numbers.
private struct PNGPalette {
  private(set) var colors: [UInt32] = []
  /// Twice as many places as colours at least; a place without a colour holds 0, which is no opaque one.
  private var keys = [UInt32](repeating: 0, count: 1024)
  private var values = [UInt32](repeating: 0, count: 1024)

  /// Its number; the colour must have been added.
  func number(of color: UInt32) -> UInt32 { values[place(of: color)] }

  /// False when the colour is new and there is no room for it.
  mutating func add(_ color: UInt32) -> Bool {
    let place = place(of: color)
    if keys[place] == color { return true }
    guard colors.count < 256 else { return false }
    keys[place] = color
    values[place] = UInt32(colors.count)
    colors.append(color)
    return true
  }

  private func place(of color: UInt32) -> Int {
    var place = Int((color &* 0x9E37_79B1) >> 22)
    while keys[place] != color, keys[place] != 0 { place = (place + 1) & 1023 }
    return place
  }
}
