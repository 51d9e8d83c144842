import ArrayNumerics
import Foundation
import Schema
import Stages

/// A theta sweep on the path of an animal.
public struct ThetaSweepResult: StageResult {
  /// The animal and the networks over time.
  var course: SweepCourse
  /// One sweep for each theta cycle.
  var sweeps: SweepTable
  /// What the sweeps have in common.
  var statistics: SweepStatistics
  /// Modules with different spacings.
  var modules: SweepModules
  /// The sheet of grid cells at a few steps; `nil` where no animation was asked for.
  var frames: SweepFrames?
  /// Place cells on the same path; `nil` without.
  var places: PlaceSweepTable?
  /// Whether the head is taken to look where the animal goes.
  var headFollowsMovement: Bool
  /// 2π over the spacing, rad/m.
  var ratio: Double
  /// What was left out, and what to be warned of.
  public var notes: StageNotes

  public static let fields = Field<ThetaSweepResult>.table {
    Field.part(\.course)
    Field.part(\.sweeps)
    Field.part(\.modules)
    Field.part(\.frames)
    Field.part(\.places)
    Field.part(\.statistics)
    Field.number("spacing_m", \.spacing, "spacing of the grid cells")
    Field.number("mapping_ratio", \.ratio, "2 pi over the spacing, rad/m")
    Field.number("duration_s", \.duration, "time from the first to the last row")
    Field.number("head_follows_movement", \.headFollowsMovement, "whether the head is taken to look where the animal goes")
  }

  public init(from stored: StoredResult<ThetaSweepResult>) throws {
    course = try SweepCourse(from: stored.fields.part(SweepCourse.self))
    sweeps = try SweepTable(from: stored.fields.part(SweepTable.self))
    modules = try SweepModules(from: stored.fields.part(SweepModules.self))
    frames = try SweepFrames(from: stored.fields.part(SweepFrames.self))
    places = try PlaceSweepTable(from: stored.fields.part(PlaceSweepTable.self))
    statistics = try SweepStatistics(from: stored.fields.part(SweepStatistics.self))
    ratio = try stored.number(\.ratio)
    headFollowsMovement = try stored.number(\.headFollowsMovement)
    notes = stored.notes
    if let places, places.rows.contains(where: { !course.times.indices.contains($0) }) {
      throw FieldError.unfit("'place_row' does not fit 't'")
    }
    guard let frames else { return }
    guard frames.bumps.shape.count == 3, frames.bumps.shape[1] == frames.bumps.shape[2], frames.bumps.floats != nil,
      frames.rows.allSatisfy(course.times.indices.contains)
    else { throw FieldError.unfit("'bump' does not fit 'bump_row' and 't'") }
  }

  init(
    course: SweepCourse, sweeps: SweepTable, statistics: SweepStatistics, modules: SweepModules, frames: SweepFrames?,
    places: PlaceSweepTable?, headFollowsMovement: Bool, ratio: Double, notes: StageNotes
  ) {
    (self.course, self.sweeps, self.statistics, self.modules) = (course, sweeps, statistics, modules)
    self.places = places
    (self.frames, self.headFollowsMovement, self.ratio, self.notes) = (frames, headFollowsMovement, ratio, notes)
  }

  /// m
  var spacing: Double { 2 * .pi / ratio }
  /// s
  var duration: Double { rounded((course.times.last ?? 0) - (course.times.first ?? 0)) }
}
