import ArrayFiles

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
