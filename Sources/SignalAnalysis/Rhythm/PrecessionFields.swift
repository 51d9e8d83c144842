import ArrayNumerics
import Oscillations
import Schema

/// Phase precession in each field of each cell.
public struct PrecessionFields: FieldTable {
  /// The place of the cell among all, and the direction of running: 1, −1, or 0 in the plane.
  public var cells: [Int], directions: [Int]
  /// The place of its route among `routeNames`; 0 where no track was given.
  public var routes: [Int]
  /// The middle of the field and its width, m; y is NaN on a line.
  public var x: [Double], y: [Double], width: [Double]
  /// Rad per field, with its deviation by bootstrap over laps, and rad per metre.
  public var slope: [Double], slopeDeviation: [Double], slopePerMetre: [Double]
  /// Median slope of single passes, rad per field.
  public var passSlope: [Double]
  /// Phase at the entry, rad.
  public var offset: [Double]
  /// Whether the slope stands at the end of what was allowed.
  public var isAtBound: [Bool]
  /// Mean resultant around the line, circular–linear correlation, p by permuted cycles, and Kempter's p.
  public var resultant: [Double], rho: [Double], p: [Double], asymptoticP: [Double]
  /// Spikes, cycles with spikes, and laps or passes.
  public var spikes: [Int], cycles: [Int], laps: [Int]
  /// The spikes of all fields one after another: where each field's begin, position from the entry in widths, and phase, rad.
  public var firstPoints: [Int], positions: [Float], phases: [Float]
  /// What position is.
  public var coordinate: String
  /// The ends of the routes of a track; empty where none was given.
  public var routeNames: [String]

  public static let fields = Field<PrecessionFields>.table {
    Field.array("field_cell", \.cells, axes: ["field"], "place of the field's cell in cell_ids")
    Field.array(
      "field_direction", \.directions, axes: ["field"], "direction of running along the line, 1 or -1; 0 in the plane")
    Field.array("field_route", \.routes, axes: ["field"], "place of its route in routes; 0 where no track was given")
    Field.array("field_x", \.x, unit: "m", axes: ["field"], "middle of the field, along the line or rightward")
    Field.array("field_y", \.y, unit: "m", axes: ["field"], "middle of the field, upward; NaN on a line")
    Field.array("field_width", \.width, unit: "m", axes: ["field"], "width, in the plane of a circle of the same area")
    Field.array("precession_slope", \.slope, unit: "rad", axes: ["field"], "slope of phase against position, rad per field")
    Field.array(
      "precession_slope_sd", \.slopeDeviation, unit: "rad", axes: ["field"],
      "its deviation by bootstrap over laps, rad per field; NaN with fewer than three")
    Field.array(
      "precession_slope_m", \.slopePerMetre, unit: "rad/m", axes: ["field"], "the slope per metre; NaN in the plane")
    Field.array(
      "precession_pass_slope", \.passSlope, unit: "rad", axes: ["field"],
      "median slope of single passes, rad per field; NaN without any that has five spikes in four cycles")
    Field.array("precession_offset", \.offset, unit: "rad", axes: ["field"], "phase of the line at the entry")
    Field.array("precession_at_bound", \.isAtBound, axes: ["field"], "whether the slope stands at an end, two turns a field")
    Field.array("precession_r", \.resultant, axes: ["field"], "mean resultant around the line")
    Field.array("precession_rho", \.rho, axes: ["field"], "circular-linear correlation")
    Field.array(
      "precession_p", \.p, axes: ["field"],
      "by exchanged theta cycles with equal numbers of spikes; NaN with one lap or fewer than ten cycles")
    Field.array(
      "precession_p_kempter", \.asymptoticP, axes: ["field"], "asymptotic p of rho, which assumes independent spikes")
    Field.array("field_spikes", \.spikes, unit: "spikes", axes: ["field"], "spikes with a phase in the field, while running")
    Field.array("field_cycles", \.cycles, axes: ["field"], "theta cycles with spikes")
    Field.array("field_laps", \.laps, axes: ["field"], "laps or passes with spikes")
    Field.array("field_points", \.firstPoints, axes: ["field+1"], "where the spikes of each field begin among the points")
    Field.array("point_position", \.positions, axes: ["point"], "position of each spike from the entry, in widths")
    Field.array("point_phase", \.phases, unit: "rad", axes: ["point"], "phase of each spike")
    Field.number("fields", \.cells.count, "fields with enough spikes")
    Field.number(
      "fields_precessing", \.precessing, "fields with a falling phase: precession_p below 0.05, slope certain to 90 degrees")
    Field.number("fields_rising", \.rising, "fields with a rising phase, by the same measure")
    Field.number(
      "fields_unstable", \.unstable, "fields with precession_p below 0.05 whose slope is uncertain by more than 90 degrees")
    Field.number("position_is", \.coordinate, "what the position is")
    Field.number("routes", \.routeNames, "ends of the routes of the given track; empty without one")
  }

