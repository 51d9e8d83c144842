import ArrayNumerics
import Dispatch
import Foundation
import Schema

extension SpikingNetwork {
  /// Simulates what the description asks for.
  ///
  /// - Throws: as `run(steps:work:)`.
  public func run(work: Work = Work()) throws -> NetworkRecord { try run(steps: description.steps(), work: work) }

  /// Simulates what the description asks for, from where an earlier run of it was stopped: the same bytes as without a stop,
  /// whatever the number of threads of both.
  ///
  /// - Parameters:
  ///   - saved: what the last call of `save` gave; `nil`, and anything that is not of this network, for the beginning.
  ///   - save: keeps the state of the run in place of the one before, every now and then and when it is cancelled.
  /// - Precondition: the network was just built.
  /// - Throws: as `run(steps:work:)`; what `save` throws.
  public func run(
    from saved: consuming Data?, work: Work = Work(), saving save: @escaping (Data) throws -> Void
  ) throws -> NetworkRecord {
    let network = saved.flatMap(SavedNetwork.init)
    // What was read is held by the state alone, which is let go once it is put back.
    saved = nil
    return try run(steps: description.steps(), work: work, from: consume network, saving: save)
  }

  /// Simulates so many steps from where the network is.
  ///
  /// Each neuron belongs to one thread, and what arrives at it is added in the order projection, delay, source, whoever does
  /// it: the same bytes for any number of threads.
  ///
  /// - Parameter leastWork: neurons times steps that a thread should have between two meetings; with less there are fewer
  /// threads.
  /// - Throws: `SpikingNetworksError` when a state is no number any more; `CancellationError`.
  public func run(steps: Int, work: Work, leastWork: Int = 20_000) throws -> NetworkRecord {
    try run(steps: steps, work: work, leastWork: leastWork, from: nil, saving: nil)
  }

  private func run(
    steps: Int, work: Work, leastWork: Int = 20_000, from saved: consuming SavedNetwork?,
    saving save: ((Data) throws -> Void)?
  ) throws -> NetworkRecord {
    let (start, end, former) = (step, step + steps, events)
    let round = self.round
    let neurons = populations.reduce(0) { $0 + $1.count }
    let threads = max(1, min(work.threads, neurons * round / max(1, leastWork)))
    let shares = Shares(self, threads: threads, since: state)
    state = shares.state
    let recording = Recording(self, from: step, to: end)
    var (reported, checked, kept, delivered) = (0, 0, 0, 0)
    if let former = saved, former.step < end, recording.fits(former.recorded), restore(former, into: shares.state) {
      recording.restore(former.recorded)
      (reported, checked, kept) = (step - start, former.checked, step - start)
    }
    saved = nil
    let before = events
    var rewards = interventions(from: step, to: end)[...]
    for link in links { link.plastic?.prepare(owned: shares.owned(link.to)) }
    while step < end {
      // A reward comes at the end of its step, when no thread is running.
      let running = step..<min(end, step + round, rewards.first.map { $0.step + 1 } ?? end)
      shares.prepare(running)
      if threads == 1 {
        shares.advance(running, thread: 0, recording)
      } else {
        DispatchQueue.concurrentPerform(iterations: threads) { shares.advance(running, thread: $0, recording) }
      }
      recording.take(running, from: shares.state.spikes)
      step = running.upperBound
      while let reward = rewards.first, reward.step < step {
        links[reward.link].plastic?.settle(after: reward.step, reward: reward.value)
        if reward.isNormalization { links[reward.link].plastic?.normalize() }
        rewards.removeFirst()
      }
      let done = step - start
      if (done - checked) * neurons > 20_000_000 {
        checked = done
        try checkFinite()
        for link in links { link.plastic?.forget(after: step - 1) }
      }
      func keep() throws {
        kept = done
        try save?(
          self.saved(shares.state, checked: checked, events: before + shares.events, recording.saved(before: step)).data)
      }
      // Some tenths of a second, of neurons or of synapses.
      if (done - reported) * neurons > 2_000_000 || shares.events - delivered > 5_000_000 {
        (reported, delivered) = (done, shares.events)
        do {
          try work.checkCancellation()
        } catch {
          try keep()
          throw error
        }
        work.report("Simulating", completed: done, of: steps)
      }
      if done - kept > steps / 40, (done - kept) * neurons > 100_000_000 { try keep() }
    }
    try checkFinite()
    events = before + shares.events
    for link in links { link.plastic?.settle(after: end - 1) }
    var record = recording.record(steps: steps, events: events - former)
    record.weights = weights()
    return record
  }

