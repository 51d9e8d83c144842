extension SynapseRows {
  /// Whether each source reaches all targets of a range but a few, none twice, and a quarter of all targets or more.
  func reachNearlyAll(of targets: Int) -> Bool {
    if count == 0 { return false }
    for segment in 0..<start.count - 1 where start[segment] < start[segment + 1] {
      let range = Int(start[segment])..<Int(start[segment + 1])
      let span = Int(target[range.upperBound - 1]) - Int(target[range.lowerBound]) + 1
      guard 4 * range.count >= targets, (0...8).contains(span - range.count) else { return false }
      // Targets ascend within a segment.
      for place in range.dropFirst() where target[place] == target[place - 1] { return false }
    }
    return true
  }
}

extension PlasticSynapses {
  /// Delivers a spike of a source that reaches nearly all targets, after changing the weights: the same numbers as synapse by
  /// synapse, since each weight sees the same changes in the same order.
  func deliver(
    _ state: SourceState, segment: Int, emitted: Int, delay: Int, range: Range<Int>, _ history: SharedHistory,
    to input: UnsafeMutablePointer<Double>
  ) {
    if range.isEmpty { return }
    if state.last >= 0 { grow(range, state, through: min(emitted, lastStep), delay: delay, history) }
    if emitted > lastStep {
      for place in range { input[Int(rows.target[place])] += weights[place] }
      return
    }
    let number = segment % rows.delays.count
    let lower = history.owned.lowerBound
    let falls = history.falls(number, before: emitted - delay, amount: rule.fall, decay: fastMinus)
    let (lowest, weights) = (rule.lowest, self.weights)
    rows.target.withUnsafeBufferPointer { target in
      let first = Int(target[range.lowerBound])
      if Int(target[range.upperBound - 1]) - first + 1 == range.count {
        // No gap: three vectors side by side.
        let (weights, falls, input) = (weights + range.lowerBound, falls + (first - lower), input + first)
        for place in 0..<range.count {
          let fallen = weights[place] - falls[place]
          let weight = fallen >= lowest ? fallen : lowest
          weights[place] = weight
          input[place] += weight
        }
      } else {
        for place in range {
          let neuron = Int(target[place])
          let fallen = weights[place] - falls[neuron &- lower]
          let weight = fallen >= lowest ? fallen : lowest
          weights[place] = weight
          input[neuron] += weight
        }
      }
    }
  }

  /// Grows the weights of a segment by the spikes of its targets that reached the synapses since they were last caught up, in
  /// the order of time.
  ///
  /// - Parameter time: the last step of which arrivals count.
  func grow(_ range: Range<Int>, _ state: SourceState, through time: Int, delay: Int, _ history: SharedHistory) {
    if range.isEmpty || state.last < 0 { return }
    let events = history.range(from: Int(state.taken) - delay + 1, through: time - delay)
    if events.isEmpty { return }
    let (last, trace, growth, highest, weights) = (Int(state.last), state.fast, rule.growth, rule.highest, self.weights)
    rows.target.withUnsafeBufferPointer { target in
      fastPlus.values.withUnsafeBufferPointer { table in
        history.events.withUnsafeBufferPointer { list in
          let (first, final) = (Int(target[range.lowerBound]), range.count &- 1)
          var (step, amount) = (Int32(-1), 0.0)
          for index in events {
            let event = list[index]
            if event.step != step {
              step = event.step
              let since = Int(step) &+ delay &- last
              amount = trace * (since < table.count ? table[since] : 0) * growth
            }
            // Without gaps a target stands as far from the first as its number says; with gaps a little before that.
            var place = Int(event.target) &- first
            if place < 0 { continue }
            place = min(place, final) &+ range.lowerBound
            while place > range.lowerBound, target[place] > event.target { place &-= 1 }
            if target[place] != event.target { continue }
            let grown = weights[place] + amount
            weights[place] = grown < highest ? grown : highest
          }
        }
      }
    }
  }
}
