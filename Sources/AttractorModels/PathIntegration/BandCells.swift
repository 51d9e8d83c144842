import ArrayNumerics
import Foundation

/// A ring of cells that integrates a velocity along one direction: two shifted layers, each driven by the ring, push its bump
/// on, one the more the faster it goes, the other the less.
///
/// τₛ dq/dt = −q + w r,  τ du/dt = −u + W r + (g + v) M₊ q₊ + (g − v) M₋ q₊,  r = u²/(1 + k Σ u²), q₊ = max(q, 0); M± is the
/// Gaussian of the connections shifted by ±s. Both layers have the same input, so that one q stands for both. Angles and
/// phases in radians; v in radians per unit of time. State: q, then u.
///
/// With Euler's method the gain at small speeds is that of the equations, 1.0438 with the defaults, for any dt. In canns a rate
/// reaches the ring through its layers one step later, and the gain depends on dt.
public struct BandCells: DynamicalModel {
  /// Numbers of the ring; the defaults are those of canns.
  public struct Parameters: Sendable, Hashable {
    /// τ.
    public var timeConstant: Double
    /// τₛ of the shifted layers.
    public var layerTimeConstant: Double
    /// J₀ in units of the least coupling that holds a bump: the physics does not depend on the number of cells.
    public var coupling: Double
    /// k, at 180 cells; other numbers get the one with the same physics.
    public var inhibition: Double
    /// a, radians.
    public var width: Double
    /// w of the ring to the layers.
    public var ringToLayer: Double
    /// g.
    public var gain: Double
    /// s, radians.
    public var shift: Double

    public init(
      timeConstant: Double = 1, layerTimeConstant: Double = 0.1, coupling: Double = 1.1, inhibition: Double = 5e-4,
      width: Double = 2 * .pi / 9, ringToLayer: Double = 0.2, gain: Double = 0.2, shift: Double = 0.76 * .pi / 9
    ) {
      self.timeConstant = timeConstant
      self.layerTimeConstant = layerTimeConstant
      self.coupling = coupling
      self.inhibition = inhibition
      self.width = width
      self.ringToLayer = ringToLayer
      self.gain = gain
      self.shift = shift
    }
  }

  /// Where the cells are.
  public let grid: RingGrid
  /// What they do.
  public let parameters: Parameters

  /// - Throws: `badParameter`
  public init(count: Int = 180, parameters: Parameters = Parameters()) throws(AttractorModelsError) {
    for (name, value) in [
      ("the time constant", parameters.timeConstant), ("the time constant of the layers", parameters.layerTimeConstant),
      ("the coupling", parameters.coupling), ("the inhibition", parameters.inhibition), ("the width", parameters.width),
      ("the gain", parameters.gain), ("the weight of the ring on its layers", parameters.ringToLayer),
    ] { try checkPositive(name, value) }
    guard parameters.width < .pi, parameters.shift.isFinite else {
      throw .badParameter(name: "the width", value: parameters.width, expected: "below π, and the shift finite")
    }
    // Fewer points than the Gaussian has waves would not be a ring of equilibria.
    let fewest = Int((2 * log(1e9).squareRoot() / parameters.width).rounded(.up))
    guard count >= fewest else {
      throw .badParameter(name: "the number of cells", value: Double(count), expected: "\(fewest) or more for this width")
    }
    grid = try RingGrid(count: count)
    self.parameters = parameters
  }

  /// Cells that one cell of the ring stands for, of 180.
  private var ratio: Double { 180 / Double(grid.count) }

  /// Of the ring without its layers: J₀ √(8√(2π) k a/ρ), with 180 cells.
  private var coupling: Double {
    let density = 180 / (2 * Double.pi)
    let critical = 8 * (2 * Double.pi).squareRoot() * parameters.inhibition * parameters.width / density
    return parameters.coupling * critical.squareRoot()
  }

  /// q, then u.
  public var fields: [StateField] {
    [
      StateField("q", "input of the shifted layers", shape: [grid.count], timeConstant: parameters.layerTimeConstant),
      StateField("u", "synaptic input of the ring", shape: [grid.count], timeConstant: parameters.timeConstant),
    ]
  }

  /// The fields, rates, and the phase that the rates point to.
  public var observables: [Observable] {
    let cells = self
    return fieldObservables + [
      Observable("rates", shape: [grid.count]) { cells.rates(of: $0) },
      Observable("phase", unit: "rad", shape: [1]) { [cells.phase(of: $0)] },
    ]
  }

  /// A bump at phase 0.
  public func restingState() -> [Double] { state(at: 0) }

