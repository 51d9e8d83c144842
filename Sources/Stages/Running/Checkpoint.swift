import Schema

/// The finished pieces of a stage whose work falls into many independent pieces, such as the draws of a null distribution.
///
/// A run that was interrupted, or that asks for more pieces than the one before, goes on where that one ended.
public protocol Checkpoint: Sendable {
  /// The pieces that are finished, by number from 0.
  ///
  /// - Throws: what reading throws; pieces of other work are no error but none.
  func finished() throws -> [Int: JSONValue]
  /// Keeps a piece. May be called from any thread.
  ///
  /// - Throws: `StageError.cannotWrite` where it is a file.
  func save(_ piece: Int, _ value: JSONValue) throws
}

/// Keeps nothing: for calls from a library or a notebook.
public struct NoCheckpoint: Checkpoint {
  public init() {}
  /// No pieces.
  public func finished() -> [Int: JSONValue] { [:] }
  /// Does nothing.
  public func save(_ piece: Int, _ value: JSONValue) {}
}

/// How pieces are split, for work on several machines.
public struct PieceSplit: Sendable, Equatable {
  /// The parameter that holds how many pieces there are in all.
  public var countParameter: String
  /// The parameter that picks a part of them.
  public var rangeParameter: String

  public init(countParameter: String, rangeParameter: String) {
    self.countParameter = countParameter
    self.rangeParameter = rangeParameter
  }
}

/// What the pieces of a stage are called and which parameters only say how many there are.
public struct PieceDescription: Sendable, Equatable {
  /// Part of the file's name: `draws` for `tda.draws.jsonl`.
  public var name: String
  /// Parameters that decide which pieces are made but not what is in them.
  public var extentParameters: [String]
  /// How the pieces are split among machines; `nil` where they are not.
  public var split: PieceSplit?

  public init(name: String, extentParameters: [String], split: PieceSplit? = nil) {
    self.name = name
    self.extentParameters = extentParameters
    self.split = split
  }
}
