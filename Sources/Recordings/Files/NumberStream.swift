import ArrayNumerics

/// Numbers that are written piece by piece, so that they need not all be in memory.
package struct NumberStream {
  package let count: Int
  /// Hands out all numbers in order; may be called again.
  package let forEachPiece: (_ body: ([Double]) throws -> Void) throws -> Void
}

/// What is written under a name: an array, or a row of numbers of which only a piece is in memory at a time.
package enum WrittenArray {
  case array(DataArray)
  case stream(NumberStream)
}

extension [SpikeTrain] {
  /// The spike times of all cells one after the other, a cell at a time.
  var stream: NumberStream {
    NumberStream(count: reduce(0) { $0 + $1.count }) { body in
      for train in self { try body(train.times) }
    }
  }

  /// Where each cell's times end among those of all cells.
  var ends: [Int] {
    var end = 0
    return map { train in
      end += train.count
      return end
    }
  }
}
