import Foundation

/// Writes down a state that a later run goes on from: numbers as they stand in memory, each list behind its length.
public struct StateWriter {
  /// What was written.
  public private(set) var data = Data()

  /// - Parameter capacity: bytes that are expected, so that the memory is asked for once.
  public init(capacity: Int = 0) { data.reserveCapacity(capacity) }

  /// A whole number.
  public mutating func append(_ value: Int) {
    withUnsafeBytes(of: Int64(value).littleEndian) { data.append(contentsOf: $0) }
  }

  /// A list of numbers.
  public mutating func append<Value: BitwiseCopyable>(_ values: [Value]) {
    append(values.count)
    values.withUnsafeBytes { data.append(contentsOf: $0) }
  }

  /// Memory as it stands.
  mutating func append(_ bytes: Data) {
    append(bytes.count)
    data.append(bytes)
  }

  /// Memory of several things.
  mutating func append(_ parts: [Data]) {
    append(parts.count)
    for part in parts { append(part) }
  }
}

/// Reads back what a `StateWriter` wrote, in the same order. `nil` for bytes that are something else.
public struct StateReader {
  private var bytes: Data.SubSequence

  /// - Parameter data: what was written.
  public init(_ data: Data) { bytes = data[...] }

  /// Whether everything is read.
  public var isAtEnd: Bool { bytes.isEmpty }

  /// A whole number.
  public mutating func integer() -> Int? {
    guard bytes.count >= 8 else { return nil }
    let value = bytes.prefix(8).withUnsafeBytes { $0.loadUnaligned(as: Int64.self) }
    bytes = bytes.dropFirst(8)
    return Int(Int64(littleEndian: value))
  }

  /// A list of numbers.
  public mutating func array<Value: BitwiseCopyable & ExpressibleByIntegerLiteral>(
    of type: Value.Type = Value.self
  ) -> [Value]? {
    guard let count = integer(), count >= 0, count <= bytes.count / MemoryLayout<Value>.size else { return nil }
    let size = count * MemoryLayout<Value>.size
    var values = [Value](repeating: 0, count: count)
    // Into memory that is already made: one copy.
    values.withUnsafeMutableBytes { $0.copyBytes(from: bytes.prefix(size)) }
    bytes = bytes.dropFirst(size)
    return values
  }

  /// Memory as it stood, without a copy.
  mutating func memory() -> Data? {
    guard let count = integer(), count >= 0, count <= bytes.count else { return nil }
    defer { bytes = bytes.dropFirst(count) }
    return bytes.prefix(count)
  }

  /// Several of something.
  mutating func list<Element>(_ read: (inout StateReader) -> Element?) -> [Element]? {
    guard let count = integer(), count >= 0, count <= bytes.count / 8 else { return nil }
    var all: [Element] = []
    for _ in 0..<count {
      guard let element = read(&self) else { return nil }
      all.append(element)
    }
    return all
  }
}

extension Data {
  /// Memory without a copy, for as long as it stays where it is.
  init(borrowing memory: UnsafeRawBufferPointer) {
    guard let base = memory.baseAddress, !memory.isEmpty else {
      self.init()
      return
    }
    self.init(bytesNoCopy: UnsafeMutableRawPointer(mutating: base), count: memory.count, deallocator: .none)
  }
}
