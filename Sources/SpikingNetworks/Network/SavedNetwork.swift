import Foundation

/// A network with all that was recorded, as it stands between two rounds: enough to go on to the same bytes, on any number of
/// threads.
struct SavedNetwork: Codable {
  /// Steps that are done.
  var step: Int
  /// Synaptic events so far.
  var events: Int
  /// The step after which states were last looked at; what plastic synapses forget goes by it.
  var checked: Int
  /// By population: the spikes of the last steps, oldest first.
  var spikes: [SavedLists]
  /// The memory of neurons, sources, synapses and of what is under way, in the order of `SpikingNetwork.memory`.
  var memory: [Data]
  /// Of the projections that learn.
  var plastic: [SavedPlasticity]
  /// What was recorded.
  var recorded: SavedRecording

  /// Reads back what `data` gave.
  ///
  /// - Returns: `nil` for anything else.
  init?(_ data: Data) {
    guard let saved = try? PropertyListDecoder().decode(SavedNetwork.self, from: data) else { return nil }
    self = saved
  }

  init(
    step: Int, events: Int, checked: Int, spikes: [SavedLists], memory: [Data], plastic: [SavedPlasticity],
    recorded: SavedRecording
  ) {
    (self.step, self.events, self.checked, self.spikes) = (step, events, checked, spikes)
    (self.memory, self.plastic, self.recorded) = (memory, plastic, recorded)
  }

  /// Numbers as they stand in memory, in a property list.
  func data() throws -> Data {
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    return try encoder.encode(self)
  }
}

/// Lists one behind the other.
struct SavedLists: Codable {
  /// How long each is.
  private var counts: Data
  private var elements: Data

  init<Element: BitwiseCopyable>(_ lists: [[Element]]) {
    counts = Data(numbers: lists.map(\.count))
    elements = Data(numbers: lists.flatMap(\.self))
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
struct SavedPlasticity: Codable {
  /// Of the segments of sources.
  var sources: Data
  /// The spikes of each target.
  var targets: SavedLists
  /// Of the threads, where each source reaches nearly all targets.
  var histories: [SharedHistory.Saved]
}

/// What was recorded so far.
struct SavedRecording: Codable {
  /// Steps and neurons of the spikes of each population that is looked at.
  var spikes: [SavedLists]
  /// The samples of each variable that is looked at.
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
