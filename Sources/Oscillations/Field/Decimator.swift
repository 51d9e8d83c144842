import ArrayNumerics
import Foundation

/// Lowers the sampling rate by a whole number, in stages of linear-phase filters, from blocks of any length.
///
/// Sample i of the output stands at the time of sample i · factor of the input: the delay of the filters is made up for. Before
/// the first and after the last sample the series goes on with these. What comes out does not depend on the blocks.
package struct Decimator: Sendable {
  /// Samples of the input for each of the output.
  package let factor: Int
  private var stages: [DecimationStage]

  /// - Parameters:
  ///   - rate: of the input, Hz.
  ///   - factors: of the stages, in order; none passes everything on.
  ///   - pass: frequencies up to this share of the output's rate are kept (within 2·10⁻⁴), and nothing folds onto them
  ///     (−80 dB).
  package init(rate: Double, factors: [Int], pass: Double = 0.24) {
    factor = factors.reduce(1, *)
    let edge = pass * rate / Double(factor)
    var own = rate
    stages = factors.map { factor in
      defer { own /= Double(factor) }
      return DecimationStage(factor: factor, rate: own, pass: edge)
    }
  }

  /// Factors of 6 down to 2 whose product brings a rate nearest to `target` without falling below `least`; none for a rate that
  /// is low enough.
  package static func factors(of rate: Double, target: Double, least: Double) -> [Int] {
    var best: (factors: [Int], distance: Double) = ([], abs(log(rate / target)))
    func search(_ factors: [Int], _ product: Int, _ largest: Int) {
      let result = rate / Double(product)
      guard result >= least * (1 - 1e-12) else { return }
      let distance = abs(log(result / target))
      if distance < best.distance - 1e-12 { best = (factors, distance) }
      for factor in stride(from: largest, through: 2, by: -1) { search(factors + [factor], product * factor, factor) }
    }
    search([], 1, 6)
    // The shortest filters last would be the longest: the large factor goes first, where the band is widest.
    return best.factors
  }

  /// The samples that are complete after another block.
  package mutating func push(_ block: [Double]) -> [Double] {
    var samples = block
    for index in stages.indices { samples = stages[index].push(samples, isLast: false) }
    return samples
  }

  /// The samples that are left after the last block.
  package mutating func finish() -> [Double] {
    var samples: [Double] = []
    for index in stages.indices { samples = stages[index].push(samples, isLast: true) }
    return samples
  }

  /// A whole series at once.
  package func callAsFunction(_ samples: [Double]) -> [Double] {
    var copy = self
    return copy.push(samples) + copy.finish()
  }
}

/// One filter and what it needs of the past.
private struct DecimationStage: Sendable {
  private let factor: Int
  private let taps: [Double]
  /// Samples from the first that the next output needs.
  private var pending: [Double] = []
  private var received = 0
  private var produced = 0

  private var half: Int { taps.count / 2 }

  init(factor: Int, rate: Double, pass: Double) {
    self.factor = factor
    let stop = rate / Double(factor) - pass
    taps = kaiserLowPass(rate: rate, pass: pass, stop: stop, attenuation: 80)
  }

  mutating func push(_ block: [Double], isLast: Bool) -> [Double] {
    if received == 0, let first = block.first { pending = [Double](repeating: first, count: half) }
    pending += block
    received += block.count
    if received == 0 { return [] }
    if isLast, let last = pending.last { pending += [Double](repeating: last, count: half) }
    // Output i needs the padded samples i·factor to i·factor + 2·half; `pending` begins at that of the next output.
    var count = pending.count < taps.count ? 0 : (pending.count - taps.count) / factor + 1
    if isLast { count = min(count, (received + factor - 1) / factor - produced) }
    if count <= 0 { return [] }
    let output = [Double](unsafeUninitializedCapacity: count) { output, initialized in
      pending.withUnsafeBufferPointer { line in
        taps.withUnsafeBufferPointer { taps in
          for index in 0..<count { output[index] = product(line, from: index * factor, taps) }
        }
      }
      initialized = count
    }
    pending.removeFirst(min(pending.count, count * factor))
    produced += count
    return output
  }

  /// Σ tapsⱼ line[start + j], eight at a time.
  @inline(__always)
  private func product(
    _ line: UnsafeBufferPointer<Double>, from start: Int, _ taps: UnsafeBufferPointer<Double>
  ) -> Double {
    guard let samples = line.baseAddress, let weights = taps.baseAddress else { return 0 }
    var sums = SIMD8<Double>(repeating: 0)
    var index = 0
    while index + 8 <= taps.count {
      sums += load8(samples + start + index) * load8(weights + index)
      index += 8
    }
    var sum = sums.sum()
    while index < taps.count {
      sum += line[start + index] * taps[index]
      index += 1
    }
    return sum
  }
}

/// A linear-phase low pass by Kaiser's window (Kaiser 1974): an odd number of taps with the sum 1.
///
/// - Parameters:
///   - pass: frequencies up to here are kept, Hz.
///   - stop: frequencies from here on are gone, Hz.
///   - attenuation: of what is gone, dB.
func kaiserLowPass(rate: Double, pass: Double, stop: Double, attenuation: Double) -> [Double] {
  let width = 2 * .pi * (stop - pass) / rate
  let half = max(1, Int(((attenuation - 7.95) / (2.285 * width) / 2).rounded(.up)))
  let beta = attenuation > 50 ? 0.1102 * (attenuation - 8.7) : 0.5842 * pow(max(0, attenuation - 21), 0.4)
  let cutoff = (pass + stop) / rate  // of the Nyquist frequency
  let taps = (-half...half).map { offset -> Double in
    let x = Double(offset)
    let position = x / Double(half)
    let argument = beta * max(0, 1 - position * position).squareRoot()
    // Bessel functions scaled by exp(−x), so that the quotient keeps its factor.
    let window = scaledBesselI0(argument) / scaledBesselI0(beta) * exp(argument - beta)
    return (offset == 0 ? cutoff : sin(.pi * cutoff * x) / (.pi * x)) * window
  }
  let sum = taps.reduce(0, +)
  return taps.map { $0 / sum }
}
