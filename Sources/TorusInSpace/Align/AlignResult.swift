import ArrayNumerics
import Schema
import Stages
import TorusGeometry

/// One session laid over the first.
public struct AlignedSession: Sendable, Equatable {
  /// The results folder, as it was given.
  public var folder: String
  /// Cells with a centre in both.
  public var commonCells: Int
  /// Whole numbers U, `[2, 2]`: angles of the first session become those of this one as U θ + shift.
  public var transform: [[Int]]
  /// rad in [0, 2π), of either circle.
  public var shift: [Double]
  /// Resultant length of the differences of either circle, added: 2 where all cells agree.
  public var score: Double
  /// The same with cells exchanged, `[permutations]`.
  public var nullScore: [Double]
  /// Distance of each cell of the first session to its place in this one, rad; NaN for a cell that is not in both, and for all
  /// when the alignment is no better than chance.
  public var distanceInAngle: [Double]
  /// The same in the arena of this session, or of the first where this one has no lattice, m; NaN also without any.
  public var distance: [Double]
  /// (1 + permutations with a median distance as small) / (1 + permutations).
  public var distanceP: Double
  /// Degrees at which the flat torus is drawn, 60 or 120, whichever suits the cells of this session; `nil` in results of
  /// earlier versions.
  public var flatTorusAngle: Double?

  /// (1 + permutations with a score as large) / (1 + permutations).
  public var p: Double { Double(1 + nullScore.count { $0 >= score }) / Double(1 + nullScore.count) }
  /// Whether the torus is mirrored.
  public var isMirrored: Bool { transform[0][0] * transform[1][1] - transform[0][1] * transform[1][0] < 0 }
  /// m; NaN without any.
  public var medianDistance: Double { Self.middle(distance) }
  /// rad; NaN without any.
  public var medianAngle: Double { Self.middle(distanceInAngle) }

  private static func middle(_ values: [Double]) -> Double {
    let known = values.filter(\.isFinite)
    return known.isEmpty ? .nan : median(known)
  }
}

/// Sessions laid over the first.
public struct AlignResult: StageResult {
  /// The other sessions, at least one.
  public var sessions: [AlignedSession]
  /// Cells of the first session that are in any of the others; with one other session those in both.
  public var cellIDs: [String]
  /// Centres in the first session, rad, `[n, 2]`.
  public var centers: Matrix<Double>
  /// Centres in the other sessions, rad, `[session, n, 2]` in rows `[session, 2 n]`; NaN where a cell is missing.
  public var otherCenters: Matrix<Double>
  public var notes: StageNotes

  public static let fields = Field<AlignResult>.table {
    Field.array(
      "transform", \.transformArray, type: "int64",
      "whole numbers U: angles of the first session become U θ + shift; [2, 2], or [session, 2, 2] of several")
    Field.array("shift", \.shiftArray, unit: "rad", type: "float64", "added to the angles; [2], or [session, 2] of several")
    Field.array(
      "score", \.scoreArray, type: "float64",
      "resultant lengths of the differences of both circles, added: 2 where all cells agree; one, or [session]")
    Field.array(
      "null_score", \.nullArray, type: "float64",
      "score with cells exchanged and aligned anew; [permutation], or [session, permutation]")
    Field.array("p", \.pArray, type: "float64", "part of the permutations with a score as large; one, or [session]")
    Field.array(
      "distance", \.distanceArray, unit: "m", type: "float64",
      "distance of each cell to its place in the other session, in its arena or that of the first; NaN where unknown")
    Field.array(
      "distance_rad", \.angleArray, unit: "rad", type: "float64", "the same on the circles; [cell], or [session, cell]")
    Field.array("distance_p", \.distancePArray, type: "float64", "part of the permutations with a median distance as small")
    Field.array("cell_ids", \.cellIDs, axes: ["cell"], "identifier of each cell")
    Field.array("centers", \.centers, unit: "rad", axes: ["cell", "2"], "centre of each cell in the first session")
    Field.array(
      "other_centers", \.otherArray, unit: "rad", axes: ["session", "cell", "2"], type: "float64",
      "centre of each cell in the others; NaN where it is missing")
    Field.number("sessions", \.folders, "the other sessions")
    Field.number("common_cells", \.commonCells, "cells with a centre in the first session and in each other")
    Field.number("flat_torus_deg", \.flatTorusAngles, "angle at which the flat torus of each is drawn")
    Field.number("score", \.scores, "score of each")
    Field.number("p", \.ps, "part of the permutations with a score as large")
    Field.number("mirrored", \.mirrored, "whether the torus is mirrored")
    Field.number("median_distance_cm", \.medianDistances, "median distance of the cells; -1 where it is unknown")
    Field.number("median_distance_deg", \.medianAngles, "median distance on the circles; -1 where it is unknown")
  }

