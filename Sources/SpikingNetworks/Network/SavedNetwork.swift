import Foundation

/// A network with all that was recorded, as it stands between two rounds: enough to go on to the same bytes, on any number of
/// threads.
struct SavedNetwork {
  /// Steps that are done.
  var step: Int
  /// Synaptic events so far.
  var events: Int
  /// The step after which states were last looked at; what plastic synapses forget goes by it.
  var checked: Int
  /// By population: the spikes of the last steps, oldest first.
  var spikes: [SavedLists]
  /// The memory of neurons, sources, synapses and of what is under way, in the order of `SpikingNetwork.memory`; borrowed.
  var memory: [Data]
  /// Of the projections that learn.
  var plastic: [SavedPlasticity]
  /// What was recorded.
  var recorded: SavedRecording

  /// What the bytes of a network begin with.
  private static let mark = 0x4E45_5457

  /// Reads back what `data` gave.
  ///
  /// - Returns: `nil` for anything else.
  init?(_ data: Data) {
    var bytes = StateReader(data)
    guard bytes.integer() == Self.mark, let step = bytes.integer(), let events = bytes.integer(),
      let checked = bytes.integer(), let spikes = bytes.list({ SavedLists(&$0) }), let memory = bytes.list({ $0.memory() }),
      let plastic = bytes.list({ SavedPlasticity(&$0) }), let recorded = bytes.list({ SavedLists(&$0) }),
      let traces = bytes.list({ $0.memory() }), bytes.isAtEnd
    else { return nil }
    (self.step, self.events, self.checked, self.spikes) = (step, events, checked, spikes)
    (self.memory, self.plastic) = (memory, plastic)
    self.recorded = SavedRecording(spikes: recorded, traces: traces)
  }

  init(
    step: Int, events: Int, checked: Int, spikes: [SavedLists], memory: [Data], plastic: [SavedPlasticity],
    recorded: SavedRecording
  ) {
    (self.step, self.events, self.checked, self.spikes) = (step, events, checked, spikes)
    (self.memory, self.plastic, self.recorded) = (memory, plastic, recorded)
  }

  /// As bytes, the one copy of what is borrowed.
  var data: Data {
    let lists = (spikes + recorded.spikes + plastic.map(\.targets)).reduce(0) { $0 + $1.size + 16 }
    let parts = (memory + recorded.traces + plastic.map(\.sources)).reduce(0) { $0 + $1.count + 8 }
    var bytes = StateWriter(capacity: lists + parts + 1024)
    for number in [Self.mark, step, events, checked, spikes.count] { bytes.append(number) }
    for list in spikes { list.write(to: &bytes) }
    bytes.append(memory)
    bytes.append(plastic.count)
    for one in plastic { one.write(to: &bytes) }
    bytes.append(recorded.spikes.count)
    for list in recorded.spikes { list.write(to: &bytes) }
    bytes.append(recorded.traces)
    return bytes.data
  }
}

/// Lists one behind the other.
struct SavedLists {
  /// How long each is.
  private var counts: Data
  private var elements: Data

  init<Element: BitwiseCopyable>(_ lists: [[Element]]) {
    counts = Data(numbers: lists.map(\.count))
    elements = Data(numbers: lists.flatMap(\.self))
  }

  init?(_ bytes: inout StateReader) {
    guard let counts = bytes.memory(), let elements = bytes.memory() else { return nil }
    (self.counts, self.elements) = (counts, elements)
  }

  /// Bytes of it.
  var size: Int { counts.count + elements.count }

  func write(to bytes: inout StateWriter) {
    bytes.append(counts)
    bytes.append(elements)
  }

  /// The lists again; `nil` for those of other elements.
  func lists<Element: BitwiseCopyable>(of type: Element.Type) -> [[Element]]? {
    guard let counts = counts.numbers(of: Int.self), let all = elements.numbers(of: type),
      counts.allSatisfy({ $0 >= 0 }), counts.reduce(0, +) == all.count
    else { return nil }
    var first = 0
    return counts.map { count in
      defer { first += count }
      return Array(all[first..<first + count])
    }
  }
}

/// What a projection that learns keeps beside its weights.
struct SavedPlasticity {
  /// Of the segments of sources.
  var sources: Data
  /// The spikes of each target.
  var targets: SavedLists
  /// Of the threads, where each source reaches nearly all targets.
  var histories: [SharedHistory.Saved]
}

