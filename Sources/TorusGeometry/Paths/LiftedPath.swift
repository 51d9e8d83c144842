import ArrayNumerics
import Foundation

/// How decoded angles become places: waves over an arena or along a track, or a heading.
///
/// Angles of a periodic code say where in a cell of the lattice the animal is, not in which: of all places that have the
/// angles the one nearest to a reference is taken, so an error never exceeds half a cell of the lattice.
package enum AngleReading: Sendable, Equatable {
  /// Two waves over an arena, with the displacements over which either angle goes round.
  case arena(StripeFit, StripeFit)
  /// Waves along a track: k (rad/m) and offset of each circle.
  case track([LineFit])
  /// The heading is sign · (angle − offset).
  case heading(sign: Double, offset: Double)

  /// The displacements after which both angles of an arena repeat, m: the columns of 2π K⁻¹.
  package static func displacements(
    _ a: StripeFit, _ b: StripeFit
  ) -> (first: (x: Double, y: Double), second: (x: Double, y: Double))? {
    let determinant = a.kx * b.ky - a.ky * b.kx
    guard abs(determinant) > 1e-6 * hypot(a.kx, a.ky) * hypot(b.kx, b.ky), determinant != 0 else { return nil }
    let turn = 2 * Double.pi / determinant
    return ((b.ky * turn, -b.kx * turn), (-a.ky * turn, a.kx * turn))
  }
}

/// A wave along a line: phase(x) = offset + k x.
package struct LineFit: Sendable, Equatable {
  /// rad/m
  package var k: Double
  /// rad in [0, 2π).
  package var offset: Double
  /// Mean cosine of angle less wave.
  package var strength: Double

  /// The best wave of up to 12 periods along the line; samples that are not finite are left out. `nil` when the places do not
  /// spread.
  ///
  /// O(samples + bins · waves).
  package init?(_ angles: [Double], x: [Double]) {
    let known = angles.indices.filter { angles[$0].isFinite && x[$0].isFinite }
    guard let range = finiteRange(known.map { x[$0] }), range.upperBound > range.lowerBound else { return nil }
    let bins = 200
    let width = range.upperBound - range.lowerBound
    var (c, s, places, counts) = (
      [Double](repeating: 0, count: bins), [Double](repeating: 0, count: bins), [Double](repeating: 0, count: bins),
      [Double](repeating: 0, count: bins)
    )
    for sample in known {
      let bin = min(bins - 1, Int((x[sample] - range.lowerBound) / width * Double(bins)))
      c[bin] += cos(angles[sample])
      s[bin] += sin(angles[sample])
      places[bin] += x[sample]
      counts[bin] += 1
    }
    let visited = counts.indices.filter { counts[$0] > 0 }
    var best = (power: -1.0, k: 0.0)
    for wave in -60...60 {
      let k = Double(wave) * 0.2 * 2 * .pi / width
      var (re, im) = (0.0, 0.0)
      for bin in visited {
        let turn = k * (places[bin] / counts[bin] - range.lowerBound)
        re += (c[bin] * cos(turn) + s[bin] * sin(turn)) / counts[bin]
        im += (s[bin] * cos(turn) - c[bin] * sin(turn)) / counts[bin]
      }
      if re * re + im * im > best.power { best = (re * re + im * im, k) }
    }
    let line = PhasePlaces(
      angles: known.map { angles[$0] }, x: known.map { x[$0] }, y: [Double](repeating: 0, count: known.count))
    let fit = StripeFit(climbing: line, from: (best.k, 0))
    (k, offset, strength) = (fit.kx, fit.offset, fit.strength)
  }
}

