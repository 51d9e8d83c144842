import ArrayNumerics
import Foundation

/// Random spikes of many neurons by their gaps: one exponential a spike, whatever the step. The stream of a neuron depends on
/// seed, name and number only.
///
/// A class, since the places in the streams move on; threads take disjoint ranges of neurons.
final class PoissonSpikes: @unchecked Sendable {
  private let meanGap: [Double]
  private let start: [Double]
  private let stop: [Double]
  private let next: UnsafeMutablePointer<Double>
  private let streams: UnsafeMutablePointer<RandomStream>
  /// Not later than the next spike of each group of neurons; most groups have none in a step and are passed by.
  private let earliest: UnsafeMutablePointer<Double>
  private static let group = 32

  /// - Parameters:
  ///   - meanGap: by neuron, steps; infinite for none.
  ///   - window: by neuron, the steps in which there may be spikes.
  init(meanGap: [Double], start: [Double], stop: [Double], seed: UInt64, name: String) {
    (self.meanGap, self.start, self.stop) = (meanGap, start, stop)
    next = .allocate(capacity: max(1, meanGap.count))
    streams = .allocate(capacity: max(1, meanGap.count))
    earliest = .allocate(capacity: meanGap.count / Self.group + 1)
    earliest.initialize(repeating: -.infinity, count: meanGap.count / Self.group + 1)
    for neuron in meanGap.indices {
      var stream = RandomStream(seed: seed, name: name, index: UInt64(neuron))
      (next + neuron).initialize(to: start[neuron] + stream.exponential(mean: meanGap[neuron]))
      (streams + neuron).initialize(to: stream)
    }
  }

  deinit {
    next.deallocate()
    streams.deallocate()
    earliest.deallocate()
  }

  /// Where the streams stand, and what was drawn from them.
  var memory: [UnsafeMutableRawBufferPointer] {
    [
      UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(start: next, count: meanGap.count)),
      UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(start: streams, count: meanGap.count)),
      UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(start: earliest, count: meanGap.count / Self.group + 1)),
    ]
  }

  /// The spikes of a step; a neuron that has several is there several times.
  func emit(_ neurons: Range<Int>, step: Int, spikes: inout [UInt32]) {
    let end = Double(step + 1)
    var neuron = neurons.lowerBound
    while neuron < neurons.upperBound {
      let group = neuron / Self.group
      let bound = min(neurons.upperBound, (group + 1) * Self.group)
      // A group at the edge of a thread's neurons is looked at one by one: another thread has the rest of it.
      if bound - neuron < Self.group {
        for neuron in neuron..<bound where next[neuron] < end { emit(neuron, before: end, &spikes) }
      } else if earliest[group] < end {
        var first = Double.infinity
        for neuron in neuron..<bound {
          if next[neuron] < end { emit(neuron, before: end, &spikes) }
          first = min(first, next[neuron])
        }
        earliest[group] = first
      }
      neuron = bound
    }
  }

  private func emit(_ neuron: Int, before end: Double, _ spikes: inout [UInt32]) {
    repeat {
      if next[neuron] >= stop[neuron] {
        next[neuron] = .infinity
        break
      }
      spikes.append(UInt32(truncatingIfNeeded: neuron))
      next[neuron] += streams[neuron].exponential(mean: meanGap[neuron])
    } while next[neuron] < end
  }
}

/// Poisson spikes of neurons that all have one rate, a high one: how many spikes a group of 64 has in a step is one draw, and
/// whose each of them is takes six bits. Counts of a Poisson process that is split at
/// random are independent Poisson counts, so this is the same process neuron by neuron.
///
/// The draws of a group and step depend on seed, name and their numbers only.
struct PoissonGroups: Sendable {
  private static let group = 64
  private let key: SIMD2<UInt32>
  private let start, stop: Double
  /// The probability of at most so many spikes of a group.
  private let cumulative: [Double]
  /// By the upper eight bits of a uniform number the least count that is possible.
  private let lowest: [Int]

