import AttractorModels
import Schema

/// A path through an arena, as a file says it.
public struct NavigationPlan: Sendable, Equatable {
  /// In the model's unit of time; `nil` for all of a recorded one.
  public var duration: Double?
  /// A recording with positions; `nil` for a simulated animal.
  public var file: String?
  /// m.
  public var width = 1.0
  /// m.
  public var height = 1.0
  /// What happens at the border.
  public var border = Arena.Border.solid
  /// Corners of a polygon, m; `nil` for the rectangle.
  public var outline: [[Double]]?
  /// x and y of one end of each wall, then of the other, m.
  public var walls: [[Double]] = []
  /// x and y of each corner of each hole, one after another, m.
  public var holes: [[Double]] = []
  /// Width and length of the stem, length and width of the arms, and of recesses width and depth, m; `nil` for no maze.
  public var maze: [Double]?
  /// m; `nil` for the middle, or the foot of a maze.
  public var start: [Double]?
  /// m/s.
  public var meanSpeed = 0.1
  /// Between fields, m: one turn of each axis.
  public var spacing = 0.5
  /// What the animal wants.
  public var policy = Policy.wander
  /// For the policy goals, m.
  public var goals: [[Double]] = []
  /// Within which a goal is reached, m.
  public var reach = 0.05
  /// Between the lines of a raster scan, m.
  public var step = 0.1

  /// What an animal wants.
  public enum Policy: String, Choice {
    /// Nothing: it runs about.
    case wander
    /// One goal after another.
    case goals
    /// Lines along x, then along y.
    case rasterScan = "raster-scan"
  }
}

extension Arena.Border: ParameterValue, Choice {}

extension NavigationPlan {
  /// Those that a task of navigation takes.
  static let keys = [
    "duration", "width", "height", "border", "outline", "walls", "holes", "t_maze", "start", "speed_mean", "spacing", "policy",
    "goals", "reach", "step",
  ]

  /// - Throws: `SimulationError`
  init(_ section: FileSection, _ clock: SimulationClock, isClosed: Bool) throws {
    self.init(duration: try section.time("duration", clock), file: try section.text("file"))
    width = try section.value("width") ?? width
    height = try section.value("height") ?? height
    border = try section.value("border") ?? border
    outline = try section.positions("outline")
    walls = try section.positions("walls") ?? []
    holes = try section.positions("holes") ?? []
    maze = try section.values("t_maze")
    start = try section.position("start")
    meanSpeed = try section.value("speed_mean") ?? meanSpeed
    spacing = try section.value("spacing") ?? spacing
    policy = try section.value("policy") ?? (isClosed ? .goals : .wander)
    goals = try section.positions("goals") ?? []
    reach = try section.value("reach") ?? reach
    step = try section.value("step") ?? step
    try refuseIdle(section, isClosed: isClosed)
  }

  private func refuseIdle(_ section: FileSection, isClosed: Bool) throws {
    func refuse(_ isIdle: Bool, _ names: [String], _ condition: String) throws {
      guard isIdle, let key = section.keys.first(where: names.contains) else { return }
      throw section.error("'\(key)' does something only \(condition); leave it out.")
    }
    try refuse(outline != nil || maze != nil, ["width", "height", "border"], "for a rectangle, without 'outline' and 't_maze'")
    try refuse(outline != nil, ["t_maze"], "without 'outline'")
    try refuse(policy != .goals, ["goals", "reach"], "with the policy goals")
    try refuse(policy != .rasterScan, ["step"], "with the policy raster-scan")
    if isClosed, policy == .wander {
      throw section.error("an animal that wanders does not heed the model; give the policy goals or raster-scan, or open-loop.")
    }
    if policy == .goals, goals.isEmpty { throw section.error("the policy goals needs 'goals', [[x, y], …] in m.") }
    for (name, list) in [("outline", outline ?? []), ("goals", goals)] {
      if let wrong = list.first(where: { $0.count != 2 }) {
        throw section.error("'\(name)' takes places [x, y], and \(counted(wrong.count, "number")) came.")
      }
    }
    if let wrong = walls.first(where: { $0.count != 4 }) {
      throw section.error("'walls' takes [x, y, x, y] of both ends of each, and \(counted(wrong.count, "number")) came.")
    }
    if holes.contains(where: { $0.count < 6 || $0.count % 2 == 1 }) {
      throw section.error("'holes' takes [x, y, x, y, x, y, …] of three corners or more of each.")
    }
    if let maze, maze.count != 4, maze.count != 6 {
      throw section.error(
        "'t_maze' takes width and length of the stem, length and width of the arms, and for recesses their width and depth.")
    }
    if let start, start.count != 2 { throw section.error("'start' takes [x, y] in m.") }
  }

