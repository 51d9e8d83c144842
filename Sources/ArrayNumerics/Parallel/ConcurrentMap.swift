import Dispatch
import Synchronization

/// Calls `body` for every index and returns the results in index order.
///
/// Each call writes to its own slot, so the result does not depend on the number of threads or on the order in
/// which calls finish. When calls throw, the error of the lowest index that failed before the others stopped is thrown;
/// remaining indices are not started.
///
/// - Parameters:
///   - count: number of calls.
///   - work: threads and cancellation; with one thread everything runs on the calling thread. `body` must not be
///     parallel itself (hand it `work.serial`).
///   - chunk: number of neighbouring indices a thread takes at a time.
/// - Throws: what `body` throws, or `CancellationError`.
public func concurrentMap<Result>(
  _ count: Int, work: Work, chunk: Int = 1, _ body: (Int) throws -> Result
) throws -> [Result] {
  let workers = min(work.threads, (count + chunk - 1) / max(chunk, 1))
  if workers <= 1 {
    return try (0..<count).map { index in
      try work.checkCancellation()
      return try body(index)
    }
  }
  let slots = UnsafeMutableBufferPointer<Result?>.allocate(capacity: count)
  slots.initialize(repeating: nil)
  defer {
    slots.deinitialize()
    slots.deallocate()
  }
  let next = Atomic<Int>(0)
  let failure = Mutex<(index: Int, error: any Error)?>(nil)
  // The slots are written by one thread each and read after all have finished.
  nonisolated(unsafe) let results = slots
  try withoutActuallyEscaping(body) { body in
    nonisolated(unsafe) let body = body
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while true {
        let first = next.wrappingAdd(chunk, ordering: .relaxed).oldValue
        if first >= count { return }
        for index in first..<min(first + chunk, count) {
          do {
            try work.checkCancellation()
            results[index] = try body(index)
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
    if let error = failure.withLock({ $0?.error }) { throw error }
  }
  return slots.map { $0! }
}

/// `concurrentMap` for calls that write their results themselves, each to places of its own.
public func concurrentForEach(
  _ count: Int, work: Work, chunk: Int = 1, _ body: (Int) throws -> Void
) throws {
  _ = try concurrentMap(count, work: work, chunk: chunk) { index in try body(index) }
}
