import ArrayNumerics
import Synchronization

/// Tells how many of equal units are done, from any thread.
package final class CountedProgress: Sendable {
  private let task: String
  private let total: Int
  private let work: Work
  private let done = Mutex(0)

  package init(_ task: String, of total: Int, _ work: Work) { (self.task, self.total, self.work) = (task, total, work) }

  /// One more is done.
  package func step() {
    done.withLock { done in
      done += 1
      work.report(task, completed: done, of: total)
    }
  }
}
