import ArrayNumerics
import Foundation
import Testing

struct PeriodicFilterTests {
  /// Rows of even length are packed, others and maps of more than 2¹⁵ cells are not.
  @Test(arguments: [[1], [2], [3], [12], [13], [5, 6], [6, 5], [1, 8], [8, 2], [8, 8], [9, 30]])
  func theFilterIsTheSumOverAllOffsets(_ shape: [Int]) throws {
    let (columns, count) = (shape.last ?? 1, shape.reduce(1, *))
    let rows = count / columns
    let any = testValues(count, "kernel \(shape)")
    let even: [Double] = (0..<count).map { cell in
      let (row, column) = ((rows - cell / columns) % rows, (columns - cell % columns) % columns)
      return any[cell] + any[row * columns + column]
    }
    let x = testValues(count, "x \(shape)")
    for (kernel, isEven) in [(any, false), (even, false), (even, true)] {
      let direct: [Double] = (0..<count).map { out in
        var sum = 0.0
        for input in 0..<count {
          let row = (out / columns - input / columns + rows) % rows
          let column = (out % columns - input % columns + columns) % columns
          sum += 3 * kernel[row * columns + column] * x[input]
        }
        return sum
      }
      var found = [Double](repeating: 0, count: count)
      try PeriodicFilter(shape: shape, kernel: kernel, isEven: isEven).apply(to: x, into: &found, scale: 3)
      #expect(largestDifference(found, direct) < 2e-15 * Double(count + 10))
    }
  }

  /// 182 × 182 cells are too many to be packed; as a kernel of one row and one column is, both give the same map.
  @Test func largeMapsAreFilteredAlike() throws {
    let side = 182
    let bump: [Double] = (0..<side).map { offset in
      let distance = Double(min(offset, side - offset)) / 9
      return exp(-distance * distance)
    }
    let kernel = bump.flatMap { y in bump.map { y * $0 } }
    let x = testValues(side * side, "large")
    var found = x
    try PeriodicFilter(shape: [side, side], kernel: kernel, isEven: true).apply(to: x, into: &found)
    let line = try PeriodicFilter(shape: [side], kernel: bump, isEven: true)
    var rows = x
    for row in 0..<side {
      var values = [Double](repeating: 0, count: side)
      line.apply(to: Array(x[row * side..<(row + 1) * side]), into: &values)
      rows.replaceSubrange(row * side..<(row + 1) * side, with: values)
    }
    for column in stride(from: 0, to: side, by: 26) {
      let before: [Double] = (0..<side).map { rows[$0 * side + column] }
      var after = before
      line.apply(to: before, into: &after)
      let here: [Double] = (0..<side).map { found[$0 * side + column] }
      #expect(largestDifference(here, after) < 1e-12)
    }
  }

  /// Between memory that FFTW does not take as it is, and from a map to itself: the same bits.
  @Test(arguments: [[5, 6], [6, 5], [40]])
  func theFilterTakesAnyMemory(_ shape: [Int]) throws {
    let count = shape.reduce(1, *)
    let filter = try PeriodicFilter(shape: shape, kernel: testValues(count, "kernel"), isEven: false)
    let values = testValues(count + 1, "x")
    var (aligned, shifted) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count + 1))
    filter.apply(to: Array(values[1...]), into: &aligned)
    values.withUnsafeBufferPointer { x in
      shifted.withUnsafeMutableBufferPointer { y in
        if let from = x.baseAddress, let to = y.baseAddress { filter.apply(to: from + 1, into: to + 1) }
      }
    }
    #expect(Array(shifted[1...]) == aligned)
    var same = Array(values[1...])
    same.withUnsafeMutableBufferPointer { x in if let x = x.baseAddress { filter.apply(to: x, into: x) } }
    #expect(same == aligned)
  }
}
