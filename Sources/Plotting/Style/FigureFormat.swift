import Schema

/// The kinds of file a figure is written to.
public enum FigureFormat: String, Choice {
  /// Vectors for a page of the web; words stay words.
  case svg
  /// Pixels.
  case png
  /// Vectors for print, fonts embedded.
  case pdf
}
