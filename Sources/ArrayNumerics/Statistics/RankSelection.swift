/// Reorders the values of a range so that those before place `middle` are at most, and those from it on at least, the value
/// that then stands there: Hoare's selection with the middle of three as pivot (1961, doi:10.1145/366622.366647).
///
/// The order on either side depends on the values only. O(count) on average.
/// - Parameter values: comparable with each other; NaN must not be among them.
@inlinable
public func selectRank<Value: Comparable>(
  _ middle: Int, of values: UnsafeMutableBufferPointer<Value>, in range: Range<Int>
) {
  var (low, high) = (range.lowerBound, range.upperBound - 1)
  while low < high {
    // The median of three, so that ordered input does no harm.
    let (a, b, c) = (values[low], values[(low + high) / 2], values[high])
    let pivot = max(min(a, b), min(max(a, b), c))
    var (i, j) = (low, high)
    while i <= j {
      while values[i] < pivot { i += 1 }
      while values[j] > pivot { j -= 1 }
      if i <= j {
        values.swapAt(i, j)
        i += 1
        j -= 1
      }
    }
    if middle <= j {
      high = j
    } else if middle >= i {
      low = i
    } else {
      return
    }
  }
}