  /// A slope with a larger deviation is unstable, rad per field.
  static let largestDeviation = Double.pi / 2

  private func count(where holds: (Int) -> Bool) -> Int {
    p.indices.count { p[$0] < ThetaCells.level && holds($0) }
  }
  /// Fields with a falling phase.
  public var precessing: Int { count { isStable($0) && slope[$0] < 0 } }
  /// How many of those that were tested would fall by chance: half of the level.
  public var byChance: Double { ThetaCells.level / 2 * Double(p.count { $0.isFinite }) }
  /// Whether a field has a slope that is more than chance, and certain.
  func isSloped(_ field: Int) -> Bool { p[field] < ThetaCells.level && isStable(field) }
  /// Fields with a rising phase.
  public var rising: Int { count { isStable($0) && slope[$0] > 0 } }
  /// Fields with a slope that is uncertain.
  public var unstable: Int { count { !isStable($0) } }
  private func isStable(_ field: Int) -> Bool { slopeDeviation[field] <= Self.largestDeviation }

  init?(from fields: FieldReader<PrecessionFields>) throws {
    guard fields.holds(\.cells) else { return nil }
    cells = try fields[\.cells]
    directions = try fields[\.directions]
    routes = try fields[\.routes]
    x = try fields[\.x]
    y = try fields[\.y]
    width = try fields[\.width]
    slope = try fields[\.slope]
    slopeDeviation = try fields[\.slopeDeviation]
    slopePerMetre = try fields[\.slopePerMetre]
    passSlope = try fields[\.passSlope]
    offset = try fields[\.offset]
    isAtBound = try fields[\.isAtBound]
    resultant = try fields[\.resultant]
    rho = try fields[\.rho]
    p = try fields[\.p]
    asymptoticP = try fields[\.asymptoticP]
    spikes = try fields[\.spikes]
    cycles = try fields[\.cycles]
    laps = try fields[\.laps]
    firstPoints = try fields[\.firstPoints]
    positions = try fields[\.positions]
    phases = try fields[\.phases]
    coordinate = try fields.number(\.coordinate)
    routeNames = try fields.number(\.routeNames)
    guard firstPoints.first == 0, firstPoints.last == positions.count, zip(firstPoints, firstPoints.dropFirst()).allSatisfy(<=)
    else { throw FieldError.unfit("'field_points' does not divide the points") }
  }

  /// - Parameter found: the fields of each cell.
  init(_ found: [[FieldPrecession]], coordinate: String, routeNames: [String]) {
    let all = found.enumerated().flatMap { cell, fields in fields.map { (cell: cell, field: $0) } }
    cells = all.map(\.cell)
    directions = all.map(\.field.direction)
    routes = all.map(\.field.route)
    self.routeNames = routeNames
    x = all.map(\.field.x)
    y = all.map(\.field.y)
    width = all.map(\.field.width)
    slope = all.map(\.field.precession.slopePerField)
    slopeDeviation = all.map { $0.field.precession.slopeDeviation * $0.field.precession.width }
    slopePerMetre = all.map { $0.field.direction == 0 ? .nan : $0.field.precession.fit.slope }
    passSlope = all.map(\.field.passSlope)
    offset = all.map(\.field.precession.fit.offset)
    isAtBound = all.map(\.field.precession.fit.isAtBound)
    resultant = all.map(\.field.precession.fit.resultantLength)
    rho = all.map(\.field.precession.correlation.rho)
    p = all.map(\.field.precession.pValue)
    asymptoticP = all.map(\.field.precession.correlation.pValue)
    spikes = all.map(\.field.precession.spikes)
    cycles = all.map(\.field.precession.cycles)
    laps = all.map(\.field.precession.laps)
    firstPoints = all.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.field.points.phases.count) }
    positions = all.flatMap { item in item.field.points.positions.map { Float($0 / item.field.points.width) } }
    phases = all.flatMap { $0.field.points.phases.map { Float($0) } }
    self.coordinate = coordinate
  }
}