  /// The network as it stands between two rounds.
  private func saved(
    _ state: NetworkState, checked: Int, events: Int, _ recorded: SavedRecording
  ) -> SavedNetwork {
    SavedNetwork(
      step: step, events: events, checked: checked,
      spikes: state.spikes.map { $0.saved(before: step, steps: longestDelay) },
      memory: memory(state).map { Data(borrowing: UnsafeRawBufferPointer($0)) },
      plastic: links.compactMap { $0.plastic?.saved }, recorded: recorded)
  }

  /// What comes between steps: rewards, and weights that are scaled.
  private struct Intervention {
    var step: Int
    var link: Int
    var value = 0.0
    var isNormalization = false
  }

  /// The interventions of a stretch of steps, in the order of time.
  private func interventions(from start: Int, to end: Int) -> [Intervention] {
    var found: [Intervention] = []
    func step(_ time: Double) -> Int { Int((time / description.dt - 1e-9).rounded(.up)) - 1 }
    for (index, link) in links.enumerated() {
      guard let rule = link.plastic?.rule else { continue }
      if let reward = rule.reward {
        found += zip(reward.times, reward.values).map { Intervention(step: step($0), link: index, value: $1) }
      }
      if rule.total != nil {
        let period = max(1, step(rule.normalizationTime) + 1)
        let last = min(Double(end), rule.stop / description.dt)
        found += stride(from: (start / period + 1) * period, through: Int(last), by: period).map {
          Intervention(step: $0 - 1, link: index, isNormalization: true)
        }
      }
    }
    return found.filter { $0.step >= start && $0.step < end }.sorted {
      ($0.step, $0.link, $0.isNormalization ? 1 : 0) < ($1.step, $1.link, $1.isNormalization ? 1 : 0)
    }
  }

  /// The weights of plastic projections.
  private func weights() -> [NetworkRecord.Weights] {
    description.projections.indices.filter { description.projections[$0].plasticity != nil }.map { index in
      let synapses = synapses(of: index)
      return NetworkRecord.Weights(
        projection: index, from: description.projections[index].from, to: description.projections[index].to,
        source: synapses.map { Int32($0.source) }, target: synapses.map { Int32($0.target) }, weight: synapses.map(\.weight))
    }
  }

  /// Steps between two meetings of the threads: the shortest delay, since nothing of a round arrives in it.
  private var round: Int {
    let delays = links.filter { !isCurrent($0.from) }.compactMap(\.rows.delays.first)
    return min(64, delays.min() ?? 64)
  }

  /// Whether a population puts out a function of time.
  func isCurrent(_ population: Int) -> Bool { models[population].isSource && populations[population].output != nil }

  /// - Throws: when a variable is no finite number.
  private func checkFinite() throws {
    for (index, population) in populations.enumerated() {
      for (number, variable) in models[index].variables.enumerated() {
        guard let neuron = (0..<population.count).first(where: { !population.read(number, $0).isFinite }) else { continue }
        let name = description.populations[index].name
        throw SpikingNetworksError(
          "population \(name)",
          "\(variable.name) of neuron \(neuron) is no finite number at \(formatted(Double(step) * description.dt)) ms",
          remedy: "The step may be too long, or weights and parameters too large: try a smaller 'dt' first.")
      }
    }
  }
}

/// What passes from one round to the next beside the state of the neurons.
struct NetworkState: Sendable {
  /// By population.
  var spikes: [SpikeHistory]
  /// By population; `nil` for those that spike.
  var values: [ValueHistory?]
  /// By population; `nil` for those without gap junctions.
  var potentials: [ValueHistory?]
  /// By population.
  var slots: [InputSlots]
}

