import ArrayNumerics
import Plotting
import Schema

/// Options of a cloud that is seen from several sides.
public struct CloudViewsOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()
  /// Directions around the upright axis, evenly spaced over half a turn; the last panel looks from above.
  public var views = 3
  /// Degrees above the floor.
  public var elevation = 28.0

  public init() {}

  /// What the drawing function uses.
  public static let parameters: [Parameter<CloudViewsOptions>] =
    [
      Parameter("views", \.views, help: "directions over half a turn, besides the one from above"),
      Parameter("elevation", \.elevation, unit: "degrees", help: "height of the viewer above the floor"),
    ] + frameParameters(.colorBarLabel, .legend, .panelLetters, .colorMap)

  /// - Throws: `ParameterError.invalid`
  public func validate() throws {
    try frame.validate()
    try require((1...5).contains(views), "views", "\(views) is not in 1...5.")
    try require((-90...90).contains(elevation), "elevation", "\(elevation) is not in -90...90 degrees.")
  }
}

/// A cloud in space from several sides: what crosses itself from one of them may not from another.
func cloudViewsFigure(_ cloud: CloudPanels, options: CloudViewsOptions) -> Figure {
  var views = (0..<options.views).map { turn in
    var view = ViewDirection()
    view.azimuth = -60 + 180 * Double(turn) / Double(options.views)
    view.elevation = options.elevation
    return view
  }
  var top = ViewDirection()
  top.elevation = 90
  views.append(top)
  let columns = views.count <= 4 ? 2 : 3
  let panels = views.enumerated().map { number, view in
    var panel = cloud.panel(view: view)
    panel.heading = view.elevation == 90 ? "from above" : "\(formatted(view.azimuth))°"
    return panel.at(row: number / columns, column: number % columns)
  }
  var figure = Figure(
    name: "views", panels: panels,
    altText: "\(cloud.points.rows) points in space from \(views.count) sides, coloured by \(cloud.scale.label).",
    width: .double)
  figure.key = .suited(to: cloud.scale)
  return figure.framed(options.frame)
}

/// Options of a cloud that turns.
public struct TurningCloudOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()
  /// Frames of one turn.
  public var frames = 120
  /// Degrees above the floor.
  public var elevation = 28.0

  public init() {}

  /// What the drawing function uses.
  public static let parameters: [Parameter<TurningCloudOptions>] =
    [
      Parameter("frames", \.frames, help: "frames of one turn"),
      Parameter("elevation", \.elevation, unit: "degrees", help: "height of the viewer above the floor"),
    ] + frameParameters(.colorBarLabel, .legend, .colorMap)

  /// - Throws: `ParameterError.invalid`
  public func validate() throws {
    try frame.validate()
    try require((8...2000).contains(frames), "frames", "\(frames) is not in 8...2000.")
    try require((-90...90).contains(elevation), "elevation", "\(elevation) is not in -90...90 degrees.")
  }
}

/// A cloud in space that turns once about its upright axis.
func turningCloud(_ cloud: CloudPanels, options: TurningCloudOptions) -> Animation {
  let rim = cloud.rim
  let words = "\(cloud.points.rows) points in space, turning, coloured by \(cloud.scale.label)."
  return Animation(name: "turning", frameCount: options.frames, altText: words, stillFrame: 0) { frame in
    var view = ViewDirection()
    view.azimuth = -60 + 360 * Double(frame) / Double(options.frames)
    view.elevation = options.elevation
    var panel = cloud.panel(view: view, further: [rim])
    panel.key = .suited(to: cloud.scale)
    return Figure(name: "turning", panels: [panel], altText: words, width: .oneAndHalf).framed(options.frame)
  }
}
