import ArrayNumerics
import Foundation
import Plotting
import Schema
import Stages

extension TorusAnimation {
  static let bump = FigureKind<TorusBumpOptions>("bump", about: "bump on the flat torus and on the torus in space, moving")
  public static let figureKinds = [AnyFigureKind(bump)]

  /// Frames that the trail behind the decoded position has.
  private static let trail = 20

  public static func animations(
    _ result: TorusAnimationResult, parameters: TorusAnimationParameters, pen: FigurePen
  ) throws -> [NamedAnimation] {
    let options = try pen[bump]
    let known = result.activity.elements.filter(\.isFinite).map(Double.init)
    let top = known.isEmpty ? 1 : max(quantile(known, 0.998), 1e-6)
    let scale = ColorScale(
      map: options.frame.colorMap ?? .viridis, range: 0...top,
      label: options.frame.colorBarLabel ?? "Activity (times the mean)")
    let solid = TorusSurface(bins: result.bins, options: options)
    let torus = FlatTorus(lean: result.latticeAngle * .pi / 180)
    let animation = Animation(
      name: "torus-bump", frameCount: result.times.count,
      altText: "The activity of the population on the flat torus and on the torus in space, moving."
    ) { frame in
      drawn(result, frame, torus: torus, solid: solid, scale: scale, options: options)
    }
    return [
      NamedAnimation(
        bump, animation,
        caption: sentence {
          "Activity of \(counted(result.cells, "cell")) over its mean, on the flat torus at "
          "\(formatted(result.latticeAngle))° (repeated around the rhombus) and on the torus in space; white: the decoded "
          "position and where it came from."
        })
    ]
  }

  private static func drawn(
    _ result: TorusAnimationResult, _ frame: Int, torus: FlatTorus, solid: TorusSurface, scale: ColorScale,
    options: TorusBumpOptions
  ) -> Figure {
    let values = result.activity.row(frame).map(Double.init)
    let behind = max(0, frame - trail)...frame
    let path = behind.map { torus.place(result.decoded[$0, 0], result.decoded[$0, 1]) }
    let white = Paint.fixed(Color(rgb: 0xFFFFFF))
    let broken = brokenAtSides(path)
    var flat = Panel(
      x: .hidden(torus.xRange), y: .hidden(torus.yRange),
      marks: [
        .heatMap(
          HeatMapMark(
            values: torus.unfolded(Matrix(rows: result.bins, columns: result.bins, elements: values)), xRange: torus.xRange,
            yRange: torus.yRange, scale: scale)),
        torus.outline(white), .line(LineMark(x: broken.x, y: broken.y, paint: white, width: 1)),
        .points(
          PointsMark(x: [path[path.count - 1].x], y: [path[path.count - 1].y], colors: .uniform(white), size: 5)),
      ], height: .equalUnits
    ).at(row: 0, column: 0)
    flat.heading = String(format: "%.2f s", result.times[frame])
    var space = Panel(
      x: .hidden(), y: .hidden(),
      marks: [.solid(solid.mark(values, at: (result.decoded[frame, 0], result.decoded[frame, 1]), scale: scale))],
      height: .aspect(0.62)
    ).at(row: 0, column: 1)
    space.coordinates = .spatial(options.view, zAxis: .hidden())
    space.key = .bar(scale)
    return Figure(
      name: "torus-bump", panels: [flat, space], altText: "Activity on the torus.", width: options.frame.width ?? .double,
      hasLetters: false
    ).framed(options.frame)
  }

  /// A path on the flat torus that is broken where it goes over a side.
  private static func brokenAtSides(_ path: [(x: Double, y: Double)]) -> (x: [Double], y: [Double]) {
    var (x, y) = ([Double](), [Double]())
    for (index, place) in path.enumerated() {
      if index > 0, hypot(place.x - path[index - 1].x, place.y - path[index - 1].y) > 0.4 {
        x.append(.nan)
        y.append(.nan)
      }
      x.append(place.x)
      y.append(place.y)
    }
    return (x, y)
  }
}

/// The surface of a torus in space, a face for each bin.
struct TorusSurface: Sendable {
  private let bins: Int
  /// Corners of the face of each bin, `[second, first]`.
  private let faces: [[SIMD3<Double>]]
  private let (major, minor): (Double, Double)

  init(bins: Int, options: TorusBumpOptions) {
    self.bins = bins
    let (major, minor) = (options.majorRadius, options.minorRadius)
    (self.major, self.minor) = (major, minor)
    let step = 2 * Double.pi / Double(bins)
    faces = (0..<bins * bins).map { bin in
      let (first, second) = (Double(bin % bins) * step, Double(bin / bins) * step)
      return [(0.0, 0.0), (1, 0), (1, 1), (0, 1)].map { u, v in
        Self.place(first + u * step, second + v * step, major, minor)
      }
    }
  }

  private static func place(_ first: Double, _ second: Double, _ major: Double, _ tube: Double) -> SIMD3<Double> {
    let distance = major + tube * cos(second)
    return SIMD3(distance * cos(first), distance * sin(first), tube * sin(second))
  }

  /// The surface coloured by the activity of its bins, with a point at two angles.
  func mark(_ values: [Double], at place: (Double, Double), scale: ColorScale) -> SolidMark {
    SolidMark(
      faces: zip(faces, values).map { corners, value in
        SolidMark.Face(corners: corners, paint: scale.color(of: value).map(Paint.fixed) ?? .faint)
      }, points: [Self.place(place.0, place.1, major, minor * 1.05)],
      colors: .uniform(.fixed(Color(rgb: 0xFFFFFF))), size: 6)
  }
}

/// Options of the bump on the torus.
public struct TorusBumpOptions: FigureOptions {
  public var frame = FigureFrame()
  /// Distance from the centre of the torus to that of its tube.
  public var majorRadius = 1.5
  /// Radius of the tube, in the same unit.
  public var minorRadius = 0.75
  /// From where the torus in space is seen.
  public var view = ViewDirection()
  public init() {}
  public static let parameters: [Parameter<TorusBumpOptions>] =
    [
      Parameter("major_radius", \.majorRadius, help: "distance from the centre of the torus to that of its tube"),
      Parameter("minor_radius", \.minorRadius, help: "radius of the tube, in the same unit"),
    ] + ViewDirection.parameters.map { $0.within(\.view) } + frameParameters(.colorBarLabel, .legend, .colorMap)
  public func validate() throws {
    try frame.validate()
    try require(majorRadius > 0.01 && majorRadius < 1000, "major_radius", "a radius is between 0.01 and 1000.")
    try require(minorRadius > 0.01 && minorRadius < 1000, "minor_radius", "a radius is between 0.01 and 1000.")
  }
}