  /// Hz; above it groups are drawn. No neuron fires so often: such a rate stands for many sources.
  private static let highestOfOne = 1000.0

  /// `nil` where rates or windows differ, for lower rates, and for groups with less than a spike a step.
  init?(_ request: PopulationRequest, name: String) {
    func common(_ name: String, _ standard: Double) -> Double? {
      let values = request.parameters[name] ?? [standard]
      return values.allSatisfy { $0 == values[0] } ? values[0] : nil
    }
    guard let rate = common("rate", 10), common("start", 0) != nil, common("stop", .infinity) != nil else { return nil }
    let mean = Double(Self.group) * rate * request.dt / 1000
    // Beyond e^(−700) the first of the probabilities would be no number.
    guard rate > Self.highestOfOne, mean >= 1, mean <= 700, request.count > 0 else { return nil }
    let window = request.window()
    (start, stop) = (window.start[0], window.stop[0])
    var stream = RandomStream(seed: request.seed, name: name)
    key = SIMD2(stream.nextWord(), stream.nextWord())
    var (probability, sum, sums) = (exp(-mean), 0.0, [Double]())
    while sums.count < 16 || Double(sums.count) < mean || probability > 0x1p-60 {
      sum += probability
      sums.append(sum)
      probability *= mean / Double(sums.count)
    }
    cumulative = sums
    lowest = (0..<256).map { upper in sums.firstIndex { $0 > Double(upper) / 256 } ?? sums.count }
  }

  /// The spikes of a step; a neuron that has several is there several times.
  func emit(_ neurons: Range<Int>, step: Int, spikes: inout [UInt32]) {
    if neurons.isEmpty || Double(step) < start || Double(step) >= stop { return }
    withUnsafeTemporaryAllocation(of: UInt16.self, capacity: Self.group) { counts in
      counts.initialize(repeating: 0)
      for group in neurons.lowerBound / Self.group...(neurons.upperBound - 1) / Self.group {
        var hit = draw(group, step, counts)
        while hit != 0 {
          let place = hit.trailingZeroBitCount
          hit &= hit &- 1
          let neuron = group &* Self.group &+ place
          // A group may belong to two threads, and the last one has places of no neuron.
          if neurons.contains(neuron) {
            for _ in 0..<counts[place] { spikes.append(UInt32(truncatingIfNeeded: neuron)) }
          }
          counts[place] = 0
        }
      }
    }
  }

  /// Counts the spikes of a group in a step by place; returns the places that have any.
  @inline(__always)
  private func draw(_ group: Int, _ step: Int, _ counts: UnsafeMutableBufferPointer<UInt16>) -> UInt64 {
    var counter = SIMD4(
      0, UInt32(truncatingIfNeeded: group), UInt32(truncatingIfNeeded: step), UInt32(truncatingIfNeeded: step >> 32))
    let words = philox4x32(counter: counter, key: key)
    let bits = UInt64(words.x) | UInt64(words.y) << 32
    let uniform = Double(bits >> 11) * 0x1p-53
    var left = lowest[Int(bits >> 56)]
    while left < cumulative.count, cumulative[left] <= uniform { left &+= 1 }
    var hit: UInt64 = 0
    // Ten places of six bits in 64 bits.
    var (pool, held, next) = (UInt64(words.z) | UInt64(words.w) << 32, 10, UInt64(0))
    while left > 0 {
      if held == 0 {
        if next == 0 {
          counter.x &+= 1
          let more = philox4x32(counter: counter, key: key)
          pool = UInt64(more.x) | UInt64(more.y) << 32
          next = UInt64(more.z) | UInt64(more.w) << 32 | 1 << 63
        } else {
          (pool, next) = (next, 0)
        }
        held = 10
      }
      let place = Int(pool & 63)
      pool >>= 6
      held &-= 1
      counts[place] &+= 1
      hit |= 1 << UInt64(place)
      left &-= 1
    }
    return hit
  }
}
