import ArrayFiles
import ArrayNumerics
import FoundationEssentials

/// The lights that Axona's camera followed, in pixels of its image; NaN where one was lost (1023).
struct AxonaTracking {
  /// Samples per second.
  var rate: Double
  /// `[light][sample]`; one light or two.
  var x: [[Double]]
  var y: [[Double]]
  var pixelsPerMetre: Double?
  /// Bearings of the lights from the head's direction, rad, anticlockwise as seen from above.
  var bearings: [Double?]
  var missing: Int
  /// Height of the image or of the window in it, in pixels.
  var height: Double?

  /// Reads a `.pos` file: 4 bytes for the number of the frame, then big-endian words. In the two-spot format these are x1, y1,
  /// x2, y2 and the sizes of the spots; in the format of four colours x and y of each.
  init(_ url: URL) throws {
    let axona = try AxonaFile(url)
    rate = try axona.number("sample_rate").flatMap { $0 > 0 ? $0 : nil } ?? axona.required("timebase")
    pixelsPerMetre = axona.number("pixels_per_metre").flatMap { $0 > 0 ? $0 : nil }
    let stamp = axona.whole("bytes_per_timestamp") ?? 4
    let word = axona.whole("bytes_per_coord") ?? 2
    let format = (axona.header["pos_format"] ?? "t,x1,y1,x2,y2,numpix1,numpix2").lowercased()
    guard word == 2, (0...8).contains(stamp), format.hasPrefix("t,x1,y1") else {
      throw FileError.unusable(
        "its samples have the format '\(format)' with \(word) bytes a coordinate; t,x1,y1,… with 2 bytes is read.",
        file: axona.file.name)
    }
    // Eight words follow the time in either format, also where the format names fewer.
    let lights = format.contains("x2") ? 2 : 1
    let size = stamp + 8 * word
    let (count, missing) = axona.records(of: size, promised: axona.whole("num_pos_samples"))
    guard count > 0 else {
      throw FileError.unusable(
        "it holds no position samples.", file: axona.file.name, remedy: "It may be the rest of an interrupted copy.")
    }
    self.missing = missing
    let bytes = try axona.file.bytes(at: axona.data.lowerBound, count: count * size)
    func column(_ index: Int) -> [Double] {
      (0..<count).map { sample in
        let place = sample * size + stamp + index * word
        let value = Int(bytes[place]) << 8 | Int(bytes[place + 1])
        return value == 1023 ? .nan : Double(value)
      }
    }
    x = (0..<lights).map { column(2 * $0) }
    y = (0..<lights).map { column(2 * $0 + 1) }
    // One coordinate without the other is no position.
    for light in 0..<lights {
      for sample in 0..<count where x[light][sample].isNaN || y[light][sample].isNaN {
        (x[light][sample], y[light][sample]) = (.nan, .nan)
      }
    }
    if lights == 2, x[1].allSatisfy(\.isNaN) { (x, y) = ([x[0]], [y[0]]) }
    bearings = (1...2).map { axona.number("bearing_colour_\($0)").map { $0 * .pi / 180 } }
    let window = zip(axona.number("window_max_y") ?? .nan, axona.number("window_min_y") ?? .nan)
    height = window.flatMap { $0 > $1 ? $0 - $1 : nil }
  }
}

private func zip(_ a: Double, _ b: Double) -> (Double, Double)? { a.isFinite && b.isFinite ? (a, b) : nil }
