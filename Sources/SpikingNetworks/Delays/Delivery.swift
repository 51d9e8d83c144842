/// One projection as one thread sees it: the part of each segment whose targets it owns.
final class Delivery: Sendable {
  /// The population that it is from.
  let from: Int
  let rows: SynapseRows
  /// Of a projection that learns.
  let plastic: PlasticSynapses?
  /// Of synapses that are more than weights.
  let filter: SynapseFilter?
  /// The neurons of the target that the thread owns.
  let owned: Range<Int>
  /// Bounds of each segment.
  private let begin: [UInt32]
  private let end: [UInt32]

  /// - Parameters:
  ///   - owned: the neurons of the target that the thread owns.
  ///   - all: whether those are all of them.
  init(_ link: SpikingNetwork.Link, to owned: Range<Int>, isWhole: Bool) {
    (from, rows, plastic, filter, self.owned) = (link.from, link.rows, link.plastic, link.filter, owned)
    if isWhole {
      begin = rows.start
      end = Array(rows.start.dropFirst())
    } else {
      begin = Self.bounds(rows, owned.lowerBound)
      end = Self.bounds(rows, owned.upperBound)
    }
  }

  /// For each segment the place of the first target that is not below `neuron`.
  private static func bounds(_ rows: SynapseRows, _ neuron: Int) -> [UInt32] {
    (0..<max(0, rows.start.count - 1)).map { segment in
      var (low, high) = (Int(rows.start[segment]), Int(rows.start[segment + 1]))
      while low < high {
        let middle = (low + high) / 2
        if Int(rows.target[middle]) < neuron { low = middle + 1 } else { high = middle }
      }
      return UInt32(low)
    }
  }

