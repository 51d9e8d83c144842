import Foundation
import Schema

/// Options of the torus.
public struct TorusOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()
  /// Distance from the centre of the torus to the centre of the tube.
  public var majorRadius = 1.5
  /// Radius of the tube, in the same (arbitrary) unit.
  public var minorRadius = 0.75
  /// Facets around the large circle of the drawn surface.
  public var facets = 60
  /// Angle of the flat torus, degrees; `nil` for 60 or 120, whichever suits the cells.
  public var latticeAngle: Double?
  /// From where the torus in space is seen.
  public var view = ViewDirection()

  public init() {}

  /// What the drawing function uses.
  public static let parameters: [Parameter<TorusOptions>] =
    [
      Parameter("major_radius", \.majorRadius, help: "distance from the centre of the torus to that of its tube"),
      Parameter("minor_radius", \.minorRadius, help: "radius of the tube, in the same unit"),
      Parameter("facets", \.facets, help: "facets around the large circle of the drawn surface"),
      Parameter(
        "lattice_angle", \.latticeAngle, unit: "degrees",
        help: "angle of the flat torus; none: 60 or 120, whichever suits the cells"),
    ] + ViewDirection.parameters.map { $0.within(\.view) } + frameParameters(.colorBarLabel, .legend, .panelLetters, .colorMap)

  /// - Throws: `ParameterError.invalid`
  public func validate() throws {
    try frame.validate()
    try require(majorRadius, in: 0.01...1000, "major_radius")
    try require(minorRadius, in: 0.01...1000, "minor_radius")
    try require(Double(facets), in: 8...400, "facets")
    try require(latticeAngle ?? 60, in: 20...160, "lattice_angle", unit: "degrees")
  }
}

/// Points on a torus, drawn twice: on the flat torus as a parallelogram, and in space.
///
/// - Parameters:
///   - first: the first angle in radians of each point.
///   - second: the second angle.
///   - values: what the points are coloured by; nil: by the first angle.
///   - valueLabel: the label of `values`, with its unit.
///   - latticeAngle: degrees, of the flat torus where the options name none: 60 or 120 for a hexagonal lattice.
public func torusFigure(
  first: [Double], second: [Double], values: [Double]? = nil, valueLabel: String = "Value",
  angleNames: (String, String) = ("θ₁", "θ₂"), latticeAngle: Double = 60, options: TorusOptions = TorusOptions()
) -> Figure {
  let angle = options.latticeAngle ?? latticeAngle
  let label = options.frame.colorBarLabel
  let scale =
    values.map { ColorScale(map: options.frame.colorMap ?? .viridis, fitting: $0, label: label ?? valueLabel) }
    ?? .angle(label: label ?? angleNames.0)
  let colors = PointColors.values(values ?? first, scale)

  var flat = flatTorusPanel(first: first, second: second, colors: colors, names: angleNames, angle: angle)
  var solid = Panel(
    x: .hidden(), y: .hidden(),
    marks: first.isEmpty
      ? [] : [.solid(torusSurface(options)), .solid(torusPoints(first, second, colors, options))],
    height: .aspect(0.62))
  solid.coordinates = .spatial(options.view, zAxis: .hidden())
  flat = flat.at(row: 0, column: 0)
  solid = solid.at(row: 0, column: 1)
  solid.key =
    values == nil
    ? .torus(first: label ?? angleNames.0, second: angleNames.1, angle: angle) : .bar(scale)
  var figure = Figure(
    name: "torus", panels: [flat, solid],
    altText: sentence {
      "\(first.count) points on a torus, once on the flat torus (a parallelogram of "
      "\(formatted(angle)) degrees whose opposite sides are one) and once in space."
    },
    caption: sentence {
      "Left: the flat torus, opposite sides are the same. Right: the same points in space. "
      "Colour: \(scale.label)."
    },
    width: .double)
  figure.columnWeights = [1, 1]
  return figure.framed(options.frame)
}

private func flatTorusPanel(
  first: [Double], second: [Double], colors: PointColors, names: (String, String), angle: Double
) -> Panel {
  let lean = angle * Double.pi / 180
  let (leanX, leanY) = (cos(lean), sin(lean))
  let turns = zip(first, second).map { (turn($0), turn($1)) }
  let outline = PolygonMark(x: [0, 1, 1 + leanX, leanX], y: [0, 0, leanY, leanY], stroke: .muted)
  let points = PointsMark(
    x: turns.map { $0.0 + $0.1 * leanX }, y: turns.map { $0.1 * leanY }, colors: colors)
  let low = min(0, leanX)
  let high = max(1, 1 + leanX)
  func words(
    _ x: Double, _ y: Double, _ text: String, _ alignment: HorizontalAlignment, _ dx: Double, _ dy: Double
  ) -> Mark {
    .text(TextMark(x: x, y: y, text: text, alignment: alignment, offset: (dx, dy)))
  }
  // Room for the words at the sides and below, in units of the side.
  return Panel(
    x: .hidden(low - (leanX < 0 ? 0.2 : 0.12)...high + 0.02), y: .hidden(-0.17...leanY + 0.03),
    marks: [
      .points(points), .polygon(outline), words(0, 0, "0", .centre, -1, -7),
      words(1, 0, "360°", .centre, 0, -7), words(0.5, 0, names.0, .centre, 0, -8),
      words(leanX, leanY, "360°", .right, -4, -3), words(leanX / 2, leanY / 2, names.1, .right, -6, 0),
    ], height: .equalUnits)
}

private func turn(_ angle: Double) -> Double {
  let turns = angle / (2 * Double.pi)
  return turns - turns.rounded(.down)
}

/// The place of two angles on the torus in space, a little off the surface when `lift` is not zero.
func torusPlace(_ first: Double, _ second: Double, _ options: TorusOptions, lift: Double = 0) -> SIMD3<Double> {
  let tube = options.minorRadius + lift
  let distance = options.majorRadius + tube * cos(second)
  return SIMD3(distance * cos(first), distance * sin(first), tube * sin(second))
}

private func torusSurface(_ options: TorusOptions) -> SolidMark {
  let around = options.facets
  let along = max(8, options.facets / 2)
  var faces: [SolidMark.Face] = []
  faces.reserveCapacity(around * along)
  for i in 0..<around {
    for j in 0..<along {
      let corners = [(0, 0), (1, 0), (1, 1), (0, 1)].map { di, dj in
        torusPlace(
          2 * Double.pi * Double(i + di) / Double(around), 2 * Double.pi * Double(j + dj) / Double(along),
          options)
      }
      faces.append(SolidMark.Face(corners: corners, paint: .surface))
    }
  }
  return SolidMark(faces: faces)
}

private func torusPoints(
  _ first: [Double], _ second: [Double], _ colors: PointColors, _ options: TorusOptions
) -> SolidMark {
  // Lifted by a fraction of the tube, so that a point is never half sunk into its facet.
  let lift = options.minorRadius * 0.03
  return SolidMark(
    points: zip(first, second).map { torusPlace($0, $1, options, lift: lift) }, colors: colors)
}
