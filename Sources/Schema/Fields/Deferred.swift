import ArrayNumerics
import Synchronization

/// An array of a result that is made when somebody asks for it: read from an archive, or computed again from less. A stage that
/// does not ask pays nothing. A small one is kept for whoever asks next; of a large one whoever asks holds the only copy.
public struct Deferred<Value: Sendable>: Sendable {
  /// The number of elements along each axis.
  public let shape: [Int]
  private let make: @Sendable () throws -> Value
  /// Some rows of a value that is too large to be kept; `nil` where they cost as much as the whole.
  private let part: (@Sendable (Range<Int>) throws -> Value)?
  private let kept: Kept?

  /// Whether it stays in memory once it was asked for.
  public var isKept: Bool { kept != nil }

  /// Elements up to which a value is kept: as many as 256 MB of single precision.
  package static var keptElements: Int { 1 << 26 }

  /// - Parameters:
  ///   - shape: that of what `make` returns.
  ///   - make: gives equal values whenever it is called.
  public init(shape: [Int], make: @escaping @Sendable () throws -> Value) {
    self.init(shape: shape, part: nil, make: make)
  }

  /// - Parameters:
  ///   - shape: that of the whole.
  ///   - rows: makes some of its rows, equal ones whenever it is called.
  public init(shape: [Int], rows: @escaping @Sendable (Range<Int>) throws -> Value) {
    let count = shape.first ?? 0
    self.init(shape: shape, part: rows) { try rows(0..<count) }
  }

  private init(
    shape: [Int], part: (@Sendable (Range<Int>) throws -> Value)?, make: @escaping @Sendable () throws -> Value
  ) {
    self.shape = shape
    self.make = make
    self.part = part
    kept = shape.reduce(1, *) <= Self.keptElements ? Kept() : nil
  }

  /// The value. Complexity: that of making it, each time for a large one.
  ///
  /// - Throws: what making it throws; `FieldError` and errors of files when it is read.
  public func callAsFunction() throws -> Value {
    guard let kept else { return try make() }
    return try kept.value.withLock { value in
      if let value { return value }
      let made = try make()
      value = made
      return made
    }
  }

  /// The first rows, or all where those are as cheap.
  ///
  /// - Throws: as the whole.
  public func leading(_ count: Int) throws -> Value {
    if let part, !isKept { return try part(0..<min(count, rows)) }
    return try self()
  }

  /// Rows that are best made at a time: all, unless the value is large and rows can be had without the others.
  fileprivate var rowsAtATime: Int {
    part == nil || isKept ? max(1, rows) : max(1, (1 << 22) / max(1, shape.dropFirst().reduce(1, *)))
  }

  /// Some rows, as many as `rowsAtATime` or all.
  fileprivate func some(_ range: Range<Int>) throws -> Value {
    if let part, !isKept { return try part(range) }
    return try self()
  }

  private final class Kept: Sendable {
    let value = Mutex<Value?>(nil)
  }
}

extension Deferred {
  /// A matrix that is there already.
  public init<Scalar>(_ matrix: Matrix<Scalar>) where Value == Matrix<Scalar> {
    self.init(shape: [matrix.rows, matrix.columns]) { matrix }
  }

  /// Rows, where it is a matrix.
  public var rows: Int { shape.first ?? 0 }
  /// Columns, where it is a matrix.
  public var columns: Int { shape.count > 1 ? shape[1] : 1 }
  /// Elements.
  public var count: Int { shape.reduce(1, *) }
}

extension Deferred: FieldValue where Value: ArrayValue {}

/// An array of a result that is made when it is written.
public struct DeferredArray: Sendable {
  /// The number of elements along each axis.
  public let shape: [Int]
  /// The NumPy name of the element type.
  public let typeName: String
  /// Rows that are best made at a time.
  public let rowsAtATime: Int
  /// Makes as many rows, or all.
  public let rows: @Sendable (Range<Int>) throws -> DataArray

  /// Makes it.
  ///
  /// - Throws: what making it throws.
  public func make() throws -> DataArray { try rows(0..<(shape.first ?? 0)) }

  init?<Value: ArrayValue>(_ deferred: Deferred<Value>?) {
    guard let deferred else { return nil }
    shape = deferred.shape
    typeName = Value.arrayTypeName
    rowsAtATime = deferred.rowsAtATime
    rows = { range in
      guard let array = try deferred.some(range).array else { throw FieldError.missing("an array has no value") }
      return array
    }
  }
}