  /// A bump at a phase, radians, and layers without activity.
  public func state(at phase: Double) -> [Double] {
    let gaussian = RingGaussian(width: parameters.width, sharpness: 0.5)
    let height = 10 / ((2 * Double.pi).squareRoot() * parameters.width)
    let u = grid.positions.map { height * gaussian.value(at: grid.distance($0, phase), circumference: grid.circumference) }
    return [Double](repeating: 0, count: grid.count) + u
  }

  /// r = u²/(1 + k Σ u²).
  public func rates(of state: [Double]) -> [Double] {
    let squares = state.suffix(grid.count).map { $0 * $0 }
    let scale = 1 / (1 + parameters.inhibition * ratio * squares.reduce(0, +))
    return squares.map { $0 * scale }
  }

  /// That the rates point to, in [−π, π).
  public func phase(of state: [Double]) -> Double { RingDecoder(grid).mean(of: rates(of: state)).position }

  /// What moves the bump at one moment.
  public struct Input: Sendable, Equatable {
    /// v, radians per unit of time; below the gain.
    public var speed: Double
    /// Where the bump is drawn to, and how strongly; `nil` for nowhere.
    public var anchor: (phase: Double, strength: Double)?

    public init(speed: Double, anchor: (phase: Double, strength: Double)? = nil) {
      self.speed = speed
      self.anchor = anchor
    }

    public static func == (first: Input, second: Input) -> Bool {
      first.speed == second.speed && first.anchor?.phase == second.anchor?.phase
        && first.anchor?.strength == second.anchor?.strength
    }
  }

  /// Buffers and plans of one run.
  public struct Workspace {
    let ring: PeriodicFilter
    /// M₊ + M₋ and M₊ − M₋.
    let both: PeriodicFilter
    let difference: PeriodicFilter
    let bump: BumpTemplate
    let squares: WorkVector
    let layer: WorkVector
    let answer: WorkVector
  }

  /// - Throws: `NumericsError` for a ring too large for a transform.
  public func makeWorkspace() throws -> Workspace {
    let n = grid.count
    let gaussian = RingGaussian(width: parameters.width, sharpness: 0.5)
    let peak = ratio / ((2 * Double.pi).squareRoot() * parameters.width)
    func kernel(_ weights: [(shift: Double, weight: Double)]) -> [Double] {
      (0..<n).map { offset in
        weights.reduce(0) { sum, part in
          let distance = grid.distance(Double(offset) * grid.spacing, part.shift)
          return sum + peak * part.weight * gaussian.value(at: distance, circumference: grid.circumference)
        }
      }
    }
    let s = parameters.shift
    return Workspace(
      ring: try PeriodicFilter(shape: [n], kernel: kernel([(0, coupling)]), isEven: true),
      both: try PeriodicFilter(shape: [n], kernel: kernel([(s, 1), (-s, 1)]), isEven: true),
      difference: try PeriodicFilter(shape: [n], kernel: kernel([(s, 1), (-s, -1)]), isEven: false),
      bump: BumpTemplate(grid, RingGaussian(width: parameters.width, sharpness: 0.25, images: .nearest)),
      squares: WorkVector(n), layer: WorkVector(n), answer: WorkVector(n))
  }

  /// w r, and W r with both layers.
  public func drive(_ state: [Double], _ input: Input, _ workspace: inout Workspace, into drive: inout [Double]) {
    let n = grid.count
    let (squares, layer, answer) = (workspace.squares.pointer, workspace.layer.pointer, workspace.answer.pointer)
    state.withUnsafeBufferPointer { state in
      drive.withUnsafeMutableBufferPointer { drive in
        guard let q = state.baseAddress, let out = drive.baseAddress else { return }
        let sum = writeSquares(of: q + n, to: squares, count: n)
        let scale = 1 / (1 + parameters.inhibition * ratio * sum)
        for cell in 0..<n {
          out[cell] = parameters.ringToLayer * scale * squares[cell]
          layer[cell] = max(q[cell], 0)
        }
        workspace.ring.apply(to: squares, into: out + n, scale: scale)
        workspace.both.apply(to: layer, into: answer, scale: parameters.gain)
        add(answer, times: 1, to: out + n, count: n)
        workspace.difference.apply(to: layer, into: answer, scale: input.speed)
        add(answer, times: 1, to: out + n, count: n)
        if let anchor = input.anchor { workspace.bump.add(at: anchor.phase, amplitude: anchor.strength, to: out + n) }
      }
    }
  }
}
