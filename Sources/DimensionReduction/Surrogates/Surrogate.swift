/// How a draw of the null distribution is made. Every cell is treated on its own, so that what the cells do together is lost
/// and what each does alone is kept, more or less of it.
public enum Surrogate: String, CaseIterable, Sendable {
  /// Every cell's rates are rolled by an offset of its own, uniform over the recording: all that a cell does alone is kept.
  case circularShift = "circular-shift"
  /// The same with offsets of at most the window to either side: slow drifts that the cells share are kept too.
  case localShift = "local-shift"
  /// Every cell's rates are cut into blocks of the length of the window and the blocks put in random order.
  case blockPermutation = "block-permutation"
  /// Every cell's bins are put in random order: only the distribution of its rate is kept. The smoothing is lost, so this
  /// null is far too easy to beat; it is here for comparison.
  case timePermutation = "time-permutation"
  /// Every cell fires at random at its mean rate, smoothed as the recording was.
  case poisson
}
