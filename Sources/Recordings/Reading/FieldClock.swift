import ArrayFiles
import Schema

/// The clock of evenly sampled values, from a rate or from the time of each value.
struct FieldClock {
  /// Time of the first value, s.
  let start: Double
  /// Values per second.
  let rate: Double
  /// Where time is missing between one value and the next.
  private(set) var gaps: [FieldPotential.Gap] = []

  /// Steps that are longer, in usual steps, are gaps.
  static let longestStep = 1.5
  /// Where more of the steps are longer, the values are not evenly sampled.
  static let mostGaps = 0.01
  /// Times that are read at once.
  private static let blockCount = 1 << 20

  init(start: Double, rate: Double, gaps: [FieldPotential.Gap] = []) {
    self.start = start
    self.rate = rate
    self.gaps = gaps
  }

  /// The clock by the times, which are read in order.
  ///
  /// The rate is that of the usual step, or, where counting on by it would be off by more than a step within a stretch without
  /// a gap, that of the mean step of all stretches.
  /// - Parameter step: the usual one, s.
  /// - Throws: `FileError` for times that go back, or steps that are no even sampling; what `read` throws.
  init(count: Int, step: Double, read: (Range<Int>) throws -> [Double]) throws {
    var (first, last) = (Double.nan, Double.nan)
    var (length, steps, drift, worst) = (0.0, 0, 0.0, 0.0)
    for lower in stride(from: 0, to: count, by: Self.blockCount) {
      for (offset, time) in try read(lower..<min(count, lower + Self.blockCount)).enumerated() {
        if lower + offset == 0 {
          first = time
        } else if time - last > Self.longestStep * step || !time.isFinite {
          gaps.append(.init(sample: lower + offset, seconds: time - last - step))
          drift = 0
        } else {
          guard time >= last else {
            throw FileError.unusable(
              "the times of the field potential go back, from \(measured(last)) to \(measured(time)) s.",
              remedy: "Is it several recordings after one another? Times have to ascend.")
          }
          length += time - last
          steps += 1
          drift += time - last - step
          worst = max(worst, abs(drift))
        }
        last = time
      }
    }
    guard Double(gaps.count) <= Self.mostGaps * Double(count), steps > 0, gaps.allSatisfy(\.seconds.isFinite) else {
      throw FileError.unusable(
        "the field potential is not evenly sampled: \(gaps.count) of its \(count) steps are longer than "
          + "\(formatted(Self.longestStep)) times the usual \(measured(step * 1000)) ms.",
        remedy: "Bring it to even samples first, or leave the times out and give the rate: --map t=none,fs=HZ.")
    }
    start = first
    rate = worst > step ? Double(steps) / length : 1 / step
  }

  /// Times and a rate that was said must agree.
  ///
  /// - Throws: `FileError` where they differ by more than a hundredth.
  func requireRate(_ given: Double) throws {
    guard abs(rate / given - 1) > 0.01 else { return }
    throw FileError.unusable(
      "the field potential is said to have \(measured(given)) samples a second, and its times have \(measured(rate)).",
      remedy: "Say which is right: --map fs=HZ with --map t=none, or --map fs=none.")
  }

  /// What was found, in words; `nil` without gaps.
  var finding: Finding? {
    guard let longest = gaps.map(\.seconds).max() else { return nil }
    return Finding(
      .warning, "field potential",
      sentence {
        "its times have \(counted(gaps.count, "gap")), together \(measured(gaps.reduce(0) { $0 + $1.seconds })) s"
        if gaps.count > 1 { ", the longest \(measured(longest)) s" }
        "; analyses leave that time out."
      })
  }
}
