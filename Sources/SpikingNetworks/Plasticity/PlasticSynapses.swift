import Foundation

/// The synapses of one plastic projection.
///
/// A weight is needed only when its source spikes, so what the target did since then is caught up at that moment from the
/// target's spikes (Morrison, Aertsen & Diesmann 2007, doi:10.1162/neco.2007.19.6.1437). Before weights are read, and at a
/// reward, all are caught up.
///
/// A class that holds memory of its own: a thread touches the synapses of its own targets, and has its own copy of what is kept
/// of the sources.
final class PlasticSynapses: @unchecked Sendable {
  let rule: PlasticityRule
  /// Who is joined; the weights are kept here.
  let rows: SynapseRows
  private let dt: Double
  let weights: UnsafeMutablePointer<Double>
  private let eligibilities: UnsafeMutablePointer<Double>?
  private let targets: UnsafeMutablePointer<[TargetSpike]>
  private let targetCount: Int
  private var sources: [UnsafeMutablePointer<SourceState>] = []
  /// Threads of this run. The last of them always owns targets, so that its copy is up to date; the first may own none.
  private var threads = 1
  let fastPlus, fastMinus: DecayTable
  private let slowPlus: DecayTable
  /// The last step of which spikes change a weight.
  let lastStep: Int
  /// Whether a weight changes at once, by pairs and by amounts that do not depend on it.
  private let isPlain: Bool
  /// Whether besides each source reaches nearly all targets, so that a thread keeps one list of what its targets did.
  private let isShared: Bool
  private var histories: [SharedHistory] = []

  /// A spike of a target.
  private struct TargetSpike {
    var step: Int32
    /// The traces right after it, and the slow one right before.
    var fast, slow, slowBefore: Double
  }

  /// What is kept of a segment of a source.
  struct SourceState: BitwiseCopyable {
    /// The last spike; −1 for none.
    var last: Int32 = -1
    /// Up to when spikes of targets were taken, in time at the synapse.
    var taken: Int32 = -1
    /// The traces right after the last spike.
    var fast = 0.0
    var slow = 0.0
  }

  init(_ rows: SynapseRows, rule: PlasticityRule, targets count: Int, dt: Double) {
    (self.rows, self.rule, self.dt, targetCount) = (rows, rule, dt, count)
    lastStep = Int(min(1e15, (rule.stop / dt + 1e-9).rounded(.down))) - 1
    isPlain = rule.reward == nil && rule.pairing != .triplet && rule.growthPower == 0 && rule.fallPower == 0
    isShared = isPlain && rows.reachNearlyAll(of: count)
    fastPlus = DecayTable(dt, rule.tauPlus)
    fastMinus = DecayTable(dt, rule.tauMinus)
    slowPlus = DecayTable(dt, rule.tauSlowPlus)
    weights = .allocate(capacity: max(1, rows.count))
    for place in 0..<rows.count {
      // A weight of its own is kept in single precision, which may have rounded it out of its bounds.
      let weight = rows.weight.isEmpty ? rows.commonWeight : Double(rows.weight[place])
      weights[place] = min(rule.highest, max(rule.lowest, weight))
    }
    if rule.reward != nil {
      let values = UnsafeMutablePointer<Double>.allocate(capacity: max(1, rows.count))
      values.initialize(repeating: 0, count: max(1, rows.count))
      eligibilities = values
    } else {
      eligibilities = nil
    }
    targets = .allocate(capacity: max(1, count))
    targets.initialize(repeating: [], count: max(1, count))
  }

  deinit {
    weights.deallocate()
    eligibilities?.deallocate()
    targets.deinitialize(count: max(1, targetCount))
    targets.deallocate()
    for states in sources { states.deallocate() }
  }

