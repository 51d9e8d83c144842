import Dispatch
import Synchronization

/// Calls `body` for every index and returns the results in index order.
///
/// Each call writes to its own slot, so the result does not depend on the number of threads or on the order in
/// which calls finish. When calls throw, the error of the lowest index that failed before the others stopped is thrown;
/// remaining indices are not started. What `body` captures is checked by the compiler to be safe on several threads; to
/// fill rows of one matrix take `concurrentRows`.
///
/// - Parameters:
///   - count: number of calls.
///   - work: threads and cancellation; with one thread everything runs on the calling thread. `body` must not be
///     parallel itself (hand it `work.serial`).
///   - chunk: number of neighbouring indices a thread takes at a time.
/// - Throws: what `body` throws, or `CancellationError`.
public func concurrentMap<Result: Sendable>(
  _ count: Int, work: Work, chunk: Int = 1, _ body: @Sendable (Int) throws -> Result
) throws -> [Result] {
  let workers = min(work.threads, (count + chunk - 1) / max(chunk, 1))
  if workers <= 1 {
    return try (0..<count).map { index in
      try work.checkCancellation()
      return try body(index)
    }
  }
  var slots = [Result?](repeating: nil, count: count)
  let next = Atomic<Int>(0)
  let failure = Mutex<(index: Int, error: any Error)?>(nil)
  withDisjointRows(of: &slots, columns: 1) { slots in
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while true {
        let first = next.wrappingAdd(chunk, ordering: .relaxed).oldValue
        if first >= count { return }
        for index in first..<min(first + chunk, count) {
          do {
            try work.checkCancellation()
            slots.set(index, to: try body(index))
          } catch {
            failure.withLock { known in
              if known.map({ index < $0.index }) ?? true { known = (index, error) }
            }
            next.store(count, ordering: .relaxed)
            return
          }
        }
      }
    }
  }
  if let error = failure.withLock({ $0?.error }) { throw error }
  return slots.map { $0! }
}
