import ArrayNumerics
import Foundation

/// How a persistence image is made.
public struct PersistenceImageParameters: Sendable, Equatable {
  /// How much a bar counts.
  public enum Weight: Sendable, Equatable {
    /// In proportion to its lifetime, 1 at the given lifetime; the stable choice of Adams et al.
    case linear(fullLifetime: Double)
    /// The lifetime to a power, as `persim` has it (`persistence` with its `n`).
    case power(Double)
    /// All bars alike; the image is then not stable, as bars near the diagonal come and go.
    case uniform
  }

  /// Range of births that the image covers, in the unit of the diagram.
  public var births: ClosedRange<Double>
  /// Range of lifetimes that the image covers, in the unit of the diagram.
  public var lifetimes: ClosedRange<Double>
  /// Pixels along births.
  public var columns: Int
  /// Pixels along lifetimes.
  public var rows: Int
  /// Standard deviation of the kernel, in the unit of the diagram.
  public var sigma: Double
  /// How much each bar counts.
  public var weight: Weight

  public init(
    births: ClosedRange<Double>, lifetimes: ClosedRange<Double>, columns: Int, rows: Int, sigma: Double,
    weight: Weight
  ) {
    self.births = births
    self.lifetimes = lifetimes
    self.columns = columns
    self.rows = rows
    self.sigma = sigma
    self.weight = weight
  }
}

/// The persistence image of a diagram (Adams et al. 2017, JMLR 18, 1-35): every finite bar is a Gaussian at
/// (birth, lifetime), weighted, and integrated exactly over each pixel.
///
/// - Returns: `[lifetime, birth]`, row 0 at the shortest lifetimes. (`persim` has the transpose.) Infinite bars are left
///   out.
/// - Throws: `TopologyError.invalidBar`; `TopologyError.invalidImage` for no pixels, an empty range or a sigma that is not
///   positive.
public func persistenceImage(
  of diagram: [PersistencePair], parameters: PersistenceImageParameters
) throws -> Matrix<Double> {
  let p = parameters
  guard p.rows > 0, p.columns > 0, p.sigma > 0, p.births.upperBound > p.births.lowerBound,
    p.lifetimes.upperBound > p.lifetimes.lowerBound
  else { throw TopologyError.invalidImage(rows: p.rows, columns: p.columns, sigma: p.sigma) }
  let split = try SplitDiagram(diagram)
  var image = Matrix<Double>(rows: p.rows, columns: p.columns, repeating: 0)
  for (birth, death) in zip(split.births, split.deaths) {
    let lifetime = death - birth
    let weight: Double =
      switch p.weight {
      case .linear(let full): lifetime / full
      case .power(let power): pow(lifetime, power)
      case .uniform: 1
      }
    let across = kernelMass(at: birth, over: p.births, pixels: p.columns, sigma: p.sigma)
    let up = kernelMass(at: lifetime, over: p.lifetimes, pixels: p.rows, sigma: p.sigma)
    for row in 0..<p.rows {
      let scale = weight * up[row]
      for column in 0..<p.columns { image[row, column] += scale * across[column] }
    }
  }
  return image
}

/// The mass of a normal distribution in each of equal intervals. Both ends are measured from the side on which they lie, so
/// that far tails keep their digits.
private func kernelMass(
  at center: Double, over range: ClosedRange<Double>, pixels: Int, sigma: Double
) -> [Double] {
  let width = (range.upperBound - range.lowerBound) / Double(pixels)
  func tail(_ x: Double) -> Double { erfc(x / 2.0.squareRoot()) / 2 }
  return (0..<pixels).map { pixel in
    let low = (range.lowerBound + Double(pixel) * width - center) / sigma
    let high = (range.lowerBound + Double(pixel + 1) * width - center) / sigma
    return low > 0 ? tail(low) - tail(high) : tail(-high) - tail(-low)
  }
}