/// The network as its threads share it.
private final class Shares: @unchecked Sendable {
  let state: NetworkState
  private let populations: [Population]
  private let isCurrent: [Bool]
  /// By thread and population.
  private let blocks: [[Range<Int>]]
  private let deliveries: [[[Delivery]]]
  private let arrived: [[ArrivedInput]]
  private let delivered: UnsafeMutablePointer<Int>
  private let threads: Int
  /// By population: the place of the potential of those with gap junctions.
  private let joined: [Int?]

  init(_ network: SpikingNetwork, threads: Int, since former: NetworkState?) {
    self.threads = threads
    populations = network.populations
    isCurrent = populations.indices.map(network.isCurrent)
    let (populations, isCurrent) = (self.populations, self.isCurrent)
    let bound = Set(network.links.filter { $0.filter?.kind.bindsTargets == true }.map(\.to))
    blocks = (0..<threads).map { thread in
      populations.enumerated().map { index, population in
        // What binds its neurons together is advanced whole.
        if population.output != nil || bound.contains(index) { return thread == 0 ? 0..<population.blocks : 0..<0 }
        return population.blocks * thread / threads..<population.blocks * (thread + 1) / threads
      }
    }
    let blocks = self.blocks
    deliveries = (0..<threads).map { thread in
      populations.indices.map { target in
        network.links.filter { $0.to == target }.map { link in
          let owned = blocks[thread][target]
          let neurons = (owned.lowerBound * laneCount..<owned.upperBound * laneCount)
            .clamped(to: 0..<populations[target].count)
          return Delivery(link, to: neurons, isWhole: owned == 0..<populations[target].blocks)
        }
      }
    }
    arrived = blocks.map { owned in
      zip(owned, populations).map { ArrivedInput(neurons: $1.addsInput ? $0.count * laneCount : 0) }
    }
    let longest = network.longestDelay
    let junctions = Set(network.links.filter { $0.filter?.kind == .electrical }.flatMap { [$0.from, $0.to] })
    joined = populations.indices.map { junctions.contains($0) ? network.models[$0].potential : nil }
    let joined = self.joined
    let currents = Set(network.links.filter { $0.rows.port == .current }.map(\.to))
    state = NetworkState(
      spikes: populations.indices.map { index in
        let history = SpikeHistory(steps: longest + 130, threads: threads)
        if let old = former?.spikes[index] { history.copy(old, before: network.step, steps: longest) }
        return history
      },
      values: populations.indices.map { index in
        if let values = former?.values[index] { return values }
        guard let output = populations[index].output else { return nil }
        let history = ValueHistory(steps: longest + 130, count: populations[index].count)
        // What is under way at time 0 is what the neurons put out in their initial state; a current is not, before its time.
        if !isCurrent[index] {
          for past in -longest..<0 { output(past, history.row(past)) }
        }
        return history
      },
      potentials: populations.indices.map { index in
        if let former = former?.potentials[index] { return former }
        guard let number = joined[index] else { return nil }
        let history = ValueHistory(steps: 130, count: populations[index].count)
        for neuron in 0..<populations[index].count { history.row(-1)[neuron] = populations[index].read(number, neuron) }
        return history
      },
      slots: populations.indices.map { index in
        former?.slots[index] ?? InputSlots(blocks: populations[index].blocks, hasCurrent: currents.contains(index))
      })
    delivered = .allocate(capacity: threads)
    delivered.initialize(repeating: 0, count: threads)
  }

  deinit { delivered.deallocate() }

  /// The neurons of a population that each thread owns.
  func owned(_ population: Int) -> [Range<Int>] {
    blocks.map { blocks in
      let owned = blocks[population].lowerBound * laneCount..<blocks[population].upperBound * laneCount
      return owned.clamped(to: 0..<populations[population].count)
    }
  }

  /// Synaptic events of all threads.
  var events: Int { (0..<threads).reduce(0) { $0 + delivered[$1] } }

  /// Writes down the currents of the coming steps.
  func prepare(_ steps: Range<Int>) {
    for index in populations.indices where isCurrent[index] {
      for step in steps {
        if let values = state.values[index] { populations[index].output?(step, values.row(step)) }
      }
    }
  }

