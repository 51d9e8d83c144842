import ArrayNumerics

/// Whether regions are the glomeruli of a protocerebral bridge, each side once round, or stand evenly on one ring: the same 16
/// regions at the places of either.
///
/// Folded to half of its length, a ring with two bumps has them near each other, as a bridge has the copies of one. Where the
/// bridge is more likely than a ring with one bump, it therefore has to be more likely than a ring with up to two as well.
package struct BridgeEvidence: Sendable, Equatable {
  /// Log-likelihood per frame as a folded bridge, nats.
  package var bridge: Double
  /// Log-likelihood per frame as an even ring with one bump, nats.
  package var even: Double
  /// The same with up to two bumps, each on its own; `nil` where one on the ring explains the signals better than the bridge.
  package var pair: Double?
  /// Phase of the right side against the left at which the bridge is most likely, rad.
  package var offset: Double

  /// A difference that is not one of chance, nats per frame.
  package static let least = 0.5
  /// Phases of the right side that are tried, rad.
  private static let offsets = (-4...0).map { Double($0) * .pi / 16 }

  package init(bridge: Double, even: Double, pair: Double? = nil, offset: Double) {
    (self.bridge, self.even, self.pair, self.offset) = (bridge, even, pair, offset)
  }

  /// What the signals of a bridge gain over those of an even ring with as many bumps as suit it, nats per frame.
  package var margin: Double { bridge - max(even, pair ?? even) }
  /// Whether two bumps on an even ring decide what one would not.
  package var isPair: Bool { margin <= -Self.least && bridge - even > -Self.least }
  /// What the regions are by their signals; `nil` where these do not say.
  package var isBridge: Bool? { abs(margin) < Self.least ? nil : margin > 0 }

  /// Fits either to an excerpt.
  ///
  /// - Parameter signals: of all regions, in their order; dead ones are left out by `isUsed`.
  /// - Returns: `nil` unless the number of regions is that of a bridge.
  /// - Throws: `CancellationError`.
  package static func measure(
    _ signals: RingSignals, isUsed: (Int) -> Bool, work: Work
  ) throws -> BridgeEvidence? {
    guard let folded = RingArrangement.bridge(signals.regions)?.filter(isUsed) else { return nil }
    let chosen = signals.selecting(regions: folded.columns)
    let score = PlacementScore(RegionScale.percentiles(chosen).apply(to: chosen), learnsGain: true)
    let even = RingArrangement.even(signals.regions).filter { folded.columns.contains($0) }.angles
    let places = offsets.compactMap { RingArrangement.bridge(signals.regions, offset: $0)?.filter(isUsed).angles }
    let scores = try concurrentMap(places.count + 2, work: work) { index in
      let angles = index == 0 ? folded.angles : index == 1 ? even : places[index - 2]
      return try score.logLikelihood(at: angles, work: work.serial)
    }
    let phases = Array(scores.dropFirst(2))
    var best = 0
    for index in phases.indices where phases[index] > phases[best] { best = index }
    var place = Double(best)
    if best > 0, best < phases.count - 1 { place += parabolicPeak(phases[best - 1], phases[best], phases[best + 1]) }
    return BridgeEvidence(
      bridge: scores[0], even: scores[1],
      pair: scores[0] - scores[1] > -least ? try score.pairLogLikelihood(at: even, work: work) : nil,
      offset: offsets[0] + place * (offsets[1] - offsets[0]))
  }
}
