import ArrayNumerics
import Foundation

/// How one torus is laid over another: angles b ≈ U a + s with whole numbers U, by the places that the same cells have on both.
///
/// U has entries −1, 0 and 1 and determinant ±1: forty matrices, by which two circles may be replaced by their sums and
/// differences, exchanged or mirrored. For each the best shift is known at once: with zₖ the mean of exp i(b − U a)ₖ over the
/// cells it is arg zₖ, and the score is |z₁| + |z₂|, 2 where all cells agree.
package struct TorusAlignment: Sendable, Equatable {
  /// U, `[2, 2]`.
  package var transform: [[Int]]
  /// s, rad in [0, 2π).
  package var shift: [Double]
  /// |z₁| + |z₂|, 0 to 2.
  package var score: Double

  /// Whether U mirrors the torus.
  package var isMirrored: Bool { transform[0][0] * transform[1][1] - transform[0][1] * transform[1][0] < 0 }

  /// U takes one reduced hexagonal basis to another: the twelve turns by 60° and their mirror images, in a basis whose
  /// vectors stand at `angle` (60 or 120 degrees).
  package func isHexagonal(angle: Double) -> Bool {
    // Length of a vector in the metric of the lattice: u² + v² + 2uv cos(angle); turns keep it for both columns and their
    // angle.
    let cosine = angle < 90 ? 1 : -1
    func product(_ a: [Int], _ b: [Int]) -> Int { 2 * (a[0] * b[0] + a[1] * b[1]) + cosine * (a[0] * b[1] + a[1] * b[0]) }
    let columns = (0..<2).map { column in transform.map { $0[column] } }
    return product(columns[0], columns[0]) == 2 && product(columns[1], columns[1]) == 2
      && product(columns[0], columns[1]) == cosine
  }

  /// The place on the other torus of two angles, rad in [0, 2π).
  package func apply(_ first: Double, _ second: Double) -> [Double] {
    (0..<2).map { wrapAngle(Double(transform[$0][0]) * first + Double(transform[$0][1]) * second + shift[$0]) }
  }

  /// The best alignment; on a tie the one that comes first, the identity before all.
  ///
  /// O(cells).
  /// - Parameters:
  ///   - a: `[cell, 2]`, rad, all finite.
  ///   - b: the same cells.
  package init(of a: Matrix<Double>, onto b: Matrix<Double>) {
    self = AlignmentSearch(a, b).best(order: Array(0..<a.rows))
  }
}

/// Scores of alignments in which cells are exchanged at random, each found by the whole search again: forty free choices look
/// like agreement.
package struct AlignmentNull: Sendable, Equatable {
  /// Of each permutation.
  package var scores: [Double]
  /// Median distance of the cells after each, rad.
  package var medianDistances: [Double]

  /// - Parameter stream: one for each permutation.
  /// - Throws: `CancellationError`.
  package init(
    of a: Matrix<Double>, onto b: Matrix<Double>, permutations: Int, work: Work, stream: @Sendable (Int) -> RandomStream
  ) throws {
    let search = AlignmentSearch(a, b)
    let found = try concurrentMap(permutations, work: work, chunk: 16) { index -> (Double, Double) in
      var random = stream(index)
      let order = random.permutation(a.rows)
      let alignment = search.best(order: order)
      let distances = (0..<a.rows).map { cell -> Double in
        let place = alignment.apply(a[cell, 0], a[cell, 1])
        return hypot(angleDifference(b[order[cell], 0], place[0]), angleDifference(b[order[cell], 1], place[1]))
      }
      return (alignment.score, median(distances))
    }
    scores = found.map(\.0)
    medianDistances = found.map(\.1)
  }
}

/// Unit vectors of the cells on both tori, ready for any pairing.
private struct AlignmentSearch: Sendable {
  /// exp(−i(u·a)) for each of the eight rows u that are not 0, `[row][cell]`.
  private let turned: [[Complex]]
  /// exp(i b), `[circle][cell]`.
  private let target: [[Complex]]
  private static let rows = [[1, 0], [0, 1], [1, 1], [1, -1], [-1, 0], [0, -1], [-1, -1], [-1, 1]]
  /// Pairs of rows with determinant ±1, the identity first.
  private static let pairs: [(first: Int, second: Int)] = rows.indices.flatMap { first in
    rows.indices.compactMap { second in
      let determinant = rows[first][0] * rows[second][1] - rows[first][1] * rows[second][0]
      return abs(determinant) == 1 ? (first, second) : nil
    }
  }

  init(_ a: Matrix<Double>, _ b: Matrix<Double>) {
    turned = Self.rows.map { row in
      (0..<a.rows).map { cell in
        let angle = Double(row[0]) * a[cell, 0] + Double(row[1]) * a[cell, 1]
        return Complex(cos(angle), -sin(angle))
      }
    }
    target = (0..<2).map { circle in (0..<b.rows).map { Complex(cos(b[$0, circle]), sin(b[$0, circle])) } }
  }

  /// - Parameter order: the cell of b that is taken for each cell of a.
  func best(order: [Int]) -> TorusAlignment {
    let count = Double(max(1, order.count))
    let means = target.map { target in
      turned.map { turned -> Complex in
        var sum = Complex.zero
        for (cell, other) in order.enumerated() { sum = sum + turned[cell] * target[other] }
        return Complex(sum.real / count, sum.imaginary / count)
      }
    }
    var best = (score: -1.0, pair: Self.pairs[0])
    for pair in Self.pairs {
      let score = means[0][pair.first].magnitude + means[1][pair.second].magnitude
      if score > best.score + 1e-12 { best = (score, pair) }
    }
    let z = [means[0][best.pair.first], means[1][best.pair.second]]
    return TorusAlignment(
      transform: [Self.rows[best.pair.first], Self.rows[best.pair.second]],
      shift: z.map { wrapAngle(atan2($0.imaginary, $0.real)) }, score: best.score)
  }
}

extension TorusAlignment {
  package init(transform: [[Int]], shift: [Double], score: Double) {
    (self.transform, self.shift, self.score) = (transform, shift, score)
  }
}

/// The length of a step of two angles on a torus that lies in the world, by the nearest of its nine images.
///
/// - Parameters:
///   - step: rad, each in [−π, π).
///   - displacements: over which either angle goes round once, m.
package func imageDistance(
  _ step: (Double, Double), displacements: (first: (x: Double, y: Double), second: (x: Double, y: Double))
) -> Double {
  let offset = nearestImage(step, displacements: displacements)
  return hypot(offset.x, offset.y)
}

/// The same as a displacement, m.
package func nearestImage(
  _ step: (Double, Double), displacements: (first: (x: Double, y: Double), second: (x: Double, y: Double))
) -> (x: Double, y: Double) {
  var best = (length: Double.infinity, x: 0.0, y: 0.0)
  for first in -1...1 {
    for second in -1...1 {
      let (u, v) = (step.0 / (2 * .pi) + Double(first), step.1 / (2 * .pi) + Double(second))
      let x = u * displacements.first.x + v * displacements.second.x
      let y = u * displacements.first.y + v * displacements.second.y
      let length = x * x + y * y
      if length < best.length { best = (length, x, y) }
    }
  }
  return (best.x, best.y)
}
