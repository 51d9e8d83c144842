import CCairo
import Foundation
import Plotting
import TestSupport
import Testing

/// PNG files against libpng, by which Cairo reads them: it checks every sum.
@Suite struct PNGFileTests {
  /// A picture drawn by hand on a surface of Cairo's.
  private final class Picture {
    let surface: OpaquePointer
    let width: Int
    let height: Int

    init(_ width: Int, _ height: Int, _ color: (Int, Int) -> UInt32) throws {
      surface = try #require(cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(width), Int32(height)))
      (self.width, self.height) = (width, height)
      let data = try #require(cairo_image_surface_get_data(surface))
      let stride = Int(cairo_image_surface_get_stride(surface))
      for y in 0..<height {
        for x in 0..<width {
          UnsafeMutableRawPointer(data + y * stride + 4 * x).storeBytes(of: color(x, y), as: UInt32.self)
        }
      }
      cairo_surface_mark_dirty(surface)
    }

    deinit { cairo_surface_destroy(surface) }
  }

  private func pixels(of file: URL) throws -> (width: Int, height: Int, pixels: [UInt32]) {
    let surface = try #require(cairo_image_surface_create_from_png(file.path))
    defer { cairo_surface_destroy(surface) }
    try #require(cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS, "libpng cannot read \(file.lastPathComponent)")
    let data = try #require(cairo_image_surface_get_data(surface))
    let (width, height) = (Int(cairo_image_surface_get_width(surface)), Int(cairo_image_surface_get_height(surface)))
    let stride = Int(cairo_image_surface_get_stride(surface))
    // A file without alpha is read as pixels whose highest byte says nothing.
    let opaque: UInt32 = cairo_image_surface_get_format(surface) == CAIRO_FORMAT_RGB24 ? 0xFF00_0000 : 0
    return (
      width, height,
      (0..<height).flatMap { y in
        (0..<width).map { UnsafeRawPointer(data + y * stride).load(fromByteOffset: 4 * $0, as: UInt32.self) | opaque }
      }
    )
  }

  /// Numbers that look random, the same each time.
  private func noise(_ x: Int, _ y: Int) -> UInt32 {
    var value = UInt64(x &* 7919 &+ y) &* 0x9E37_79B9_7F4A_7C15
    value ^= value >> 29
    value &*= 0xBF58_476D_1CE4_E5B9
    return UInt32(truncatingIfNeeded: value >> 32)
  }

  private func check(
    _ width: Int, _ height: Int, colorType: UInt8, _ name: String, _ color: (Int, Int) -> UInt32
  ) throws {
    let folder = try TemporaryFolder()
    let picture = try Picture(width, height, color)
    let bytes = try #require(PNGPicture(surface: picture.surface, dpi: 300)).file()
    #expect(bytes[25] == colorType, "\(name)")
    try Data(bytes).write(to: folder.file("ours.png"))
    // What libpng writes: colours below an alpha are rounded the same way.
    #expect(cairo_surface_write_to_png(picture.surface, folder.file("theirs.png").path) == CAIRO_STATUS_SUCCESS)
    let (ours, theirs) = (try pixels(of: folder.file("ours.png")), try pixels(of: folder.file("theirs.png")))
    #expect(ours.width == width && ours.height == height, "\(name)")
    #expect(ours.pixels == theirs.pixels, "\(name): \(width) × \(height)")
  }

  @Test func everyPixelComesBack() throws {
    // Runs of every length around those of one repetition, in each kind of file.
    for width in Array(1...9) + Array(254...264) + [515, 516, 517, 518, 775] {
      try check(width, 3, colorType: 3, "flat") { _, y in y == 1 ? 0xFF12_3456 : 0xFFFF_FFFF }
      try check(width, 3, colorType: 3, "two halves") { x, _ in x < width / 2 ? 0xFF00_0000 : 0xFFFF_FFFE }
      try check(width, 3, colorType: 6, "see-through") { x, y in (x + y) % 5 == 4 ? 0xFF10_2030 : 0x8010_2030 }
    }
    for (width, height) in [(1, 1), (1, 700), (700, 1), (301, 203)] {
      try check(width, height, colorType: width * height > 256 ? 2 : 3, "noise") { noise($0, $1) | 0xFF00_0000 }
    }
    try check(640, 40, colorType: 2, "a ramp") { x, y in 0xFF00_0000 | UInt32(x * 3 + y) << 4 }
    try check(200, 100, colorType: 6, "every alpha") { x, y in
      let alpha = UInt32((x + y) % 256)
      func part(_ shift: UInt32) -> UInt32 { (noise(x, y) >> shift & 0xFF) * alpha / 255 << shift }
      return alpha << 24 | part(16) | part(8) | part(0)
    }
  }

