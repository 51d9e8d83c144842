/// One projection as one thread sees it: the part of each segment whose targets it owns.
struct Delivery: Sendable {
  let rows: SynapseRows
  /// Bounds of each segment.
  private let begin: [UInt32]
  private let end: [UInt32]

  /// - Parameters:
  ///   - owned: the neurons of the target that the thread owns.
  ///   - all: whether those are all of them.
  init(_ rows: SynapseRows, to owned: Range<Int>, isWhole: Bool) {
    self.rows = rows
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

  /// Adds the spikes that arrive at step `now` to the input.
  ///
  /// - Returns: synaptic events.
  func deliver(_ history: SpikeHistory, at now: Int, to input: UnsafeMutablePointer<Double>) -> Int {
    var events = 0
    let delays = rows.delays.count
    let common = rows.commonWeight
    rows.target.withUnsafeBufferPointer { target in
      rows.weight.withUnsafeBufferPointer { weight in
        begin.withUnsafeBufferPointer { begin in
          end.withUnsafeBufferPointer { end in
            for number in 0..<delays {
              let emitted = now &- rows.delays[number]
              if emitted < 0 { break }
              for thread in 0..<history.threads {
                for source in history[emitted, thread] {
                  let segment = Int(source) &* delays &+ number
                  let (first, last) = (Int(begin[segment]), Int(end[segment]))
                  events &+= last &- first
                  var place = first
                  if weight.isEmpty {
                    while place < last {
                      input[Int(target[place])] += common
                      place &+= 1
                    }
                  } else {
                    while place < last {
                      input[Int(target[place])] += Double(weight[place])
                      place &+= 1
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
