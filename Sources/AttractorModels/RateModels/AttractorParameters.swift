/// What a rate network with Gaussian connections and divisive inhibition is made of (Wu, Hamaguchi & Amari 2008,
/// doi:10.1162/neco.2008.10-06-387): τ du/dt = −u + W r + input − v, r = u² / (1 + k Σ u²).
///
/// Weights are not divided by the number of neurons, as in canns: more neurons are a stronger recurrence. `BumpTheory` says
/// whether a bump can be held.
public struct AttractorParameters: Sendable, Hashable {
  /// τ; the unit of time if 1.
  public var timeConstant: Double
  /// k of the divisive inhibition.
  public var inhibition: Double
  /// a of the connections J₀ / (√(2π) a) · exp(−d²/2a²), radians.
  public var width: Double
  /// J₀.
  public var coupling: Double
  /// A of the stimulus A exp(−d²/4a²).
  public var stimulusAmplitude: Double
  /// `nil` for none.
  public var adaptation: Adaptation?
  /// Whether the connections are summed over all turns, or take the nearest as canns does.
  public var images: RingGaussian.Images
  /// How many singular values of the connections are kept, as canns' modes of acceleration do; `nil` for all. What theory and
  /// points at rest say is of all of them.
  public var rank: Int?

  public init(
    timeConstant: Double = 1, inhibition: Double = 8.1, width: Double = 0.5, coupling: Double = 4,
    stimulusAmplitude: Double = 10, adaptation: Adaptation? = nil, images: RingGaussian.Images = .all
  ) {
    self.timeConstant = timeConstant
    self.inhibition = inhibition
    self.width = width
    self.coupling = coupling
    self.stimulusAmplitude = stimulusAmplitude
    self.adaptation = adaptation
    self.images = images
  }

  /// The defaults of canns for a network without adaptation.
  public static let standard = AttractorParameters()

  /// The defaults of canns for a network with adaptation.
  public static let adapting = AttractorParameters(
    width: 0.3, coupling: 1, stimulusAmplitude: 0.2, adaptation: Adaptation(timeConstant: 50, strength: 0.3))

  /// - Throws: `badParameter` for what is negative, not finite, or wider than the circle.
  func check(circumference: Double) throws(AttractorModelsError) {
    try checkPositive("the time constant", timeConstant)
    try checkNotNegative("the inhibition", inhibition)
    try checkPositive("the width of the connections", width)
    guard width < circumference / 2 else {
      throw .badParameter(
        name: "the width of the connections", value: width, expected: "below half of the ring, \(circumference / 2)")
    }
    if let rank, rank < 1 {
      throw .badParameter(name: "the rank of the connections", value: Double(rank), expected: "1 or more")
    }
    guard coupling.isFinite else { throw .badParameter(name: "the coupling", value: coupling, expected: "finite") }
    guard stimulusAmplitude.isFinite else {
      throw .badParameter(name: "the amplitude of the stimulus", value: stimulusAmplitude, expected: "finite")
    }
    try adaptation?.check()
  }

  /// J₀ / (√(2π) a).
  var peakWeight: Double { coupling / ((2 * Double.pi).squareRoot() * width) }
}
