import ArrayNumerics
import Foundation

/// The heading that fits decoded angles best: angle ≈ sign · heading + offset.
package struct HeadingFit: Sendable, Equatable {
  /// −1 where the angles run against the heading.
  package var sign: Double
  /// rad
  package var offset: Double
  /// Mean cosine of what is left, 0 to 1.
  package var strength: Double

  /// - Parameters:
  ///   - decoded: rad; NaN where unknown.
  ///   - heading: the same rows, rad; NaN where unknown.
  ///   - shift: row i is taken to have had the angle of row i + shift, in a ring.
  package init(_ decoded: [Double], heading: [Double], shift: Int = 0) {
    var sums = [(c: Double, s: Double)](repeating: (0, 0), count: 2)
    var known = 0.0
    for index in decoded.indices {
      let angle = decoded[(index + shift) % decoded.count]
      guard angle.isFinite, heading[index].isFinite else { continue }
      known += 1
      for (place, sign) in [1.0, -1].enumerated() {
        sums[place].c += cos(angle - sign * heading[index])
        sums[place].s += sin(angle - sign * heading[index])
      }
    }
    let isMirrored = hypot(sums[1].c, sums[1].s) > hypot(sums[0].c, sums[0].s)
    let best = isMirrored ? sums[1] : sums[0]
    (sign, offset) = (isMirrored ? -1 : 1, atan2(best.s, best.c))
    strength = hypot(best.c, best.s) / max(1, known)
  }
}
