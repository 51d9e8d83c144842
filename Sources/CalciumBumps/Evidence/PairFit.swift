import ArrayNumerics
import Foundation

/// Least squares of one and of two bumps of a width to a frame, over a constant.
struct PairFit: Sendable {
  /// A bump: rad and in the unit of the signals.
  typealias Place = (position: Double, height: Double)

  /// Frames in which widths are tried.
  static let excerpt = 150
  /// Values of κ that are tried.
  static let concentrations = (0..<9).map { 0.7 * pow(2, Double($0) / 2) }
  /// Places that are tried.
  private static let places = 64
  private static let spacing = 2 * Double.pi / Double(places)
  /// P f of each place, `[place, region]`, and f'P f of each two.
  private let weighted: Matrix<Double>
  private let products: Matrix<Double>

  /// - Parameter model: gives places, gains and noise of the regions.
  init(_ model: BumpModel, concentration: Double) {
    let precision = model.noise.map { 1 / $0 }
    let common = 1 / precision.reduce(0, +)
    let profiles = (0..<Self.places).map { place in
      model.angles.indices.map { region in
        model.gain[region]
          * BumpModel.profile(model.angles[region] - Double(place) * Self.spacing, concentration: concentration)
      }
    }
    let rows = Matrix(
      rows: Self.places, columns: precision.count,
      elements: profiles.flatMap { f -> [Double] in
        let sum = zip(f, precision).reduce(0) { $0 + $1.0 * $1.1 }
        return f.indices.map { (f[$0] - common * sum) * precision[$0] }
      })
    weighted = rows
    products = Matrix(
      rows: Self.places, columns: Self.places,
      elements: profiles.flatMap { f in
        (0..<Self.places).map { place in zip(f, rows.row(place)).reduce(0) { $0 + $1.0 * $1.1 } }
      })
  }

  private func matches(_ values: [Double]) -> [Double] {
    (0..<Self.places).map { place in zip(weighted.row(place), values).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  /// The best single bump, and what it gains in log-likelihood over none.
  ///
  /// - Parameter values: of each region, less its baseline.
  func single(_ values: [Double]) -> (place: Place, gain: Double) {
    var best = (place: (position: 0.0, height: 0.0), gain: 0.0)
    for (place, match) in matches(values).enumerated() where match > 0 && products[place, place] > 0 {
      let gain = 0.5 * match * match / products[place, place]
      if gain > best.gain {
        best = ((Double(place) * Self.spacing, match / products[place, place]), gain)
      }
    }
    return best
  }

  /// The best two more than 90° apart, both above 0, and what they gain over none; `nil` where there are none.
  func two(_ values: [Double]) -> (high: Place, low: Place, gain: Double)? {
    let matches = matches(values)
    let least = Int((SecondBump.distance / Self.spacing).rounded(.down)) + 1
    var (best, gain) = ((one: -1, other: -1, x: 0.0, y: 0.0), 0.0)
    for one in 0..<Self.places {
      let (b, a) = (matches[one], products[one, one])
      for other in 0..<one where min(one - other, Self.places - one + other) >= least {
        let (c, d, e) = (matches[other], products[other, other], products[one, other])
        let determinant = a * d - e * e
        let (x, y) = (b * d - c * e, c * a - b * e)
        guard x > 0, y > 0, determinant > 1e-9 * a * d else { continue }
        let now = 0.5 * (b * x + c * y) / determinant
        if now > gain { (best, gain) = ((one, other, x / determinant, y / determinant), now) }
      }
    }
    guard best.one >= 0 else { return nil }
    let first: Place = (Double(best.one) * Self.spacing, best.x)
    let second: Place = (Double(best.other) * Self.spacing, best.y)
    return first.height >= second.height ? (first, second, gain) : (second, first, gain)
  }
}
