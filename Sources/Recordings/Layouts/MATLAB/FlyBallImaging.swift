import ArrayFiles
import ArrayNumerics
import Schema

/// Two-colour imaging of the fly's ellipsoid body or protocerebral bridge while it walks on a ball: `GROIaveMax` and
/// `RROIaveMax` [ROI, volume], and `positionDat` with the ball's time `t` (s), heading `OffsetRot` (degrees), and the
/// samples at 10 kHz of the planes (`tFrameGrab`) and of the ball camera (`tVR`).
///
/// The time of volume k is t[0] + (tFrameGrab[k · planes] − tVR[0]) / 10000. Which colour shows E-PG neurons stands in the
/// file's name: `60D05` drives them, `6f` is green, `jRG` red.
///
/// Source: Turner-Evans et al. 2017, eLife 6:e23496, doi 10.7554/eLife.23496, and the authors' published notebook.
enum FlyBallImaging: KnownLayout {
  private static let samplingRate = 10_000.0

  static func recording(in source: ArraySource, options: ReadingOptions) throws -> Recording? {
    guard options.map.keys.allSatisfy({ $0 == "roi" }), let frames = source.numbers("/positionDat/tFrameGrab"),
      let ballClock = source.numbers("/positionDat/tVR"), let ballTimes = source.numbers("/positionDat/t")
    else { return nil }
    let (signals, reason) = try channel(source, options)
    guard let signals, case .array(let array) = try source.read(signals), let matrix = array.floatMatrix?.transposed() else {
      return nil
    }
    let frameSamples = try source.vector(frames)
    let t = try source.vector(ballTimes)
    guard matrix.rows > 0, frameSamples.count >= matrix.rows, frameSamples.count % matrix.rows == 0,
      let start = t.first, let ballStart = try source.vector(ballClock).first
    else {
      throw FileError.unusable(
        "\(frameSamples.count) planes are no whole number of volumes: \(signals.path) has \(matrix.rows).",
        place: frames.path)
    }
    let planes = frameSamples.count / matrix.rows
    let volumeTimes = (0..<matrix.rows).map { start + (frameSamples[$0 * planes] - ballStart) / samplingRate }
    var findings = [
      Finding(
        .guessed, "ROI signals", "\(signals.path): \(matrix.rows) volumes of \(matrix.columns) regions, \(reason).",
        option: "--map roi=\(signals.path.contains("/G") ? "/R" : "/G")\(signals.path.dropFirst(2))"),
      Finding(
        .found, "time",
        "volumes from \(measured(volumeTimes[0])) to \(measured(volumeTimes[matrix.rows - 1])) s on the ball's clock "
          + "(\(planes) planes each, tFrameGrab and tVR at 10 kHz)."),
    ]
    let trajectory = try heading(source, t, &findings)
    return Recording(
      source: RecordingSource(url: source.url, format: source.format), trajectory: trajectory,
      roiSignals: ROISignals(matrix: matrix, clock: .times(volumeTimes)), findings: findings)
  }

  /// The colour that shows E-PG neurons, or what the user chose.
  private static func channel(
    _ source: ArraySource, _ options: ReadingOptions
  ) throws -> (item: ArraySource.Item?, reason: String) {
    if let path = options.map["roi"] { return (source.numbers(path), "as given") }
    let name = source.url.lastPathComponent.uppercased()
    let (green, red) = (source.numbers("/GROIaveMax"), source.numbers("/RROIaveMax"))
    if name.contains("6FX60D05"), let green { return (green, "the E-PG channel (green, by the file's name)") }
    if name.contains("6FX37F06"), let red { return (red, "the E-PG channel (red, by the file's name)") }
    return (green ?? red, "the \(green == nil ? "red" : "green") channel (the file's name does not say which neurons it shows)")
  }

  /// The ball's heading on its own clock; samples that do not go forward in time are left out.
  private static func heading(
    _ source: ArraySource, _ t: [Double], _ findings: inout [Finding]
  ) throws -> Trajectory? {
    guard let item = source.numbers("/positionDat/OffsetRot") else { return nil }
    let degrees = try source.vector(item)
    guard degrees.count == t.count else {
      throw FileError.unusable("it has \(degrees.count) entries and t has \(t.count).", place: item.path)
    }
    var kept: [Int] = []
    for index in t.indices where t[index].isFinite && (kept.last.map { t[$0] < t[index] } ?? true) { kept.append(index) }
    findings.append(
      Finding(
        .found, "head direction",
        "\(item.path), the ball's rotation in degrees, \(kept.count) of \(t.count) samples."))
    let angles = kept.map { index in
      let turn = (degrees[index] / 360) - (degrees[index] / 360).rounded(.down)
      return turn < 1 ? 2 * .pi * turn : 0
    }
    return Trajectory(t: kept.map { t[$0] }, headDirection: angles)
  }
}
