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

  /// What decided between a bridge and an even ring.
  enum Reason {
    /// Their likelihoods differ by more than chance.
    case signals
    /// The names of the regions say so, where the signals do not.
    case names
    /// There are as many as glomeruli, where neither signals nor names say anything.
    case number
    /// The person said so, where the signals do not.
    case asked
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
    let (isBridge, reason) = try Self.decide(ring, names: frames.ids, evidence: evidence, stage: stage)
    kind = isBridge ? .bridge : .even
    let whole = isBridge ? RingArrangement.bridge(count, offset: Self.bridgePhase(evidence)) : nil
    arrangement = (whole ?? .even(count)).filter { frames.isUsed[$0] }
    noteBridge(names: frames.ids, reason: reason)
  }

  /// A phase of the bridge further from half a glomerulus than this, a quarter of one, is that of the signals.
  static let mostBridgeShift = Double.pi / 16

  /// The phase at which the right side is folded on the left, rad: half a glomerulus back, or what the signals say where they
  /// speak for a bridge and for another phase.
  private static func bridgePhase(_ evidence: BridgeEvidence?) -> Double {
    guard let evidence, evidence.isBridge == true,
      abs(angleDifference(evidence.offset, RingArrangement.bridgeOffset)) > mostBridgeShift
    else { return RingArrangement.bridgeOffset }
    return evidence.offset
  }

  /// Whether the regions are glomeruli of a bridge: what the signals say counts first, then what the regions are called, then
  /// how many there are.
  private static func decide(
    _ asked: RingPlacement, names: [String], evidence: BridgeEvidence?, stage: String
  ) throws -> (isBridge: Bool, reason: Reason) {
    let (said, count) = (evidence?.isBridge, names.count)
    switch asked {
    case .auto:
      if let said { return (said, .signals) }
      if count == RingArrangement.glomeruli, areCalledWedges(names) { return (false, .names) }
      return (count == RingArrangement.glomeruli, .number)
    case .even:
      if said == true { throw contradiction(asked, "a folded bridge", "--ring bridge", evidence, stage) }
      return (false, said == false ? .signals : .asked)
    case .bridge:
      guard RingArrangement.bridge(count) != nil else {
        throw StageError.unusableData(
          stage: stage,
          reason: "\(counted(count, "region")) are no bridge of 18 glomeruli (or 16, without the outermost).",
          remedy: "Leave out --ring, or say where each region stands with --angles.")
      }
      if said == false { throw contradiction(asked, "an even ring", "--ring even", evidence, stage) }
      return (true, said == true ? .signals : .asked)
    case .seriation: return (false, .asked)
    }
  }

  /// Whether every region is called a wedge (of the ellipsoid body, which has 16).
  private static func areCalledWedges(_ names: [String]) -> Bool {
    !names.isEmpty && names.allSatisfy { $0.lowercased().contains("wedge") }
  }

  private static func contradiction(
    _ asked: RingPlacement, _ found: String, _ option: String, _ evidence: BridgeEvidence?, _ stage: String
  ) -> StageError {
    let gain = evidence.map { abs($0.margin) } ?? .nan
    return .unusableData(
      stage: stage,
      reason: sentence {
        "--ring \(asked.rawValue) was given, and the signals are those of \(found): "
        "its log-likelihood is \(formatted(gain, digits: 3)) nats per frame higher."
      },
      remedy: "Take \(option), or insist by giving the place of each region with --angles.")
  }

  /// Says what regions as many as glomeruli were taken for, and why.
  private mutating func noteBridge(names: [String], reason: Reason) {
    guard let evidence else { return }
    let count = names.count
    let areGlomeruli = count == RingArrangement.glomeruli
    let gain = sentence {
      "log-likelihood per frame \(formatted(evidence.bridge, digits: 4)) folded, "
      "\(formatted(evidence.even, digits: 4)) as an even ring"
      if let pair = evidence.pair { ", \(formatted(pair, digits: 4)) as one with up to two bumps" }
    }
    let why = sentence {
      switch reason {
      case .signals: "by their signals"
      case .names: "by their names, since the signals do not say"
      case .number: "by their number, since the signals do not say"
      case .asked: "as --ring says; the signals do not"
      }
      " (\(gain))"
    }
    if kind == .bridge && areGlomeruli {
      dropped.append(
        DroppedItems(
          "regions", count: 2,
          reason: sentence {
            "the outermost glomeruli (columns 1 and 18, \(names[0]) and \(names[count - 1])) have no E-PG cells, only leak"
          }))
    }
    switch (kind, areGlomeruli) {
    case (.bridge, true):
      warnings.append(
        sentence {
          "18 regions were taken for the glomeruli of the protocerebral bridge and folded to one ring of 16 places, \(why): "
          "columns 2 to 9 and 10 to 17 each go once round. "
          if reason == .signals && Self.areCalledWedges(names) {
            "They are called wedges, of which the ellipsoid body has 16, and their signals are not those of one ring. "
          }
          "--angles says otherwise."
        })
    case (.bridge, false):
      warnings.append(
        sentence {
          "16 regions were taken for the glomeruli of the protocerebral bridge without the outermost, and folded, \(why): "
          "columns 1 to 8 and 9 to 16 each go once round. --angles says otherwise."
        })
    case (_, true):
      warnings.append(
        sentence {
          "18 regions, as many as a protocerebral bridge has glomeruli, were taken for one even ring, \(why). "
          "The ellipsoid body is usually drawn with 16 wedges."
        })
    case (.even, false) where evidence.isPair:
      warnings.append(
        sentence {
          "16 regions, as many as a protocerebral bridge has glomeruli without the outermost, were taken for one even ring "
          "with two bumps, \(why). --angles says otherwise."
        })
    default: break
    }
    let phase = Self.bridgePhase(evidence)
    if kind == .bridge, phase != RingArrangement.bridgeOffset {
      func degrees(_ angle: Double) -> String { formatted(angle * 180 / .pi, digits: 3) }
      warnings.append(
        sentence {
          "The right side of the bridge was folded at a phase of \(degrees(phase))° against the left one, which is the "
          "most likely, and not at \(degrees(RingArrangement.bridgeOffset))°, half a glomerulus, as in other flies: is the "
          "order of the glomeruli that of the bridge, from one end to the other? --angles gives the place of every region."
        })
    }
  }
}
