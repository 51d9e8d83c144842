import ArrayNumerics
import CalciumBumps
import Schema
import Stages

/// Where the regions of a recording stand on the ring, how that is known, and which of them are left out for it.
struct PlacedRegions {
  /// By which name a result says how the regions were placed.
  enum Kind: String, RecordWord {
    case even, bridge, given, found
  }

  var kind: Kind
  var arrangement: RingArrangement
  /// Of regions as many as glomeruli; `nil` for others.
  var evidence: BridgeEvidence?
  var dropped: [DroppedItems] = []
  var warnings: [String] = []

  /// - Parameter angles: the place of every region, degrees; empty for what `ring` says.
  /// - Throws: `ParameterError` for angles that are not one for each region, `StageError.unusableData` where the signals
  ///   contradict what was asked for.
  init(_ frames: RegionFrames, ring: RingPlacement, angles: [Double], stage: String, work: Work) throws {
    let count = frames.ids.count
    if !angles.isEmpty {
      guard angles.count == count else {
        throw ParameterError.invalid(
          name: "angles", reason: "\(counted(angles.count, "angle")) for \(counted(count, "region")).")
      }
      kind = .given
      arrangement = RingArrangement(columns: Array(0..<count), angles: angles.map { $0 * .pi / 180 })
        .filter { frames.isUsed[$0] }
      return
    }
    let signals = RingSignals(values: frames.values, angles: RingSignals.evenAngles(count), restarts: frames.restarts)
    if ring == .seriation {
      let used = (0..<count).filter { frames.isUsed[$0] }
      let usable = RingSignals(
        values: frames.values.selectingColumns(used), angles: RingSignals.evenAngles(used.count), restarts: frames.restarts)
      guard let found = try RingSeriation(usable) else {
        throw StageError.unusableData(
          stage: stage,
          reason: "places cannot be found for \(counted(used.count, "region")) in \(counted(usable.frames, "frame")).",
          remedy: "Give them with --angles.")
      }
      (kind, arrangement) = (.found, RingArrangement(columns: used, angles: found.angles))
      warnings.append(
        sentence {
          "The places of the regions were found from their signals (\(percent(found.share)) of what they do not share lies in "
          "the plane of the ring): the first is at 0, the way round is arbitrary, and the order is not tested."
        })
      return
    }
    evidence =
      try signals.frames < CalciumBumpsError.fewest.frames
      ? nil : BridgeEvidence.measure(signals, isUsed: { frames.isUsed[$0] }, work: work)
    let folded = RingArrangement.bridge(count)
    let isBridge = try Self.decide(ring, count: count, evidence: evidence, stage: stage)
    kind = isBridge ? .bridge : .even
    let whole = isBridge ? folded ?? .even(count) : .even(count)
    arrangement = whole.filter { frames.isUsed[$0] }
    noteBridge(count: count, names: frames.ids)
  }

  /// Whether the regions are glomeruli of a bridge.
  private static func decide(_ asked: RingPlacement, count: Int, evidence: BridgeEvidence?, stage: String) throws -> Bool {
    let said = evidence?.isBridge
    switch asked {
    case .auto: return said ?? (count == RingArrangement.glomeruli)
    case .even:
      if said == true { throw contradiction(asked, "a folded bridge", "--ring bridge", evidence, stage) }
      return false
    case .bridge:
      guard RingArrangement.bridge(count) != nil else {
        throw StageError.unusableData(
          stage: stage,
          reason: "\(counted(count, "region")) are no bridge of 18 glomeruli (or 16, without the outermost).",
          remedy: "Leave out --ring, or say where each region stands with --angles.")
      }
      if said == false { throw contradiction(asked, "an even ring", "--ring even", evidence, stage) }
      return true
    case .seriation: return false
    }
  }

  private static func contradiction(
    _ asked: RingPlacement, _ found: String, _ option: String, _ evidence: BridgeEvidence?, _ stage: String
  ) -> StageError {
    let gain = evidence.map { abs($0.bridge - $0.even) } ?? .nan
    return .unusableData(
      stage: stage,
      reason: sentence {
        "--ring \(asked.rawValue) was given, and the signals are those of \(found): "
        "its log-likelihood is \(formatted(gain, digits: 3)) nats per frame higher."
      },
      remedy: "Take \(option), or insist by giving the place of each region with --angles.")
  }

  private mutating func noteBridge(count: Int, names: [String]) {
    guard let evidence else { return }
    let gain =
      "log-likelihood per frame \(formatted(evidence.bridge, digits: 4)) folded, "
      + "\(formatted(evidence.even, digits: 4)) as an even ring"
    switch (kind, count == RingArrangement.glomeruli) {
    case (.bridge, true):
      dropped.append(
        DroppedItems(
          "regions", count: 2,
          reason: sentence {
            "the outermost glomeruli (columns 1 and 18, \(names[0]) and \(names[count - 1])) have no E-PG cells, only leak"
          }))
      warnings.append(
        sentence {
          "18 regions were taken for the glomeruli of the protocerebral bridge and folded to one ring of 16 places: "
          "columns 2 to 9 and 10 to 17 each go once round (\(gain)). --angles says otherwise."
        })
    case (.bridge, false):
      warnings.append(
        sentence {
          "16 regions were taken for the glomeruli of the protocerebral bridge without the outermost, and folded: "
          "columns 1 to 8 and 9 to 16 each go once round (\(gain)). --angles says otherwise."
        })
    case (_, true):
      warnings.append(
        sentence {
          "18 regions are the number of glomeruli of a protocerebral bridge, and their signals are those of an even ring "
          "(\(gain)); they were taken for one."
        })
    default: break
    }
  }
}
