/// A figure as a value: panels on a grid with their words. It is drawn by `svg`, `png`, `pdf` or `write`.
public struct Figure: Sendable {
  /// A short name for files: `barcode`, `rate-maps`.
  public var name: String
  /// The frames, each with its place in the grid.
  public var panels: [Panel]
  /// What a person who cannot see the figure should know: one or two sentences.
  public var altText: String
  /// What stands below the figure in a report.
  public var caption: String
  /// The title of the SVG or PDF document; `nil`: the name.
  public var title: String?
  /// Draw the title above the panels.
  public var drawsTitle = false
  /// The printed width.
  public var width: FigureWidth
  /// The printed height in millimetres; `nil`: what the panels need.
  public var height: Double?
  /// The relative widths of the columns of the grid; equal where missing.
  public var columnWeights: [Double] = []
  /// One x axis for each column: one range, ticks and label only at the bottom.
  public var sharesX = false
  /// One y axis for each row: one range, ticks and label only at the left.
  public var sharesY = false
  /// Letters a, b, c … at the panels, in their order.
  public var hasLetters: Bool
  /// Draw legends and keys.
  public var showsKeys = true
  /// Draw lines at the ticks.
  public var hasGrid = false
  /// A key for all panels, to the right of the grid.
  public var key: FigureKey?
  /// Millimetres between the decorations of neighbouring panels.
  public var spacing = 3.0

  public init(
    name: String, panels: [Panel], altText: String, caption: String = "", width: FigureWidth = .single,
    hasLetters: Bool? = nil
  ) {
    self.name = name
    self.panels = panels
    self.altText = altText
    self.caption = caption
    self.width = width
    self.hasLetters = hasLetters ?? (panels.count > 1)
  }

  /// The rows of the grid.
  public var rows: Int { (panels.map(\.row).max() ?? -1) + 1 }
  /// The columns of the grid.
  public var columns: Int { panels.map { $0.column + $0.columnSpan }.max() ?? 0 }

  /// The same figure with the title, the size and the switches of a frame; labels and colours are the business of who makes the
  /// panels.
  public func framed(_ frame: FigureFrame) -> Figure {
    var figure = self
    figure.title = frame.title
    figure.drawsTitle = frame.drawsTitle
    figure.width = frame.width ?? width
    figure.height = frame.height ?? height
    figure.showsKeys = showsKeys && frame.legend
    figure.hasGrid = hasGrid || frame.grid
    figure.hasLetters = hasLetters && frame.panelLetters
    return figure
  }
}
