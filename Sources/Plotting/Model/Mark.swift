import ArrayNumerics

/// Something drawn in a panel, in data coordinates. In polar panels x is the angle in radians (counter-clockwise
/// from east) and y the radius. Values that are not finite are left out; in lines they break the line.
public enum Mark: Sendable {
  /// A curve.
  case line(LineMark)
  /// The area between two curves.
  case band(BandMark)
  /// A scatter of points.
  case points(PointsMark)
  /// A matrix as an image.
  case heatMap(HeatMapMark)
  /// The bars of a histogram.
  case bars(BarsMark)
  /// Horizontal bars, as in a barcode.
  case intervals(IntervalsMark)
  /// A straight line across the panel.
  case rule(RuleMark)
  /// Words.
  case text(TextMark)
  /// An area with an outline.
  case polygon(PolygonMark)
  /// Things in space.
  case solid(SolidMark)
}

/// A polyline; NaN breaks it.
public struct LineMark: Sendable {
  /// Places.
  public var x: [Double]
  /// Values, one for each place.
  public var y: [Double]
  /// Its colour.
  public var paint: Paint
  /// Points; nil: the configuration's line width.
  public var width: Double?
  /// Lengths of strokes and gaps in points; empty for a line without gaps.
  public var dash: [Double] = []
  /// Its name in the legend.
  public var name: String?

  public init(
    x: [Double], y: [Double], paint: Paint = .ink, width: Double? = nil, dash: [Double] = [],
    name: String? = nil
  ) {
    self.x = x
    self.y = y
    self.paint = paint
    self.width = width
    self.dash = dash
    self.name = name
  }

  /// The same line broken wherever y jumps by more than half a period, as an angle does when it wraps.
  public func brokenAtWraps(period: Double) -> LineMark {
    var broken = self
    (broken.x, broken.y) = breakingAtWraps(x: x, y: y, period: period)
    return broken
  }
}

/// The points of a line with a NaN put in wherever y jumps by more than half a period.
public func breakingAtWraps(x: [Double], y: [Double], period: Double) -> (x: [Double], y: [Double]) {
  let count = min(x.count, y.count)
  var brokenX: [Double] = []
  var brokenY: [Double] = []
  brokenX.reserveCapacity(count)
  brokenY.reserveCapacity(count)
  for index in 0..<count {
    if index > 0, abs(y[index] - y[index - 1]) > period / 2 {
      brokenX.append(.nan)
      brokenY.append(.nan)
    }
    brokenX.append(x[index])
    brokenY.append(y[index])
  }
  return (brokenX, brokenY)
}

/// The area between two curves over one x; NaN interrupts it.
public struct BandMark: Sendable {
  /// Places.
  public var x: [Double]
  /// The lower edge at each place.
  public var lower: [Double]
  /// The upper edge at each place.
  public var upper: [Double]
  /// Its colour.
  public var paint: Paint
  /// 1 where nothing shines through.
  public var opacity: Double
  /// Its name in the legend.
  public var name: String?

  public init(
    x: [Double], lower: [Double], upper: [Double], paint: Paint = .category(0), opacity: Double = 0.3,
    name: String? = nil
  ) {
    self.x = x
    self.lower = lower
    self.upper = upper
    self.paint = paint
    self.opacity = opacity
    self.name = name
  }
}

/// How points get their colours.
public enum PointColors: Sendable {
  case uniform(Paint)
  /// One number for each point; the key comes from the scale.
  case values([Double], ColorScale)
  case categories([Int])
  case each([Color])
}

/// A scatter of points.
public struct PointsMark: Sendable {
  /// What is drawn at a place.
  public enum Shape: Sendable, Hashable {
    /// A filled outline as wide as the size.
    case circle, square, triangle, diamond
    /// A vertical stroke as high as one unit of y allows: spikes in a raster.
    case stroke
  }

  /// Places.
  public var x: [Double]
  /// Values, one for each place.
  public var y: [Double]
  /// How points get their colours.
  public var colors: PointColors
  /// The diameter in points; nil: what suits their number.
  public var size: Double?
  /// What is drawn at each place.
  public var shape: Shape
  /// 1 where nothing shines through.
  public var opacity: Double
  /// Its name in the legend.
  public var name: String?

  public init(
    x: [Double], y: [Double], colors: PointColors = .uniform(.category(0)), size: Double? = nil,
    shape: Shape = .circle, opacity: Double = 1, name: String? = nil
  ) {
    self.x = x
    self.y = y
    self.colors = colors
    self.size = size
    self.shape = shape
    self.opacity = opacity
    self.name = name
  }
}

