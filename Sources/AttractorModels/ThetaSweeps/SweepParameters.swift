/// What direction cells and grid cells of a theta sweep are made of (Ji, Chu, Wu & Burgess 2025,
/// doi:10.1016/j.cub.2024.08.059; the numbers are those of canns): τ du/dt = −u + W r + input − v, u ≥ 0; τᵥ dv/dt = −v + m u;
/// r = g u² / (1 + k Σ u²).
public struct SweepParameters: Sendable, Hashable {
  /// τ, ms.
  public var timeConstant: Double
  /// τᵥ, ms.
  public var adaptationTimeConstant: Double
  /// m τᵥ/τ.
  public var adaptationStrength: Double
  /// k.
  public var inhibition: Double
  /// a of connections and input, radians.
  public var width: Double
  /// A of the input.
  public var amplitude: Double
  /// J₀; the weights of grid cells are divided by g.
  public var coupling: Double
  /// g.
  public var gain: Double

  public init(
    timeConstant: Double = 10, adaptationTimeConstant: Double = 100, adaptationStrength: Double = 15, inhibition: Double,
    width: Double, amplitude: Double = 3, coupling: Double, gain: Double
  ) {
    self.timeConstant = timeConstant
    self.adaptationTimeConstant = adaptationTimeConstant
    self.adaptationStrength = adaptationStrength
    self.inhibition = inhibition
    self.width = width
    self.amplitude = amplitude
    self.coupling = coupling
    self.gain = gain
  }

  /// The defaults of canns for direction cells.
  public static let directionCells = SweepParameters(inhibition: 0.2, width: 0.7, coupling: 1, gain: 1)
  /// The defaults of canns for grid cells.
  public static let gridCells = SweepParameters(inhibition: 1, width: 0.8, coupling: 5, gain: 1000)

  /// m.
  public var adaptation: Double { adaptationStrength * timeConstant / adaptationTimeConstant }

  /// J₀ / (g √(2π) a), the weight of grid cells at distance 0.
  var peakWeight: Double { coupling / (gain * (2 * Double.pi).squareRoot() * width) }

  /// Of cells on a circle.
  func check() throws(AttractorModelsError) {
    try checkPlaces()
    guard width < .pi else {
      throw .badParameter(name: "the width of the connections", value: width, expected: "below half of the ring, \(Double.pi)")
    }
  }

  /// Of cells on anything.
  func checkPlaces() throws(AttractorModelsError) {
    try checkPositive("the time constant", timeConstant)
    try checkPositive("the time constant of the adaptation", adaptationTimeConstant)
    try checkNotNegative("the strength of the adaptation", adaptationStrength)
    try checkNotNegative("the inhibition", inhibition)
    try checkPositive("the width of the connections", width)
    try checkNotNegative("the amplitude of the input", amplitude)
    guard coupling.isFinite else { throw .badParameter(name: "the coupling", value: coupling, expected: "finite") }
    try checkPositive("the gain", gain)
  }

  /// u and v of `shape`.
  func fields(shape: [Int]) -> [StateField] {
    [
      StateField("u", "synaptic input", shape: shape, timeConstant: timeConstant),
      StateField("v", "adaptation", shape: shape, timeConstant: adaptationTimeConstant),
    ]
  }

  /// Rates of the first half of a state.
  func rates(of state: [Double]) -> [Double] {
    let squares = state.prefix(state.count / 2).map { $0 * $0 }
    let scale = gain / (1 + inhibition * squares.reduce(0, +))
    return squares.map { $0 * scale }
  }
}

/// Cuts the first half of a state off at 0.
func rectifyFirstHalf(_ state: inout [Double]) {
  let count = state.count / 2
  state.withUnsafeMutableBufferPointer { state in
    for index in 0..<count { state[index] = max(state[index], 0) }
  }
}
