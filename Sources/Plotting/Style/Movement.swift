import Schema

/// The kinds of file an animation is written to.
public enum MovementFormat: String, Choice {
  /// H.264 video, by the program ffmpeg.
  case mp4
  /// At most 256 colours, without any other program.
  case gif
}

/// How animations are written: the section `movement` of a plot configuration.
public struct Movement: ParameterTable, Hashable {
  /// One file in each.
  public var formats: [MovementFormat] = [.mp4, .gif]
  /// Frames of a second.
  public var fps = 30.0
  /// Steps of a simulation, or samples of a recording, shown in a second; `nil`: what suits the animation.
  public var stepsPerSecond: Double?
  /// Begin again at the end (GIF).
  public var repeats = true
  /// Dots per inch of the frames: for screens, and half of what files for print have by default.
  public var dpi = 150.0

  public init() {}

  /// The keys of the section, in the order in which they are written.
  public static let parameters: [Parameter<Movement>] = [
    Parameter("formats", \.formats, help: "formats of the files"),
    Parameter("fps", \.fps, unit: "1/s", help: "frames of a second"),
    Parameter(
      "steps_per_second", \.stepsPerSecond, unit: "1/s", help: "steps shown in a second; none: what suits the animation"),
    Parameter("repeat", \.repeats, help: "begin again at the end (GIF)"),
    Parameter("dpi", \.dpi, unit: "dots per inch", help: "resolution of the frames"),
  ]

  /// - Throws: `ParameterError.invalid`
  public func validate() throws {
    try require(fps, in: 0.1...240, "fps", unit: "frames a second")
    try require(stepsPerSecond, in: 1e-6...1e12, "steps_per_second")
    try require(dpi, in: 36...600, "dpi", unit: "dots per inch")
    try require(!formats.isEmpty, "formats", "must name one format at least")
  }

  /// The steps that an animation shows: frame i shows step `linspace(0, steps − 1, frames)[i]`, rounded down, where `frames`
  /// is what the steps last at `stepsPerSecond`, at least one.
  ///
  /// - Parameter stepsPerSecond: the pace where the configuration leaves it to the animation.
  public func animationSteps(steps: Int, stepsPerSecond pace: Double) -> [Int] {
    let pace = stepsPerSecond ?? pace
    guard steps > 0 else { return [] }
    guard pace > 0 else { return [0] }
    let frames = max(1, Int(Double(steps) / pace * fps))
    guard frames > 1 else { return [0] }
    return (0..<frames).map { Int(Double($0) * Double(steps - 1) / Double(frames - 1)) }
  }
}
