import Foundation
import Plotting
import Testing

/// Categories stay apart for people who lack one kind of cone.
@Suite struct PaletteTests {
  /// What a person without long-wave (protan) or middle-wave (deutan) cones sees, in linear sRGB: Viénot F, Brettel H,
  /// Mollon J (1999), Digital video colourmaps for checking the legibility of displays by dichromats, doi:10.1002/
  /// (SICI)1520-6378(199908)24:4<243::AID-COL5>3.0.CO;2-3.
  private static let dichromats: [[[Double]]] = [
    [[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]],
    [[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]],
  ]

  private func linear(_ color: Color) -> [Double] {
    [color.red, color.green, color.blue].map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
  }

  /// CIE Lab under D65, in which 2.3 is a just noticeable difference.
  private func lab(_ rgb: [Double]) -> [Double] {
    let rows = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    let white = [0.9505, 1, 1.089]
    let f = rows.enumerated().map { index, row -> Double in
      let value = zip(row, rgb).map { $0 * max($1, 0) }.reduce(0, +) / white[index]
      return value > 0.008856 ? cbrt(value) : 7.787 * value + 16.0 / 116
    }
    return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]
  }

  private func distance(_ first: [Double], _ second: [Double]) -> Double {
    zip(first, second).map { ($0 - $1) * ($0 - $1) }.reduce(0, +).squareRoot()
  }

  @Test(arguments: Palette.allCases, Theme.allCases) func coloursStayApart(palette: Palette, theme: Theme) {
    let colors = palette.colors(on: theme).map(linear)
    for matrix in [[[1.0, 0, 0], [0, 1, 0], [0, 0, 1]]] + Self.dichromats {
      let seen = colors.map { color in lab(matrix.map { zip($0, color).map(*).reduce(0, +) }) }
      for first in seen.indices {
        for second in 0..<first {
          #expect(distance(seen[first], seen[second]) > 9, "\(palette) \(theme): \(second) and \(first)")
        }
      }
    }
    for color in colors { #expect(distance(lab(color), lab(linear(theme.background))) > 20) }
  }

  /// Beyond the palette come shades and tints of it, none like another to an eye with all cones.
  @Test(arguments: Palette.allCases, Theme.allCases) func moreCategoriesThanColours(palette: Palette, theme: Theme) {
    let length = palette.colors(on: theme).count
    let colors = (0..<3 * length).map { palette.category($0, on: theme) }
    #expect(Array(colors.prefix(length)) == palette.colors(on: theme))
    let seen = colors.map { lab(linear($0)) }
    for first in seen.indices {
      for second in 0..<first { #expect(distance(seen[first], seen[second]) > 7, "\(palette) \(theme): \(second), \(first)") }
    }
    #expect(palette.category(3 * length, on: theme) == colors[0] && palette.category(-1, on: theme) == colors.last)
  }

  @Test(arguments: Theme.allCases) func blueAndOrangeStayApartInGrey(theme: Theme) {
    let lightness = Palette.blueOrange.colors(on: theme).map { lab(linear($0))[0] }.sorted()
    for (low, high) in zip(lightness, lightness.dropFirst()) { #expect(high - low > 4) }
  }
}
