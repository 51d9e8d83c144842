import ArrayNumerics
import TuningMaps

/// How much a firing field clings to a wall of a box: (c − d)/(c + d), with c the largest part of a wall that one field
/// covers and
/// d the mean distance of the firing in fields to the nearest wall, over half the shorter side.
///
/// Source: Solstad et al. 2008 (doi:10.1126/science.1166466).
package enum BorderScore: Sendable, Equatable {
  case score(Double)
  /// Why there is none.
  case undefined(String)

  /// NaN when it is not defined.
  package var value: Double { if case .score(let score) = self { score } else { .nan } }

  /// A field has at least this part of the peak rate.
  static let threshold = 0.3
  /// And at least this area, m².
  static let area = 0.02

  /// - Parameters:
  ///   - map: rates `[y, x]`, NaN where not visited.
  ///   - side: of a square bin, m.
  package init(_ map: Matrix<Double>, side: Double) {
    guard let peak = map.elements.filter(\.isFinite).max(), peak > 0 else {
      self = .undefined("the cell is silent")
      return
    }
    let fields = FiringFields(map, threshold: Self.threshold * peak, minimumBins: Int((Self.area / (side * side)).rounded(.up)))
    guard fields.count > 0 else {
      self = .undefined("no field is as large as \(Int(1e4 * Self.area)) cm²")
      return
    }
    let walls = Self.walls(map)
    var covered = 0.0
    for field in 0..<fields.count {
      for wall in walls {
        let share = Double(wall.count { fields.labels[$0] == field }) / Double(max(1, wall.count))
        covered = max(covered, share)
      }
    }
    var (distance, firing) = (0.0, 0.0)
    let half = Double(min(map.rows, map.columns)) / 2
    for place in fields.labels.indices where fields.labels[place] >= 0 {
      let (row, column) = (place / map.columns, place % map.columns)
      let nearest = Double(min(row, map.rows - 1 - row, column, map.columns - 1 - column)) + 0.5
      distance += map.elements[place] * nearest / half
      firing += map.elements[place]
    }
    let mean = distance / firing
    self = .score((covered - mean) / (covered + mean))
  }

  /// The bins along each of the four walls: in every line towards a wall the last visited bin, unless it stands further away
  /// than
  /// a tenth of the side.
  private static func walls(_ map: Matrix<Double>) -> [[Int]] {
    let (rows, columns) = (map.rows, map.columns)
    func wall(_ lines: Int, _ length: Int, _ place: (_ line: Int, _ depth: Int) -> Int) -> [Int] {
      (0..<lines).compactMap { line in
        (0..<max(1, length / 10)).map { place(line, $0) }.first { map.elements[$0].isFinite }
      }
    }
    return [
      wall(columns, rows) { $1 * columns + $0 }, wall(columns, rows) { (rows - 1 - $1) * columns + $0 },
      wall(rows, columns) { $0 * columns + $1 }, wall(rows, columns) { $0 * columns + columns - 1 - $1 },
    ]
  }
}