  private static func points(_ numbers: [Double]) -> [SIMD2<Double>] {
    stride(from: 0, to: numbers.count - 1, by: 2).map { SIMD2(numbers[$0], numbers[$0 + 1]) }
  }

  /// Where it is.
  ///
  /// - Throws: `AttractorModelsError`
  func arena() throws -> Arena {
    let walls = walls.map { Wall(SIMD2($0[0], $0[1]), SIMD2($0[2], $0[3])) }
    let holes = holes.map(Self.points)
    if let maze {
      let empty = try Arena.tMaze(
        corridor: maze[0], stem: maze[1], arm: maze[2], thickness: maze[3],
        recess: maze.count == 6 ? (maze[4], maze[5]) : nil)
      return try Arena(outline: empty.outline, innerWalls: walls, holes: holes)
    }
    if let outline { return try Arena(outline: outline.flatMap(Self.points), innerWalls: walls, holes: holes) }
    return try Arena(width: width, height: height, border: border, innerWalls: walls, holes: holes)
  }

  /// What the animal wants; `nil` for nothing.
  ///
  /// - Throws: `AttractorModelsError`
  func wish(in arena: Arena) throws -> (any NavigationPolicy)? {
    switch policy {
    case .wander: nil
    case .goals:
      try GoalSeeking(goals: goals.flatMap(Self.points).map { try within(arena, $0) }, speed: meanSpeed, reach: reach)
    case .rasterScan: try GoalSeeking.rasterScan(of: arena, step: step, speed: meanSpeed)
    }
  }

  /// A goal that can be reached.
  private func within(_ arena: Arena, _ goal: SIMD2<Double>) throws(AttractorModelsError) -> SIMD2<Double> {
    guard arena.contains(goal) || !goal.x.isFinite || !goal.y.isFinite else {
      let (low, high) = (arena.bounds.lower, arena.bounds.upper)
      throw .badParameter(
        name: "a goal", value: goal.x >= low.x && goal.x <= high.x ? goal.y : goal.x,
        expected: "a place in the arena, [x, y] in m from [\(formatted(low.x)), \(formatted(low.y))] to "
          + "[\(formatted(high.x)), \(formatted(high.y))], not in a hole")
    }
    return goal
  }

  /// m.
  func begin(in arena: Arena) -> SIMD2<Double> {
    if let start { return SIMD2(start[0], start[1]) }
    if let maze { return SIMD2(0, min(maze[0], maze[1]) / 2) }
    return (arena.bounds.lower + arena.bounds.upper) / 2
  }

  /// `name=value` of what decides the path, as the record keeps it.
  var record: [String] {
    if let file { return ["file=\(file)", "spacing=\(spacing)"] }
    func list(_ values: [[Double]]) -> String {
      values.map { $0.map { "\($0)" }.joined(separator: " ") }.joined(separator: "; ")
    }
    var found: [String] = []
    if let outline {
      found.append("outline=\(list(outline))")
    } else if let maze {
      found.append("t_maze=\(list([maze]))")
    } else {
      found += ["width=\(width)", "height=\(height)", "border=\(border.rawValue)"]
    }
    if !walls.isEmpty { found.append("walls=\(list(walls))") }
    if !holes.isEmpty { found.append("holes=\(list(holes))") }
    if let start { found.append("start=\(list([start]))") }
    found += ["speed_mean=\(meanSpeed)", "spacing=\(spacing)", "policy=\(policy.rawValue)"]
    switch policy {
    case .wander: break
    case .goals: found += ["goals=\(list(goals))", "reach=\(reach)"]
    case .rasterScan: found.append("step=\(step)")
    }
    return found
  }
}

extension TaskPlan {
  /// `name=value` of what decides a path; empty for tasks without one.
  var pathRecord: [String] {
    switch self {
    case .openLoop(let plan), .closedLoop(let plan): plan.record
    default: []
    }
  }
}
