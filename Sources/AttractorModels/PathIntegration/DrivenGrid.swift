import ArrayNumerics
import Foundation

/// The sheet of grid cells of a hierarchical network, driven by the phases of its bands: τ du/dt = −u + W r + input − v, u ≥ 0;
/// τᵥ dv/dt = −v + m u; r = u²/(1 + k Σ u²). Component 0 of a phase runs along the columns.
///
/// Distances are those of the lattice whose bands have the phases p₀, p₁ and p₁ − p₀: |d|² = (4/3)(d₀² − d₀d₁ + d₁²).
public struct DrivenGrid: DynamicalModel {
  /// Cells along each axis.
  public let side: Int
  /// What they do; g is 1.
  public let parameters: SweepParameters
  /// Whether distances take the shorter way for each component, as canns, instead of being summed over the lattice.
  public let wrapsComponents: Bool

  /// The defaults of canns.
  public static let standard = SweepParameters(
    timeConstant: 0.1, adaptationTimeConstant: 10, adaptationStrength: 1, inhibition: 5e-3, width: .pi / 9, amplitude: 1,
    coupling: 1, gain: 1)

  /// - Throws: `badParameter`
  public init(
    side: Int = 20, parameters: SweepParameters = DrivenGrid.standard, wrapsComponents: Bool = false
  ) throws(AttractorModelsError) {
    try parameters.check()
    guard side >= 3, side <= 1024 else {
      throw .badParameter(name: "the number of grid cells along an axis", value: Double(side), expected: "3 to 1024")
    }
    self.side = side
    self.parameters = parameters
    self.wrapsComponents = wrapsComponents
  }

  /// How many cells there are.
  public var count: Int { side * side }

  /// u and v.
  public var fields: [StateField] { parameters.fields(shape: [side, side]) }

  /// r = u²/(1 + k Σ u²).
  public func rates(of state: [Double]) -> [Double] { parameters.rates(of: state) }

  /// The phase of a cell, both components in [−π, π).
  public func phase(of cell: Int) -> SIMD2<Double> {
    let turn = 2 * Double.pi / Double(side)
    return SIMD2(-.pi + turn * Double(cell % side), -.pi + turn * Double(cell / side))
  }

  /// exp(−|d|²/2a²) of a difference of phases.
  public func gaussian(_ difference: SIMD2<Double>, width: Double) -> Double {
    func once(_ d: Double) -> Double { d - 2 * .pi * (d / (2 * .pi)).rounded() }
    let d = SIMD2(once(difference.x), once(difference.y))
    func value(_ x: Double, _ y: Double) -> Double {
      let square: Double = 4.0 / 3 * (x * x - x * y + y * y)
      return exp(-0.5 * square / (width * width))
    }
    if wrapsComponents { return value(d.x, d.y) }
    let turn = 2 * Double.pi
    var sum = 0.0
    for i in -2...2 { for j in -2...2 { sum += value(d.x + turn * Double(i), d.y + turn * Double(j)) } }
    return sum
  }

  /// Buffers and plans of one run.
  public struct Workspace {
    let filter: PeriodicFilter
    let squares: WorkVector
  }

  /// - Throws: `NumericsError` for a sheet too large for a transform.
  public func makeWorkspace() throws -> Workspace {
    let turn = 2 * Double.pi / Double(side)
    let kernel = (0..<count).map { cell -> Double in
      let d = SIMD2(turn * Double(cell % side), turn * Double(cell / side))
      return parameters.peakWeight * gaussian(d, width: parameters.width)
    }
    // Wrapped components are not even where a difference is half a turn.
    return Workspace(
      filter: try PeriodicFilter(shape: [side, side], kernel: kernel, isEven: !wrapsComponents), squares: WorkVector(count))
  }

  /// W r + input − v, and m u.
  public func drive(_ state: [Double], _ input: [Double], _ workspace: inout Workspace, into drive: inout [Double]) {
    let (n, m) = (count, parameters.adaptation)
    state.withUnsafeBufferPointer { state in
      drive.withUnsafeMutableBufferPointer { drive in
        guard let u = state.baseAddress, let out = drive.baseAddress else { return }
        let sum = writeSquares(of: u, to: workspace.squares.pointer, count: n)
        workspace.filter.apply(
          to: workspace.squares.pointer, into: out, scale: 1 / (1 + parameters.inhibition * sum))
        addValues(input, to: out, count: n)
        add(u + n, times: -1, to: out, count: n)
        for index in 0..<n { out[n + index] = m * u[index] }
      }
    }
  }

  /// u is not negative.
  public func constrain(_ state: inout [Double]) { rectifyFirstHalf(&state) }
}
