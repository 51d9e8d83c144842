import ArrayFiles
import Foundation
import Schema
import Stages

/// A results folder as it is shown: the arrays of all its stages with the clocks of their rows and the cells of their columns.
///
/// No stage is known by name. What an array is follows from the axes, the unit and the shape that its record states.
struct ViewedFolder: Sendable {
  let folder: ResultsFolder
  let records: [StageRecord]
  private(set) var arrays: [ViewedArray] = []
  private(set) var clocks: [Clock] = []
  /// Identifiers of the cells of all stages, in the order of the first stage that has them.
  private(set) var cells: [String] = []
  /// For each stage that has cells, where each of them is in `cells`.
  private(set) var cellPlaces: [String: [Int]] = [:]

  /// Reads what is shown into memory.
  ///
  /// - Throws: `ViewerError.nothingToShow`, `StageError.damagedResult`
  init(_ folder: ResultsFolder) throws {
    self.folder = folder
    records = try folder.records().filter { $0.archive != nil }
    for record in records { arrays += try ViewedArray.all(of: record, in: folder) }
    guard !arrays.isEmpty else { throw ViewerError.nothingToShow(folder: folder.path) }
    findCells()
    findClocks()
  }

  /// The name of the folder.
  var name: String { folder.url.standardizedFileURL.lastPathComponent }

  // MARK: - Cells

  private mutating func findCells() {
    for record in records {
      let own = arrays.filter { $0.stage == record.stage }
      let named = own.first { $0.key == "cell_ids" && $0.axes == ["cell"] }
      guard let count = own.compactMap({ array in array.axes.firstIndex(of: "cell").map { array.shape[$0] } }).first else {
        continue
      }
      if case .words(let names)? = named?.values {
        cellPlaces[record.stage] = names.map { name in
          if let place = cells.firstIndex(of: name) { return place }
          cells.append(name)
          return cells.count - 1
        }
      } else if cells.count == count {
        cellPlaces[record.stage] = Array(cells.indices)
      } else if cells.isEmpty {
        cells = (0..<count).map(String.init)
        cellPlaces[record.stage] = Array(cells.indices)
      }
    }
  }

  // MARK: - Clocks

  private mutating func findClocks() {
    for array in arrays where array.axes.count == 1 && array.unit == "s" && (array.key == "t" || array.key.hasSuffix("_t")) {
      guard case .numbers = array.values, let times = try? times(of: array) else { continue }
      clocks.append(Clock(stage: array.stage, axis: array.axes[0], times: times))
    }
    findLandmarks()
    for index in arrays.indices {
      let array = arrays[index]
      if array.axes.isEmpty, let own = clocks.first(where: { $0.stage == array.stage && $0.times.count == array.rows }) {
        arrays[index].axes = [own.axis] + array.shape.dropFirst().map(String.init)
      }
      arrays[index].clock = arrays[index].axes.first.flatMap { clock(of: $0, count: array.rows, for: array.stage) }
    }
  }

  /// Times in double precision.
  private func times(of array: ViewedArray) throws -> [Double]? {
    guard let record = records.first(where: { $0.stage == array.stage }) else { return nil }
    return try folder.arrays(of: record, only: [array.key])[array.key]?.doubles
  }

  /// Landmarks are indices into candidates, and candidates are rows of the stage before.
  private mutating func findLandmarks() {
    for landmarks in arrays where landmarks.key == "landmarks" && landmarks.axes == ["landmark"] {
      guard let candidates = arrays.first(where: { $0.stage == landmarks.stage && $0.key == "rows" }),
        let source = inputs(of: landmarks.stage).compactMap({ stage in clocks.first { $0.stage == stage } }).first,
        let picks = landmarks.wholeNumbers, let rows = candidates.wholeNumbers
      else { continue }
      let times = picks.map { pick in rows[safe: pick].flatMap { source.times[safe: $0] } ?? .nan }
      clocks.append(Clock(stage: landmarks.stage, axis: "landmark", times: times))
    }
  }

  /// The stage's own clock of an axis, that of a stage it was made from, or any of the same name and length.
  private func clock(of axis: String, count: Int, for stage: String) -> Int? {
    for source in [stage] + inputs(of: stage) + records.map(\.stage) {
      let found = clocks.firstIndex { $0.stage == source && $0.axis == axis && $0.times.count == count }
      if let found { return found }
    }
    return nil
  }

  /// The stages that a stage was made from.
  private func inputs(of stage: String) -> [String] {
    let files = records.first { $0.stage == stage }?.inputs ?? []
    return files.compactMap { file in records.first { $0.archive?.sha256 == file.sha256 }?.stage }
  }

  /// The clock of the largest matrix, along which time is scrubbed; of the longest when there is none.
  var mainClock: Int? {
    let wide = arrays.filter { $0.clock != nil && $0.shape.count == 2 && $0.width > 1 }
    let largest = wide.max { $0.rows * $0.width < $1.rows * $1.width }?.clock
    return largest ?? clocks.indices.max { clocks[$0].times.count < clocks[$1].times.count }
  }

  /// Mean and maximum of each column over time, `[2, columns]` as Float32, without NaN; for matrices of activity.
  func ranges(_ array: Int) -> [UInt8]? {
    guard let array = arrays[safe: array], array.clock != nil, array.shape.count == 2 else { return nil }
    return array.ranges
  }

  /// Columns of an array at rows of a clock, `[rows, columns]` as Float32; `nil` for what is no such array.
  ///
  /// - Parameter window: every row of it; `nil` for the rows that are sent of the whole clock.
  func series(_ array: Int, columns: [Int], clock: Int, window: Range<Int>? = nil) -> [UInt8]? {
    guard let array = arrays[safe: array], let own = array.clock, let target = clocks[safe: clock] else { return nil }
    let frames = window.map(Array.init) ?? Array(target.frames)
    return array.columns(columns, of: own == clock ? frames.map { $0 } : clocks[own].rows(at: frames, of: target))
  }
}

extension ViewedArray {
  fileprivate var ranges: [UInt8]? {
    switch values {
    case .numbers(let numbers): Self.ranges(numbers, width: width) { Double($0) }
    case .bytes(let bytes): Self.ranges(bytes, width: width) { Double($0) }
    case .words: nil
    }
  }

  private static func ranges<Value>(_ values: [Value], width: Int, _ number: (Value) -> Double) -> [UInt8] {
    var sums = [Double](repeating: 0, count: width)
    var counts = [Int](repeating: 0, count: width)
    var highest = [Double](repeating: -.infinity, count: width)
    for start in stride(from: 0, to: values.count - width + 1, by: max(1, width)) {
      for column in 0..<width {
        let value = number(values[start + column])
        guard value.isFinite else { continue }
        sums[column] += value
        counts[column] += 1
        highest[column] = max(highest[column], value)
      }
    }
    let means = zip(sums, counts).map { Float($0 / Double($1)) }
    return littleEndian((means + highest.map { $0.isFinite ? Float($0) : .nan })[...])
  }

  /// Its values as indices.
  fileprivate var wholeNumbers: [Int]? {
    switch values {
    case .numbers(let numbers): numbers.map { $0.isFinite ? Int($0) : -1 }
    case .bytes(let bytes): bytes.map(Int.init)
    case .words: nil
    }
  }
}
