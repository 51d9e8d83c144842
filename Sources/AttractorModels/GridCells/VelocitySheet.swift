import ArrayNumerics
import Foundation

/// A sheet of cells whose hexagonal pattern is carried along by velocity (Burak & Fiete 2009,
/// doi:10.1371/journal.pcbi.1000291): τ ds/dt = −s + W r + A (1 + α e·v), r = max(s, 0). Each cell prefers a direction e, and
/// its connections are shifted that way. Time in seconds, velocity in m/s, the sheet in cells.
///
/// Weights are W_a (exp(−γ|Δ|²) − exp(−β|Δ|²)) with β = 3/λ², γ = e β; Δ the shorter way round the torus, less the shift.
public struct VelocitySheet: DynamicalModel {
  /// How preferred directions are laid out, and whose direction shifts a connection.
  public enum Layout: String, Sendable, CaseIterable {
    /// Blocks of 2 × 2 cells have all four directions; connections are shifted by the direction of the sender, so that the
    /// pattern moves with the velocity.
    case blocks
    /// As canns: six directions in turn along the rows, connections shifted by the direction of the receiver, so that the
    /// pattern moves against the velocity.
    case compatible
  }

  /// Numbers of the sheet; the defaults are those of canns.
  public struct Parameters: Sendable, Hashable {
    /// τ, s.
    public var timeConstant: Double
    /// α, s/m.
    public var velocityGain: Double
    /// A.
    public var drive: Double
    /// W_a.
    public var weight: Double
    /// W_l, cells.
    public var shift: Double
    /// λ, cells: about the spacing of the pattern.
    public var wavelength: Double
    /// e: above 1 for inhibition only.
    public var sharpness: Double

    public init(
      timeConstant: Double = 0.01, velocityGain: Double = 0.2, drive: Double = 1, weight: Double = 1.5, shift: Double = 2,
      wavelength: Double = 15, sharpness: Double = 1.15
    ) {
      self.timeConstant = timeConstant
      self.velocityGain = velocityGain
      self.drive = drive
      self.weight = weight
      self.shift = shift
      self.wavelength = wavelength
      self.sharpness = sharpness
    }
  }

  /// Cells along each axis.
  public let side: Int
  /// Numbers of the sheet.
  public let parameters: Parameters
  /// Where which direction is.
  public let layout: Layout

  /// The distance of neighbouring bumps where a pattern begins to grow, in cells: 2/√3 of the wavelength at which the transform
  /// of the weights, W_a π (e^(−q²/4γ)/γ − e^(−q²/4β)/β), is largest, q² = 8 β γ ln(γ/β) / (γ − β). Their shift, which is
  /// small beside λ, is left out, and on a torus the pattern takes what fits.
  public var theoreticalSpacing: Double {
    let (beta, ratio) = (3 / (parameters.wavelength * parameters.wavelength), parameters.sharpness)
    let logarithm = abs(ratio - 1) < 1e-9 ? 1 : log(ratio) / (ratio - 1)
    return 4 * .pi / (3 * 8 * beta * ratio * logarithm).squareRoot()
  }

  /// The growth rate of that pattern from even activity, per unit of time; below 0 no pattern comes.
  public var growthRate: Double {
    let p = parameters
    let (beta, gamma) = (3 / (p.wavelength * p.wavelength), 3 * p.sharpness / (p.wavelength * p.wavelength))
    let wave = 4 * Double.pi / (3.0.squareRoot() * theoreticalSpacing)
    func transform(_ rate: Double) -> Double { exp(-wave * wave / (4 * rate)) / rate }
    return (p.weight * .pi * (transform(gamma) - transform(beta)) - 1) / p.timeConstant
  }

  /// - Throws: `badParameter`: blocks need an even side.
  public init(
    side: Int = 40, parameters: Parameters = Parameters(), layout: Layout = .blocks
  ) throws(AttractorModelsError) {
    guard side >= 4, side <= 2048, layout == .compatible || side % 2 == 0 else {
      throw .badParameter(name: "the number of cells along an axis", value: Double(side), expected: "4 to 2048, and even")
    }
    try checkPositive("the time constant", parameters.timeConstant)
    try checkPositive("the wavelength", parameters.wavelength)
    try checkPositive("the sharpness", parameters.sharpness)
    guard parameters.wavelength <= Double(side) else {
      throw .badParameter(name: "the wavelength", value: parameters.wavelength, expected: "at most the side, \(side) cells")
    }
    for (name, value) in [
      ("the velocity gain", parameters.velocityGain), ("the drive", parameters.drive), ("the weight", parameters.weight),
      ("the shift", parameters.shift),
    ] {
      guard value.isFinite else { throw .badParameter(name: name, value: value, expected: "finite") }
    }
    self.side = side
    self.parameters = parameters
    self.layout = layout
  }

