import ArrayNumerics
import Foundation

/// The affine map from lifted angles to places of an arena: r = K⁻¹ (θ − φ), with the wave vectors of the circles as the rows
/// of K and their offsets φ.
///
/// Lifted angles fix a place up to one vector of the lattice, which has to be known once for a path that runs on.
package struct LiftedMap: Sendable {
  private let offsets: (Double, Double)
  private let turns: (first: (x: Double, y: Double), second: (x: Double, y: Double))
  /// The lattice by its two shortest vectors.
  package let lattice: PhaseLattice

  /// - Returns: `nil` when both waves run in the same direction.
  package init?(_ a: StripeFit, _ b: StripeFit) {
    guard let turns = AngleReading.displacements(a, b), let lattice = PhaseLattice(a, b) else { return nil }
    self.turns = turns
    self.lattice = lattice
    offsets = (a.offset, b.offset)
  }

  /// The place of two angles that are not wrapped, m.
  package func place(_ first: Double, _ second: Double) -> (x: Double, y: Double) {
    let (u, v) = ((first - offsets.0) / (2 * .pi), (second - offsets.1) / (2 * .pi))
    return (u * turns.first.x + v * turns.second.x, u * turns.first.y + v * turns.second.y)
  }

  /// The vector of the lattice that is nearest to a displacement (m), as whole multiples of the two shortest; the first in
  /// order among equals.
  package func nearestVector(_ x: Double, _ y: Double) -> (first: Int, second: Int) {
    let (a, b) = (lattice.first, lattice.second)
    let determinant = a.x * b.y - a.y * b.x
    let u = ((x * b.y - y * b.x) / determinant).rounded()
    let v = ((a.x * y - a.y * x) / determinant).rounded()
    guard abs(u) < 1e9, abs(v) < 1e9 else { return (0, 0) }
    var best = (length: Double.infinity, first: 0, second: 0)
    for i in -1...1 {
      for j in -1...1 {
        let offset = lattice.displacement((u + Double(i), v + Double(j)))
        let length = (x - offset.x) * (x - offset.x) + (y - offset.y) * (y - offset.y)
        if length < best.length { best = (length, Int(u) + i, Int(v) + j) }
      }
    }
    return (best.first, best.second)
  }

  /// A whole multiple of the two shortest vectors, m.
  package func vector(_ multiples: (first: Int, second: Int)) -> (x: Double, y: Double) {
    lattice.displacement((Double(multiples.first), Double(multiples.second)))
  }
}

/// A jump of a lifted path against the real one by a vector of the lattice.
package struct LatticeSlip: Sendable, Equatable {
  /// The row from which on the path is elsewhere.
  package var row: Int
  /// The vector in multiples of the two shortest.
  package var first: Int
  /// The same for the second.
  package var second: Int
}

extension LiftedMap {
  /// The slips of a path that runs on: from some row on, for at least a while, the real places are nearest to another image
  /// of the lifted ones.
  ///
  /// - Parameters:
  ///   - rows: of one segment with a known real place, ascending.
  ///   - times: of all rows, s.
  ///   - lifted: the lifted angles of all rows, rad, `[row, 2]`.
  ///   - actual: the real places of all rows, m, `[row, 2]`.
  ///   - while: what lasts shorter is no slip, s.
  package func slips(
    _ rows: [Int], times: [Double], lifted: Matrix<Double>, actual: Matrix<Double>, lasting shortest: Double
  ) -> [LatticeSlip] {
    var slips: [LatticeSlip] = []
    var (current, other): ((first: Int, second: Int)?, (first: Int, second: Int)?)
    var since = 0
    for row in rows {
      let place = place(lifted[row, 0], lifted[row, 1])
      let image = nearestVector(actual[row, 0] - place.x, actual[row, 1] - place.y)
      guard let held = current else {
        current = image
        continue
      }
      if image == held {
        other = nil
      } else if let candidate = other, candidate == image {
        if times[row] - times[since] >= shortest {
          // The real path is at + image: the lifted one has gone by less.
          slips.append(LatticeSlip(row: since, first: held.first - image.first, second: held.second - image.second))
          (current, other) = (image, nil)
        }
      } else {
        (other, since) = (image, row)
      }
    }
    return slips
  }
}
