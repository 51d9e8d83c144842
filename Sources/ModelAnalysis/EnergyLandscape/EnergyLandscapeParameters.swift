import Schema

/// What is shown of a landscape.
public struct EnergyLandscapeParameters: ParameterTable {
  /// Frames at most.
  public var frames = 300
  /// Draw them as an animation too.
  public var drawsAnimation = true

  public init() {}

  public static let parameters: [Parameter<EnergyLandscapeParameters>] = [
    Parameter("frames", \.frames, help: "frames at most, spread evenly over the simulation"),
    Parameter("animation", \.drawsAnimation, help: "also draw the frames as an animation (GIF and MP4)"),
  ]

  public func validate() throws {
    try require((1...10_000).contains(frames), "frames", "\(frames) is not between 1 and 10000.")
  }
}