  /// A round of one thread's neurons.
  func advance(_ steps: Range<Int>, thread: Int, _ recording: Recording) {
    var events = 0
    for step in steps {
      for target in populations.indices where !blocks[thread][target].isEmpty {
        for delivery in deliveries[thread][target] {
          guard let input = state.slots[target].values(delivery.rows.port) else { continue }
          let list = arrived[thread][target].list(delivery.rows.port)
          if let filter = delivery.filter {
            let potentials = state.potentials[delivery.from].flatMap { source in
              filter.kind == .electrical ? state.potentials[target].map { (source, $0) } : nil
            }
            events &+= delivery.deliver(
              state.spikes[delivery.from], values: state.values[delivery.from], potentials: potentials, at: step, to: input,
              filter)
            list.isEverywhere = true
          } else if let values = state.values[delivery.from] {
            delivery.deliver(values, at: step, to: input)
            list.isEverywhere = true
          } else if let plastic = delivery.plastic {
            let found = delivery.deliver(state.spikes[delivery.from], at: step, to: input, plastic, thread: thread)
            if found > 0 { list.isEverywhere = true }
            events &+= found
          } else {
            events &+= delivery.deliver(state.spikes[delivery.from], at: step, to: input, list)
          }
        }
      }
      for index in populations.indices where !blocks[thread][index].isEmpty && !isCurrent[index] {
        state.spikes[index][step, thread].removeAll(keepingCapacity: true)
        populations[index].advance(
          blocks[thread][index], state.slots[index], arrived[thread][index], step, &state.spikes[index][step, thread])
        if let values = state.values[index] {
          populations[index].bind()
          populations[index].output?(step, values.row(step))
        }
        if let number = joined[index], let row = state.potentials[index]?.row(step) {
          for neuron in owned(index)[thread] { row[neuron] = populations[index].read(number, neuron) }
        }
        for delivery in deliveries[thread][index] {
          delivery.plastic?.note(state.spikes[index][step, thread], step: step, thread: thread)
        }
      }
      recording.sample(step, blocks[thread])
    }
    delivered[thread] += events
  }
}

extension SpikeHistory {
  /// The last steps of another history, as those of the first thread.
  func copy(_ other: SpikeHistory, before step: Int, steps: Int) {
    for past in max(0, step - steps)..<max(0, step) { self[past, 0] = (0..<other.threads).flatMap { other[past, $0] } }
  }
}

/// What is recorded while a network runs.
private final class Recording: @unchecked Sendable {
  private struct Trace {
    var population: Int
    var variable: Int
    var monitor: MonitorDescription
    var neurons: Range<Int>
    /// Steps after which there is a sample.
    var samples: StrideTo<Int>
    var first: Int
    var count: Int
    var values: UnsafeMutablePointer<Double>
  }

  private let network: SpikingNetwork
  private var spikes: [(population: Int, record: NetworkRecord.Spikes)] = []
  private var traces: [Trace] = []

  init(_ network: SpikingNetwork, from start: Int, to end: Int) {
    self.network = network
    let description = network.description
    let names = description.populations.map(\.name)
    let all = zip(names, network.models).filter { $1.output == .spikes }.map { MonitorDescription($0.0) }
    for monitor in description.monitors.isEmpty ? all : description.monitors {
      guard let population = names.firstIndex(of: monitor.population) else { continue }
      let first = max(start, Int((monitor.start / description.dt - 1e-9).rounded(.up)))
      let last = min(Double(end), (monitor.stop / description.dt + 1e-9).rounded(.down))
      let window = first..<max(first, Int(last))
      for variable in monitor.variables {
        if variable == "spike" {
          if spikes.contains(where: { $0.population == population }) { continue }
          spikes.append(
            (
              population,
              NetworkRecord.Spikes(
                population: monitor.population, neurons: network.populations[population].count, steps: [], neuron: [],
                window: window, dt: description.dt)
            ))
        } else if let number = network.models[population].variables.firstIndex(where: { $0.name == variable }) {
          let neurons = monitor.neurons ?? 0..<network.populations[population].count
          // The sample after step n stands at (n + 1) dt, and there is one at every multiple of 'every'.
          let firstSample = (window.lowerBound + monitor.every) / monitor.every * monitor.every - 1
          let samples = stride(from: firstSample, to: window.upperBound, by: monitor.every)
          let count = max(0, (window.upperBound - firstSample + monitor.every - 1) / monitor.every)
          traces.append(
            Trace(
              population: population, variable: number, monitor: monitor, neurons: neurons, samples: samples,
              first: firstSample, count: count, values: .allocate(capacity: max(1, count * neurons.count))))
        }
      }
    }
  }

