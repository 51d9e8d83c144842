import ArrayNumerics

/// A ring of direction cells that theta sweeps from side to side. Angles in radians, time in ms.
public struct DirectionCells: DynamicalModel {
  /// Where the preferred directions are.
  public let grid: RingGrid
  /// What the cells do.
  public let parameters: SweepParameters
  /// Which turns of the ring connections count.
  public let images: RingGaussian.Images

  /// - Throws: `badParameter`
  public init(
    count: Int = 100, parameters: SweepParameters = .directionCells, images: RingGaussian.Images = .all
  ) throws(AttractorModelsError) {
    try parameters.check()
    grid = try RingGrid(count: count)
    self.parameters = parameters
    self.images = images
  }

  /// What drives the cells at one moment.
  public struct Input: Sendable, Equatable {
    /// Of the head, radians.
    public var heading: Double
    /// The factor of theta.
    public var modulation: Double

    public init(heading: Double, modulation: Double) {
      self.heading = heading
      self.modulation = modulation
    }
  }

  /// u and v.
  public var fields: [StateField] { parameters.fields(shape: [grid.count]) }

  /// The fields, rates, and the direction that the rates point to.
  public var observables: [Observable] {
    let (network, decoder) = (self, RingDecoder(grid))
    return fieldObservables + [
      Observable("rates", shape: [grid.count]) { network.rates(of: $0) },
      Observable("center", unit: "rad", shape: [1]) { [decoder.mean(of: network.rates(of: $0)).position] },
    ]
  }

  /// r = g u² / (1 + k Σ u²).
  public func rates(of state: [Double]) -> [Double] { parameters.rates(of: state) }

  /// Buffers and plans of one run.
  public struct Workspace {
    let product: RingProduct
    let bump: BumpTemplate
    let squares: WorkVector
  }

  /// - Throws: `NumericsError` for a ring too large for a transform.
  public func makeWorkspace() throws -> Workspace {
    let gaussian = RingGaussian(width: parameters.width, sharpness: 0.5, images: images)
    return Workspace(
      product: try RingProduct(grid) { parameters.peakWeight * gaussian.value(at: $0, circumference: grid.circumference) },
      bump: BumpTemplate(grid, RingGaussian(width: parameters.width, sharpness: 0.5, images: .nearest)),
      squares: WorkVector(grid.count))
  }

  /// W r + θ A exp(−d²/2a²) − v, and m u.
  public func drive(_ state: [Double], _ input: Input, _ workspace: inout Workspace, into drive: inout [Double]) {
    let n = grid.count
    state.withUnsafeBufferPointer { state in
      drive.withUnsafeMutableBufferPointer { drive in
        guard let u = state.baseAddress, let out = drive.baseAddress else { return }
        let sum = writeSquares(of: u, to: workspace.squares.pointer, count: n)
        // J₀ is not divided by g here, unlike for the grid cells: g is part of the rates.
        let scale = parameters.gain * parameters.gain / (1 + parameters.inhibition * sum)
        workspace.product.apply(to: workspace.squares.pointer, into: out, scale: scale)
        workspace.bump.add(at: input.heading, amplitude: input.modulation * parameters.amplitude, to: out)
        add(u + n, times: -1, to: out, count: n)
        for index in 0..<n { out[n + index] = parameters.adaptation * u[index] }
      }
    }
  }

  /// u is not negative.
  public func constrain(_ state: inout [Double]) { rectifyFirstHalf(&state) }
}
