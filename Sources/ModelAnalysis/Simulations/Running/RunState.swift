import AttractorModels
import Foundation
import SpikingNetworks

/// Where a simulation stands, with all that was kept until then: enough to go on to the same result.
struct RunState: Equatable {
  /// What a recorder kept.
  struct Kept: Equatable {
    var looks: Int
    var previous: [Double]
    var singles: [Float]
    var doubles: [Double]
  }

  /// Steps that are done.
  var step: Int
  /// Of the network.
  var state: [Double]
  /// Of each recorder, in the order of the monitors.
  var kept: [Kept]
  /// Of the neurons whose spikes are drawn; empty without.
  var rates: [Float]
  /// x and y of what the network said of the animal's place after each step; NaN for nowhere, empty without.
  var estimates: [Double]

  /// Reads back what `data` gave.
  ///
  /// - Returns: `nil` for anything else.
  init?(_ data: Data) {
    var bytes = StateReader(data)
    guard let step = bytes.integer(), let state: [Double] = bytes.array(), let count = bytes.integer(),
      (0...10_000).contains(count)
    else { return nil }
    var kept: [Kept] = []
    for _ in 0..<count {
      guard let looks = bytes.integer(), let previous: [Double] = bytes.array(), let singles: [Float] = bytes.array(),
        let doubles: [Double] = bytes.array()
      else { return nil }
      kept.append(Kept(looks: looks, previous: previous, singles: singles, doubles: doubles))
    }
    guard let rates: [Float] = bytes.array(), let estimates: [Double] = bytes.array(), bytes.isAtEnd else { return nil }
    (self.step, self.state, self.kept, self.rates, self.estimates) = (step, state, kept, rates, estimates)
  }

  init(step: Int, state: [Double], kept: [Kept], rates: [Float], estimates: [SIMD2<Double>?]) {
    (self.step, self.state, self.kept, self.rates) = (step, state, kept, rates)
    self.estimates = estimates.flatMap { $0.map { [$0.x, $0.y] } ?? [.nan, .nan] }
  }

  /// Of the animal's place; `nil` for nowhere.
  var places: [SIMD2<Double>?] {
    stride(from: 0, to: estimates.count - 1, by: 2).map {
      estimates[$0].isNaN ? nil : SIMD2(estimates[$0], estimates[$0 + 1])
    }
  }

  /// As bytes.
  var data: Data {
    let size = kept.reduce(8 * (state.count + estimates.count) + 4 * rates.count) { sum, one in
      sum + 8 * (one.previous.count + one.doubles.count) + 4 * one.singles.count + 32
    }
    var bytes = StateWriter(capacity: size + 64)
    bytes.append(step)
    bytes.append(state)
    bytes.append(kept.count)
    for one in kept {
      bytes.append(one.looks)
      bytes.append(one.previous)
      bytes.append(one.singles)
      bytes.append(one.doubles)
    }
    bytes.append(rates)
    bytes.append(estimates)
    return bytes.data
  }
}

/// What looks at a run, which goes on with it where it was stopped.
struct RunRecorders {
  /// Of probes, and of the angles of spikes.
  var probes: [ProbeRecorder]
  var rates: RateRecorder?
  var belief: (any PlaceBelief)?

  /// The animal decides first: what is looked at may be where it goes.
  var monitors: [any Monitor] {
    let led: [any Monitor] = belief.map { [$0] } ?? []
    return led + probes + (rates.map { [$0] } ?? [])
  }

  /// What was kept up to a place of the run.
  func state(at place: Checkpoint) -> RunState {
    RunState(
      step: place.step, state: place.state, kept: probes.map(\.kept), rates: rates?.rates ?? [],
      estimates: belief?.estimates ?? [])
  }

  /// Puts back what was kept.
  ///
  /// - Returns: where the run stands; `nil` where the state is not one of these recorders.
  func restored(_ saved: RunState, values: Int) -> Checkpoint? {
    guard saved.kept.count == probes.count, saved.state.count == values, saved.step >= 0,
      belief == nil ? saved.estimates.isEmpty : saved.estimates.count == 2 * (saved.step + 1)
    else { return nil }
    for (probe, kept) in zip(probes, saved.kept) { probe.kept = kept }
    rates?.rates = saved.rates
    belief?.repeatWay(saved.places)
    return Checkpoint(step: saved.step, state: saved.state)
  }
}
