import Schema

/// The background a figure is drawn on, and the colours that follow from it.
public enum Theme: String, Choice {
  /// Near black on white.
  case light
  /// Near white on a dark slate.
  case dark

  /// The page.
  public var background: Color { self == .light ? Color(rgb: 0xFFFFFF) : Color(rgb: 0x14181D) }
  /// Text and axes.
  public var ink: Color { self == .light ? Color(rgb: 0x15191E) : Color(rgb: 0xE6EAEE) }
  /// Of less weight than the data.
  public var muted: Color { self == .light ? Color(rgb: 0x7A828B) : Color(rgb: 0x8F98A2) }
  /// Fills that only carry other marks.
  public var faint: Color { self == .light ? Color(rgb: 0xD3D8DD) : Color(rgb: 0x3F4851) }
  /// Lines at ticks.
  public var grid: Color { self == .light ? Color(rgb: 0xE4E8EB) : Color(rgb: 0x2A3138) }
  /// The grey of missing values in maps.
  public var missing: Color { self == .light ? Color(rgb: 0xE3E6EA) : Color(rgb: 0x3A4048) }
}
