import ArrayFiles
import ArrayNumerics
import Schema

/// Spike times of cells in one matrix, a cell a row or a column, filled up to the length of the longest train.
struct FilledTrains {
  var trains: [[Double]]
  var isByRow: Bool

  /// Fewer times in all are no trains for certain.
  private static let fewest = 20

  /// - Parameter numbers: row-major.
  /// - Returns: `nil` where neither the rows nor the columns are trains, where both are, and where nothing is filled up.
  init?(_ numbers: [Double], rows: Int, columns: Int) {
    guard rows > 1, columns > 1 else { return nil }
    let byRow = Self.trains(rows, columns) { numbers[$0 * columns + $1] }
    let byColumn = Self.trains(columns, rows) { numbers[$1 * columns + $0] }
    guard let trains = byRow ?? byColumn, byRow == nil || byColumn == nil else { return nil }
    self.init(trains: trains, isByRow: byRow != nil)
  }

  private init(trains: [[Double]], isByRow: Bool) { (self.trains, self.isByRow) = (trains, isByRow) }

  private static func trains(_ cells: Int, _ length: Int, _ value: (Int, Int) -> Double) -> [[Double]]? {
    var (trains, filled): ([[Double]], Int) = ([], 0)
    for cell in 0..<cells {
      var train: [Double] = []
      for place in 0..<length {
        let time = value(cell, place)
        guard time.isFinite, train.last.map({ $0 < time }) ?? true else { break }
        train.append(time)
      }
      // A row that holds nothing but what fills it up begins with it.
      let fill = value(cell, length - 1)
      if train.count == 1, fill <= 0, train[0] == fill { train = [] }
      for place in train.count..<length {
        let rest = value(cell, place)
        guard rest.isNaN && fill.isNaN || rest == fill && fill <= 0 else { return nil }
      }
      filled += length - train.count
      trains.append(train)
    }
    return filled > 0 && trains.reduce(0) { $0 + $1.count } >= fewest ? trains : nil
  }
}

extension RecordingReading {
  /// The trains of a matrix of times, filled up with NaN, 0 or a negative number; `nil` where it is none.
  mutating func readFilledTrains(_ array: DataArray, _ numbers: [Double], _ item: ArraySource.Item) throws -> SpikeData? {
    guard let filled = FilledTrains(numbers, rows: array.shape[0], columns: array.shape[1]) else { return nil }
    note(
      .guessed, "spikes",
      sentence {
        "\(item.path) \(shapeText(array.shape)): its \(filled.isByRow ? "rows" : "columns") ascend up to where they are filled "
        "up, and were taken as the spike times of \(filled.trains.count) cells."
      },
      option: "--map spikes=NAME")
    let trains = filled.trains.enumerated().map { SpikeTrain(id: String($0), times: $1) }
    return SpikeData.trains(try named(trains)).scaled(try spikeScale(item))
  }
}
