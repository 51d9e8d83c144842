import ArrayNumerics
import Synchronization

/// An array of a result that is made when somebody asks for it: read from an archive, or computed again from less. A stage that
/// does not ask pays nothing. A small one is kept for whoever asks next; of a large one whoever asks holds the only copy.
public struct Deferred<Value: Sendable>: Sendable {
  /// The number of elements along each axis.
  public let shape: [Int]
  private let source: Source
  private let kept: Kept?

  /// Where it comes from.
  private enum Source {
    /// All at once.
    case whole(@Sendable () throws -> Value)
    /// Some rows at a time, any of them.
    case rows(@Sendable (Range<Int>) throws -> Value)
    /// Some rows after the others, from the first on, as they are read.
    case pieces(whole: @Sendable () throws -> Value, Pieces)
  }

  /// Hands out pieces of so many rows, the last smaller, until one is the last that is wanted.
  public typealias Pieces =
    @Sendable (
      _ rowsAtATime: Int, _ body: (_ rows: Range<Int>, _ piece: Value) throws -> Bool
    ) throws -> Void

  /// Whether it stays in memory once it was asked for.
  public var isKept: Bool { kept != nil }

  /// Elements up to which a value is kept: as many as 256 MB of single precision.
  package static var keptElements: Int { 1 << 26 }

  /// - Parameters:
  ///   - shape: that of what `make` returns.
  ///   - make: gives equal values whenever it is called.
  public init(shape: [Int], make: @escaping @Sendable () throws -> Value) { self.init(shape: shape, .whole(make)) }

  /// - Parameters:
  ///   - shape: that of the whole.
  ///   - rows: makes some of its rows, equal ones whenever it is called.
  public init(shape: [Int], rows: @escaping @Sendable (Range<Int>) throws -> Value) { self.init(shape: shape, .rows(rows)) }

  /// - Parameters:
  ///   - shape: that of the whole.
  ///   - pieces: hands out its rows, equal ones whenever it is called.
  ///   - make: the whole.
  public init(shape: [Int], pieces: @escaping Pieces, make: @escaping @Sendable () throws -> Value) {
    self.init(shape: shape, .pieces(whole: make, pieces))
  }

  private init(shape: [Int], _ source: Source) {
    self.shape = shape
    self.source = source
    kept = shape.reduce(1, *) <= Self.keptElements ? Kept() : nil
  }

  /// The value. Complexity: that of making it, each time for a large one.
  ///
  /// - Throws: what making it throws; `FieldError` and errors of files when it is read.
  public func callAsFunction() throws -> Value {
    guard let kept else { return try made() }
    return try kept.value.withLock { value in
      if let value { return value }
      let made = try made()
      value = made
      return made
    }
  }

  private func made() throws -> Value {
    switch source {
    case .whole(let make), .pieces(let make, _): try make()
    case .rows(let part): try part(0..<rows)
    }
  }

  /// Whether it can only be had as a whole, or stays in memory anyway.
  var isWhole: Bool {
    if case .whole = source { true } else { isKept }
  }

  /// Rows of a large value that are made at a time: some megabytes, and no fewer than the blocks in which sums are made.
  private var rowsOfPiece: Int { max(4096, (1 << 22) / max(1, shape.dropFirst().reduce(1, *)) / 4096 * 4096) }

  /// Hands out all rows in order, a whole number of blocks of 4,096 at a time, or all at once where that is as cheap; ends when
  /// `body` returns false.
  ///
  /// - Throws: as the whole, and what `body` throws.
  public func forEachPiece(_ body: (_ rows: Range<Int>, _ piece: Value) throws -> Bool) throws {
    switch source {
    case .rows(let part) where !isKept:
      for start in stride(from: 0, to: rows, by: rowsOfPiece) {
        let range = start..<min(rows, start + rowsOfPiece)
        guard try body(range, part(range)) else { return }
      }
    case .pieces(_, let pieces) where !isKept: try pieces(rowsOfPiece, body)
    default: _ = try body(0..<rows, self())
    }
  }

  /// The first rows, or all where those are as cheap.
  ///
  /// - Throws: as the whole.
  public func leading(_ count: Int) throws -> Value {
    switch source {
    case .rows(let part) where !isKept: return try part(0..<min(count, rows))
    case .pieces(_, let pieces) where !isKept:
      var first: Value?
      try pieces(max(1, min(count, rows))) { _, piece in
        first = piece
        return false
      }
      return try first ?? self()
    default: return try self()
    }
  }

  /// Rows that are best made at a time: all, unless the value is large and rows can be had without the others.
  fileprivate var rowsAtATime: Int {
    if case .rows = source, !isKept { return max(1, (1 << 22) / max(1, shape.dropFirst().reduce(1, *))) }
    return max(1, rows)
  }

  /// Some rows, as many as `rowsAtATime` or all.
  fileprivate func some(_ range: Range<Int>) throws -> Value {
    if case .rows(let part) = source, !isKept { return try part(range) }
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
