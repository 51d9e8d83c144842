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
/// between two cells as well as on one. A bump of many cells then turns at g ω J_P sin δ / (J_E (τ + s τ_P)), s the share of
/// J_E that runs through the P-EN cells; g is chosen so that this is ω. What few cells and fast turns make of it is measured by
/// `FlyRingCalibration`.
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

  /// What it is told at most, rad per unit of time: beyond it one ring of P-EN cells is silent.
  public var silencingSpeed: Double { 1 / gain }

  /// The angular velocity below which a bump stays at its place, rad per unit of time, to first order in the tuning T: |T − 1|
  /// tan(π/N) / (τ + s τ_P); 0 where that is exact.
  public var standstill: Double {
    let parameters = parameters
    return abs(parameters.tuning - 1) * tan(.pi / Double(grid.count))
      / (parameters.timeConstant + parameters.share * parameters.shifterTimeConstant)
  }

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

  /// Directions of the cells, and of them less and more the shift: connections are sums of their cosines and sines.
  public struct Workspace {
    let direct: [Complex]
    let left: [Complex]
    let right: [Complex]
  }

  /// The directions.
  public func makeWorkspace() -> Workspace {
    func directions(_ shift: Double) -> [Complex] { grid.positions.map { Complex(cos($0 - shift), sin($0 - shift)) } }
    return Workspace(
      direct: directions(0), left: directions(parameters.shift), right: directions(-parameters.shift))
  }

  /// F of E-PG and P-EN cells. O(N).
  ///
  /// - Parameter input: angular velocity ω, rad per unit of time.
  public func drive(_ state: [Double], _ input: Double, _ workspace: inout Workspace, into drive: inout [Double]) {
    let (n, p) = (grid.count, parameters)
    let turn = gain * input
    let parts = (1 / Double(n), (1 - p.share) * coupling / Double(n), p.share * coupling / (cos(p.shift) * Double(n)))
    var (all, direct, left, right) = (0.0, Complex.zero, Complex.zero, Complex.zero)
    for cell in 0..<n {
      let (rate, direction) = (max(state[cell], 0), workspace.direct[cell])
      all += rate
      direct = direct + direction * rate
      left = left + direction * state[n + cell]
      right = right + direction * state[2 * n + cell]
    }
    func product(_ a: Complex, _ b: Complex) -> Double { a.real * b.real + a.imaginary * b.imaginary }
    for cell in 0..<n {
      let shifted = product(workspace.left[cell], left) + product(workspace.right[cell], right)
      let own = product(workspace.direct[cell], direct)
      drive[cell] = p.drive + parts.0 * p.inhibition * all + parts.1 * own + parts.2 * shifted
      let rate = max(state[cell], 0)
      drive[n + cell] = max(0.5 * (1 + turn), 0) * rate
      drive[2 * n + cell] = max(0.5 * (1 - turn), 0) * rate
    }
  }
}
