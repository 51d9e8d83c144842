/// Fills a matrix in parallel: calls `body` for every block of rows with the rows' numbers and their elements.
///
/// Every row is handed out once, so no two threads write to the same element, and what `body` captures is checked by the
/// compiler. Blocks have a fixed size: the result does not depend on the number of threads as long as `body` looks at
/// nothing but its captures and its rows. When calls throw, the error of the lowest block that failed before the others
/// stopped is thrown, and the matrix holds what was written until then.
///
/// ```swift
/// try concurrentRows(of: &squares, block: 256, work: work) { rows, values in
///   for place in 0..<values.count { values[place] *= values[place] }
/// }
/// ```
///
/// - Parameters:
///   - block: the number of rows of a block; the last has what is left.
///   - work: threads and cancellation. `body` must not be parallel itself (hand it `work.serial`).
///   - body: gets the numbers of its rows and their elements in row-major order, the first at 0.
/// - Returns: what the calls returned, in the order of the rows.
/// - Throws: what `body` throws, or `CancellationError`.
@discardableResult
public func concurrentRows<Scalar: Sendable, Result: Sendable>(
  of matrix: inout Matrix<Scalar>, block: Int, work: Work,
  _ body: @Sendable (_ rows: Range<Int>, _ values: inout MutableSpan<Scalar>) throws -> Result
) throws -> [Result] {
  let count = matrix.rows
  return try withDisjointRows(of: &matrix) { memory in
    try forEachBlock(of: count, block, work) { rows in
      let buffer = memory.buffer(of: rows)
      var values = buffer.mutableSpan
      return try body(rows, &values)
    }
  }
}

/// Fills two matrices with the same number of rows in parallel, each with columns of its own.
///
/// - Precondition: as many rows in both.
/// - Throws: what `body` throws, or `CancellationError`.
@discardableResult
public func concurrentRows<First: Sendable, Second: Sendable, Result: Sendable>(
  of first: inout Matrix<First>, _ second: inout Matrix<Second>, block: Int, work: Work,
  _ body:
    @Sendable (
      _ rows: Range<Int>, _ first: inout MutableSpan<First>, _ second: inout MutableSpan<Second>
    ) throws -> Result
) throws -> [Result] {
  precondition(first.rows == second.rows, "\(first.rows) and \(second.rows) rows cannot be filled together")
  let count = first.rows
  return try withDisjointRows(of: &first) { first in
    try withDisjointRows(of: &second) { second in
      try forEachBlock(of: count, block, work) { rows in
        let (a, b) = (first.buffer(of: rows), second.buffer(of: rows))
        var one = a.mutableSpan
        var two = b.mutableSpan
        return try body(rows, &one, &two)
      }
    }
  }
}

/// Fills three matrices with the same number of rows in parallel, each with columns of its own.
///
/// - Precondition: as many rows in all.
/// - Throws: what `body` throws, or `CancellationError`.
@discardableResult
public func concurrentRows<First: Sendable, Second: Sendable, Third: Sendable, Result: Sendable>(
  of first: inout Matrix<First>, _ second: inout Matrix<Second>, _ third: inout Matrix<Third>, block: Int,
  work: Work,
  _ body:
    @Sendable (
      _ rows: Range<Int>, _ first: inout MutableSpan<First>, _ second: inout MutableSpan<Second>,
      _ third: inout MutableSpan<Third>
    ) throws -> Result
) throws -> [Result] {
  precondition(
    first.rows == second.rows && first.rows == third.rows,
    "\(first.rows), \(second.rows) and \(third.rows) rows cannot be filled together")
  let count = first.rows
  return try withDisjointRows(of: &first) { first in
    try withDisjointRows(of: &second) { second in
      try withDisjointRows(of: &third) { third in
        try forEachBlock(of: count, block, work) { rows in
          let (a, b, c) = (first.buffer(of: rows), second.buffer(of: rows), third.buffer(of: rows))
          var one = a.mutableSpan
          var two = b.mutableSpan
          var three = c.mutableSpan
          return try body(rows, &one, &two, &three)
        }
      }
    }
  }
}

/// Fills an array in parallel: as for a matrix of one column.
///
/// - Throws: what `body` throws, or `CancellationError`.
@discardableResult
public func concurrentRows<Element: Sendable, Result: Sendable>(
  of elements: inout [Element], block: Int, work: Work,
  _ body: @Sendable (_ places: Range<Int>, _ values: inout MutableSpan<Element>) throws -> Result
) throws -> [Result] {
  let count = elements.count
  return try withDisjointRows(of: &elements, columns: 1) { memory in
    try forEachBlock(of: count, block, work) { places in
      let buffer = memory.buffer(of: places)
      var values = buffer.mutableSpan
      return try body(places, &values)
    }
  }
}

private func forEachBlock<Result: Sendable>(
  of count: Int, _ block: Int, _ work: Work, _ body: @Sendable (Range<Int>) throws -> Result
) throws -> [Result] {
  try concurrentMap((count + block - 1) / block, work: work) { number in
    try body(number * block..<min((number + 1) * block, count))
  }
}
