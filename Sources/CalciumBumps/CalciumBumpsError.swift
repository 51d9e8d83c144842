import ArrayNumerics
import Schema

/// What can be wrong with signals that a bump is to be fitted to.
package enum CalciumBumpsError: Error, Equatable, Sendable {
  /// Fewer regions than a bump can be told from.
  case tooFewRegions(found: Int)
  /// Fewer frames with values than a model can be fitted to.
  case tooFewFrames(found: Int)
  /// A region whose signal never changes.
  case constantRegion(index: Int)

  /// Regions and frames that a fit needs.
  package static let fewest = (regions: 6, frames: 30)

  /// - Throws: `.tooFewRegions`, `.tooFewFrames`, `.constantRegion`
  static func check(_ signals: RingSignals) throws(CalciumBumpsError) {
    if signals.regions < fewest.regions { throw .tooFewRegions(found: signals.regions) }
    let observed = signals.isObserved.count { $0 }
    if observed < fewest.frames { throw .tooFewFrames(found: observed) }
    for region in 0..<signals.regions {
      let values = signals.observedValues(of: region)
      if values.allSatisfy({ $0 == values[0] }) { throw .constantRegion(index: region) }
    }
  }

  /// What was found and what was expected, without a remedy: the caller knows its own options.
  package var reason: String {
    switch self {
    case .tooFewRegions(let found):
      "\(counted(found, "region")) can be used, and a bump on a ring needs \(Self.fewest.regions) to be told from noise."
    case .tooFewFrames(let found):
      "\(counted(found, "frame")) can be used, and a bump cannot be followed in fewer than \(Self.fewest.frames)."
    case .constantRegion(let index): "the signal of region \(index) never changes."
    }
  }
}
