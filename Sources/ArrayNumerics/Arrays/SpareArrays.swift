import Synchronization

/// Large arrays that one piece of work was done with, for the next piece to write over: the system clears every page of
/// fresh memory, which for the neighbours of a draw of the null is a fifteenth of the draw.
///
/// What comes out never depends on it: whoever takes an array writes all of it.
package final class SpareArrays<Element: BitwiseCopyable & Sendable>: Sendable {
  private let kept = Mutex<[[Element]]>([])

  package init() {}

  /// An array of so many elements, whatever they are: one that was kept if it has that many, otherwise a fresh one.
  package func take(count: Int) -> [Element] {
    if let array = kept.withLock({ $0.popLast() }), array.count == count { return array }
    return [Element](unset: count)
  }

  /// Keeps an array that nobody reads any more.
  package func keep(_ array: [Element]) { kept.withLock { $0.append(array) } }
}
