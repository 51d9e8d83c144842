import ArrayNumerics
import Foundation

/// A sheet of grid cells of one module on a twisted torus, driven by a conjunctive input from direction cells. Phases in
/// radians, positions in metres, time in ms. State `[y, x]` of phases: u, v.
public struct GridCells: DynamicalModel {
  /// How distances on the torus are measured.
  public enum Metric: String, Sendable, CaseIterable {
    /// Sums over the hexagonal lattice: all cells are alike, and every direction of the lattice too.
    case lattice
    /// As canns: wrapped in the sheared square first, up to 4 · 10⁻⁴ of the peak off and not the same along every axis of the
    /// lattice.
    case wrapped
  }

  /// Cells along each axis.
  public let side: Int
  /// What the cells do.
  public let parameters: SweepParameters
  /// Of the module.
  public let lattice: PhaseLattice
  /// How far ahead of the animal the input of a direction cell lies, m.
  public let offset: Double
  /// How distances are measured.
  public let metric: Metric
  /// Whether the first and last of the direction bins are one direction, as canns counts them: headings are then off by up to
  /// a bin.
  public let repeatsFirstDirection: Bool
  /// Sine and cosine of the phase of each row and column.
  private let waves: [(sin: Double, cos: Double)]

  /// - Parameters:
  ///   - ratio: 2π over the spacing, rad/m.
  ///   - offset: m.
  /// - Throws: `badParameter`
  public init(
    side: Int = 100, ratio: Double, offset: Double = 0.05, parameters: SweepParameters = .gridCells,
    metric: Metric = .lattice, repeatsFirstDirection: Bool = false
  ) throws(AttractorModelsError) {
    try parameters.check()
    try checkPositive("the mapping ratio", ratio)
    guard offset.isFinite else { throw .badParameter(name: "the offset of the input", value: offset, expected: "finite") }
    guard side >= 3, side <= 2048 else {
      throw .badParameter(name: "the number of cells along an axis", value: Double(side), expected: "3 to 2048")
    }
    self.side = side
    self.parameters = parameters
    lattice = PhaseLattice(ratio: ratio)
    self.offset = offset
    self.metric = metric
    self.repeatsFirstDirection = repeatsFirstDirection
    let turn = 2 * Double.pi / Double(side)
    waves = (0..<side).map { (sin(-.pi + turn * Double($0)), cos(-.pi + turn * Double($0))) }
  }

  /// How many cells there are.
  public var count: Int { side * side }

  /// u and v.
  public var fields: [StateField] { parameters.fields(shape: [side, side]) }

  /// What theory says of a bump without adaptation on a sheet without end: distances are those of the hexagonal lattice, whose
  /// cell has the area (2π)² √3/2, and the gain of the rates and that of the weights cancel.
  public var theory: BumpTheory? {
    let attractor = AttractorParameters(
      timeConstant: parameters.timeConstant, inhibition: parameters.inhibition, width: parameters.width,
      coupling: parameters.coupling, stimulusAmplitude: parameters.amplitude)
    let perAxis = Double(side) / (2 * .pi * (3.0.squareRoot() / 2).squareRoot())
    guard let grid = try? RingGrid(count: side, circumference: Double(side) / perAxis) else { return nil }
    return BumpTheory(grid: grid, dimensions: 2, parameters: attractor)
  }

  /// The fields, rates, and the phase that the rates point to.
  public var observables: [Observable] {
    let network = self
    return fieldObservables + [
      Observable("rates", shape: [side, side]) { network.rates(of: $0) },
      Observable("phase", unit: "rad", shape: [2]) { state in
        let phase = network.phase(of: state)
        return [phase.x, phase.y]
      },
    ]
  }

  /// r = g u² / (1 + k Σ u²).
  public func rates(of state: [Double]) -> [Double] { parameters.rates(of: state) }

