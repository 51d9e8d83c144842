import Foundation

/// How the degree of toroidality falls with a disturbance, along a sigmoid:
/// y(x) = low + fall / (1 + exp((x − center) / width)).
///
/// Least squares: for each centre and width the two levels are linear, so only those two are searched, on a grid that is
/// narrowed around its best point eight times.
public struct ToroidalityCurve: Sendable, Equatable {
  /// Where it has fallen by half, in the unit of x.
  public var center: Double
  /// Over which it falls, in the unit of x, above 0.
  public var width: Double
  /// By how much it falls from far left to far right, 0 or more.
  public var fall: Double
  /// Its level far right.
  public var low: Double
  /// Mean square of what it leaves.
  public var meanSquare: Double

  /// - Parameters:
  ///   - x: at least four different places.
  ///   - y: the values there, as many.
  /// - Returns: `nil` for fewer places, or where nothing falls.
  /// - Complexity: O(9 · 1,000 · samples).
  public init?(x: [Double], y: [Double]) {
    let known = x.indices.filter { x[$0].isFinite && y[$0].isFinite }
    let places = Set(known.map { x[$0] }).sorted()
    guard places.count >= 4, let first = places.first, let last = places.last else { return nil }
    let samples = known.map { (x: x[$0], y: y[$0]) }
    let range = last - first
    var best: ToroidalityCurve?
    var (centers, logWidths) = ((first, last), (log(range / 200), log(range / 2)))
    let bounds = (centers, logWidths)
    for round in 0..<9 {
      let steps = round == 0 ? (60, 25) : (20, 20)
      for i in 0...steps.0 {
        for j in 0...steps.1 {
          let center = centers.0 + (centers.1 - centers.0) * Double(i) / Double(steps.0)
          let width = exp(logWidths.0 + (logWidths.1 - logWidths.0) * Double(j) / Double(steps.1))
          if let fit = Self.fit(samples, center: center, width: width), fit.meanSquare < best?.meanSquare ?? .infinity {
            best = fit
          }
        }
      }
      guard let best else { return nil }
      let (half, halfLog) = (0.2 * (centers.1 - centers.0), 0.2 * (logWidths.1 - logWidths.0))
      centers = (max(bounds.0.0, best.center - half), min(bounds.0.1, best.center + half))
      logWidths = (max(bounds.1.0, log(best.width) - halfLog), min(bounds.1.1, log(best.width) + halfLog))
    }
    guard let best else { return nil }
    self = best
  }

  private init(center: Double, width: Double, fall: Double, low: Double, meanSquare: Double) {
    (self.center, self.width, self.fall, self.low, self.meanSquare) = (center, width, fall, low, meanSquare)
  }

  /// The best levels of one centre and width; `nil` where they rise.
  private static func fit(_ samples: [(x: Double, y: Double)], center: Double, width: Double) -> ToroidalityCurve? {
    var (s, ss, sy, sumY) = (0.0, 0.0, 0.0, 0.0)
    let count = Double(samples.count)
    for sample in samples {
      let value = shape((sample.x - center) / width)
      s += value
      ss += value * value
      sy += value * sample.y
      sumY += sample.y
    }
    let variance: Double = ss - s * s / count
    guard variance > 1e-12 else { return nil }
    let fall = (sy - s * sumY / count) / variance
    guard fall > 0 else { return nil }
    let low = (sumY - fall * s) / count
    let squares = samples.reduce(0.0) { sum, sample in
      let rest = sample.y - low - fall * shape((sample.x - center) / width)
      return sum + rest * rest
    }
    return ToroidalityCurve(center: center, width: width, fall: fall, low: low, meanSquare: squares / count)
  }

  private static func shape(_ z: Double) -> Double { 1 / (1 + exp(z)) }

  /// Its value at a place.
  public func value(_ x: Double) -> Double { low + fall * Self.shape((x - center) / width) }
}
