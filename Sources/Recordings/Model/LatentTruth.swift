import ArrayNumerics

/// The angles that a recording was simulated with: where the bump of the model stood, which no instrument could tell.
public struct LatentTruth: Sendable, Equatable {
  /// Times in seconds on the recording's clock, strictly ascending.
  public var t: [Double]
  /// `[time, circle]`, rad in [0, 2π); NaN where the model had no bump.
  public var angles: Matrix<Double>

  /// - Precondition: one row for each time.
  public init(t: [Double], angles: Matrix<Double>) {
    precondition(t.count == angles.rows, "\(angles.rows) rows of true angles for \(t.count) times")
    self.t = t
    self.angles = angles
  }

  /// How many circles there are.
  public var circles: Int { angles.columns }
}