  deinit { for trace in traces { trace.values.deallocate() } }

  /// Samples the variables of one thread's neurons after a step.
  func sample(_ step: Int, _ blocks: [Range<Int>]) {
    for trace in traces where step >= trace.first && (step + 1) % trace.monitor.every == 0 {
      let row = (step - trace.first) / trace.monitor.every
      if row >= trace.count { continue }
      let owned = blocks[trace.population]
      let neurons = (owned.lowerBound * laneCount..<owned.upperBound * laneCount).clamped(to: trace.neurons)
      let population = network.populations[trace.population]
      for neuron in neurons {
        trace.values[row * trace.neurons.count + neuron - trace.neurons.lowerBound] = population.read(trace.variable, neuron)
      }
    }
  }

  /// Takes the spikes of a round.
  func take(_ steps: Range<Int>, from histories: [SpikeHistory]) {
    for index in spikes.indices {
      let history = histories[spikes[index].population]
      for step in steps.clamped(to: spikes[index].record.window) {
        for thread in 0..<history.threads {
          for neuron in history[step, thread] {
            spikes[index].record.steps.append(Int32(truncatingIfNeeded: step))
            spikes[index].record.neuron.append(Int32(truncatingIfNeeded: neuron))
          }
        }
      }
    }
  }

  /// What was recorded up to a step.
  func saved(before step: Int) -> SavedRecording {
    SavedRecording(
      spikes: spikes.map { SavedLists([$0.record.steps, $0.record.neuron]) },
      traces: traces.map { trace in
        let samples = step <= trace.first ? 0 : min(trace.count, (step - 1 - trace.first) / trace.monitor.every + 1)
        return Data(
          borrowing: UnsafeRawBufferPointer(UnsafeBufferPointer(start: trace.values, count: samples * trace.neurons.count)))
      })
  }

  /// Whether what was kept is of these monitors.
  func fits(_ saved: SavedRecording) -> Bool {
    saved.spikes.count == spikes.count && saved.traces.count == traces.count
      && saved.spikes.allSatisfy { lists in
        lists.lists(of: Int32.self).map { $0.count == 2 && $0[0].count == $0[1].count } ?? false
      }
      && zip(saved.traces, traces).allSatisfy { $0.count <= 8 * $1.count * $1.neurons.count && $0.count.isMultiple(of: 8) }
  }

  /// Puts back what was kept.
  func restore(_ saved: SavedRecording) {
    for (index, lists) in saved.spikes.enumerated() {
      guard let lists = lists.lists(of: Int32.self), lists.count == 2 else { continue }
      (spikes[index].record.steps, spikes[index].record.neuron) = (lists[0], lists[1])
    }
    for (trace, data) in zip(traces, saved.traces) {
      data.copyBytes(to: UnsafeMutableRawBufferPointer(start: trace.values, count: data.count))
    }
  }

  /// What was recorded.
  func record(steps: Int, events: Int) -> NetworkRecord {
    NetworkRecord(
      spikes: spikes.map(\.record),
      traces: traces.map { trace in
        NetworkRecord.Trace(
          population: trace.monitor.population, variable: network.models[trace.population].variables[trace.variable],
          times: (0..<trace.count).map { Double(trace.first + 1 + $0 * trace.monitor.every) * network.description.dt },
          neurons: trace.neurons,
          values: Matrix(
            rows: trace.count, columns: trace.neurons.count,
            elements: Array(UnsafeBufferPointer(start: trace.values, count: trace.count * trace.neurons.count))))
      }, steps: steps, events: events)
  }
}
