import ArrayNumerics
import Foundation

/// The ring of band cells of canns 1.5, step by step: two shifted layers, each with an input of its own that is one step late,
/// rates that are those of the activity a step earlier, and a bump that begins at phase 0 with rates three times its activity.
///
/// q± ← q± + (dt/τₛ)(−q± + w r), with the rates r before the step; then r = u²/(1 + k Σ u²) of the old u, and
/// u ← u + (dt/τ)(−u + W r + (g + v) M₊ max(q₊, 0) + (g − v) M₋ max(q₋, 0) + anchor), with the old q. k is not scaled by the
/// number of cells. How far the bump goes is not measured: its gain depends on dt (0.97 to 1.03). State: u, r, q₊, q₋. Euler's
/// method.
public struct CompatibleBandCells: DynamicalModel {
  /// Where the cells are.
  public let grid: RingGrid
  /// What they do; k as it stands.
  public let parameters: BandCells.Parameters
  /// Of a step, for which the rates are replaced.
  public let dt: Double
  private let ring: [Double]
  private let left: [Double]
  private let right: [Double]

  /// - Throws: `badParameter`
  public init(
    count: Int = 180, parameters: BandCells.Parameters = .init(), dt: Double = 0.05
  ) throws(AttractorModelsError) {
    try checkPositive("the time step", dt)
    for (name, value) in [
      ("the time constant", parameters.timeConstant), ("the time constant of the layers", parameters.layerTimeConstant),
      ("the inhibition", parameters.inhibition), ("the width", parameters.width),
    ] { try checkPositive(name, value) }
    grid = try RingGrid(count: count)
    self.parameters = parameters
    self.dt = dt
    let grid = grid
    let peak = 1 / ((2 * Double.pi).squareRoot() * parameters.width)
    let gaussian = RingGaussian(width: parameters.width, sharpness: 0.5, images: .nearest)
    func kernel(_ weight: Double, _ shift: Double) -> [Double] {
      (0..<count).map {
        weight * gaussian.value(at: grid.distance(Double($0) * grid.spacing, shift), circumference: grid.circumference)
      }
    }
    let density = Double(count) / (2 * Double.pi)
    let critical = (8 * (2 * Double.pi).squareRoot() * parameters.inhibition * parameters.width / density).squareRoot()
    ring = kernel(parameters.coupling * critical * peak, 0)
    left = kernel(peak, parameters.shift)
    right = kernel(peak, -parameters.shift)
  }

  /// u, r and the input of both layers.
  public var fields: [StateField] {
    [
      StateField("u", "synaptic input of the ring", shape: [grid.count], timeConstant: parameters.timeConstant),
      StateField("r", "rates of the step before", shape: [grid.count], timeConstant: dt),
      StateField("q_left", "input of the left layer", shape: [grid.count], timeConstant: parameters.layerTimeConstant),
      StateField("q_right", "input of the other layer", shape: [grid.count], timeConstant: parameters.layerTimeConstant),
    ]
  }

  /// The fields.
  public var observables: [Observable] { fieldObservables }

  /// A bump at phase 0.
  public func restingState() -> [Double] {
    let height = 10 / ((2 * Double.pi).squareRoot() * parameters.width)
    let u = grid.positions.map { height * exp(-0.5 * $0 * $0 / (parameters.width * parameters.width)) }
    return u + u.map { 3 * $0 } + [Double](repeating: 0, count: 2 * grid.count)
  }

  /// Of the step before.
  public func rates(of state: [Double]) -> [Double] { Array(state[grid.count..<2 * grid.count]) }

  /// That the rates point to, in [−π, π).
  public func phase(of state: [Double]) -> Double { phase(ofRates: state[grid.count..<2 * grid.count]) }

  func phase(ofRates rates: ArraySlice<Double>) -> Double {
    let (x, y) = zip(grid.positions, rates).reduce((0.0, 0.0)) { ($0.0 + $1.1 * cos($1.0), $0.1 + $1.1 * sin($1.0)) }
    return atan2(y, x)
  }

  /// Nothing is kept between steps.
  public struct Workspace {}

  /// Nothing.
  public func makeWorkspace() -> Workspace { Workspace() }

  /// What the fields go towards.
  public func drive(_ state: [Double], _ input: BandCells.Input, _ workspace: inout Workspace, into drive: inout [Double]) {
    drive.replaceSubrange(0..<state.count, with: driven(state[...], input))
  }

  func driven(_ state: ArraySlice<Double>, _ input: BandCells.Input) -> [Double] {
    let (n, start) = (grid.count, state.startIndex)
    let squares = state.prefix(n).map { $0 * $0 }
    let scale = 1 / (1 + parameters.inhibition * squares.reduce(0, +))
    let rates = squares.map { $0 * scale }
    let layers = (0..<n).map { cell in
      (
        (parameters.gain + input.speed) * max(state[start + 2 * n + cell], 0),
        (parameters.gain - input.speed) * max(state[start + 3 * n + cell], 0)
      )
    }
    let anchor = input.anchor
    let u = (0..<n).map { to in
      var sum = 0.0
      for from in 0..<n {
        let offset = to >= from ? to - from : to - from + n
        sum += ring[offset] * rates[from] + left[offset] * layers[from].0 + right[offset] * layers[from].1
      }
      if let anchor {
        let distance = grid.distance(anchor.phase, grid.positions[to]) / parameters.width
        sum += anchor.strength * exp(-0.25 * distance * distance)
      }
      return sum
    }
    let late = (0..<n).map { parameters.ringToLayer * state[start + n + $0] }
    return u + rates + late + late
  }
}
