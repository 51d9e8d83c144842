import ArrayNumerics

/// The ten digits on 8 × 8 pixels, drawn for this program, as they are or moved and with noise.
public enum Digits {
  /// Pixels along each edge.
  public static let side = 8

  private static let glyphs = [
    ".###.|#...#|#...#|#...#|#...#|#...#|.###.", "..#..|.##..|..#..|..#..|..#..|..#..|.###.",
    ".###.|#...#|....#|...#.|..#..|.#...|#####", ".###.|#...#|....#|..##.|....#|#...#|.###.",
    "...#.|..##.|.#.#.|#..#.|#####|...#.|...#.", "#####|#....|####.|....#|....#|#...#|.###.",
    ".###.|#....|#....|####.|#...#|#...#|.###.", "#####|....#|...#.|..#..|..#..|.#...|.#...",
    ".###.|#...#|#...#|.###.|#...#|#...#|.###.", ".###.|#...#|#...#|.####|....#|....#|.###.",
  ]

  /// Each digit once, of −1 and 1, `[10, 64]`.
  public static var all: Matrix<Double> {
    Matrix(rows: 10, columns: side * side, elements: (0..<10).flatMap { picture($0, right: 1, down: 0).map { 2 * $0 - 1 } })
  }

  /// Digits in turn, each moved by up to a pixel and with normal noise, from 0 to 1 but for the noise.
  ///
  /// - Returns: `[count, 64]`; row r shows the digit r mod 10.
  public static func samples(_ count: Int, noise: Double, seed: UInt64) -> Matrix<Double> {
    var stream = RandomStream(seed: seed, name: "digits")
    let values = (0..<count).flatMap { row in
      picture(row % 10, right: 1 + stream.integer(below: 3) - 1, down: stream.integer(below: 2)).map {
        $0 + noise * stream.normal()
      }
    }
    return Matrix(rows: count, columns: side * side, elements: values)
  }

  /// 1 on the digit, 0 beside it.
  private static func picture(_ digit: Int, right: Int, down: Int) -> [Double] {
    var pixels = [Double](repeating: 0, count: side * side)
    for (y, line) in glyphs[digit].split(separator: "|").enumerated() {
      for (x, mark) in line.enumerated() where mark == "#" { pixels[(y + down) * side + x + right] = 1 }
    }
    return pixels
  }
}
