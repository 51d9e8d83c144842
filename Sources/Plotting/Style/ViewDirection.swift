import Schema

/// From where a panel in space is seen.
public struct ViewDirection: ParameterTable, Hashable {
  /// Degrees about the vertical axis, counter-clockwise from +x.
  public var azimuth = -60.0
  /// Degrees above the horizontal plane.
  public var elevation = 28.0

  public init() {}

  /// The two angles.
  public static let parameters: [Parameter<ViewDirection>] = [
    Parameter("azimuth", \.azimuth, unit: "degrees", help: "direction of the viewer, counter-clockwise from the first axis"),
    Parameter("elevation", \.elevation, unit: "degrees", help: "height of the viewer above the floor"),
  ]
}
