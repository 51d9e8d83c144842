/// Categorical colours that stay apart for every common kind of colour vision.
///
/// Source: Okabe M, Ito K (2008), Color Universal Design, https://jfly.uni-koeln.de/color/. The order is ours:
/// neighbours differ in lightness, and vermillion never stands next to green.
public enum Palette {
  public static let blue = Color(rgb: 0x0072B2)
  public static let orange = Color(rgb: 0xE69F00)
  public static let purple = Color(rgb: 0xCC79A7)
  public static let green = Color(rgb: 0x009E73)
  public static let yellow = Color(rgb: 0xF0E442)
  public static let sky = Color(rgb: 0x56B4E9)
  public static let vermillion = Color(rgb: 0xD55E00)

  /// The colours in the order in which categories take them on white.
  public static let light = [blue, orange, purple, green, sky, vermillion, yellow]

  /// The same for a dark background, where the dark blue would drown.
  public static let dark = [sky, orange, purple, green, yellow, vermillion, blue]

  /// The colour of category `index`; the palette repeats after its last entry.
  public static func category(_ index: Int, theme: Theme = .light) -> Color {
    let colors = theme == .light ? light : dark
    let count = colors.count
    return colors[((index % count) + count) % count]
  }
}

/// A colour that is settled when the figure is drawn, because it depends on the theme.
public enum Paint: Sendable, Hashable {
  /// The colour of text and axes: near black on white, near white on black.
  case ink
  /// Of less weight than the data: reference lines, second paths.
  case muted
  /// Fills that only carry other marks: null bands, walls.
  case faint
  /// Drawn surfaces in space, light enough for coloured points to stand out.
  case surface
  /// The background itself, for outlines around marks.
  case background
  /// A categorical colour (`Palette`), by position.
  case category(Int)
  /// A given colour, the same in every theme.
  case fixed(Color)

  public func color(in theme: Theme) -> Color {
    switch self {
    case .ink: theme.ink
    case .muted: theme.muted
    case .faint: theme.faint
    case .surface: theme == .light ? theme.grid : theme.faint
    case .background: theme.background
    case .category(let index): Palette.category(index, theme: theme)
    case .fixed(let color): color
    }
  }
}
