import ArrayNumerics
import Schema

extension MarkDrawing {
  /// Draws the matrix as one image. A value smaller than a pixel is averaged with its neighbours (an angle is
  /// taken from the middle of the block instead); one larger than a pixel is repeated in files, so that no viewer can
  /// smooth it.
  func draw(_ map: HeatMapMark) {
    guard !map.values.isEmpty, case .cartesian(let cartesian) = transform,
      let corner = cartesian.point(map.xRange.lowerBound, map.yRange.upperBound),
      let opposite = cartesian.point(map.xRange.upperBound, map.yRange.lowerBound)
    else { return }
    let box = PageBox(
      x: corner.x, y: corner.y, width: opposite.x - corner.x, height: opposite.y - corner.y)
    guard box.width > 0, box.height > 0 else { return }
    let pixelsPerPoint = style.files.dpi / 72
    let (columns, columnRepeats) = Self.pixels(of: map.values.columns, target: box.width * pixelsPerPoint)
    let (rows, rowRepeats) = Self.pixels(of: map.values.rows, target: box.height * pixelsPerPoint)
    let image = Self.image(map, columns: columns, rows: rows, missing: style.theme.missing)
    canvas.image(pixels: image, columns: columns, rows: rows, repeats: (columnRepeats, rowRepeats), in: box)
  }

  /// As many pixels as values when values are finer than the paper; otherwise as many as values, and how often each is to be
  /// repeated in a file, so that no pixel of it is larger than one of the paper.
  private static func pixels(of values: Int, target: Double) -> (count: Int, repeats: Int) {
    let target = min(max(1, Int(target.rounded(.up))), 4096)
    if values >= target { return (target, 1) }
    return (values, min((target + values - 1) / values, 64))
  }

  /// The picture as opaque `0xFFRRGGBB`, row 0 at the top.
  static func image(_ map: HeatMapMark, columns: Int, rows: Int, missing: Color) -> [UInt32] {
    let table = map.scale.map.table
    let grey = packed(missing)
    let isCyclic = map.scale.isCyclic
    let source = map.values
    let values = source.elements
    var image = [UInt32](repeating: grey, count: columns * rows)
    for row in 0..<rows {
      // Page rows run downward, matrix rows upward.
      let fromRow = (rows - 1 - row) * source.rows / rows
      let toRow = max(fromRow + 1, (rows - row) * source.rows / rows)
      for column in 0..<columns {
        let fromColumn = column * source.columns / columns
        let toColumn = max(fromColumn + 1, (column + 1) * source.columns / columns)
        let value: Double
        if isCyclic || (toRow - fromRow == 1 && toColumn - fromColumn == 1) {
          value = values[(fromRow + toRow - 1) / 2 * source.columns + (fromColumn + toColumn - 1) / 2]
        } else {
          value = mean(of: source, rows: fromRow..<toRow, columns: fromColumn..<toColumn)
        }
        if let index = map.scale.index(of: value) {
          image[row * columns + column] = 0xFF00_0000 | table[index]
        }
      }
    }
    return image
  }

  private static func mean(of values: Matrix<Double>, rows: Range<Int>, columns: Range<Int>) -> Double {
    var sum = 0.0
    var count = 0
    for row in rows {
      for column in columns where values[row, column].isFinite {
        sum += values[row, column]
        count += 1
      }
    }
    return count > 0 ? sum / Double(count) : .nan
  }

  private static func packed(_ color: Color) -> UInt32 {
    func byte(_ value: Double) -> UInt32 { UInt32((min(max(value, 0), 1) * 255).rounded()) }
    return 0xFF00_0000 | byte(color.red) << 16 | byte(color.green) << 8 | byte(color.blue)
  }
}
