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

/// What the pieces of a stage are called and which parameters only say how many there are.
public struct PieceDescription: Sendable, Equatable {
  /// Part of the file's name: `draws` for `tda.draws.jsonl`.
  public var name: String
  /// Parameters that decide which pieces are made but not what is in them.
  public var extentParameters: [String]
  /// The parameter that holds how many pieces there are in all.
  public var countParameter: String
  /// The parameter that picks a part of them, for work on several machines.
  public var rangeParameter: String

  public init(name: String, extentParameters: [String], countParameter: String, rangeParameter: String) {
    self.name = name
    self.extentParameters = extentParameters
    self.countParameter = countParameter
    self.rangeParameter = rangeParameter
  }
}
