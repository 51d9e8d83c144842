import ArrayNumerics
import Foundation

/// One module of a hierarchical network: three rings of band cells that integrate the velocity along directions 60° apart, and
/// the grid cells that they drive.
///
/// The drive of a cell is the sum of what the three bands have at its phases, cut off at half of the highest. In canns it is a
/// bump at the decoded phases of two bands, and the third band does nothing.
public struct BandModule: Sendable {
  /// The bands.
  public let bands: BandCells
  /// What they drive.
  public let grid: DrivenGrid
  /// Of the stripes of a band, m.
  public let spacing: Double
  /// Of the stripes of the first band, radians.
  public let angle: Double
  /// Of the strongest drive.
  public let strength: Double
  /// What the bands have at each phase of an axis of the grid, `[phase, cell]`.
  private let projection: [Double]

  /// - Parameters:
  ///   - spacing: m.
  ///   - angle: radians.
  ///   - strength: 5000/(√(2π) a), as in canns, if not given.
  /// - Throws: `badParameter`
  public init(
    spacing: Double, angle: Double = 0, bands: BandCells, grid: DrivenGrid, strength: Double? = nil
  ) throws(AttractorModelsError) {
    try checkPositive("the spacing", spacing)
    guard grid.side % 2 == 0 else {
      throw .badParameter(name: "the number of grid cells along an axis", value: Double(grid.side), expected: "even")
    }
    guard angle.isFinite else { throw .badParameter(name: "the angle of a module", value: angle, expected: "finite") }
    self.bands = bands
    self.grid = grid
    self.spacing = spacing
    self.angle = angle
    self.strength = strength ?? 5000 / ((2 * Double.pi).squareRoot() * bands.parameters.width)
    let (ring, width) = (bands.grid, bands.parameters.width)
    let gaussian = RingGaussian(width: width, sharpness: 0.5)
    projection = (0..<grid.side).flatMap { phase in
      ring.positions.map { position in
        let place = -.pi + 2 * .pi * Double(phase) / Double(grid.side)
        return gaussian.value(at: ring.distance(place, position), circumference: ring.circumference)
      }
    }
  }

  /// The wave vectors of the three bands, rad/m.
  public var waves: [SIMD2<Double>] {
    (0..<3).map { band in
      let direction = angle + Double(band) * .pi / 3 - .pi / 2
      return SIMD2(2 * .pi / spacing * cos(direction), 2 * .pi / spacing * sin(direction))
    }
  }

  /// The phases of the bands at a position (m), where each starts at 0 at the origin.
  public func phases(at position: SIMD2<Double>) -> [Double] { waves.map { ($0 * position).sum() } }

  /// The drive of the grid cells, `[y, x]`.
  ///
  /// - Parameter rates: of the three bands.
  public func gridInput(rates: [[Double]]) -> [Double] {
    let (side, n) = (grid.side, bands.grid.count)
    let profiles = rates.map { rates in
      (0..<side).map { phase in
        var sum = 0.0
        for cell in 0..<n { sum += projection[phase * n + cell] * rates[cell] }
        return sum
      }
    }
    var input = [Double](repeating: 0, count: side * side)
    for row in 0..<side {
      for column in 0..<side {
        // p₁ − p₀ is a whole number of places from −π, half a turn away from place 0.
        let third = ((row - column + side / 2) % side + side) % side
        input[row * side + column] = profiles[0][column] + profiles[1][row] + profiles[2][third]
      }
    }
    let highest = input.max() ?? 0
    guard highest > 0 else { return input.map { _ in 0 } }
    return input.map { strength * max(2 * $0 / highest - 1, 0) }
  }
}
