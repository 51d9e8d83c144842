/// So many different numbers below `count`, as even as they can be, ascending.
///
/// - Parameter wanted: at most `count`.
package func evenlySpaced(_ wanted: Int, of count: Int) -> [Int] { (0..<wanted).map { $0 * count / max(1, wanted) } }