  /// Differences as often as Fibonacci's numbers make the deepest tree of Huffman's: no code may be longer than 15 bits. And
  /// bytes that are no zero and all alike.
  @Test func rareBytesHaveNoLongCodes() throws {
    var (row, level, counts) = ([UInt32](), UInt32(0), (1, 1))
    for step in 1...21 {
      for _ in 0..<counts.0 {
        level = (level + UInt32(step)) & 0xFF
        row.append(0xFF00_0000 | level << 16 | UInt32(row.count % 2))
      }
      counts = (counts.1, counts.0 + counts.1)
    }
    #expect(row.count == 28_656)
    try check(row.count, 1, colorType: 2, "Fibonacci") { x, _ in row[x] }
    try check(900, 2, colorType: 3, "even steps") { x, _ in 0xFF00_0000 | UInt32(x % 256) * 0x01_0101 }
  }

  @Test func aPaletteHolds256ColoursAndNoMore() throws {
    for count in [1, 2, 255, 256, 257, 300] {
      try check(64, 64, colorType: count > 256 ? 2 : 3, "\(count) colours") { x, y in
        0xFF00_0000 | UInt32((64 * y + x) % count) * 0x01_0307
      }
    }
    // One see-through pixel at the very end, after the palette is full.
    try check(64, 64, colorType: 6, "late alpha") { x, y in x == 63 && y == 63 ? 0 : noise(x, y) | 0xFF00_0000 }
  }

  @Test func rowsAreRepeatedAndTheResolutionIsThere() throws {
    let folder = try TemporaryFolder()
    let pixels: [UInt32] = [0xFF11_1111, 0xFF22_2222, 0xFF33_3333, 0xFF44_4444, 0xFF55_5555, 0xFF66_6666]
    let bytes = pixels.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { PNGPicture(width: 3, rows: 2, repeats: 4, stride: 3, pixels: $0).file() }
    }
    try Data(try #require(bytes)).write(to: folder.file("repeated.png"))
    let read = try self.pixels(of: folder.file("repeated.png"))
    #expect(read.width == 3 && read.height == 8)
    let (first, second) = (Array(pixels[..<3]), Array(pixels[3...]))
    #expect(read.pixels == first + first + first + first + second + second + second + second)
    let figure = histogramFigure(values: [1, 2, 3], bins: 3, label: "Speed (cm/s)")
    let file = Array(try figure.png(PlotConfig().with { $0.files.dpi = 600 }))
    let place = try #require(file.firstRange(of: Array("pHYs".utf8)))
    // 600 / 0.0254 pixels a metre, both ways.
    let expected: [UInt8] = [0, 0, 0x5C, 0x46, 0, 0, 0x5C, 0x46, 1]
    #expect(Array(file[place.upperBound..<place.upperBound + 9]) == expected)
  }

  /// A picture inside an SVG is what Cairo would have put there, in the proportions of its box.
  @Test func picturesInSVGAreFilesOfTheirOwn() throws {
    let values = ExampleFigures.all().filter { $0.name == "heat-map" }
    let svg = try #require(values.first).svg()
    let start = try #require(svg.range(of: "data:image/png;base64,"))
    let end = try #require(svg[start.upperBound...].firstIndex(of: "\""))
    let data = try #require(Data(base64Encoded: String(svg[start.upperBound..<end]), options: .ignoreUnknownCharacters))
    let folder = try TemporaryFolder()
    try data.write(to: folder.file("inside.png"))
    let inside = try pixels(of: folder.file("inside.png"))
    let element = svg[..<start.lowerBound].suffix(200)
    let sides = element.matches(of: /(width|height)="([0-9.]+)"/).suffix(2).compactMap { Double($0.2) }
    try #require(sides.count == 2)
    #expect(abs(Double(inside.width) / Double(inside.height) - sides[0] / sides[1]) < 1e-9)
    #expect(Set(inside.pixels).count > 2)
  }
}