  public init(
    sessions: [AlignedSession], cellIDs: [String], centers: Matrix<Double>, otherCenters: Matrix<Double>, notes: StageNotes
  ) {
    self.sessions = sessions
    self.cellIDs = cellIDs
    self.centers = centers
    self.otherCenters = otherCenters
    self.notes = notes
  }

  public init(from stored: StoredResult<AlignResult>) throws {
    let folders = try stored.number(\.folders)
    let common = try stored.number(\.commonCells)
    let drawn = try stored.number(\.flatTorusAngles)
    let cellIDs = try stored[\.cellIDs]
    let count = folders.count
    guard count > 0, common.count == count, drawn?.count ?? count == count else {
      throw FieldError.unfit("'sessions', 'common_cells' and 'flat_torus_deg' do not agree")
    }
    func rows(_ array: DataArray, _ name: String) throws -> [[Double]] {
      guard let values = array.doubles, values.count % count == 0 else {
        throw FieldError.unfit("'\(name)' has not a row for each session")
      }
      let size = values.count / count
      return (0..<count).map { Array(values[$0 * size..<($0 + 1) * size]) }
    }
    guard let entries = try stored[\.transformArray].integers, entries.count == 4 * count else {
      throw FieldError.unfit("'transform' is not [2, 2] for each session")
    }
    let (shifts, scores) = (try rows(stored[\.shiftArray], "shift"), try rows(stored[\.scoreArray], "score"))
    let nulls = try rows(stored[\.nullArray], "null_score")
    let (distances, angles) = (try rows(stored[\.distanceArray], "distance"), try rows(stored[\.angleArray], "distance_rad"))
    let distanceP = try rows(stored[\.distancePArray], "distance_p")
    guard shifts[0].count == 2, scores[0].count == 1, distanceP[0].count == 1, distances[0].count == cellIDs.count,
      angles[0].count == cellIDs.count, let others = try stored[\.otherArray].doubles, others.count == 2 * count * cellIDs.count
    else { throw FieldError.unfit("the arrays of the alignment do not fit together") }
    self.init(
      sessions: (0..<count).map { place in
        AlignedSession(
          folder: folders[place], commonCells: common[place],
          transform: (0..<2).map { Array(entries[4 * place + 2 * $0..<4 * place + 2 * $0 + 2]) }, shift: shifts[place],
          score: scores[place][0], nullScore: nulls[place], distanceInAngle: angles[place], distance: distances[place],
          distanceP: distanceP[place][0], flatTorusAngle: drawn?[place])
      }, cellIDs: cellIDs, centers: try stored[\.centers],
      otherCenters: Matrix(rows: count, columns: 2 * cellIDs.count, elements: others), notes: stored.notes)
  }
}

extension AlignResult {
  /// A shape, with the sessions before it where there are several.
  private func shape(_ own: [Int]) -> [Int] { sessions.count == 1 ? own : [sessions.count] + own }
  private func array(_ own: [Int], _ values: (AlignedSession) -> [Double]) -> DataArray {
    DataArray(sessions.flatMap(values), shape: shape(own))
  }
  private var transformArray: DataArray {
    DataArray(shape: shape([2, 2]), storage: .int64(sessions.flatMap { $0.transform.flatMap { $0.map(Int64.init) } }))
  }
  private var shiftArray: DataArray { array([2]) { $0.shift } }
  private var scoreArray: DataArray { array([]) { [$0.score] } }
  private var nullArray: DataArray { array([sessions[0].nullScore.count]) { $0.nullScore } }
  private var pArray: DataArray { array([]) { [$0.p] } }
  private var distanceArray: DataArray { array([cellIDs.count]) { $0.distance } }
  private var angleArray: DataArray { array([cellIDs.count]) { $0.distanceInAngle } }
  private var distancePArray: DataArray { array([]) { [$0.distanceP] } }
  private var otherArray: DataArray { DataArray(otherCenters.elements, shape: [sessions.count, cellIDs.count, 2]) }
  private var folders: [String] { sessions.map(\.folder) }
  private var commonCells: [Int] { sessions.map(\.commonCells) }
  private var flatTorusAngles: [Double]? {
    let angles = sessions.compactMap(\.flatTorusAngle)
    return angles.count == sessions.count ? angles : nil
  }
  private var scores: [Double] { sessions.map(\.score) }
  private var ps: [Double] { sessions.map(\.p) }
  private var mirrored: [Bool] { sessions.map(\.isMirrored) }
  private var medianDistances: [Double] { sessions.map { $0.medianDistance.isFinite ? $0.medianDistance * 100 : -1 } }
  private var medianAngles: [Double] { sessions.map { $0.medianAngle.isFinite ? $0.medianAngle * 180 / .pi : -1 } }
}
