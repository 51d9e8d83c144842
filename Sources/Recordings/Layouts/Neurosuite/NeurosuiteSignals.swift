import ArrayFiles
import ArrayNumerics
import FoundationEssentials
import Schema

extension NeurosuiteSession {
  /// One channel of the file of field potentials: `--map lfp=CHANNEL`, else the first.
  static func fieldPotential(
    _ reading: inout RecordingReading, _ header: NeurosuiteHeader
  ) throws -> FieldPotential? {
    let isNamed = reading.source.namedFile?.lowercased().hasSuffix(".eeg") ?? false
    let (eeg, lfp) = (reading.source.item("eeg"), reading.source.item("lfp"))
    guard let item = isNamed ? eeg ?? lfp : lfp ?? eeg else { return nil }
    let given = try reading.mappedNumber("lfp_fs")
    guard let channels = header.channels, channels > 0, channels < 100_000,
      let rate = given ?? header.fieldPotentialRate ?? (item.path == "eeg" ? 1250 : nil), rate > 0
    else {
      reading.note(
        .warning, "field potential",
        sentence {
          "\(item.path) was not read: the .xml file does not say the number of channels or the rate "
          "(nChannels, lfpSamplingRate)."
        },
        option: "--map lfp_fs=HZ")
      return nil
    }
    if given == nil && header.fieldPotentialRate == nil {
      reading.note(
        .guessed, "field potential", "its rate was taken as 1250 Hz, as usual for .eeg.", option: "--map lfp_fs=HZ")
    }
    let channel = try reading.mappedNumber("lfp") ?? 0
    guard let index = Int(exactly: channel), (0..<channels).contains(index) else {
      throw FileError.unusable("--map lfp=\(measured(channel)): there are channels 0 to \(channels - 1).")
    }
    guard let url = reading.source.files.first(where: { $0.lastPathComponent.hasSuffix("." + item.path) }) else { return nil }
    let file = try InputFile(url)
    let frames = file.size / (2 * channels)
    if file.size % (2 * channels) != 0 {
      reading.note(
        .warning, "field potential",
        "\(file.name) has \(file.size) bytes, no whole number of frames of \(channels) channels; is nChannels right?")
    }
    let scale = header.voltsPerCount
    reading.note(
      .found, "field potential",
      "\(file.name): channel \(index) of \(channels) at \(measured(rate)) Hz, \(measured(Double(frames) / rate)) s, "
        + (scale == nil ? "in counts of the converter." : "in volts."), option: "--map lfp=CHANNEL")
    let samples = DeferredSignal(
      url: url, .integers(at: 2 * index, every: 2 * channels, width: 2), count: frames, scale: scale ?? 1)
    return FieldPotential(deferred: samples, rate: rate, start: 0, unit: scale == nil ? nil : "V")
  }

  /// Two or four columns of pixels at the rate of the video (`.whl` at 39.0625 Hz); −1 stands for lost.
  static func trajectory(_ reading: inout RecordingReading, _ header: NeurosuiteHeader) throws -> Trajectory? {
    let there = ["whl", "pos"].first { name in
      reading.source.items.contains { $0.path == name || $0.path.hasPrefix(name + "/") }
    }
    guard let path = there else { return nil }
    guard reading.source.item(path) != nil, let matrix = try reading.array(path)?.doubleMatrix,
      (2...6).contains(matrix.columns)
    else {
      reading.note(.warning, "position", "\(path) is no table of two to six columns of numbers; it was not used.")
      return nil
    }
    var rate = try reading.mappedNumber("position_fs") ?? header.videoRate ?? 0
    if rate <= 0 {
      rate = 20_000.0 / 512
      reading.note(
        .guessed, "position", ".\(path) samples were taken to come at 39.0625 Hz (20 kHz / 512), as usual.",
        option: "--map position_fs=HZ")
    }
    func column(_ index: Int) -> [Double] { matrix.column(index).map { $0 < 0 ? .nan : $0 } }
    let (x1, y1) = (column(0), column(1))
    var (x, y) = (x1, y1)
    var direction: [Double]?
    if matrix.columns >= 4 {
      let (x2, y2) = (column(2), column(3))
      x = zip(x1, x2).map { $0.isNaN ? $1 : $1.isNaN ? $0 : ($0 + $1) / 2 }
      y = zip(y1, y2).map { $0.isNaN ? $1 : $1.isNaN ? $0 : ($0 + $1) / 2 }
      direction = x1.indices.map { headingAngle(x1[$0] - x2[$0], y1[$0] - y2[$0]) }
      reading.note(
        .guessed, "head direction",
        "the direction from the second light to the first, in the frame of the positions.")
    }
    let t = (0..<matrix.rows).map { Double($0) / rate }
    let metres = try reading.scaledPositions(x, y, unitName: nil)
    reading.describe(t, metres.0, metres.1, direction)
    return Trajectory(t: t, x: metres.0, y: metres.1, headDirection: direction)
  }
}