  /// The input of the direction cells whose rate is above a third of the highest: the template at the phase a bit ahead in the
  /// direction of each, weighted by its rate. Nothing where all are silent.
  ///
  /// - Parameter modulation: the factor of theta.
  public func conjunctiveInput(
    position: SIMD2<Double>, directionRates: [Double], modulation: Double
  ) -> [PhaseInput] {
    guard let highest = directionRates.max(), highest > 0 else { return [] }
    let turn = 2 * Double.pi / Double(directionRates.count - (repeatsFirstDirection ? 1 : 0))
    var inputs: [PhaseInput] = []
    var total = 1e-12
    for (index, rate) in directionRates.enumerated() where rate > highest / 3 {
      let direction = -Double.pi + turn * Double(index)
      let ahead = position + SIMD2(offset * cos(direction), offset * sin(direction))
      inputs.append(PhaseInput(phase: lattice.phase(of: ahead), weight: rate))
      total += rate
    }
    for index in inputs.indices { inputs[index].weight *= modulation / total }
    return inputs
  }

  /// The mean phase of the cells with more than a tenth of the highest rate; zero where all are silent.
  public func phase(of state: [Double]) -> SIMD2<Double> {
    let highest = state.withUnsafeBufferPointer { u in u.baseAddress.map { largest($0, count: count) } ?? 0 }
    let cut = 0.1 * highest * highest
    var columns = [Double](repeating: 0, count: side)
    var (sumY, turnY) = (0.0, 0.0)
    state.withUnsafeBufferPointer { u in
      for row in 0..<side {
        var sum = 0.0
        for column in 0..<side {
          let square = u[row * side + column] * u[row * side + column]
          let kept = square > cut ? square : 0
          sum += kept
          columns[column] += kept
        }
        sumY += sum * waves[row].sin
        turnY += sum * waves[row].cos
      }
    }
    var (sumX, turnX) = (0.0, 0.0)
    for column in 0..<side {
      sumX += columns[column] * waves[column].sin
      turnX += columns[column] * waves[column].cos
    }
    return SIMD2(atan2(sumX, turnX), atan2(sumY, turnY))
  }

  /// The position that the cells stand for, among all that have their phase the one nearest to a known position, m: its error
  /// is bounded by the lattice, so it says nothing of path integration.
  public func position(of state: [Double], near known: SIMD2<Double>) -> SIMD2<Double> {
    lattice.position(of: phase(of: state), near: known)
  }

  /// Buffers and plans of one run.
  public struct Workspace {
    enum Product {
      case lattice(LatticeDrive)
      case wrapped(WrappedDrive)
    }
    let product: Product
    let squares: WorkVector
  }

  /// - Throws: `NumericsError` for a sheet too large for a transform.
  public func makeWorkspace() throws -> Workspace {
    let (weight, amplitude, width) = (parameters.peakWeight, parameters.amplitude, parameters.width)
    let product: Workspace.Product =
      switch metric {
      case .lattice: .lattice(LatticeDrive(side: side, width: width, peakWeight: weight, amplitude: amplitude))
      case .wrapped: .wrapped(try WrappedDrive(side: side, width: width, peakWeight: weight, amplitude: amplitude))
      }
    return Workspace(product: product, squares: WorkVector(count))
  }

  /// W r + conjunctive input − v, and m u.
  public func drive(_ state: [Double], _ input: [PhaseInput], _ workspace: inout Workspace, into drive: inout [Double]) {
    let (n, m) = (count, parameters.adaptation)
    state.withUnsafeBufferPointer { state in
      drive.withUnsafeMutableBufferPointer { drive in
        guard let u = state.baseAddress, let out = drive.baseAddress else { return }
        let squares = workspace.squares.pointer
        let sum = writeSquares(of: u, to: squares, count: n)
        let scale = parameters.gain / (1 + parameters.inhibition * sum)
        switch workspace.product {
        case .lattice(let product): product.apply(to: squares, scale: scale, inputs: input, into: out)
        case .wrapped(let product): product.apply(to: squares, scale: scale, inputs: input, into: out)
        }
        add(u + n, times: -1, to: out, count: n)
        for index in 0..<n { out[n + index] = m * u[index] }
      }
    }
  }

  /// u is not negative.
  public func constrain(_ state: inout [Double]) { rectifyFirstHalf(&state) }
}
