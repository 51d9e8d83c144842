import Schema

/// What the words of a figure are in an SVG file.
public enum SVGText: String, Choice {
  /// Outlines: they look the same everywhere.
  case paths
  /// Text with the name of its font: it can be edited, searched and set in the font of the journal.
  case text
}
