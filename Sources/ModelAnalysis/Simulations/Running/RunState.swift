import AttractorModels
import Foundation

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
    var bytes = data[...]
    guard let step = Self.integer(&bytes), let state: [Double] = Self.array(&bytes), let count = Self.integer(&bytes),
      (0...10_000).contains(count)
    else { return nil }
    var kept: [Kept] = []
    for _ in 0..<count {
      guard let looks = Self.integer(&bytes), let previous: [Double] = Self.array(&bytes),
        let singles: [Float] = Self.array(&bytes), let doubles: [Double] = Self.array(&bytes)
      else { return nil }
      kept.append(Kept(looks: looks, previous: previous, singles: singles, doubles: doubles))
    }
    guard let rates: [Float] = Self.array(&bytes), let estimates: [Double] = Self.array(&bytes), bytes.isEmpty else {
      return nil
    }
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

  /// Numbers as they stand in memory, each list behind its length.
  var data: Data {
    var data = Data()
    Self.append(step, to: &data)
    Self.append(state, to: &data)
    Self.append(kept.count, to: &data)
    for one in kept {
      Self.append(one.looks, to: &data)
      Self.append(one.previous, to: &data)
      Self.append(one.singles, to: &data)
      Self.append(one.doubles, to: &data)
    }
    Self.append(rates, to: &data)
    Self.append(estimates, to: &data)
    return data
  }

  private static func append(_ value: Int, to data: inout Data) {
    withUnsafeBytes(of: Int64(value).littleEndian) { data.append(contentsOf: $0) }
  }

  private static func append<Value: BitwiseCopyable>(_ values: [Value], to data: inout Data) {
    append(values.count, to: &data)
    values.withUnsafeBytes { data.append(contentsOf: $0) }
  }

  private static func integer(_ bytes: inout Data.SubSequence) -> Int? {
    guard bytes.count >= 8 else { return nil }
    let value = bytes.prefix(8).withUnsafeBytes { $0.loadUnaligned(as: Int64.self) }
    bytes = bytes.dropFirst(8)
    return Int(Int64(littleEndian: value))
  }

  private static func array<Value: BitwiseCopyable & ExpressibleByIntegerLiteral>(
    _ bytes: inout Data.SubSequence
  ) -> [Value]? {
    guard let count = integer(&bytes), count >= 0, count <= bytes.count / MemoryLayout<Value>.size else { return nil }
    let size = count * MemoryLayout<Value>.size
    var values = [Value](repeating: 0, count: count)
    // Into memory that is already made: one copy.
    values.withUnsafeMutableBytes { $0.copyBytes(from: bytes.prefix(size)) }
    bytes = bytes.dropFirst(size)
    return values
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
