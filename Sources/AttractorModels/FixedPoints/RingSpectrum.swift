import ArrayNumerics
import Foundation

/// The exact spectrum of the dynamics linearised at an equilibrium of a ring network without input and adaptation.
///
/// With U = diag(u), B = 1 + k Σ u² and W u² = B u, the Jacobian is J + 1 = (2/B) W U (1 − (k/B) u uᵀ). Without the term of
/// rank one, W U maps u to B u; that term moves this one eigenvalue from 2 to 2/B and leaves all others (Brauer 1952,
/// doi:10.1215/S0012-7094-52-01910-8). The others are those of the symmetric √W U √W. On a ring √W is diagonal in Fourier
/// space and has few wave numbers, so that a matrix of 20 to 40 rows is enough; the remaining eigenvalues are −1. With doubled
/// ends they are those of √U W √U over all places.
public struct RingSpectrum {
  private let network: RingNetwork
  private let transform: RealFourierTransform
  /// The weights at each distance in places.
  private let kernel: [Double]
  /// Wave numbers whose part of the kernel is above rounding.
  private let waves: Int
  /// √ of the kernel's spectrum for each of them.
  private let roots: [Double]

  /// - Throws: `badParameter` for adaptation, which `adapted(_:by:timeConstant:)` adds.
  public init(_ network: RingNetwork) throws {
    if let adaptation = network.parameters.adaptation {
      throw AttractorModelsError.badParameter(
        name: "the strength of the adaptation", value: adaptation.strength, expected: "none, for this spectrum")
    }
    self.network = network
    let n = network.grid.places
    transform = try RealFourierTransform(size: n)
    kernel = (0..<n).map { network.weight(at: Double(min($0, n - $0)) * network.grid.spacing) }
    let spectrum = try transform.forward(kernel).map(\.real)
    let width = network.parameters.width * 2 * .pi / network.grid.circumference
    waves = min((n - 1) / 2, Int(((2 * log(1e15)).squareRoot() / width).rounded(.up)))
    roots = spectrum.prefix(waves + 1).map { max($0, 0).squareRoot() }
  }

  /// The eigenvalues times τ, largest first, without the −1 that all others are.
  ///
  /// - Parameter state: u at an equilibrium; its residual is the error of the result.
  /// - Throws: `NumericsError`, `wrongCount`
  public func eigenvalues(at state: [Double]) throws -> [Double] {
    let normalization = 1 + network.parameters.inhibition * state.reduce(0) { $0 + $1 * $1 }
    var result = try productEigenvalues(of: state).map { -1 + 2 / normalization * $0 }
    // The eigenvalue of u itself, at rest none.
    if state.contains(where: { $0 != 0 }), let own = result.indices.min(by: { abs(result[$0] - 1) < abs(result[$1] - 1) }) {
      result[own] = -1 + 2 / normalization
    }
    return result.sorted(by: >)
  }

  /// The eigenvalues of W U, largest first, without the zeros that all others are.
  ///
  /// - Parameter state: the diagonal of U, not negative with doubled ends.
  /// - Throws: `NumericsError`, `wrongCount`
  public func productEigenvalues(of state: [Double]) throws -> [Double] {
    let n = network.grid.count
    guard state.count == n else {
      throw AttractorModelsError.wrongCount(what: "state", found: state.count, expected: n)
    }
    if network.grid.ends == .doubled { return try symmetricEigenvalues(placeMatrix(state)) }
    let coefficients = try transform.forward(state)
    let size = 2 * waves + 1
    // Means of u cos kx and u sin kx, where x is 0 at the first neuron; beyond n/2 they come back.
    func cosine(_ k: Int) -> Double { coefficients[k <= n / 2 ? k : n - k].real / Double(n) }
    func sine(_ k: Int) -> Double {
      let place = abs(k)
      let value = place <= n / 2 ? -coefficients[place].imaginary : coefficients[n - place].imaginary
      return (k < 0 ? -value : value) / Double(n)
    }
    var matrix = Matrix<Double>(rows: size, columns: size, repeating: 0)
    for row in 0..<size {
      for column in 0...row {
        let (k, l) = ((row + 1) / 2, (column + 1) / 2)
        let (isCosine, otherIsCosine) = (row == 0 || row % 2 == 1, column == 0 || column % 2 == 1)
        var value =
          switch (isCosine, otherIsCosine) {
          case (true, true): cosine(k - l) + cosine(k + l)
          case (false, false): cosine(k - l) - cosine(k + l)
          case (true, false): sine(l - k) + sine(k + l)
          case (false, true): sine(k - l) + sine(k + l)
          }
        // The constant of the basis is 1, not √2.
        if row == 0 { value /= 2.0.squareRoot() }
        if column == 0 { value /= 2.0.squareRoot() }
        matrix[row, column] = value * roots[k] * roots[l]
        matrix[column, row] = matrix[row, column]
      }
    }
    return try symmetricEigenvalues(matrix)
  }

  /// √U W √U over places; the two neurons of the doubled one count together.
  private func placeMatrix(_ state: [Double]) -> Matrix<Double> {
    let places = network.grid.places
    let roots = (0..<places).map { (($0 == 0 ? 2 : 1) * max(0, state[$0])).squareRoot() }
    return Matrix(
      rows: places, columns: places,
      elements: (0..<places * places).map { index in
        let (row, column) = (index / places, index % places)
        return roots[row] * kernel[abs(row - column)] * roots[column]
      })
  }
}
