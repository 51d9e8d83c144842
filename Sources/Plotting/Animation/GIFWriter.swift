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
  private var previous: Pixels?

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
    let (previous, count, writer) = (previous, count, self)
    let encoded = try concurrentMap(frames.count, work: work) { index in
      writer.encoded(frames[index], after: index > 0 ? frames[index - 1] : previous, delay: writer.delay(count + index))
    }
    for bytes in encoded { try write(bytes) }
    self.count += frames.count
    self.previous = frames.last ?? previous
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

  private func encoded(_ frame: Pixels, after previous: Pixels?, delay: Int) -> [UInt8] {
    frame.withWords { words in
      guard let previous else { return encoded(words, after: nil, delay: delay) }
      return previous.withWords { encoded(words, after: $0, delay: delay) }
    }
  }

  private func encoded(
    _ frame: UnsafePointer<UInt32>, after previous: UnsafePointer<UInt32>?, delay: Int
  ) -> [UInt8] {
    let box = previous.map { changes(frame, from: $0) } ?? (x: 0, y: 0, width: width, height: height)
    // A graphic control: leave the picture when the time is over, one entry is transparent; then the place of the rectangle.
    var bytes: [UInt8] = [0x21, 0xF9, 4, 0x05] + littleEndian(delay) + [GIFPalette.unchanged, 0]
    bytes += [0x2C] + littleEndian(box.x) + littleEndian(box.y) + littleEndian(box.width) + littleEndian(box.height) + [0]
    var encoder = LZWEncoder()
    var search = PaletteSearch(palette)
    for row in box.y..<box.y + box.height {
      let new = frame + row * width + box.x
      guard let old = previous.map({ $0 + row * width + box.x }) else {
        for column in 0..<box.width { encoder.append(search.index(of: new[column])) }
        continue
      }
      var column = 0
      while column < box.width {
        let next = firstDifference(new, old, in: column..<box.width)
        encoder.append(run: next - column)
        column = next
        // Only what has changed is looked up, and may have the same entry all the same.
        while column < box.width, new[column] != old[column] {
          let index = search.index(of: new[column])
          if index == search.index(of: old[column]) { encoder.append(run: 1) } else { encoder.append(index) }
          column += 1
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
  private func changes(
    _ new: UnsafePointer<UInt32>, from old: UnsafePointer<UInt32>
  ) -> (x: Int, y: Int, width: Int, height: Int) {
    func isChanged(_ row: Int) -> Bool { memcmp(new + row * width, old + row * width, 4 * width) != 0 }
    guard let top = (0..<height).first(where: isChanged), let bottom = (top..<height).last(where: isChanged) else {
      return (0, 0, 1, 1)
    }
    var (left, right) = (width, 0)
    for row in top...bottom {
      let (new, old) = (new + row * width, old + row * width)
      // What lies between the ends that are known already widens nothing.
      left = firstDifference(new, old, in: 0..<left)
      right = endOfDifferences(new, old, in: right..<width)
    }
    return (left, top, right - left, bottom - top + 1)
  }

  private func write(_ bytes: [UInt8]) throws {
    do {
      try file.write(contentsOf: bytes)
    } catch {
      throw PlottingError.cannotWrite(path: path, reason: error.localizedDescription)
    }
  }
}

extension Pixels {
  /// Pixels as words `0xAARRGGBB`. Cairo's are of the machine's order, and each frame is read several times: hence a pointer.
  fileprivate func withWords<Result>(_ body: (UnsafePointer<UInt32>) -> Result) -> Result {
    bytes.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { preconditionFailure("a picture without pixels") }
      return body(start.assumingMemoryBound(to: UInt32.self))
    }
  }
}

/// The first of some pixels that differs from the other picture's, or the end of the range; sixteen are compared at a time.
private func firstDifference(_ new: UnsafePointer<UInt32>, _ old: UnsafePointer<UInt32>, in range: Range<Int>) -> Int {
  var place = range.lowerBound
  while place + 16 <= range.upperBound, areEqual(new + place, old + place) { place += 16 }
  while place < range.upperBound, new[place] == old[place] { place += 1 }
  return place
}

/// Behind the last of some pixels that differs, or the start of the range.
private func endOfDifferences(_ new: UnsafePointer<UInt32>, _ old: UnsafePointer<UInt32>, in range: Range<Int>) -> Int {
  var end = range.upperBound
  while end - 16 >= range.lowerBound, areEqual(new + end - 16, old + end - 16) { end -= 16 }
  while end > range.lowerBound, new[end - 1] == old[end - 1] { end -= 1 }
  return end
}

/// Sixteen pixels of either.
@inline(__always)
private func areEqual(_ new: UnsafePointer<UInt32>, _ old: UnsafePointer<UInt32>) -> Bool {
  func words(_ pixels: UnsafePointer<UInt32>, _ place: Int) -> SIMD2<UInt64> {
    UnsafeRawPointer(pixels + place).loadUnaligned(as: SIMD2<UInt64>.self)
  }
  let first = (words(new, 0) ^ words(old, 0)) | (words(new, 4) ^ words(old, 4))
  let rest = (words(new, 8) ^ words(old, 8)) | (words(new, 12) ^ words(old, 12))
  let all = first | rest
  return all[0] | all[1] == 0
}

private func littleEndian(_ value: Int) -> [UInt8] { [UInt8(value & 0xFF), UInt8((value >> 8) & 0xFF)] }
