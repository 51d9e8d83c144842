import Foundation

/// Time in blocks that belong to folds in turn: a fold is held out, the others train, without what stands next to a held-out
/// block.
package struct FoldedTime: Sendable {
  /// How many folds there are.
  package static let folds = 5
  /// Length of a block, s.
  package static let block = 10.0
  /// What is left out of the training on either side of a held-out block, s.
  package static let guardTime = 1.0
  /// Start, middle and end of the blocks of each fold.
  package static let parts = 3 * folds

  /// The part of each sample: three times its fold, and 0 for the first second of its block, 2 for the last, 1 between.
  package let part: [Int]

  /// The block of each sample, from 0.
  package let block: [Int]

  /// - Parameters:
  ///   - times: of the samples, s.
  ///   - length: of a block, s; longer than twice the guard.
  package init(_ times: [Double], block length: Double = Self.block) {
    let start = times.first ?? 0
    var blocks: [Int] = []
    part = times.map { time in
      let place = (time - start) / length
      let block = place.rounded(.down)
      let within = (place - block) * length
      let zone = within < Self.guardTime ? 0 : within >= length - Self.guardTime ? 2 : 1
      blocks.append(Int(block))
      return 3 * (Int(block) % Self.folds) + zone
    }
    block = blocks
  }

  /// Whether each sample trains when a fold is held out.
  package func trains(without fold: Int) -> [Bool] {
    let training = Set(Self.training(without: fold))
    return part.map { training.contains($0) }
  }

  /// The parts of a fold.
  package static func heldOut(_ fold: Int) -> Range<Int> { 3 * fold..<3 * fold + 3 }

  /// The parts that train when a fold is held out: a block begins behind one of the fold before, and ends before one of the
  /// next.
  package static func training(without fold: Int) -> [Int] {
    (0..<parts).filter { part in
      let (own, zone) = (part / 3, part % 3)
      if own == fold { return false }
      if zone == 0 { return (own + folds - 1) % folds != fold }
      return zone == 1 || (own + 1) % folds != fold
    }
  }
}
