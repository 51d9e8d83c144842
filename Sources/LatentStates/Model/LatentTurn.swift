import ArrayNumerics
import Foundation

/// A rotation by whole states, and for a ring a reflection, that brings a latent coordinate to one that is known.
package struct LatentTurn: Sendable, Equatable {
  package var space: LatentStateSpace
  /// Only a ring is ever reflected.
  package var reflected = false
  /// States on each circle, added after the reflection.
  package var states: [Int]

  /// The turn that leaves all as it is.
  package init(space: LatentStateSpace) {
    self.space = space
    states = [Int](repeating: 0, count: space.circles)
  }

  /// The turn that brings the angles of a posterior closest to those of some bins, on each circle by the mean of exp i(known
  /// − angle).
  ///
  /// - Parameters:
  ///   - known: `[row, circle]`, rad; NaN counts for nothing.
  ///   - places: place in the posterior of the bin of each row; `nil` when there is none.
  package init(of posterior: LatentPosterior, onto known: Matrix<Double>, at places: [Int?], space: LatentStateSpace) {
    self.init(space: space)
    for circle in 0..<space.circles {
      var sums = (same: (c: 0.0, s: 0.0), opposite: (c: 0.0, s: 0.0))
      for (row, place) in places.enumerated() where known[row, circle].isFinite {
        guard let place else { continue }
        let angle = Double(posterior.angles[place * space.circles + circle])
        let known = known[row, circle]
        sums.same.c += cos(known - angle)
        sums.same.s += sin(known - angle)
        sums.opposite.c += cos(known + angle)
        sums.opposite.s += sin(known + angle)
      }
      var best = sums.same
      if space.circles == 1, hypot(sums.opposite.c, sums.opposite.s) > hypot(best.c, best.s) {
        reflected = true
        best = sums.opposite
      }
      states[circle] = Int((wrapAngle(atan2(best.s, best.c)) / space.step).rounded()) % space.statesPerCircle
    }
  }

  /// An angle of one circle, rad, after the turn: in [0, 2π).
  package func apply(_ angle: Double, circle: Int) -> Double {
    wrapAngle((reflected ? -angle : angle) + Double(states[circle]) * space.step)
  }

  /// A function on the states, `[state]`, after the turn.
  package func apply<T>(_ values: [T]) -> [T] {
    let k = space.statesPerCircle
    return values.indices.map { target in
      var (source, rest, factor) = (0, target, 1)
      for circle in stride(from: space.circles - 1, through: 0, by: -1) {
        let moved = rest % k - states[circle]
        source += (((reflected ? -moved : moved) % k + k) % k) * factor
        rest /= k
        factor *= k
      }
      return values[source]
    }
  }

  /// The posterior of each circle by itself, `[bin, circle, K]`, after the turn.
  package func apply(marginals: [Float]) -> [Float] {
    let k = space.statesPerCircle
    return (0..<marginals.count / k).flatMap { row -> [Float] in
      var circle = LatentTurn(space: LatentStateSpace(circles: 1, statesPerCircle: k))
      (circle.reflected, circle.states) = (reflected, [states[row % space.circles]])
      return circle.apply(Array(marginals[row * k..<(row + 1) * k]))
    }
  }
}
