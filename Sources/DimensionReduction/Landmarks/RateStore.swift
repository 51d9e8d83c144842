/// Where the values of a recording lie while draws are made from it, when they do not fit into memory.
package protocol RateStore: Sendable {
  /// Puts values from an index on.
  func write(_ values: ArraySlice<Float>, at index: Int) throws

  /// Takes `count` values from an index on and puts them into `output` from `place` on; several threads may do so at a time.
  func read(_ index: Int, count: Int, into output: inout [Float], at place: Int) throws
}

extension PreparedRates {
  /// The values, in memory or elsewhere.
  enum Values {
    case held([Float])
    case stored(any RateStore)

    mutating func write(_ values: ArraySlice<Float>, at index: Int) throws {
      switch self {
      case .stored(let store): try store.write(values, at: index)
      case .held(var held):
        // The only copy is changed, not another one.
        self = .held([])
        held.replaceSubrange(index..<index + values.count, with: values)
        self = .held(held)
      }
    }

    func read(_ index: Int, count: Int, into output: inout [Float], at place: Int) throws {
      switch self {
      case .stored(let store): try store.read(index, count: count, into: &output, at: place)
      case .held(let held):
        output.withUnsafeMutableBufferPointer { output in
          held.withUnsafeBufferPointer { held in
            for offset in 0..<count { output[place + offset] = held[index + offset] }
          }
        }
      }
    }
  }
}
