import ArrayNumerics
import Foundation

/// All that a stage gets from outside its input and parameters: no clock, environment or current folder.
public struct RunContext: Sendable {
  /// Threads, progress and cancellation.
  public var work: Work
  /// Seed of every random stream of the stage.
  public var seed: UInt64
  /// Bytes that the process may use in all; `nil` for no limit.
  public var memoryBudget: Int?
  /// Bytes that it held when the stage began: the program itself and the input.
  public var memoryInUse = 0
  /// Where a stage that works in pieces keeps those that are finished.
  public var checkpoint: any Checkpoint
  /// Where a stage that goes on from a state keeps it.
  public var continuation: any Continuation
  /// The folder for what is too large for memory while the stage runs; `nil` to hold all of it.
  public var scratch: URL?

  public init(
    work: Work = Work(), seed: UInt64 = 0, memoryBudget: Int? = nil, checkpoint: any Checkpoint = NoCheckpoint(),
    continuation: any Continuation = NoContinuation(), scratch: URL? = nil
  ) {
    self.work = work
    self.seed = seed
    self.memoryBudget = memoryBudget
    self.checkpoint = checkpoint
    self.continuation = continuation
    self.scratch = scratch
  }

  /// Refuses politely before the start when a forecast exceeds the budget.
  ///
  /// - Parameter bytes: what the stage will hold at its peak beside its input.
  /// - Throws: `StageError.overMemoryBudget`
  public func reserve(_ bytes: Int, for what: String, remedy: String) throws {
    if let memoryBudget, let needed = MemoryBudget(bytes: memoryBudget).excess(bytes, held: memoryInUse) {
      throw StageError.overMemoryBudget(what: what, needed: needed, budget: memoryBudget, remedy: remedy)
    }
  }
}
