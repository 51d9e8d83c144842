import ArrayNumerics
import Foundation

/// The grid score of the programs opexebo and canns: the image of the autocorrelogram is turned by 30° to 150°, and correlated
/// with itself over the pixels between a contour around the centre and discs that grow by a pixel.
///
/// Sources: the programs; both follow Langston et al. 2010 (doi:10.1126/science.1188210).
package struct GrowingDisc: Sendable {
  package let rows: Int
  package let columns: Int
  /// The radius at which canns stops is one pixel further out, where turned images hold zeros.
  private let isCanns: Bool
  /// Pixels by rising distance from the centre.
  private let pixels: [Int32]
  private let distances: [Double]

  /// Lags that these programs keep of a map of so many bins: 1.8 times as many, made odd.
  package static func size(_ bins: Int) -> Int {
    let size = Int((1.8 * Double(bins)).rounded(.toNearestOrEven))
    return max(1, size % 2 == 0 ? size - 1 : size)
  }

  package init(rows: Int, columns: Int, isCanns: Bool) {
    (self.rows, self.columns, self.isCanns) = (rows, columns, isCanns)
    let all = (0..<rows * columns).map { pixel in
      (pixel, hypot(Double(pixel / columns - rows / 2), Double(pixel % columns - columns / 2)))
    }.sorted { ($0.1, $0.0) < ($1.1, $1.0) }
    pixels = all.map { Int32($0.0) }
    distances = all.map(\.1)
  }

  /// - Parameter autocorrelogram: of the planned shape; NaN counts as 0.
  package func score(_ autocorrelogram: Matrix<Double>) -> GridScore {
    let finite = autocorrelogram.map { $0.isFinite ? $0 : 0 }
    guard let top = finite.elements.max(), top > 0 else { return .undefined(.flat) }
    let map = finite.map { $0 / top }
    let centre = (x: Double(columns / 2), y: Double(rows / 2))
    guard let area = ContourLines(map, level: 0.2).areaOfLine(nearest: centre) else { return .undefined(.noCentralField) }
    let inner = (area / .pi).squareRoot().rounded(.down)
    let last = min(rows, columns) / 2 + (isCanns ? 1 : 0)
    if inner < 2 { return .undefined(.smallCentralField) }
    guard Int(inner) < last else { return .undefined(.tooSmall) }
    let turned = [30.0, 60, 90, 120, 150].map { rotated(map, degrees: $0) }
    // One sum after another, as the disc grows.
    var sums = [CorrelationSums](repeating: CorrelationSums(), count: 5)
    var place = distances.firstIndex { $0 > inner } ?? distances.count
    var scores: [Double] = []
    for radius in Int(inner) + 1...last {
      while place < distances.count, distances[place] < Double(radius) {
        let pixel = Int(pixels[place])
        for angle in 0..<5 { sums[angle].add(map.elements[pixel], turned[angle][pixel]) }
        place += 1
      }
      let r = sums.map { $0.count >= 10 ? $0.correlation : .nan }
      scores.append(min(r[1], r[3]) - max(r[0], r[2], r[4]))
    }
    return best(scores, from: Int(inner) + 1, inner: inner)
  }

  /// The largest mean over three neighbouring radii of those that have a score; with fewer than three radii, the largest.
  private func best(_ scores: [Double], from first: Int, inner: Double) -> GridScore {
    let width = scores.count < 3 ? 1 : 3
    var best = (score: -Double.infinity, radius: 0)
    for start in 0...scores.count - width {
      let known = scores[start..<start + width].filter { !$0.isNaN }
      guard !known.isEmpty else { continue }
      let mean = known.reduce(0, +) / Double(known.count)
      if mean > best.score { best = (mean, first + start + width / 2) }
    }
    return best.score.isFinite ? .score(best.score, inner: inner, outer: Double(best.radius)) : .undefined(.tooSmall)
  }

  /// The image turned about its middle, interpolated linearly, 0 where it comes from outside: SciPy's `rotate` of order 1.
  private func rotated(_ map: Matrix<Double>, degrees: Double) -> [Double] {
    let (sine, cosine) = (sin(degrees * .pi / 180), cos(degrees * .pi / 180))
    let (middleY, middleX) = (Double(rows - 1) / 2, Double(columns - 1) / 2)
    return map.withUnsafeBufferPointer { values in
      (0..<rows * columns).map { pixel in
        let (dy, dx) = (Double(pixel / columns) - middleY, Double(pixel % columns) - middleX)
        let (y, x) = (cosine * dy + sine * dx + middleY, cosine * dx - sine * dy + middleX)
        guard y >= 0, x >= 0, y <= Double(rows - 1), x <= Double(columns - 1) else { return 0 }
        let (row, column) = (min(Int(y), rows - 2), min(Int(x), columns - 2))
        guard row >= 0, column >= 0 else { return 0 }
        let (up, right) = (y - Double(row), x - Double(column))
        let low = row * columns + column
        return (1 - up) * ((1 - right) * values[low] + right * values[low + 1])
          + up * ((1 - right) * values[low + columns] + right * values[low + columns + 1])
      }
    }
  }
}

/// Sums for Pearson's correlation of pairs that come one by one.
struct CorrelationSums {
  private(set) var count = 0.0
  private var (a, b, aa, bb, ab) = (0.0, 0.0, 0.0, 0.0, 0.0)

  mutating func add(_ first: Double, _ second: Double) {
    count += 1
    a += first
    b += second
    aa += first * first
    bb += second * second
    ab += first * second
  }

  /// NaN when one of the two does not vary.
  var correlation: Double {
    let norms = (count * aa - a * a) * (count * bb - b * b)
    return norms > 0 ? (count * ab - a * b) / norms.squareRoot() : .nan
  }
}
