import Schema

/// One frame of a figure with its axes and marks.
public struct Panel: Sendable {
  /// What x and y mean.
  public enum Coordinates: Sendable, Hashable {
    /// x to the right, y upward.
    case cartesian
    /// x is the angle in radians, counter-clockwise from east; y the radius from 0.
    case polar
    /// Three axes seen in the given direction; only `.solid` marks are drawn.
    case spatial(ViewDirection, zAxis: Axis)
  }

  /// How high the frame is.
  public enum Height: Sendable, Hashable {
    case millimetres(Double)
    /// Height over width.
    case aspect(Double)
    /// One unit of x as long as one unit of y.
    case equalUnits
  }

  /// Where a note stands.
  public enum NotePlace: Sendable, Hashable {
    /// In the upper right corner.
    case topRight
    /// In the lower right corner.
    case bottomRight
    /// Below the frame at the right, where it hides nothing of an image.
    case below
  }

  /// Where the legend stands.
  public enum LegendPlace: Sendable, Hashable {
    /// In a row above the frame.
    case above
    /// Nowhere.
    case none
  }

  /// What x and y mean.
  public var coordinates = Coordinates.cartesian
  /// The horizontal axis.
  public var x: Axis
  /// The vertical axis.
  public var y: Axis
  /// What is drawn, the first below the others.
  public var marks: [Mark]
  /// How high the frame is.
  public var height: Height
  /// A few words above the frame: what differs between panels of one sheet.
  public var heading: String?
  /// A few words at a right corner: a peak rate, a number left out.
  public var note: String?
  /// Where the note stands.
  public var notePlace = NotePlace.topRight
  /// What colours or directions mean, to the right of the frame.
  public var key: FigureKey?
  /// A length below the frame.
  public var scaleBar: ScaleBar?
  /// Where the legend stands.
  public var legend = LegendPlace.above
  /// Draw all four sides of the frame instead of the two axes.
  public var isFramed = false
  /// The row of the figure's grid in which the frame stands.
  public var row = 0
  /// The first column.
  public var column = 0
  /// How many columns it covers.
  public var columnSpan = 1

  public init(
    x: Axis = Axis(), y: Axis = Axis(), marks: [Mark], height: Height = .aspect(0.62)
  ) {
    self.x = x
    self.y = y
    self.marks = marks
    self.height = height
  }

  /// A panel that says why it is empty.
  public static func noData(x: Axis = Axis(), y: Axis = Axis(), height: Height = .aspect(0.62)) -> Panel {
    var x = x
    var y = y
    x.range = x.range ?? 0...1
    y.range = y.range ?? 0...1
    x.ticks = .none
    y.ticks = .none
    return Panel(x: x, y: y, marks: [], height: height)
  }

  /// The same panel at another place of the grid.
  public func at(row: Int, column: Int, columnSpan: Int = 1) -> Panel {
    var panel = self
    (panel.row, panel.column, panel.columnSpan) = (row, column, max(1, columnSpan))
    return panel
  }
}

/// The key that says what colours or directions mean.
public enum FigureKey: Sendable, Hashable {
  /// A bar with ticks, to the right of the frame.
  case bar(ColorScale)
  /// A ring for an angle.
  case wheel(label: String)
  /// A small rhombus of the flat torus: the colour is the first angle; `angle` in degrees is the lattice's.
  case torus(first: String, second: String, angle: Double)
  /// The directions of polar panels that share one frame: a circle with its four angles.
  case directions(label: String)

  /// The key that suits a scale: a wheel for a cyclic one, a bar otherwise.
  public static func suited(to scale: ColorScale) -> FigureKey {
    scale.isCyclic ? .wheel(label: scale.label) : .bar(scale)
  }
}

/// A bar below the frame that says how long a piece of the map is.
public struct ScaleBar: Sendable, Hashable {
  /// In units of x.
  public var length: Double
  /// The length in words.
  public var label: String

  public init(length: Double, label: String) {
    self.length = length
    self.label = label
  }

  /// A round length near a quarter of a width in metres, labelled in centimetres (metres from 2 m on).
  public static func metres(forWidth width: Double) -> ScaleBar? {
    guard width > 0, width.isFinite else { return nil }
    let length = Axis.roundedDown(width * 0.3)
    return ScaleBar(length: length, label: label(metres: length))
  }

  /// A bar of a given length in metres.
  public static func metres(_ length: Double) -> ScaleBar {
    ScaleBar(length: length, label: label(metres: length))
  }

  private static func label(metres: Double) -> String {
    metres >= 2 ? "\(formatted(metres)) m" : "\(formatted(metres * 100)) cm"
  }
}
