import ArrayNumerics
import Foundation
import Schema

/// Options of the bump on the ring.
public struct RingBumpOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()

  public init() {}

  /// What the drawing function uses.
  public static let parameters: [Parameter<RingBumpOptions>] = frameParameters(.color)
}

/// Signals of regions around a ring at one time as a closed curve, the further out the larger, with the bump and an angle to
/// compare it with as rays. Angles run counter-clockwise from the right.
///
/// - Parameters:
///   - signals: `[region]`; a value that is not finite breaks the curve.
///   - angles: where each region stands, rad, `[region]`.
///   - range: the signals at the inner and at the outer circle.
///   - bump: rad; `nil` where there is none.
///   - measured: the angle to compare with, rad; `nil` where it is unknown.
///   - heading: words above the frame, such as the time.
public func ringBumpFigure(
  signals: [Double], angles: [Double], range: ClosedRange<Double>, bump: Double?, measured: Double?, heading: String,
  options: RingBumpOptions = RingBumpOptions()
) -> Figure {
  let inner = 0.35
  let width = max(range.upperBound - range.lowerBound, .leastNormalMagnitude)
  let order = angles.indices.sorted { (wrapAngle(angles[$0]), $0) < (wrapAngle(angles[$1]), $1) }
  let places = order.map { wrapAngle(angles[$0]) }
  let radii = order.map { inner + (1 - inner) * min(max((signals[$0] - range.lowerBound) / width, 0), 1.05) }
  let paint = options.frame.color.map(Paint.fixed) ?? .category(0)
  let circle = (0...72).map { 2 * Double.pi * Double($0) / 72 }
  var marks: [Mark] = []
  if radii.allSatisfy(\.isFinite) {
    var area = PolygonMark(x: places, y: radii, fill: paint, stroke: nil)
    area.opacity = 0.25
    marks.append(.polygon(area))
  }
  marks.append(.line(LineMark(x: places + places.prefix(1), y: radii + radii.prefix(1), paint: paint, width: 1.2)))
  marks.append(.line(LineMark(x: circle, y: circle.map { _ in inner }, paint: .muted, width: 0.6)))
  if let bump, bump.isFinite {
    marks.append(.line(LineMark(x: [bump, bump], y: [inner, 1.08], paint: .category(1), width: 2)))
  }
  if let measured, measured.isFinite {
    marks.append(.line(LineMark(x: [measured, measured], y: [0, inner], paint: .ink, width: 1.6)))
  }
  var panel = Panel(x: Axis("Place on the ring (°)"), y: Axis("", range: 0...1.1), marks: marks, height: .aspect(1))
  panel.coordinates = .polar
  panel.heading = heading
  return Figure(
    name: "ring-bump", panels: [panel], altText: "Signals of \(angles.count) regions around a ring, with the bump.",
    caption: "Signals around the ring; long ray: the bump, short ray: the measured angle.", hasLetters: false
  ).framed(options.frame)
}
