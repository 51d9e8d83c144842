import ArrayNumerics
import Foundation

/// Writes a GIF (CompuServe, Graphics Interchange Format 89a) frame by frame: one palette for all, of each frame only the
/// rectangle that changed, in it unchanged pixels transparent.
///
/// Own code, since the library at hand, giflib 5.2, would only do the compression, forty lines here: it knows no differences
/// of frames, no delays and no palette of several frames.
struct GIFWriter {
  /// Frames a second; viewers slow down what is faster.
  static let fastest = 50.0

  let width: Int
  let height: Int
  private let palette: GIFPalette
  private let framesPerSecond: Double
  private let file: FileHandle
  private let path: String
  private var count = 0
  private var previous: [UInt8]?

  /// Creates the file and writes what stands before the frames.
  ///
  /// - Throws: `PlottingError.cannotWrite`
  init(
    _ url: URL, width: Int, height: Int, palette: GIFPalette, framesPerSecond: Double, repeats: Bool
  ) throws {
    (self.width, self.height, self.palette, self.framesPerSecond) = (width, height, palette, framesPerSecond)
    path = url.path
    guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path) else {
      throw PlottingError.cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
    self.file = file
    // A table of 256 colours of eight bits.
    var header = Array("GIF89a".utf8) + littleEndian(width) + littleEndian(height) + [0xF7, 0, 0]
    for index in 0..<256 {
      let color = index < palette.colors.count ? palette.colors[index] : 0
      header += [UInt8(color >> 16), UInt8((color >> 8) & 0xFF), UInt8(color & 0xFF)]
    }
    // The loop of Netscape, which every viewer knows; 0 is for ever.
    if repeats { header += [0x21, 0xFF, 11] + Array("NETSCAPE2.0".utf8) + [3, 1, 0, 0, 0] }
    try write(header)
  }

  /// Adds frames in order.
  ///
  /// - Throws: `PlottingError.cannotWrite`, `CancellationError`
  mutating func append(_ frames: [Pixels], work: Work) throws {
    let palette = palette
    let indices = try concurrentMap(frames.count, work: work) { frames[$0].indices(in: palette) }
    let (previous, count, writer) = (previous, count, self)
    let encoded = try concurrentMap(frames.count, work: work) { index in
      let before = index > 0 ? indices[index - 1] : previous
      return writer.encoded(indices[index], after: before, delay: writer.delay(count + index))
    }
    for bytes in encoded { try write(bytes) }
    self.count += frames.count
    self.previous = indices.last ?? previous
  }

  /// - Throws: `PlottingError.cannotWrite`
  func finish() throws {
    try write([0x3B])
    try file.close()
  }

  /// Hundredths of a second that a frame is shown; the fractions add up.
  private func delay(_ frame: Int) -> Int {
    func time(_ frame: Int) -> Int { Int((Double(frame) * 100 / framesPerSecond).rounded()) }
    return min(time(frame + 1) - time(frame), 0xFFFF)
  }

  private func encoded(_ indices: [UInt8], after previous: [UInt8]?, delay: Int) -> [UInt8] {
    let box = previous.map { changed(from: $0, to: indices) } ?? (x: 0, y: 0, width: width, height: height)
    // A graphic control: leave the picture when the time is over, one entry is transparent; then the place of the rectangle.
    var bytes: [UInt8] = [0x21, 0xF9, 4, 0x05] + littleEndian(delay) + [GIFPalette.unchanged, 0]
    bytes += [0x2C] + littleEndian(box.x) + littleEndian(box.y) + littleEndian(box.width) + littleEndian(box.height) + [0]
    var encoder = LZWEncoder()
    for row in box.y..<box.y + box.height {
      let pixels = row * width + box.x..<row * width + box.x + box.width
      guard let previous else {
        for pixel in pixels { encoder.append(indices[pixel]) }
        continue
      }
      var pixel = pixels.lowerBound
      while pixel < pixels.upperBound {
        let same = firstDifference(previous, indices, in: pixel..<pixels.upperBound) ?? pixels.upperBound
        encoder.append(run: same - pixel)
        pixel = same
        while pixel < pixels.upperBound, previous[pixel] != indices[pixel] {
          encoder.append(indices[pixel])
          pixel += 1
        }
      }
    }
    bytes.append(8)
    let codes = encoder.finish()
    for start in stride(from: 0, to: codes.count, by: 255) {
      let block = codes[start..<min(start + 255, codes.count)]
      bytes.append(UInt8(block.count))
      bytes += block
    }
    bytes.append(0)
    return bytes
  }

  /// The smallest rectangle that holds all changes; one pixel where there is none, since a frame must show something.
  private func changed(from old: [UInt8], to new: [UInt8]) -> (x: Int, y: Int, width: Int, height: Int) {
    var (left, right, top, bottom) = (width, -1, height, -1)
    for row in 0..<height {
      let start = row * width
      guard let first = firstDifference(old, new, in: start..<start + width).map({ $0 - start }) else { continue }
      // What lies between the ends that are known already widens nothing.
      let last = (max(first, right)..<width).last { old[start + $0] != new[start + $0] } ?? first
      (left, right) = (min(left, first), max(right, last))
      (top, bottom) = (min(top, row), row)
    }
    return right < 0 ? (0, 0, 1, 1) : (left, top, right - left + 1, bottom - top + 1)
  }

  private func write(_ bytes: [UInt8]) throws {
    do {
      try file.write(contentsOf: bytes)
    } catch {
      throw PlottingError.cannotWrite(path: path, reason: error.localizedDescription)
    }
  }
}

/// The first place at which two pictures differ, eight pixels compared at a time.
private func firstDifference(_ old: [UInt8], _ new: [UInt8], in range: Range<Int>) -> Int? {
  old.withUnsafeBytes { old in
    new.withUnsafeBytes { new in
      var place = range.lowerBound
      // Eight bytes as one word, within the range.
      while place + 8 <= range.upperBound,
        old.loadUnaligned(fromByteOffset: place, as: UInt64.self) == new.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      { place += 8 }
      while place < range.upperBound, old[place] == new[place] { place += 1 }
      return place < range.upperBound ? place : nil
    }
  }
}

private func littleEndian(_ value: Int) -> [UInt8] { [UInt8(value & 0xFF), UInt8((value >> 8) & 0xFF)] }
