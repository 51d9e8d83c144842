/// A colour that is settled when the figure is drawn, because it depends on the style.
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

  /// The colour that is drawn in a style.
  public func color(in style: PlotStyle) -> Color {
    let theme = style.theme
    return switch self {
    case .ink: theme.ink
    case .muted: theme.muted
    case .faint: theme.faint
    case .surface: theme == .light ? theme.grid : Color(rgb: 0x5B6772)
    case .background: theme.background
    case .category(let index): style.palette.category(index, on: theme)
    case .fixed(let color): color
    }
  }
}
