import ArrayNumerics
import Foundation

/// Phase precession of one cell in one of its fields, on a line or in the plane.
package struct FieldPrecession: Sendable {
  /// 1 or −1 of running along a line; 0 in the plane.
  package let direction: Int
  /// Which of several lines it lies on, from 0; 0 in the plane.
  package let route: Int
  /// The middle, m; y is NaN on a line.
  package let x: Double, y: Double
  /// Of the field, m.
  package let width: Double
  package let points: PrecessionPoints
  package let precession: PhasePrecession
  /// Median slope of single passes, rad per field; NaN without any that has enough spikes.
  package let passSlope: Double

  /// A single pass has so many spikes, over so many cycles.
  package static let passSpikes = 5
  package static let passCycles = 4

  /// Fields on a line, each direction by itself.
  ///
  /// - Parameters:
  ///   - times: of the spikes, s, with their phases, rad, and the numbers of their cycles.
  ///   - route: the number of the line, where there are several.
  ///   - index: of the cell, for the random numbers.
  package static func onLine(
    times: [Double], phases: [Double], cycles: [Double], runs: TrackRuns, route: Int = 0, permutations: Int, seed: UInt64,
    index: Int, work: Work = Work()
  ) throws -> [FieldPrecession] {
    let samples = times.map { runs.sample(of: $0) }
    let positions = times.map { runs.position(at: $0) }
    return try [Int8(1), -1].flatMap { direction -> [FieldPrecession] in
      let own = times.indices.filter { spike in
        samples[spike].map { runs.direction[$0] == direction } ?? false && positions[spike].isFinite
      }
      let fields = try TrackField.fields(spikes: own.map { positions[$0] }, runs: runs, direction: direction).fields
      return try fields.enumerated().compactMap { number, field in
        var points = PrecessionPoints(width: field.width)
        for spike in own where field.range.contains(positions[spike]) {
          let entry = direction > 0 ? positions[spike] - field.range.lowerBound : field.range.upperBound - positions[spike]
          points.append(
            phase: phases[spike], position: entry, cycle: Int(cycles[spike].rounded(.down)),
            lap: samples[spike].map { runs.lap[$0] } ?? -1)
        }
        return try FieldPrecession(
          points, direction: Int(direction), route: route, x: (field.range.lowerBound + field.range.upperBound) / 2, y: .nan,
          width: field.width, permutations: permutations, seed: seed,
          index: (2 * index + (direction > 0 ? 0 : 1)) * 1000 + number, work: work)
      }
    }
  }

  /// Fields in the plane: the position of a spike is the distance run through the field since its entry, over that of the pass.
  ///
  /// Parameters as for `onLine`.
  package static func inPlane(
    times: [Double], phases: [Double], cycles: [Double], path: PlanePath, permutations: Int, seed: UInt64, index: Int,
    work: Work = Work()
  ) throws -> [FieldPrecession] {
    let samples = times.map { path.sample(of: $0) }
    let fields = try PlaneField.fields(spikes: samples.compactMap { $0 }, path: path)
    return try fields.enumerated().compactMap { number, field in
      let passes = field.passes(step: path.step)
      var points = PrecessionPoints(width: 1)
      for spike in times.indices {
        guard let sample = samples[spike], let pass = passes.firstIndex(where: { $0.contains(sample) }) else { continue }
        let entry = path.distance[passes[pass].lowerBound]
        let length = path.distance[passes[pass].upperBound - 1] - entry
        guard length > 0 else { continue }
        points.append(
          phase: phases[spike], position: (path.distance[sample] - entry) / length, cycle: Int(cycles[spike].rounded(.down)),
          lap: pass)
      }
      return try FieldPrecession(
        points, direction: 0, route: 0, x: field.x, y: field.y, width: field.width, permutations: permutations, seed: seed,
        index: 2000 * index + number, work: work)
    }
  }

  private init?(
    _ points: PrecessionPoints, direction: Int, route: Int, x: Double, y: Double, width: Double, permutations: Int,
    seed: UInt64, index: Int, work: Work
  ) throws {
    guard let found = try PhasePrecession(points, permutations: permutations, seed: seed, index: index, work: work) else {
      return nil
    }
    (self.direction, self.route, self.x, self.y, self.width) = (direction, route, x, y, width)
    self.points = points
    precession = found
    let byLap = Dictionary(grouping: points.laps.indices, by: { points.laps[$0] })
    let slopes = byLap.keys.sorted().compactMap { lap -> Double? in
      guard let spikes = byLap[lap], spikes.count >= Self.passSpikes,
        Set(spikes.map { points.cycles[$0] }).count >= Self.passCycles
      else { return nil }
      // Half of the wrong signs are kept out; no test of the sign may be made of it.
      let turn = 2 * Double.pi / points.width
      return CircularLinearFit(
        phases: spikes.map { points.phases[$0] }, x: spikes.map { points.positions[$0] }, slopes: -2 * turn...0.5 * turn
      ).map { $0.slope * points.width }
    }
    passSlope = slopes.isEmpty ? .nan : median(slopes)
  }
}
