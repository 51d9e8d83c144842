import ArrayNumerics
import Foundation
import Plotting
import Schema
import Stages

/// Figures of bumps that travel and of orbits that close.
extension FixedPoints {
  static func travelFigure(_ result: FixedPointsResult, _ travel: TravelTable) -> Figure {
    let degrees = (result.points.axis ?? []).map { $0 * 180 / .pi }
    var marks: [Mark] = []
    for (bump, paint) in zip(0..<travel.activity.rows, [Paint.category(0), .category(2)]) {
      let number = travel.activity.rows > 1 ? " (\(bump + 1))" : ""
      for (name, table, dash) in [("u", travel.activity, [Double]()), ("v", travel.adaptation, [3, 1.5])] {
        let curve = closedCurve(nil, degrees: degrees, Array(table.row(bump)))
        marks.append(.line(LineMark(x: curve.x, y: curve.y, paint: paint, width: 1, dash: dash, name: name + number)))
      }
    }
    var panels: [Panel] = []
    if !marks.isEmpty {
      var profile = Panel(
        x: .turn("Place of the neuron (°)", degrees), y: Axis("Activity u, adaptation v"), marks: marks, height: .aspect(0.8))
      profile.legend = .above
      panels.append(profile.at(row: 0, column: 0))
    }
    var speed = Panel(
      x: Axis("Adaptation m"), y: Axis("Speed (° per unit of time)"), marks: speedMarks(travel), height: .aspect(0.8))
    speed.legend = .above
    panels.append(speed.at(row: 0, column: panels.count))
    return Figure(
      name: "fixed-points", panels: panels,
      altText: sentence {
        "Speed of travelling bumps against m from \(formatted(travel.onset)) on, \(counted(travel.branch.rows, "bump"))"
        if let own = travel.speeds.first { "; \(formatted(own * 180 / .pi, digits: 4)) deg per unit of time at the model's m" }
        "."
      }, width: panels.count > 1 ? .double : .single)
  }

  /// The branch by its stability, the theory, and what simulations did.
  private static func speedMarks(_ travel: TravelTable) -> [Mark] {
    let branch = travel.branch
    func angle(_ row: Int, _ column: Int) -> Double { branch[row, column] * 180 / .pi }
    func line(_ column: Int, _ rows: [Int?], _ paint: Paint, _ dash: [Double], _ name: String) -> Mark {
      .line(
        LineMark(
          x: rows.map { $0.map { branch[$0, 0] } ?? .nan }, y: rows.map { $0.map { angle($0, column) } ?? .nan }, paint: paint,
          width: 1.1, dash: dash, name: name))
    }
    let all = Array(0..<branch.rows)
    var marks = [line(4, all, .muted, [1, 1.5], "first-order theory")]
    for (isStable, paint, dash, name) in [
      (true, Paint.category(0), [Double](), "travels, stable"), (false, .category(1), [3, 1.5], "travels, unstable"),
    ] {
      // Lines meet where the stability changes.
      let rows = all.map { row -> Int? in
        let near = [row, min(row + 1, branch.rows - 1)].map { branch[$0, 3] < 0 }
        return near.contains(isStable) ? row : nil
      }
      if rows.contains(where: { $0 != nil }) { marks.append(line(1, rows, paint, dash, name)) }
    }
    let simulated = zip(travel.simulatedSpeeds, travel.speeds).filter { $0.0.isFinite }
    if !simulated.isEmpty {
      marks.append(
        .points(
          PointsMark(
            x: simulated.map { _ in travel.strength }, y: simulated.map { $0.0 * 180 / .pi }, colors: .uniform(.ink), size: 4.5,
            shape: .diamond, name: "simulated")))
    }
    return marks
  }

  static func orbitFigure(_ result: FixedPointsResult, _ orbits: OrbitTable) -> Figure {
    let names = result.families.names.indices.map { orbit in
      "\(result.families.names[orbit]), \(result.points.stability[result.firstRows[orbit]])"
    }
    let range = 0...max(orbits.times.last ?? 1, 1e-9)
    var lines: [Mark] = orbits.cycles.indices.prefix(8).map { orbit in
      // A line breaks where it goes through the back of the ring.
      let angles = orbits.centers.row(orbit).map { $0 * 180 / .pi }
      let broken = angles.indices.map { $0 > 0 && abs(angles[$0] - angles[$0 - 1]) > 180 ? Double.nan : angles[$0] }
      return .line(
        LineMark(
          x: orbits.times, y: broken, paint: .category(orbit), width: 1.1, dash: orbit % 2 == 0 ? [] : [3, 1.5],
          name: names[orbit]))
    }
    let isPlace = orbits.driveName == "place of the stimulus"
    if isPlace {
      lines.insert(
        .line(
          LineMark(
            x: orbits.times, y: orbits.drive.map { $0 * 180 / .pi }, paint: .muted, width: 0.8, dash: [1, 1.5],
            name: orbits.driveName)), at: 0)
    }
    let unit = isPlace ? "units" : "ms"
    var course = Panel(
      x: Axis("Time (\(unit))", range: range), y: Axis("Place of the bump (°)"), marks: lines, height: .aspect(0.75))
    course.legend = .above
    let turn = (0...180).map { 2 * Double.pi * Double($0) / 180 }
    var circle: [Mark] = [
      .line(LineMark(x: turn.map { cos($0) }, y: turn.map { sin($0) }, paint: .muted, width: 0.7, dash: [2, 2]))
    ]
    for orbit in orbits.cycles.indices.prefix(8) {
      circle.append(
        .points(
          PointsMark(
            x: Array(orbits.multipliers.row(orbit)), y: Array(orbits.imaginary.row(orbit)), colors: .uniform(.category(orbit)),
            size: 3.4, shape: result.points.morseIndex[result.firstRows[orbit]] == 0 ? .circle : .triangle, opacity: 0.8)))
    }
    let plane = Panel(
      x: Axis("Real part of the multipliers"), y: Axis("Imaginary part"), marks: circle, height: .equalUnits)
    return Figure(
      name: "fixed-points", panels: [course.at(row: 0, column: 0), plane.at(row: 0, column: 1)],
      altText: sentence {
        "Place of the bump over \(formatted(range.upperBound)) \(unit) along \(counted(orbits.cycles.count, "closed orbit")), "
        "and Floquet multipliers; the largest have the magnitudes "
        "\(orbits.largest.map { formatted($0, digits: 4) }.joined(separator: ", "))."
      }, width: .double)
  }
}
