import ArrayNumerics
import AttractorModels
import Foundation
import Oscillations
import Schema

/// What the sweeps of all cycles but the first, which begins at rest, have in common.
struct SweepStatistics: FieldTable, Equatable {
  /// Sweeps that count.
  var count: Int
  /// rad, without its sign.
  var medianAngle: Double
  /// m
  var medianLength: Double
  /// m
  var longestLength: Double
  /// Part of the neighbouring cycles that are on different sides.
  var alternating: Double
  /// 1 for sides that alternate, about 0 for independent ones.
  var alternationIndex: Double
  /// Of its test by permutation; NaN where there are too few.
  var alternationP: Double
  /// Rank correlation of the angle without its sign with the speed.
  var angleSpeed: Double
  /// Rank correlation of the length with the speed.
  var lengthSpeed: Double
  /// Rank correlation of the direction cells' angle with the rate of turning, both with their signs.
  var directionTurning: Double
  /// Part of the cycles in which direction cells and grid cells go to the same side.
  var sameSide: Double

  static let fields = Field<SweepStatistics>.table {
    Field.number("sweeps", \.count, "sweeps that count: all whole cycles but the first")
    Field.number("median_angle_rad", \.medianAngle, "median angle from the heading, to either side")
    Field.number("median_length_m", \.medianLength, "median length of the sweeps")
    Field.number("longest_length_m", \.longestLength, "length of the longest sweep")
    Field.number("alternating", \.alternating, "part of neighbouring sweeps that go to different sides")
    Field.number("alternation_index", \.alternationIndex, "1 for sides that alternate, about 0 for independent ones")
    Field.number("alternation_p", \.alternationP, "of the index, by permutation in blocks of eight cycles")
    Field.number("angle_speed_correlation", \.angleSpeed, "rank correlation of the angle to either side with the speed")
    Field.number("length_speed_correlation", \.lengthSpeed, "rank correlation of the length with the speed")
    Field.number(
      "direction_turning_correlation", \.directionTurning,
      "rank correlation of the direction cells' angle with the turning rate of the head")
    Field.number("same_side", \.sameSide, "part of the cycles in which direction cells and grid cells go to one side")
  }
}

extension SweepStatistics {
  init(from fields: FieldReader<SweepStatistics>) throws {
    count = try fields.number(\.count)
    medianAngle = try fields.number(\.medianAngle)
    medianLength = try fields.number(\.medianLength)
    longestLength = try fields.number(\.longestLength)
    alternating = try fields.number(\.alternating)
    alternationIndex = try fields.number(\.alternationIndex)
    alternationP = try fields.number(\.alternationP)
    angleSpeed = try fields.number(\.angleSpeed)
    lengthSpeed = try fields.number(\.lengthSpeed)
    directionTurning = try fields.number(\.directionTurning)
    sameSide = try fields.number(\.sameSide)
  }

  /// - Throws: `CancellationError`
  init(_ cycles: SweepCycles, permutations: Int, seed: UInt64, work: Work) throws {
    let angles = Array(cycles.angles.dropFirst())
    let (lengths, speeds) = (Array(cycles.lengths.dropFirst()), Array(cycles.speeds.dropFirst()))
    let directions = Array(cycles.directionAngles.dropFirst())
    func correlation(_ first: [Double], _ second: [Double]) -> Double {
      first.count < 3 ? .nan : (try? spearmanCorrelation(first, second)) ?? .nan
    }
    let test = try Alternation(angles, permutations: permutations, seed: seed, name: "of grid cells", work: work)
    count = angles.count
    medianAngle = median(angles.map(abs))
    medianLength = median(lengths)
    longestLength = lengths.max() ?? .nan
    (alternating, alternationIndex, alternationP) = (test.signChanges, test.index, test.indexP)
    angleSpeed = correlation(angles.map(abs), speeds)
    lengthSpeed = correlation(lengths, speeds)
    directionTurning = correlation(directions, Array(cycles.turning.dropFirst()))
    let pairs = zip(angles, directions)
    sameSide = angles.isEmpty ? .nan : Double(pairs.count { sin($0.0) * sin($0.1) > 0 }) / Double(angles.count)
  }
}
