/// How a computation may run: how many threads it may use, where it reports progress and how it learns that
/// it should stop. Handed down from the caller; nothing here is global.
public struct Work: Sendable {
  /// The number of threads, at least 1. Results never depend on it.
  public var threads: Int
  /// Where progress is reported.
  public var progress: any ProgressSink
  /// Whether the caller asked to stop; asked from any thread.
  public var isCancelled: @Sendable () -> Bool
  /// Memory that pieces of the work hand to each other, where many alike follow.
  package var spare: SpareArrays<Float>?

  public init(
    threads: Int = 1, progress: any ProgressSink = SilentProgress(),
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) {
    self.threads = max(1, threads)
    self.progress = progress
    self.isCancelled = isCancelled
  }

  /// - Throws: `CancellationError` once the caller asked to stop. Long loops call this at least every 100 ms.
  public func checkCancellation() throws {
    if isCancelled() { throw CancellationError() }
  }

  /// The same work on one thread, for use inside a region that is already parallel; it reports no progress,
  /// since the region around it does.
  public var serial: Work {
    var work = Work(threads: 1, progress: SilentProgress(), isCancelled: isCancelled)
    work.spare = spare
    return work
  }

  /// The same work, of which pieces that follow each other write over each other's memory.
  package var sharingMemory: Work {
    var work = self
    work.spare = SpareArrays()
    return work
  }

  /// Reports that `completed` of `total` units of a task are done.
  public func report(_ task: String, completed: Int, of total: Int) {
    progress.report(ProgressStep(task: task, completed: completed, total: total))
  }
}

/// One report of progress: `completed` of `total` units of the named task are done.
public struct ProgressStep: Sendable, Equatable {
  /// What is being done, as a person reads it.
  public var task: String
  /// The units that are done.
  public var completed: Int
  /// The units that there are.
  public var total: Int

  public init(task: String, completed: Int, total: Int) {
    self.task = task
    self.completed = completed
    self.total = total
  }
}

/// Receives progress; may be called from any thread.
public protocol ProgressSink: Sendable {
  /// Takes one report.
  func report(_ step: ProgressStep)
}

/// A sink that ignores everything.
public struct SilentProgress: ProgressSink {
  public init() {}
  /// Does nothing.
  public func report(_ step: ProgressStep) {}
}