/// A matrix as an image: row 0 at the bottom, one flat rectangle for each value, missing values in grey.
public struct HeatMapMark: Sendable {
  /// `[y, x]`; NaN where there is no value.
  public var values: Matrix<Double>
  /// The data coordinates of the outer edges of the image.
  public var xRange: ClosedRange<Double>
  /// The same for y.
  public var yRange: ClosedRange<Double>
  /// How values become colours.
  public var scale: ColorScale

  public init(
    values: Matrix<Double>, xRange: ClosedRange<Double>, yRange: ClosedRange<Double>, scale: ColorScale
  ) {
    self.values = values
    self.xRange = xRange
    self.yRange = yRange
    self.scale = scale
  }
}

/// Bars between edges, as in a histogram: `heights[i]` stands between `edges[i]` and `edges[i + 1]`.
public struct BarsMark: Sendable {
  /// One more than heights, ascending.
  public var edges: [Double]
  /// One between each two edges.
  public var heights: [Double]
  /// Their colour.
  public var paint: Paint
  /// The part of each width that is left free, 0 for a histogram.
  public var gap: Double
  /// Their name in the legend.
  public var name: String?

  public init(
    edges: [Double], heights: [Double], paint: Paint = .category(0), gap: Double = 0, name: String? = nil
  ) {
    self.edges = edges
    self.heights = heights
    self.paint = paint
    self.gap = gap
    self.name = name
  }
}

/// Horizontal bars of the given thickness, one at each `y`; an infinite end is an arrow at the frame's edge.
public struct IntervalsMark: Sendable {
  /// Where each begins.
  public var starts: [Double]
  /// Where each ends; infinite for an arrow.
  public var ends: [Double]
  /// The middle of each.
  public var y: [Double]
  /// In data units of y.
  public var thickness: Double
  /// Their colour.
  public var paint: Paint
  /// 1 where nothing shines through.
  public var opacity: Double
  /// Their name in the legend.
  public var name: String?

  public init(
    starts: [Double], ends: [Double], y: [Double], thickness: Double = 0.6, paint: Paint = .category(0),
    opacity: Double = 1, name: String? = nil
  ) {
    self.starts = starts
    self.ends = ends
    self.y = y
    self.thickness = thickness
    self.paint = paint
    self.opacity = opacity
    self.name = name
  }
}

/// A straight line across the panel.
public struct RuleMark: Sendable {
  /// How it runs.
  public enum Direction: Sendable, Hashable {
    case horizontal, vertical
    /// y = x.
    case diagonal
  }

  /// How it runs.
  public var direction: Direction
  /// Where it stands on the axis that it crosses.
  public var value: Double
  /// Its colour.
  public var paint: Paint
  /// Lengths of strokes and gaps in points; empty for a line without gaps.
  public var dash: [Double]
  /// Its name in the legend.
  public var name: String?

  public init(
    _ direction: Direction, at value: Double = 0, paint: Paint = .muted, dash: [Double] = [2, 2],
    name: String? = nil
  ) {
    self.direction = direction
    self.value = value
    self.paint = paint
    self.dash = dash
    self.name = name
  }
}

/// Words at a place in the data.
public struct TextMark: Sendable {
  /// The place of the point that the words belong to.
  public var x: Double
  /// The same for y.
  public var y: Double
  /// The words, one line.
  public var text: String
  /// Their colour.
  public var paint: Paint
  /// On which side of the point they stand.
  public var alignment: HorizontalAlignment
  /// Moved by so many points, x to the right and y upward.
  public var offset: (x: Double, y: Double)

  public init(
    x: Double, y: Double, text: String, paint: Paint = .ink, alignment: HorizontalAlignment = .left,
    offset: (x: Double, y: Double) = (0, 0)
  ) {
    self.x = x
    self.y = y
    self.text = text
    self.paint = paint
    self.alignment = alignment
    self.offset = offset
  }
}

/// Where a text stands beside its point.
public enum HorizontalAlignment: Sendable, Hashable {
  case left, centre, right
}

/// A closed outline, filled, stroked or both.
public struct PolygonMark: Sendable {
  /// Corners in order.
  public var x: [Double]
  /// The same for y.
  public var y: [Double]
  /// The colour of the area; `nil`: none.
  public var fill: Paint?
  /// The colour of the outline; `nil`: none.
  public var stroke: Paint?
  /// Of the area; 1 where nothing shines through.
  public var opacity: Double

  public init(x: [Double], y: [Double], fill: Paint? = nil, stroke: Paint? = .muted, opacity: Double = 1) {
    self.x = x
    self.y = y
    self.fill = fill
    self.stroke = stroke
    self.opacity = opacity
  }
}
