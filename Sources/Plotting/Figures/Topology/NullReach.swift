import ArrayNumerics

/// How long the bars of a null distribution become: its 99.9th percentile from a thousand draws on, the longest of fewer, since
/// a percentile needs a draw beyond it.
public struct NullReach: Sendable {
  /// The number of draws; `nil` where it is not known and a percentile was given.
  public var draws: Int?

  public init(draws: Int? = nil) { self.draws = draws }

  /// From how many draws on there is a 99.9th percentile.
  public static let drawsOfPercentile = 1000

  private var isPercentile: Bool { draws.map { $0 >= Self.drawsOfPercentile } ?? true }

  /// The reach of the longest lifetimes of the draws; `nil` without any.
  public func value(of maxima: [Double]) -> Double? {
    maxima.isEmpty ? nil : isPercentile ? quantile(maxima, 0.999) : maxima.max()
  }

  /// For a key.
  public var key: String { isPercentile ? "99.9 %" : "longest of \(draws ?? 0)" }

  /// For a caption.
  public var words: String {
    isPercentile
      ? "the 99.9th percentile of the longest bars of the null distribution"
      : "the longest bar of the \(draws ?? 0) draws of the null distribution"
  }
}
