import ArrayFiles

/// The spikes of one cell. Where a file is large and allows it, their times are read only when they are asked for, so that a
/// population of any size can be gone through cell by cell.
public struct SpikeTrain: Sendable {
  private enum Content: Sendable {
    case values([Double])
    case deferred(DeferredTimes)
  }

  /// The name of the cell.
  public var id: String
  private var content: Content

  public init(id: String, times: [Double]) {
    self.id = id
    content = .values(times)
  }

  package init(id: String, deferred times: DeferredTimes) {
    self.id = id
    content = .deferred(times)
  }

  /// The number of spikes, known without reading their times.
  public var count: Int {
    switch content {
    case .values(let times): times.count
    case .deferred(let times): times.rows.count
    }
  }

  /// Times in seconds on the recording's clock, ascending. Read anew from the file with each call where they were not read
  /// yet: going through the trains in their order reads the file once.
  ///
  /// - Throws: `FileError` when the file can no longer be read.
  public var times: [Double] {
    get throws {
      switch content {
      case .values(let times): times
      case .deferred(let times): try times.read()
      }
    }
  }

  /// The first and the last time; `nil` without spikes. O(spikes).
  ///
  /// - Throws: what `times` throws.
  public var span: ClosedRange<Double>? {
    get throws {
      if case .deferred(let times) = content, let span = times.span { return span }
      let times = try times
      guard let first = times.min(), let last = times.max() else { return nil }
      return first...last
    }
  }

  /// The same with its times in memory.
  package func loaded() throws -> SpikeTrain { SpikeTrain(id: id, times: try times) }

  /// The same in another unit: times divided by a number of units per second.
  func divided(by perSecond: Double) -> SpikeTrain {
    guard perSecond != 1 else { return self }
    switch content {
    case .values(let times): return SpikeTrain(id: id, times: times.map { $0 / perSecond })
    case .deferred(var times):
      times.perSecond *= perSecond
      return SpikeTrain(id: id, deferred: times)
    }
  }

  /// Brings the times in order: now, or each time that they are read.
  mutating func sort() {
    switch content {
    case .values(var times):
      times.sort()
      content = .values(times)
    case .deferred(var times):
      times.isAscending = false
      content = .deferred(times)
    }
  }

  /// Remembers the ends of times that are read later.
  mutating func remember(span: ClosedRange<Double>) {
    guard case .deferred(var times) = content else { return }
    times.span = span
    content = .deferred(times)
  }
}

extension SpikeTrain: Equatable {
  /// Whether two cells have one name and the same times, which are read for it where they were not yet; what cannot be read
  /// equals nothing.
  public static func == (a: SpikeTrain, b: SpikeTrain) -> Bool {
    guard a.id == b.id, a.count == b.count, let left = try? a.times, let right = try? b.times else { return false }
    return left == right
  }
}

/// The spike times of a cell as a stretch of a row in a file: seconds = number / perSecond.
package struct DeferredTimes: Sendable {
  package var vector: HDF5Vector
  package var rows: Range<Int>
  package var perSecond = 1.0
  /// False when the file's order is another; they are sorted whenever they are read.
  package var isAscending = true
  /// The first and the last time where they are known.
  package var span: ClosedRange<Double>?

  package init(_ vector: HDF5Vector, rows: Range<Int>) {
    self.vector = vector
    self.rows = rows
  }

  package func read() throws -> [Double] {
    var times = try vector.read(rows)
    if perSecond != 1 { for index in times.indices { times[index] /= perSecond } }
    if !isAscending { times.sort() }
    return times
  }
}