  /// Makes a copy of the sources' state for each thread; between runs all copies are the same.
  ///
  /// - Parameter owned: the targets of each thread.
  func prepare(owned: [Range<Int>]) {
    threads = owned.count
    if isShared, histories.map(\.owned) != owned {
      let former = histories
      histories = owned.map { SharedHistory(owned: $0, of: former, delays: rows.delays.count) }
    }
    prepareStates(threads)
    for states in sources.dropFirst() { states.update(from: sources[0], count: segments) }
  }

  /// Weights, and what a reward would change them by.
  var memory: [UnsafeMutableRawBufferPointer] {
    [weights, eligibilities].compactMap(\.self).map {
      UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(start: $0, count: rows.count))
    }
  }

  /// The rest of what the next steps go on from.
  ///
  /// - Precondition: no thread is running, and some have run.
  var saved: SavedPlasticity {
    let states = sources.isEmpty ? [] : Array(UnsafeBufferPointer(start: sources[threads - 1], count: segments))
    return SavedPlasticity(
      sources: Data(numbers: states), targets: SavedLists((0..<targetCount).map { targets[$0] }),
      histories: histories.map(\.saved))
  }

  /// Whether what was kept is of these synapses.
  func fits(_ saved: SavedPlasticity) -> Bool {
    saved.sources.numbers(of: SourceState.self)?.count == segments
      && saved.targets.lists(of: TargetSpike.self)?.count == targetCount
      && saved.histories.allSatisfy { SharedHistory($0, delays: rows.delays.count) != nil }
  }

  /// Puts back what was kept beside the memory.
  ///
  /// - Precondition: it fits, and nothing has run.
  func restore(_ saved: SavedPlasticity) {
    prepareStates(1)
    for (segment, state) in (saved.sources.numbers(of: SourceState.self) ?? []).enumerated() { sources[0][segment] = state }
    for (target, spikes) in (saved.targets.lists(of: TargetSpike.self) ?? []).enumerated() { targets[target] = spikes }
    histories = saved.histories.compactMap { SharedHistory($0, delays: rows.delays.count) }
  }

  /// Segments of sources.
  private var segments: Int { max(1, rows.start.count - 1) }

  /// Makes copies of the sources' state for so many threads.
  private func prepareStates(_ threads: Int) {
    while sources.count < threads {
      let states = UnsafeMutablePointer<SourceState>.allocate(capacity: segments)
      states.initialize(repeating: SourceState(), count: segments)
      sources.append(states)
    }
  }

  /// The weight of a synapse, as of the last time it was caught up.
  func weight(_ place: Int) -> Double { weights[place] }

  private func kept(_ steps: Int, _ tau: Double) -> Double { exponential(-Double(steps) * dt / tau) }

  /// Takes the spikes of the targets that a thread owns.
  func note(_ spikes: [UInt32], step: Int, thread: Int) {
    if isShared {
      histories[thread].note(spikes, step: step, isNearest: rule.pairing == .nearest, decay: fastMinus)
      return
    }
    for target in spikes {
      let index = Int(target)
      var spike = TargetSpike(step: Int32(truncatingIfNeeded: step), fast: 1, slow: 1, slowBefore: 0)
      if let former = targets[index].last {
        let since = step - Int(former.step)
        spike.slowBefore = former.slow * kept(since, rule.tauSlowMinus)
        spike.slow = spike.slowBefore + 1
        if rule.pairing != .nearest { spike.fast = former.fast * fastMinus[since] + 1 }
      }
      targets[index].append(spike)
    }
  }

  /// Delivers a spike of a source to the targets of one thread, after changing the weights.
  ///
  /// - Parameters:
  ///   - emitted: the step of the spike.
  ///   - range: the synapses of the segment that the thread owns.
  func deliver(
    segment: Int, emitted: Int, delay: Int, range: Range<Int>, thread: Int, to input: UnsafeMutablePointer<Double>
  ) {
    let state = sources[thread][segment]
    if isShared {
      deliver(state, segment: segment, emitted: emitted, delay: delay, range: range, histories[thread], to: input)
    } else if isPlain {
      deliverPairs(state, emitted: emitted, delay: delay, range: range, to: input)
    } else {
      for place in range {
        catchUp(place, state, until: emitted, delay: delay)
        fall(place, state, emitted: emitted, delay: delay)
        input[Int(rows.target[place])] += weights[place]
      }
    }
    var next = state
    let since = emitted - Int(state.last)
    let isFirst = state.last < 0
    next.fast = isFirst || rule.pairing == .nearest ? 1 : state.fast * fastPlus[since] + 1
    next.slow = isFirst ? 1 : state.slow * slowPlus[since] + 1
    next.last = Int32(truncatingIfNeeded: emitted)
    next.taken = next.last
    sources[thread][segment] = next
  }

  /// Catches up, lets fall and delivers in one go where weights change at once, by pairs and by amounts that do not depend on
  /// them: the same numbers as step by step.
  private func deliverPairs(
    _ state: SourceState, emitted: Int, delay: Int, range: Range<Int>, to input: UnsafeMutablePointer<Double>
  ) {
    let (last, trace, taken) = (Int(state.last), state.fast, Int(state.taken) - delay)
    let (met, until) = (emitted - delay, min(emitted, lastStep) - delay)
    let (growth, fall, lowest, highest) = (rule.growth, rule.fall, rule.lowest, rule.highest)
    let (hasTrace, falls) = (last >= 0, emitted <= lastStep)
    fastPlus.values.withUnsafeBufferPointer { plus in
      fastMinus.values.withUnsafeBufferPointer { minus in
        rows.target.withUnsafeBufferPointer { list in
          for place in range {
            let target = Int(list[place])
            var weight = weights[place]
            targets[target].withUnsafeBufferPointer { spikes in
              var index = spikes.count
              if hasTrace {
                while index > 0, Int(spikes[index &- 1].step) > taken { index &-= 1 }
                while index < spikes.count, Int(spikes[index].step) <= until {
                  let since = Int(spikes[index].step) &+ delay &- last
                  weight = min(highest, weight + trace * (since < plus.count ? plus[since] : 0) * growth)
                  index &+= 1
                }
                index = spikes.count
              }
              // Spikes that meet this one at the synapse do not count.
              while index > 0, Int(spikes[index &- 1].step) >= met { index &-= 1 }
              if falls, index > 0 {
                let since = met &- Int(spikes[index &- 1].step)
                weight = max(lowest, weight - spikes[index &- 1].fast * (since < minus.count ? minus[since] : 0) * fall)
              }
            }
            weights[place] = weight
            input[target] += weight
          }
        }
      }
    }
  }

  /// Grows a weight by the spikes of its target that reached the synapse since it was last caught up.
  private func catchUp(_ place: Int, _ state: SourceState, until time: Int, delay: Int) {
    if state.last < 0 { return }
    if let reward = rule.reward, let eligibilities {
      eligibilities[place] *= kept(time - Int(state.taken), reward.tau)
    }
    let target = Int(rows.target[place])
    let after = Int(state.taken) - delay
    var index = targets[target].count
    while index > 0, Int(targets[target][index - 1].step) > after { index -= 1 }
    while index < targets[target].count {
      let spike = targets[target][index]
      let arrived = Int(spike.step) + delay
      if arrived > min(time, lastStep) { break }
      let trace = state.fast * fastPlus[arrived - Int(state.last)]
      let amount = trace * (rule.growth + (rule.pairing == .triplet ? rule.tripletGrowth * spike.slowBefore : 0))
      if let reward = rule.reward, let eligibilities {
        eligibilities[place] += amount * kept(time - arrived, reward.tau)
      } else {
        weights[place] = rule.grown(weights[place], by: amount)
      }
      index += 1
    }
  }

  /// Lets a weight fall at a spike of its source.
  private func fall(_ place: Int, _ state: SourceState, emitted: Int, delay: Int) {
    if emitted > lastStep { return }
    let target = Int(rows.target[place])
    var index = targets[target].count
    // Spikes that meet this one at the synapse do not count.
    while index > 0, Int(targets[target][index - 1].step) >= emitted - delay { index -= 1 }
    if index == 0 { return }
    let spike = targets[target][index - 1]
    let trace = spike.fast * fastMinus[emitted - delay - Int(spike.step)]
    let slow = state.last < 0 ? 0 : state.slow * slowPlus[emitted - Int(state.last)]
    let amount = trace * (rule.fall + (rule.pairing == .triplet ? rule.tripletFall * slow : 0))
    if let eligibilities { eligibilities[place] -= amount } else { weights[place] = rule.fallen(weights[place], by: amount) }
  }

  /// Catches all synapses up to the last spikes of sources that have arrived after a step; with a reward, changes the weights
  /// by it.
  ///
  /// - Precondition: no thread is running.
  func settle(after step: Int, reward: Double = 0) {
    guard !sources.isEmpty else { return }
    let states = sources[threads - 1]
    for segment in 0..<rows.start.count - 1 where states[segment].last >= 0 {
      let delay = rows.delays[segment % rows.delays.count]
      let time = max(step - delay, Int(states[segment].taken))
      if isShared {
        let range = Int(rows.start[segment])..<Int(rows.start[segment + 1])
        for history in histories { grow(range, states[segment], through: min(time, lastStep), delay: delay, history) }
      } else {
        catchUp(segment, states[segment], until: time, delay: delay, reward: reward)
      }
      states[segment].taken = Int32(truncatingIfNeeded: time)
    }
    for other in sources where other != states { other.update(from: states, count: max(1, rows.start.count - 1)) }
  }

  /// Catches up the synapses of a segment, and changes them by a reward.
  private func catchUp(_ segment: Int, _ state: SourceState, until time: Int, delay: Int, reward: Double) {
    for place in Int(rows.start[segment])..<Int(rows.start[segment + 1]) {
      catchUp(place, state, until: time, delay: delay)
      if reward != 0, let eligibilities, let rate = rule.reward?.rate {
        let changed = weights[place] + rate * reward * eligibilities[place]
        weights[place] = min(rule.highest, max(rule.lowest, changed))
      }
    }
  }

  /// Forgets what the targets did so long ago that nothing asks for it any more, when that has become much.
  ///
  /// - Precondition: no thread is running.
  func forget(after step: Int) {
    let known = isShared ? histories.reduce(0) { $0 + $1.events.count } : (0..<targetCount).reduce(0) { $0 + targets[$1].count }
    if known < max(1_000_000, rows.count) { return }
    settle(after: step)
    let first = step - 2 * (rows.delays.last ?? 0)
    if isShared {
      for history in histories { history.forget(before: first) }
    } else {
      for target in 0..<targetCount {
        // The last spike before is still asked for.
        let kept = targets[target].firstIndex { Int($0.step) >= first } ?? targets[target].count
        if kept > 1 { targets[target].removeFirst(kept - 1) }
      }
    }
  }

  /// Scales the weights of each target so that they add up to the total of the rule, none above the highest; a target without
  /// any is left alone.
  ///
  /// - Precondition: all are caught up.
  func normalize() {
    guard let total = rule.total else { return }
    var sums = [Double](repeating: 0, count: targetCount)
    for place in 0..<rows.count { sums[Int(rows.target[place])] += weights[place] }
    for place in 0..<rows.count {
      let sum = sums[Int(rows.target[place])]
      if sum > 0 { weights[place] = min(rule.highest, weights[place] * total / sum) }
    }
  }
}

/// e^(−n dt/τ) for whole n: 0 from 10⁻¹⁷ on.
struct DecayTable: Sendable {
  let values: [Double]

  init(_ dt: Double, _ tau: Double) {
    values = (0...Int(min(1e6, 40 * tau / dt))).map { exponential(-Double($0) * dt / tau) }
  }

  @inline(__always)
  subscript(_ steps: Int) -> Double { steps < values.count ? values[steps] : 0 }
}