extension SavedPlasticity {
  init?(_ bytes: inout StateReader) {
    guard let sources = bytes.memory(), let targets = SavedLists(&bytes),
      let histories = bytes.list({ SharedHistory.Saved(&$0) })
    else { return nil }
    self.init(sources: sources, targets: targets, histories: histories)
  }

  func write(to bytes: inout StateWriter) {
    bytes.append(sources)
    targets.write(to: &bytes)
    bytes.append(histories.count)
    for history in histories { history.write(to: &bytes) }
  }
}

extension SharedHistory.Saved {
  init?(_ bytes: inout StateReader) {
    guard let lower = bytes.integer(), let upper = bytes.integer(), lower <= upper, let base = bytes.integer(),
      let firstOfStep = bytes.array(of: Int.self), let taken = bytes.array(of: Int.self), let events = bytes.memory(),
      let last = bytes.memory(), let newest = bytes.memory()
    else { return nil }
    self.init(
      owned: lower..<upper, base: base, firstOfStep: firstOfStep, taken: taken, events: events, last: last, newest: newest)
  }

  func write(to bytes: inout StateWriter) {
    for number in [owned.lowerBound, owned.upperBound, base] { bytes.append(number) }
    bytes.append(firstOfStep)
    bytes.append(taken)
    for part in [events, last, newest] { bytes.append(part) }
  }
}

/// What was recorded so far.
struct SavedRecording {
  /// Steps and neurons of the spikes of each population that is looked at.
  var spikes: [SavedLists]
  /// The samples of each variable that is looked at; borrowed.
  var traces: [Data]
}

extension Data {
  /// Numbers as they stand in memory.
  init<Number: BitwiseCopyable>(numbers: [Number]) { self = numbers.withUnsafeBytes { Data($0) } }

  /// The numbers again; `nil` where the length is that of no whole number of them.
  func numbers<Number: BitwiseCopyable>(of type: Number.Type) -> [Number]? {
    let stride = MemoryLayout<Number>.stride
    guard count.isMultiple(of: stride) else { return nil }
    return [Number](unsafeUninitializedCapacity: count / stride) { buffer, filled in
      copyBytes(to: UnsafeMutableRawBufferPointer(buffer))
      filled = count / stride
    }
  }
}

extension SpikingNetwork {
  /// All memory of a fixed size that a run changes.
  ///
  /// - Parameter state: what passes from one round to the next.
  func memory(_ state: NetworkState) -> [UnsafeMutableRawBufferPointer] {
    var all = populations.flatMap { $0.memory() }
    all += state.slots.flatMap(\.memory)
    all += state.values.compactMap { $0?.memory }
    all += state.potentials.compactMap { $0?.memory }
    all += links.flatMap { $0.filter?.memory ?? [] }
    all += links.flatMap { $0.plastic?.memory ?? [] }
    return all
  }

  /// The longest delay, steps.
  var longestDelay: Int { links.compactMap(\.rows.delays.last).max() ?? 1 }

  /// Puts back the state of neurons and synapses.
  ///
  /// - Precondition: the network was just built, and no thread is running.
  /// - Returns: whether it is the state of this network; otherwise nothing was changed.
  func restore(_ saved: SavedNetwork, into state: NetworkState) -> Bool {
    let memory = memory(state)
    let learning = links.compactMap(\.plastic)
    let lists = saved.spikes.compactMap { $0.lists(of: UInt32.self) }
    let steps = max(0, saved.step - longestDelay)..<max(0, saved.step)
    guard memory.map(\.count) == saved.memory.map(\.count), learning.count == saved.plastic.count,
      lists.count == populations.count, lists.allSatisfy({ $0.count == steps.count }),
      zip(learning, saved.plastic).allSatisfy({ $0.fits($1) })
    else { return false }
    for (part, data) in zip(memory, saved.memory) { data.copyBytes(to: part) }
    for (history, lists) in zip(state.spikes, lists) {
      for (step, list) in zip(steps, lists) { history[step, 0] = list }
    }
    for (synapses, kept) in zip(learning, saved.plastic) { synapses.restore(kept) }
    step = saved.step
    events = saved.events
    return true
  }
}

extension SpikeHistory {
  /// The spikes of the last steps before one.
  func saved(before step: Int, steps: Int) -> SavedLists {
    SavedLists((max(0, step - steps)..<max(0, step)).map { past in (0..<threads).flatMap { self[past, $0] } })
  }
}