extension AngleReading {
  /// The place of some angles that is nearest to a reference place (m), or the heading (rad in [0, 2π)); NaN where an angle
  /// or the reference is not finite.
  ///
  /// - Parameters:
  ///   - angles: one for each circle, rad.
  ///   - reference: x and y, x along a track; nothing is asked of it for a heading.
  /// - Returns: as many numbers as the reference has, one for a heading.
  package func read(_ angles: ArraySlice<Double>, near reference: [Double]) -> [Double] {
    guard angles.allSatisfy(\.isFinite) else { return reference.map { _ in .nan } }
    let first = angles.startIndex
    switch self {
    case .heading(let sign, let offset): return [wrapAngle(sign * (angles[first] - offset))]
    case .track(let waves):
      guard reference[0].isFinite else { return [.nan] }
      // The step that explains the differences of all circles best.
      var (top, bottom) = (0.0, 0.0)
      for (circle, wave) in waves.enumerated() {
        let rest = angleDifference(angles[first + circle], wrapAngle(wave.offset + wave.k * reference[0]))
        top += wave.k * rest
        bottom += wave.k * wave.k
      }
      return [bottom > 0 ? reference[0] + top / bottom : .nan]
    case .arena(let a, let b):
      guard reference[0].isFinite, reference[1].isFinite, let displacements = Self.displacements(a, b) else {
        return [.nan, .nan]
      }
      let rest = [a, b].enumerated().map { circle, wave in
        angleDifference(angles[first + circle], wrapAngle(wave.phase(reference[0], reference[1])))
      }
      let offset = nearestImage((rest[0], rest[1]), displacements: displacements)
      return [reference[0] + offset.x, reference[1] + offset.y]
    }
  }

  /// How far a reading is from the truth: m, or rad for a heading.
  package func error(of reading: [Double], from truth: [Double]) -> Double {
    switch self {
    case .heading: abs(angleDifference(reading[0], truth[0]))
    case .track: abs(reading[0] - truth[0])
    case .arena: hypot(reading[0] - truth[0], reading[1] - truth[1])
    }
  }
}

/// The median of many numbers that are not negative and its uncertainty, from blocks of them that are drawn again and again.
package struct BlockMedian: Sendable, Equatable {
  /// The median of all.
  package var median: Double
  /// 2.5 and 97.5 % of the medians of drawn blocks; NaN with fewer than four blocks.
  package var interval: [Double]

  /// - Parameters:
  ///   - values: NaN counts for nothing.
  ///   - blocks: the block of each value, from 0.
  ///   - draws: of blocks, with replacement, as many as there are.
  package init(_ values: [Double], blocks: [Int], draws: Int = 1000, random: inout RandomStream) {
    let known = values.indices.filter { values[$0].isFinite }
    guard let top = known.map({ values[$0] }).max(), !known.isEmpty else {
      (median, interval) = (.nan, [.nan, .nan])
      return
    }
    median = ArrayNumerics.median(known.map { values[$0] })
    let bins = 1000
    let count = (blocks.max() ?? 0) + 1
    var counts = [[Int32]](repeating: [], count: count)
    for index in known {
      if counts[blocks[index]].isEmpty { counts[blocks[index]] = [Int32](repeating: 0, count: bins) }
      counts[blocks[index]][min(bins - 1, Int(values[index] / max(top, 1e-300) * Double(bins)))] += 1
    }
    let filled = counts.filter { !$0.isEmpty }
    guard filled.count >= 4 else {
      interval = [.nan, .nan]
      return
    }
    let medians = (0..<draws).map { _ -> Double in
      var sum = [Int](repeating: 0, count: bins)
      for _ in filled.indices {
        let block = filled[random.integer(below: filled.count)]
        for bin in 0..<bins { sum[bin] += Int(block[bin]) }
      }
      let half = sum.reduce(0, +)
      var below = 0
      for bin in 0..<bins {
        if 2 * (below + sum[bin]) >= half {
          let within = sum[bin] > 0 ? (Double(half) / 2 - Double(below)) / Double(sum[bin]) : 0
          return (Double(bin) + within) / Double(bins) * top
        }
        below += sum[bin]
      }
      return top
    }
    interval = quantiles(medians, [0.025, 0.975])
  }
}