  /// Adds the spikes that arrive at step `now` to the input, and lists where.
  ///
  /// - Returns: synaptic events.
  func deliver(
    _ history: SpikeHistory, at now: Int, to input: UnsafeMutablePointer<Double>, _ list: ArrivedInput.List
  ) -> Int {
    var events = 0
    let delays = rows.delays.count
    rows.target.withUnsafeBufferPointer { target in
      rows.weight.withUnsafeBufferPointer { weight in
        begin.withUnsafeBufferPointer { begin in
          end.withUnsafeBufferPointer { end in
            for number in 0..<delays {
              let emitted = now &- rows.delays[number]
              if emitted < 0 { break }
              for thread in 0..<history.threads {
                history[emitted, thread].withUnsafeBufferPointer { spikes in
                  for source in spikes {
                    let segment = Int(source) &* delays &+ number
                    let range = Int(begin[segment])..<Int(end[segment])
                    events &+= range.count
                    // A list as long as half of the neurons is slower than looking at all of them.
                    if range.count > list.capacity &- list.count { list.isEverywhere = true }
                    if list.isEverywhere {
                      add(range, target, weight, to: input)
                    } else {
                      add(range, target, weight, to: input, list)
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
    return events
  }

  @inline(__always)
  private func add(
    _ range: Range<Int>, _ target: UnsafeBufferPointer<UInt32>, _ weight: UnsafeBufferPointer<Float>,
    to input: UnsafeMutablePointer<Double>
  ) {
    if weight.isEmpty {
      let common = rows.commonWeight
      for place in range { input[Int(target[place])] += common }
    } else {
      for place in range { input[Int(target[place])] += Double(weight[place]) }
    }
  }

  @inline(__always)
  private func add(
    _ range: Range<Int>, _ target: UnsafeBufferPointer<UInt32>, _ weight: UnsafeBufferPointer<Float>,
    to input: UnsafeMutablePointer<Double>, _ list: ArrivedInput.List
  ) {
    let neurons = list.neurons
    var count = list.count
    // Written every time and counted where the slot was empty: no branch that could not be foreseen.
    if weight.isEmpty {
      let common = rows.commonWeight
      for place in range {
        let neuron = target[place]
        let former = input[Int(neuron)]
        neurons[count] = neuron
        count &+= former == 0 ? 1 : 0
        input[Int(neuron)] = former + common
      }
    } else {
      for place in range {
        let neuron = target[place]
        let former = input[Int(neuron)]
        neurons[count] = neuron
        count &+= former == 0 ? 1 : 0
        input[Int(neuron)] = former + Double(weight[place])
      }
    }
    list.count = count
  }

  /// The same where the weights change on the way.
  func deliver(
    _ history: SpikeHistory, at now: Int, to input: UnsafeMutablePointer<Double>, _ plastic: PlasticSynapses, thread own: Int
  ) -> Int {
    var events = 0
    for (number, delay) in rows.delays.enumerated() where now >= delay {
      for thread in 0..<history.threads {
        for source in history[now - delay, thread] {
          let segment = Int(source) * rows.delays.count + number
          let range = Int(begin[segment])..<Int(end[segment])
          events += range.count
          plastic.deliver(segment: segment, emitted: now - delay, delay: delay, range: range, thread: own, to: input)
        }
      }
    }
    return events
  }

  /// The same of synapses that are more than weights.
  ///
  /// - Parameters:
  ///   - values: what the source puts out in place of spikes.
  ///   - potentials: of source and target, of a gap junction.
  func deliver(
    _ history: SpikeHistory, values: ValueHistory?, potentials: (source: ValueHistory, target: ValueHistory)?, at now: Int,
    to input: UnsafeMutablePointer<Double>, _ filter: SynapseFilter
  ) -> Int {
    var events = 0
    let into = filter.collects ? filter.arrived : input
    let isMaximum = filter.kind == .maximum
    func pass(_ source: Int, _ number: Int, _ amount: (Int) -> Double) {
      let segment = source * rows.delays.count + number
      for place in Int(begin[segment])..<Int(end[segment]) {
        let target = Int(rows.target[place])
        into[target] = isMaximum ? max(into[target], amount(place)) : into[target] + amount(place)
      }
      events += Int(end[segment] - begin[segment])
    }
    for (number, delay) in rows.delays.enumerated() {
      if let (source, target) = potentials {
        let (from, to) = (source.row(now - delay), target.row(now - delay))
        for neuron in 0..<rows.sources {
          pass(neuron, number) { rows.weight($0) * (from[neuron] - to[Int(rows.target[$0])]) }
        }
      } else if let values {
        let row = values.row(now - delay)
        if case .rateToSpikes = filter.kind {
          for source in 0..<rows.sources where row[source] > 0 {
            pass(source, number) { filter.spikes($0, rate: row[source], step: now) ? rows.weight($0) : 0 }
          }
        } else {
          for source in 0..<rows.sources where isMaximum || row[source] != 0 {
            pass(source, number) { rows.weight($0) * row[source] }
          }
        }
      } else if now >= delay {
        for thread in 0..<history.threads {
          for source in history[now - delay, thread] where filter.keeps(source, emitted: now - delay) {
            pass(Int(source), number, rows.weight)
          }
        }
      }
    }
    if filter.collects { filter.pass(owned, to: input) }
    return events
  }

  /// Adds the numbers that arrive at step `now`, each times its weight.
  func deliver(_ history: ValueHistory, at now: Int, to input: UnsafeMutablePointer<Double>) {
    let delays = rows.delays.count
    for number in 0..<delays {
      let values = history.row(now - rows.delays[number])
      for source in 0..<rows.sources where values[source] != 0 {
        let segment = source * delays + number
        let value = values[source]
        if rows.weight.isEmpty {
          for place in Int(begin[segment])..<Int(end[segment]) { input[Int(rows.target[place])] += rows.commonWeight * value }
        } else {
          for place in Int(begin[segment])..<Int(end[segment]) {
            input[Int(rows.target[place])] += Double(rows.weight[place]) * value
          }
        }
      }
    }
  }
}
