import Foundation

/// The spikes of one thread's targets in the order of time, for synapses of which each source reaches nearly all targets: what
/// the targets did since a source's last spike is then one walk through this list, and what a source finds of them is made once
/// for all sources of a step.
///
/// Holds memory of its own and is touched by one thread.
final class SharedHistory: @unchecked Sendable {
  /// A spike of a target with its fast trace right after it.
  struct Event: BitwiseCopyable {
    var step: Int32
    var target: UInt32
    var fast: Double
  }

  /// The targets of the thread.
  let owned: Range<Int>
  private(set) var events: [Event] = []
  /// The step of which `firstOfStep` begins, and for each step from then on the number of its first event.
  private var base: Int
  private var firstOfStep: [Int] = []
  /// By number of a delay: events that were taken into `last`.
  private var taken: [Int]
  /// By number of a delay, then target: the last spike that counts, and its trace; long ago and 0 before the first.
  private var last: [[Event]]
  /// The step for which `falls` is made, by number of a delay.
  private var fallStep: [Int]
  private let falls: UnsafeMutablePointer<Double>
  /// The last spike of each target.
  private var newest: [Event]

  /// - Parameters:
  ///   - others: what threads knew that owned the targets before; none at the beginning.
  ///   - delays: how many different delays there are.
  init(owned: Range<Int>, of others: [SharedHistory], delays: Int) {
    self.owned = owned
    let parts = others.filter { !$0.firstOfStep.isEmpty }
    func joined(_ values: (SharedHistory) -> [Event]) -> [Event] {
      let found = parts.flatMap { part in values(part).filter { owned.contains(Int($0.target)) } }
      return found.isEmpty ? owned.map { Event(step: .min / 2, target: UInt32($0), fast: 0) } : found
    }
    // For each delay all targets have to be as far as the one that is farthest.
    let bounds = (0..<delays).map { number in
      parts.map { $0.taken[number] == 0 ? -1 : Int($0.events[$0.taken[number] - 1].step) }.max() ?? -1
    }
    for part in parts {
      for number in 0..<delays { part.take(number, before: bounds[number] + 1) }
    }
    newest = joined(\.newest)
    last = (0..<delays).map { number in joined { $0.last[number] } }
    let merged = parts.flatMap { part in part.events.filter { owned.contains(Int($0.target)) } }
      .sorted { ($0.step, $0.target) < ($1.step, $1.target) }
    base = parts.map(\.base).min() ?? 0
    events = merged
    var index = 0
    for step in base..<max(base, parts.map { $0.base + $0.firstOfStep.count }.max() ?? base) {
      while index < merged.count, Int(merged[index].step) < step { index += 1 }
      firstOfStep.append(index)
    }
    taken = bounds.map { bound in merged.firstIndex { Int($0.step) > bound } ?? merged.count }
    fallStep = [Int](repeating: .min, count: delays)
    falls = .allocate(capacity: max(1, delays * owned.count))
  }

  deinit { falls.deallocate() }

  /// All of it but what is made anew when it is asked for.
  struct Saved {
    var owned: Range<Int>
    var base: Int
    var firstOfStep, taken: [Int]
    /// Of `Event`, as they stand in memory.
    var events, last, newest: Data
  }

  /// What is kept of it between two runs of the program.
  var saved: Saved {
    Saved(
      owned: owned, base: base, firstOfStep: firstOfStep, taken: taken, events: Data(numbers: events),
      last: Data(numbers: last.flatMap(\.self)), newest: Data(numbers: newest))
  }

  /// Goes on from what was kept.
  ///
  /// - Returns: `nil` for what is no history of so many delays.
  init?(_ saved: Saved, delays: Int) {
    let count = saved.owned.count
    guard let events = saved.events.numbers(of: Event.self), let last = saved.last.numbers(of: Event.self),
      let newest = saved.newest.numbers(of: Event.self), saved.taken.count == delays, last.count == delays * count,
      newest.count == count, saved.taken.allSatisfy({ (0...events.count).contains($0) }),
      saved.firstOfStep.allSatisfy({ (0...events.count).contains($0) })
    else { return nil }
    owned = saved.owned
    (self.events, self.newest) = (events, newest)
    (base, firstOfStep, taken) = (saved.base, saved.firstOfStep, saved.taken)
    self.last = (0..<delays).map { Array(last[$0 * count..<($0 + 1) * count]) }
    fallStep = [Int](repeating: .min, count: delays)
    falls = .allocate(capacity: max(1, delays * count))
  }

  /// Takes the spikes of a step.
  func note(_ spikes: [UInt32], step: Int, isNearest: Bool, decay: DecayTable) {
    if firstOfStep.isEmpty, events.isEmpty { base = step }
    firstOfStep.append(events.count)
    for target in spikes {
      let place = Int(target) - owned.lowerBound
      let former = newest[place]
      var event = Event(step: Int32(truncatingIfNeeded: step), target: target, fast: 1)
      if former.step >= 0, !isNearest { event.fast = former.fast * decay[step - Int(former.step)] + 1 }
      newest[place] = event
      events.append(event)
    }
  }

  /// The events of the steps from `first` to `final`.
  @inline(__always)
  func range(from first: Int, through final: Int) -> Range<Int> {
    if final < first { return 0..<0 }
    let (low, high) = (max(0, first - base), final + 1 - base)
    let begin = low < firstOfStep.count ? firstOfStep[low] : events.count
    let end = high < 0 ? 0 : high < firstOfStep.count ? firstOfStep[high] : events.count
    return begin..<max(begin, end)
  }

  /// Lets spikes before a step count for a delay.
  private func take(_ number: Int, before step: Int) {
    var index = taken[number]
    if index == events.count || Int(events[index].step) >= step { return }
    let lower = owned.lowerBound
    last[number].withUnsafeMutableBufferPointer { last in
      while index < events.count, Int(events[index].step) < step {
        last[Int(events[index].target) &- lower] = events[index]
        index &+= 1
      }
    }
    taken[number] = index
  }

  /// By how much a source whose spike finds the targets as they were before a step lets their weights fall, by target.
  @inline(__always)
  func falls(_ number: Int, before step: Int, amount: Double, decay: DecayTable) -> UnsafePointer<Double> {
    if fallStep[number] != step { prepareFalls(number, before: step, amount: amount, decay: decay) }
    return UnsafePointer(falls + number &* owned.count)
  }

  private func prepareFalls(_ number: Int, before step: Int, amount: Double, decay: DecayTable) {
    fallStep[number] = step
    take(number, before: step)
    let falls = self.falls + number * owned.count
    last[number].withUnsafeBufferPointer { last in
      decay.values.withUnsafeBufferPointer { table in
        for place in 0..<last.count {
          let since = step &- Int(last[place].step)
          falls[place] = last[place].fast * (since < table.count ? table[since] : 0) * amount
        }
      }
    }
  }

  /// Forgets events before a step that nothing asks for any more.
  func forget(before step: Int) {
    let first = range(from: step, through: step).lowerBound
    guard first > 0, step > base else { return }
    for number in taken.indices { take(number, before: step) }
    events.removeFirst(first)
    firstOfStep.removeFirst(min(firstOfStep.count, step - base))
    for index in firstOfStep.indices { firstOfStep[index] -= first }
    for number in taken.indices { taken[number] -= first }
    base = step
  }
}
