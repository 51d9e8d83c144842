import Schema

/// Parameters of a simulated grid-cell module.
public struct GridModuleParameters: Sendable, Equatable {
  /// The number of cells.
  public var cells = 72
  /// Length of the session, min.
  public var minutes = 10.0
  /// Distance of neighbouring firing fields, m.
  public var spacing = 0.48
  /// Direction from a field to one of its six neighbours, rad from the x axis; the others follow every 60°.
  public var orientation = 0.15
  /// Mean over cells of the rate in the centre of a field, Hz; the cells differ uniformly by ±25 %.
  public var peakRate = 20.0
  /// Rate between the fields, Hz.
  public var backgroundRate = 0.1
  /// Concentration κ of the fields: near its centre a field is a Gaussian of standard deviation 0.195 spacing / √κ.
  public var concentration = 2.5
  /// No spike follows another of the same cell sooner than this, s.
  public var refractoryPeriod = 0.002
  /// Chooses the spikes: the same seed gives the same recording.
  public var seed: UInt64 = 1

  public init() {}

  /// Checks every value against the range in which the simulation makes sense.
  ///
  /// - Throws: `DatasetError.badParameter` with the value and its range.
  public func validate() throws {
    try checkRange("the number of cells", cells, 1...100_000)
    try checkRange("the length in minutes", minutes, 0.05...1440)
    try checkRange("the spacing in metres", spacing, 0.01...1000)
    try checkRange("the orientation in radians", orientation, -100...100)
    try checkRange("the peak rate in Hz", peakRate, 0.01...1000)
    try checkRange("the background rate in Hz", backgroundRate, 0...1000)
    try checkRange("the concentration of the fields", concentration, 0.01...100)
    try checkRange("the refractory period in seconds", refractoryPeriod, 0...1)
  }
}

/// - Throws: `DatasetError.badParameter` when the value is outside, or not a number.
func checkRange<Value: Comparable & Sendable>(
  _ name: String, _ value: Value, _ range: ClosedRange<Value>
) throws {
  guard range.contains(value) else {
    throw DatasetError.badParameter(
      name: name, found: "\(value)", expected: "\(range.lowerBound) to \(range.upperBound)")
  }
}
