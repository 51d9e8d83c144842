import Schema

/// Categorical colours that stay apart for every common kind of colour vision.
public enum Palette: String, Choice {
  /// Okabe M, Ito K (2008), Color Universal Design, https://jfly.uni-koeln.de/color/. The order is ours: neighbours differ in
  /// lightness, and vermillion never stands next to green.
  case okabeIto = "okabe-ito"
  /// Blues and oranges in turn, which every common kind of colour vision tells apart, no two of one lightness, so that they
  /// also stay apart in print without colours. Own construction (CC0).
  case blueOrange = "blue-orange"

  /// Blue of Okabe and Ito.
  public static let blue = Color(rgb: 0x0072B2)
  /// Orange of Okabe and Ito.
  public static let orange = Color(rgb: 0xE69F00)
  /// Reddish purple of Okabe and Ito.
  public static let purple = Color(rgb: 0xCC79A7)
  /// Bluish green of Okabe and Ito.
  public static let green = Color(rgb: 0x009E73)
  /// Yellow of Okabe and Ito.
  public static let yellow = Color(rgb: 0xF0E442)
  /// Sky blue of Okabe and Ito.
  public static let sky = Color(rgb: 0x56B4E9)
  /// Vermillion of Okabe and Ito.
  public static let vermillion = Color(rgb: 0xD55E00)

  /// The colours in the order in which categories take them. On a dark ground the darkest stand last, where they are seldom
  /// needed.
  public func colors(on theme: Theme) -> [Color] {
    switch (self, theme) {
    case (.okabeIto, .light):
      [Self.blue, Self.orange, Self.purple, Self.green, Self.sky, Self.vermillion, Self.yellow]
    case (.okabeIto, .dark):
      [Self.sky, Self.orange, Self.purple, Self.green, Self.yellow, Self.vermillion, Self.blue]
    case (.blueOrange, .light): [0x1F4E8C, 0xD9740B, 0x74B6EA, 0x5C2800, 0x3880C2, 0xF7BE85].map { Color(rgb: $0) }
    case (.blueOrange, .dark): [0x62ACE5, 0xF5B26E, 0x3573BC, 0xC8690C, 0xBFE3FA, 0x8A4508].map { Color(rgb: $0) }
    }
  }

  /// The colour of category `index`. After its last entry the palette goes on with shades of the same colours, nearer to the
  /// ink, then with tints, nearer to the ground; three times its length from here it repeats.
  public func category(_ index: Int, on theme: Theme = .light) -> Color {
    let colors = colors(on: theme)
    let place = ((index % (3 * colors.count)) + 3 * colors.count) % (3 * colors.count)
    let color = colors[place % colors.count]
    return switch place / colors.count {
    case 0: color
    case 1: color.mixed(with: theme.ink, fraction: 0.5)
    default: color.mixed(with: theme.background, fraction: 0.55)
    }
  }
}