  /// How many cells there are.
  public var count: Int { side * side }

  /// s.
  public var fields: [StateField] {
    [StateField("s", "synaptic activation", shape: [side, side], timeConstant: parameters.timeConstant)]
  }

  /// s and rates.
  public var observables: [Observable] {
    fieldObservables + [Observable("rates", shape: [side, side]) { $0.map { max($0, 0) } }]
  }

  /// Of each kind of cell, radians.
  public var directions: [Double] {
    switch layout {
    case .blocks: [0, 0.5, 1, 1.5].map { $0 * .pi }
    case .compatible: [0, 3, 1, 4, 2, 5].map { $0 * .pi / 3 }
    }
  }

  /// Which direction a cell prefers, by its place in the sheet.
  func kind(of cell: Int) -> Int {
    switch layout {
    case .blocks: 2 * (cell / side % 2) + cell % side % 2
    case .compatible: cell % 6
    }
  }

  /// A small random pattern to start from, 0 to 0.1.
  public func randomState(seed: UInt64) -> [Double] {
    var stream = RandomStream(seed: seed, name: "velocity sheet")
    return (0..<count).map { _ in 0.1 * stream.uniform() }
  }

  /// Between two cells `offset` apart whose connection is shifted in a direction.
  private func weight(_ offset: SIMD2<Double>, direction: Double) -> Double {
    let half = Double(side) / 2
    func folded(_ d: Double) -> Double { d > half ? d - Double(side) : (d < -half ? d + Double(side) : d) }
    let shift: SIMD2<Double> = parameters.shift * SIMD2(cos(direction), sin(direction))
    let x = folded(folded(offset.x) - shift.x)
    let y = folded(folded(offset.y) - shift.y)
    let beta = 3 / (parameters.wavelength * parameters.wavelength)
    let square = x * x + y * y
    return parameters.weight * (exp(-parameters.sharpness * beta * square) - exp(-beta * square))
  }

  /// Buffers and plans of one run.
  public struct Workspace {
    /// One for each direction.
    let filters: [PeriodicFilter]
    let rates: WorkVector
    let masked: WorkVector
    let answer: WorkVector
    let kinds: [Int]
  }

  /// - Throws: `NumericsError` for a sheet too large for a transform.
  public func makeWorkspace() throws -> Workspace {
    let filters = try directions.map { direction in
      // The receiver's cell less the sender's; canns shifts from the receiver's point of view.
      let sign: Double = layout == .blocks ? 1 : -1
      let kernel = (0..<count).map { offset in
        weight(sign * SIMD2(Double(offset % side), Double(offset / side)), direction: direction)
      }
      return try PeriodicFilter(shape: [side, side], kernel: kernel, isEven: false)
    }
    return Workspace(
      filters: filters, rates: WorkVector(count), masked: WorkVector(count), answer: WorkVector(count),
      kinds: (0..<count).map(kind))
  }

  /// W r + A (1 + α e·v).
  public func drive(_ state: [Double], _ input: SIMD2<Double>, _ workspace: inout Workspace, into drive: inout [Double]) {
    let (rates, masked, answer) = (workspace.rates.pointer, workspace.masked.pointer, workspace.answer.pointer)
    let inputs = directions.map { direction in
      let along = cos(direction) * input.x + sin(direction) * input.y
      return parameters.drive * (1 + parameters.velocityGain * along)
    }
    workspace.kinds.withUnsafeBufferPointer { kinds in
      drive.withUnsafeMutableBufferPointer { drive in
        for cell in 0..<count {
          rates[cell] = max(state[cell], 0)
          drive[cell] = inputs[kinds[cell]]
        }
        for (kind, filter) in workspace.filters.enumerated() {
          if layout == .blocks {
            for cell in 0..<count { masked[cell] = kinds[cell] == kind ? rates[cell] : 0 }
            filter.apply(to: masked, into: answer)
            for cell in 0..<count { drive[cell] += answer[cell] }
          } else {
            filter.apply(to: rates, into: answer)
            for cell in 0..<count where kinds[cell] == kind { drive[cell] += answer[cell] }
          }
        }
      }
    }
  }
}
