import ArrayNumerics
import Foundation

/// The heading ring of the fly: a few E-PG cells whose bump is held by recurrence that is tuned exactly, and two rings of P-EN
/// cells that turn it, each shifted by δ to one side and gated by the angular velocity (Turner-Evans et al. 2017,
/// doi:10.7554/eLife.23496; the tuning of few cells after Noorman et al. 2024, doi:10.1038/s41593-024-01766-5).
///
/// τ du/dt = −u + c + (1/N) Σ [(J_I + J_D cos d) r + J_P cos(d − δ) p₊ + J_P cos(d + δ) p₋],  r = max(u, 0),
/// τ_P dp±/dt = −p± + ½ (1 ± g ω) r, 0 where that is negative; d the difference of preferred directions, ω in rad per unit of
/// time. State: u, p₊, p₋.
///
/// With J_E = J_D + J_P cos δ = 2N / (n − sin(2πn/N)/sin(2π/N)) a bump of n active cells stands wherever it is put, for any N:
/// between two cells as well as on one. A bump then turns at g ω J_P sin δ / (J_E (τ + s τ_P)), s the share of J_E that runs
/// through the P-EN cells; g is chosen so that this is ω.
public struct FlyRing: DynamicalModel {
  /// What the cells do.
  public struct Parameters: Sendable, Hashable {
    /// τ of the E-PG cells, s.
    public var timeConstant: Double
    /// τ_P of the P-EN cells, s.
    public var shifterTimeConstant: Double
    /// n, cells of a bump.
    public var active: Int
    /// J_I, below 0.
    public var inhibition: Double
    /// c.
    public var drive: Double
    /// s, above 0 and at most 1.
    public var share: Double
    /// δ, rad.
    public var shift: Double
    /// J_E over that of exact tuning; 1 for an attractor of which every place is held.
    public var tuning: Double

    public init(
      timeConstant: Double = 0.1, shifterTimeConstant: Double = 0.05, active: Int = 4, inhibition: Double = -4,
      drive: Double = 1, share: Double = 0.5, shift: Double = .pi / 4, tuning: Double = 1
    ) {
      self.timeConstant = timeConstant
      self.shifterTimeConstant = shifterTimeConstant
      self.active = active
      self.inhibition = inhibition
      self.drive = drive
      self.share = share
      self.shift = shift
      self.tuning = tuning
    }
  }

  /// Where the preferred directions of the E-PG cells are.
  public let grid: RingGrid
  /// What the cells do.
  public let parameters: Parameters

  /// - Throws: `badParameter`
  public init(count: Int = 8, parameters: Parameters = Parameters()) throws(AttractorModelsError) {
    try checkPositive("the time constant", parameters.timeConstant)
    try checkPositive("the time constant of the P-EN cells", parameters.shifterTimeConstant)
    try checkPositive("the drive", parameters.drive)
    try checkPositive("the tuning", parameters.tuning)
    guard count >= 4, count <= 1024 else {
      throw .badParameter(name: "the number of E-PG cells", value: Double(count), expected: "4 to 1024")
    }
    guard parameters.active >= 2, parameters.active < count - 1 else {
      throw .badParameter(
        name: "the number of active cells", value: Double(parameters.active), expected: "2 to \(count - 2) of \(count)")
    }
    guard parameters.inhibition < 0, parameters.inhibition.isFinite else {
      throw .badParameter(name: "the inhibition", value: parameters.inhibition, expected: "below 0")
    }
    guard parameters.share > 0, parameters.share <= 1 else {
      throw .badParameter(name: "the share of the P-EN cells", value: parameters.share, expected: "above 0 and at most 1")
    }
    guard parameters.shift > 0, parameters.shift < .pi / 2 else {
      throw .badParameter(name: "the shift of the P-EN cells", value: parameters.shift, expected: "between 0 and π/2")
    }
    grid = try RingGrid(count: count)
    self.parameters = parameters
  }

  /// J_E of exact tuning: 2N / (n − sin(2πn/N) / sin(2π/N)).
  public static func tunedCoupling(count: Int, active: Int) -> Double {
    let angle = 2 * Double.pi / Double(count)
    return 2 * Double(count) / (Double(active) - sin(Double(active) * angle) / sin(angle))
  }

  /// J_E.
  public var coupling: Double { parameters.tuning * Self.tunedCoupling(count: grid.count, active: parameters.active) }

  /// g, in units of time per rad: so that a bump turns as fast as it is told.
  public var gain: Double {
    (parameters.timeConstant + parameters.share * parameters.shifterTimeConstant) / (parameters.share * tan(parameters.shift))
  }

  /// Beyond it one ring of P-EN cells is silent, and the bump falls behind; rad per unit of time.
  public var largestSpeed: Double { 1 / gain }

  /// u, p₊, p₋.
  public var fields: [StateField] {
    let n = [grid.count]
    return [
      StateField("u", "input of the E-PG cells", shape: n, timeConstant: parameters.timeConstant),
      StateField("p_left", "P-EN cells that turn the bump to the left", shape: n, timeConstant: parameters.shifterTimeConstant),
      StateField("p_right", "P-EN cells that turn it to the right", shape: n, timeConstant: parameters.shifterTimeConstant),
    ]
  }

  /// max(u, 0) of the E-PG cells.
  public func rates(of state: [Double]) -> [Double] { state.prefix(grid.count).map { max($0, 0) } }

  /// Of the rates' population vector, rad in [−π, π).
  public func heading(of state: [Double]) -> Double { RingDecoder(grid).mean(of: rates(of: state)).position }

  /// A bump at a heading, rad.
  public func state(at heading: Double) -> [Double] {
    let u = grid.positions.map { cos($0 - heading) }
    let half = u.map { max($0, 0) / 2 }
    return u + half + half
  }

  /// A bump at 0.
  public func restingState() -> [Double] { state(at: 0) }

  /// The three kernels over the difference of places, receiver less sender.
  public struct Workspace {
    let direct: [Double]
    let left: [Double]
    let right: [Double]
  }

  /// The kernels.
  /// The kernels of the three ways in which E-PG neurons are driven.
  public func makeWorkspace() -> Workspace {
    let (n, p) = (grid.count, parameters)
    let shifted = p.share * coupling / cos(p.shift)
    func kernel(_ weight: (Double) -> Double) -> [Double] {
      (0..<n).map { weight(Double($0) * grid.spacing) / Double(n) }
    }
    return Workspace(
      direct: kernel { p.inhibition + (1 - p.share) * coupling * cos($0) },
      left: kernel { shifted * cos($0 - p.shift) }, right: kernel { shifted * cos($0 + p.shift) })
  }

  /// F of E-PG and P-EN cells.
  ///
  /// - Parameter input: angular velocity ω, rad per unit of time.
  public func drive(_ state: [Double], _ input: Double, _ workspace: inout Workspace, into drive: inout [Double]) {
    let n = grid.count
    let turn = gain * input
    for cell in 0..<n {
      var sum = parameters.drive
      for sender in 0..<n {
        let offset = (cell - sender + n) % n
        sum += workspace.direct[offset] * max(state[sender], 0)
        sum += workspace.left[offset] * state[n + sender] + workspace.right[offset] * state[2 * n + sender]
      }
      let rate = max(state[cell], 0)
      drive[cell] = sum
      drive[n + cell] = max(0.5 * (1 + turn), 0) * rate
      drive[2 * n + cell] = max(0.5 * (1 - turn), 0) * rate
    }
  }
}
