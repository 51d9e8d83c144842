import ArrayNumerics
import Foundation

/// What is kept of the synapses of one projection that are more than weights.
///
/// A class that holds memory of its own: a thread touches what belongs to its own targets.
final class SynapseFilter: @unchecked Sendable {
  let kind: SynapseKind
  /// What arrives at the synapses in a step.
  let arrived: UnsafeMutablePointer<Double>
  private let slow: UnsafeMutablePointer<Double>
  private let fast: UnsafeMutablePointer<Double>
  private let targets: Int
  private let keepSlow, keepFast: Double
  /// Of what turns: cosine and sine of the angle of a step.
  private let turn: SIMD2<Double>
  private let dt: Double
  /// Of random draws, which depend on the synapse and the step only.
  private let key: SIMD2<UInt32>

  init(_ kind: SynapseKind, targets: Int, dt: Double, seed: UInt64, name: String) {
    (self.kind, self.dt, self.targets) = (kind, dt, targets)
    func zeros() -> UnsafeMutablePointer<Double> {
      let values = UnsafeMutablePointer<Double>.allocate(capacity: max(1, targets))
      values.initialize(repeating: 0, count: max(1, targets))
      return values
    }
    (arrived, slow, fast) = (zeros(), zeros(), zeros())
    switch kind {
    case .firstOrder(let tau), .spikesToRate(let tau): (keepSlow, keepFast) = (exp(-dt / tau), 0)
    case .secondOrder(let slow, let fast): (keepSlow, keepFast) = (exp(-dt / slow), exp(-dt / fast))
    case .mixedOrder(let first, let second, _): (keepSlow, keepFast) = (exp(-dt / second), exp(-dt / first))
    case .rotating(let tau, _): (keepSlow, keepFast) = (exp(-dt / tau), 0)
    default: (keepSlow, keepFast) = (0, 0)
    }
    if case .rotating(let tau, let turns) = kind {
      let angle = Double.pi * dt / (turns * tau)
      turn = SIMD2(cos(angle), sin(angle))
    } else {
      turn = .zero
    }
    if kind == .maximum { arrived.update(repeating: -.infinity, count: max(1, targets)) }
    var stream = RandomStream(seed: seed, name: "\(name) synapses")
    key = SIMD2(stream.nextWord(), stream.nextWord())
  }

  deinit {
    arrived.deallocate()
    slow.deallocate()
    fast.deallocate()
  }

  /// What arrives, and the traces of the targets.
  var memory: [UnsafeMutableRawBufferPointer] {
    [arrived, slow, fast].map { UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(start: $0, count: targets)) }
  }

  /// Whether something is made of all that arrives in a step before it is handed on.
  var collects: Bool {
    switch kind {
    case .firstOrder, .secondOrder, .spikesToRate, .maximum, .batchNormalization, .mixedOrder, .rotating: true
    case .direct, .dropout, .electrical, .rateToSpikes: false
    }
  }

  /// Takes what arrived at targets in a step, and adds what is made of it to the input.
  func pass(_ targets: Range<Int>, to input: UnsafeMutablePointer<Double>) {
    switch kind {
    case .maximum:
      for target in targets where arrived[target] > -.infinity {
        input[target] += arrived[target]
        arrived[target] = -.infinity
      }
    case .batchNormalization(let channels, let epsilon, let gain, let bias):
      normalize(targets, channels, epsilon: epsilon, gain: gain, bias: bias, to: input)
    case .mixedOrder(let first, let second, let part):
      for target in targets {
        slow[target] = (keepSlow * slow[target] + (1 - part) * arrived[target] / second + 1e-30) - 1e-30
        let driven = part * arrived[target] / first + slow[target] * dt / first
        fast[target] = (keepFast * fast[target] + driven + 1e-30) - 1e-30
        input[target] += fast[target]
        arrived[target] = 0
      }
    case .rotating(let tau, _):
      for target in targets {
        let (real, imaginary) = (slow[target], fast[target])
        slow[target] = (keepSlow * (turn.x * real + turn.y * imaginary) + 1e-30) - 1e-30
        fast[target] = (keepSlow * (turn.x * imaginary - turn.y * real) + arrived[target] / tau + 1e-30) - 1e-30
        input[target] += slow[target]
        arrived[target] = 0
      }
    case .firstOrder, .secondOrder, .spikesToRate: decay(targets, to: input)
    case .direct, .dropout, .electrical, .rateToSpikes: break
    }
  }

  /// Each channel by itself, all its targets.
  private func normalize(
    _ targets: Range<Int>, _ channels: Int, epsilon: Double, gain: Double, bias: Double, to input: UnsafeMutablePointer<Double>
  ) {
    let size = targets.count / channels
    for start in stride(from: targets.lowerBound, to: targets.upperBound, by: max(1, size)) {
      let channel = start..<start + size
      let mean = channel.reduce(0) { $0 + arrived[$1] } / Double(size)
      let variance = channel.reduce(0) { $0 + (arrived[$1] - mean) * (arrived[$1] - mean) } / Double(size)
      let factor = gain / (variance + epsilon).squareRoot()
      for target in channel {
        input[target] += (arrived[target] - mean) * factor + bias
        arrived[target] = 0
      }
    }
  }

  /// Moves the traces of targets on, and adds them to the input.
  private func decay(_ targets: Range<Int>, to input: UnsafeMutablePointer<Double>) {
    let isDifference = keepFast > 0
    for target in targets {
      // What has decayed to less than 10⁻⁴⁶ is 0: numbers near the smallest take a hundred times longer.
      slow[target] = (keepSlow * slow[target] + arrived[target] + 1e-30) - 1e-30
      if isDifference { fast[target] = (keepFast * fast[target] + arrived[target] + 1e-30) - 1e-30 }
      input[target] += isDifference ? slow[target] - fast[target] : slow[target]
      arrived[target] = 0
    }
  }

  /// A uniform number of a source or synapse in a step.
  @inline(__always)
  private func uniform(_ index: Int, _ step: Int) -> Double {
    let words = philox4x32(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32), UInt32(truncatingIfNeeded: step),
        UInt32(truncatingIfNeeded: step >> 32)), key: key)
    return Double((UInt64(words.x) | UInt64(words.y) << 32) >> 11) * 0x1p-53
  }

  /// Whether the spike of a source is not lost.
  func keeps(_ source: UInt32, emitted: Int) -> Bool {
    guard case .dropout(let probability) = kind else { return true }
    return uniform(Int(source), emitted) >= probability
  }

  /// Whether a synapse has a spike in a step in which its source has a rate.
  func spikes(_ place: Int, rate: Double, step: Int) -> Bool {
    guard case .rateToSpikes(let scale) = kind else { return false }
    return uniform(place, step) < rate * scale * dt
  }
}
