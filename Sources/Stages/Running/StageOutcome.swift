/// What came of running a stage.
public struct StageOutcome: Sendable {
  /// What was done.
  public enum Status: Sendable {
    /// The stage ran.
    case computed
    /// Inputs, parameters and version are those of the result that is there.
    case unchanged
    /// The result was there; only figures were drawn.
    case redrawn
  }

  /// Whether it ran or was there.
  public var status: Status
  /// The record as it stands in the folder now.
  public var record: StageRecord
}
