import ArrayNumerics

/// Whether regions are the glomeruli of a protocerebral bridge, each side once round, or stand evenly on one ring: the same 16
/// regions at the places of either.
///
/// Folded to half of its length, a ring with two bumps has them near each other, as a bridge has the copies of one. Where the
/// bridge is more likely than a ring with one bump, it therefore has to be more likely than a ring with up to two as well.
package struct BridgeEvidence: Sendable, Equatable {
  /// Log-likelihood per frame as a bridge folded at the phase that is most likely of those tried, nats.
  package var bridge: Double
  /// Log-likelihood per frame as an even ring with one bump, nats.
  package var even: Double
  /// The same with up to two bumps, each on its own; `nil` where one on the ring explains the signals better than the bridge.
  package var pair: Double?
  /// Phase of the right side against the left at which the bridge is most likely, rad.
  package var offset: Double

  /// A difference that is not one of chance, nats per frame.
  package static let least = 0.5
  /// Phases of the right side from half a glomerulus back all the way round, a glomerulus apart, rad.
  private static let offsets = (0..<8).map { RingArrangement.bridgeOffset + Double($0) * .pi / 4 }

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
    let (regions, used) = (signals.regions, (0..<signals.regions).map(isUsed))
    @Sendable func places(_ offset: Double) -> [Double] {
      RingArrangement.bridge(regions, offset: offset)?.filter { used[$0] }.angles ?? folded.angles
    }
    let scores = try concurrentMap(offsets.count + 1, work: work) { index in
      try score.logLikelihood(at: index == 0 ? even : places(offsets[index - 1]), work: work.serial)
    }
    func sides(of offset: Double, _ step: Double) throws -> [Double] {
      try concurrentMap(2, work: work) { side in
        try score.logLikelihood(at: places(offset + (side == 0 ? -step : step)), work: work.serial)
      }
    }
    var (best, offset) = (scores[1], offsets[0])
    for (place, likelihood) in scores.dropFirst().enumerated() where likelihood > best {
      (best, offset) = (likelihood, offsets[place])
    }
    // Half a glomerulus to either side, then a quarter, and the parabola through these.
    let half = try sides(of: offset, .pi / 8)
    if let highest = half.max(), highest > best {
      offset += (half[0] == highest ? -1 : 1) * .pi / 8
      best = highest
    }
    let quarter = try sides(of: offset, .pi / 16)
    offset += min(max(parabolicPeak(quarter[0], best, quarter[1]), -1), 1) * .pi / 16
    best = max(best, quarter[0], quarter[1])
    return BridgeEvidence(
      bridge: best, even: scores[0],
      pair: best - scores[0] > -least ? try score.pairLogLikelihood(at: even, work: work) : nil,
      offset: angleDifference(offset, 0))
  }
}
