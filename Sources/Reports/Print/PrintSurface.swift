import CCairo
import Foundation
import Plotting

/// A PDF document of A4 pages under a pen that moves down: text is broken into lines, and a new page begins where the
/// next block does not fit. Sizes in points, y downward from the top of the page.
final class PrintSurface {
  static let width = 595.28
  static let height = 841.89
  static let margin = 51.0
  static let bottom = height - 57.0
  static var textWidth: Double { width - 2 * margin }

  /// How a run of text looks.
  struct Style {
    var size: Double
    var bold = false
    var gray = 0.0
    var monospaced = false
    var leading: Double { size * 1.4 }
    var font: TypeSetting.Font {
      TypeSetting.Font(family: monospaced ? "DejaVu Sans Mono" : "DejaVu Sans", size: size, bold: bold)
    }
  }

  private let surface: OpaquePointer
  private let context: OpaquePointer
  private let setting: TypeSetting
  private let sink: Sink
  private let path: String
  private(set) var y = margin
  private(set) var page = 1
  /// Printed at the foot of every page beside its number.
  let footer: String

  init(path: String, title: String, date: String, footer: String) throws(ReportError) {
    sink = Sink()
    self.path = path
    self.footer = footer
    if let hindrance = TypeSetting.hindrance { throw ReportError.drawingFailed(path: path, reason: hindrance) }
    guard
      let surface = cairo_pdf_surface_create_for_stream(
        appendToSink, Unmanaged.passUnretained(sink).toOpaque(), Self.width, Self.height),
      let context = cairo_create(surface)
    else { throw ReportError.drawingFailed(path: path, reason: "no memory") }
    self.surface = surface
    self.context = context
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title)
    // Without a date of our own Cairo writes the time of day, and no two files would be equal.
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, date)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, date)
    setting = TypeSetting(context: context)
    // Cairo says that a document is tagged when its tree has this root.
    cairo_tag_begin(context, "Document", nil)
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  /// Ends the document.
  func finished() throws(ReportError) -> Data {
    drawFooter()
    cairo_tag_end(context, "Document")
    cairo_show_page(context)
    let status = cairo_status(context)
    cairo_surface_finish(surface)
    for status in [status, cairo_surface_status(surface)] where status != CAIRO_STATUS_SUCCESS {
      let reason = cairo_status_to_string(status).map { String(cString: $0) } ?? "unknown"
      throw ReportError.drawingFailed(path: path, reason: reason)
    }
    return Data(sink.bytes)
  }

  // MARK: - Pages

  func space(_ points: Double) { y += points }

  /// Whether so much room is left on this page.
  func hasRoom(_ points: Double) -> Bool { y + points <= Self.bottom }

  /// Begins a new page unless so much room is left on this one.
  func needs(_ points: Double) {
    if !hasRoom(points), y > Self.margin { newPage() }
  }

  private func newPage() {
    drawFooter()
    cairo_show_page(context)
    page += 1
    y = Self.margin
  }

  private func drawFooter() {
    let style = Style(size: 7.5, gray: 0.35)
    let baseline = Self.height - 28
    draw(footer, x: Self.margin, baseline: baseline, style)
    draw("\(page)", x: Self.width - Self.margin, baseline: baseline, style, alignment: .right)
  }

  /// An entry of the document's outline that leads to this page.
  func bookmark(_ title: String) {
    cairo_pdf_surface_add_outline(
      surface, CAIRO_PDF_OUTLINE_ROOT, title, "page=\(page)", cairo_pdf_outline_flags_t(0))
  }

  // MARK: - Structure

  /// What a piece of the page is, by the standard structure types of PDF, so that programs that read aloud know it.
  enum Role: String {
    case title = "H1"
    case heading = "H2"
    case subheading = "H3"
    case paragraph = "P"
    case caption = "Caption"
    case head = "TH"
    case cell = "TD"
  }

  /// Where a link leads.
  enum Target {
    case address(String)
    /// A place that `mark` named.
    case mark(String)

    fileprivate var attributes: String {
      switch self {
      case .address(let address): "uri='\(Self.escaped(address))'"
      case .mark(let name): "dest='\(name)'"
      }
    }

    /// Brackets and quotes would end the string in the file.
    private static func escaped(_ address: String) -> String {
      let letters = CharacterSet.urlQueryAllowed.subtracting(CharacterSet(charactersIn: "()'\\"))
        .union(CharacterSet(charactersIn: "%#"))
      return address.addingPercentEncoding(withAllowedCharacters: letters) ?? address
    }
  }

  private func tagged(_ name: String, _ attributes: String? = nil, _ body: () -> Void) {
    cairo_tag_begin(context, name, attributes)
    body()
    cairo_tag_end(context, name)
  }

  /// Names this place of the page, or one so far above, for links.
  func mark(_ name: String, above: Double = 0) {
    tagged("cairo.dest", String(format: "name='\(name)' x=%.1f y=%.1f", Self.margin, max(0, y - above))) {}
  }

  /// Makes a rectangle of this page lead somewhere.
  private func link(_ target: Target, x: Double, y: Double, width: Double, height: Double) {
    let sides = [x, y, width, height].map { String(format: "%.2f", $0) }.joined(separator: " ")
    tagged("Link", "rect=[\(sides)] \(target.attributes)") {}
  }

  /// The rows of a table, which may go over several pages.
  func table(_ rows: () -> Void) { tagged("Table", nil, rows) }

  // MARK: - Text

  /// A paragraph over the given width. Words longer than a line are broken anywhere.
  ///
  /// - Parameters:
  ///   - target: where all of it leads.
  ///   - links: words of it that lead somewhere, in their order.
  func paragraph(
    _ text: String, _ style: Style, role: Role = .paragraph, x: Double = margin, width: Double = textWidth,
    target: Target? = nil, links: [(words: String, target: Target)] = []
  ) {
    var pending = links[...]
    var rest = lines(text, style, width: width)[...]
    while !rest.isEmpty {
      needs(style.leading)
      // The lines that this page holds; one at least.
      let count = max(1, Int(((Self.bottom - y) / style.leading + 1e-9).rounded(.down)))
      var places: [(target: Target, x: Double, y: Double, width: Double)] = []
      tagged(role.rawValue) {
        for line in rest.prefix(count) {
          y += style.leading
          draw(line, x: x, baseline: y - 0.3 * style.size, style)
          let top = y - style.leading
          if let target { places.append((target, x, top, setting.width(of: line, style.font))) }
          for (found, target) in Self.links(&pending, in: line) {
            let before = setting.width(of: String(line[..<found.lowerBound]), style.font)
            places.append((target, x + before, top, setting.width(of: String(line[found]), style.font)))
          }
        }
      }
      for place in places { link(place.target, x: place.x, y: place.y, width: place.width, height: style.leading) }
      rest = rest.dropFirst(count)
    }
  }

  /// The next of the words that stand in a line, taken off the list; words that the end of the line parts are passed over.
  private static func links(
    _ pending: inout ArraySlice<(words: String, target: Target)>, in line: String
  ) -> [(Range<String.Index>, Target)] {
    var found: [(Range<String.Index>, Target)] = []
    var start = line.startIndex
    while let next = pending.first {
      if let place = line.range(of: next.words, range: start..<line.endIndex) {
        found.append((place, next.target))
        start = place.upperBound
      } else if !(1..<max(1, next.words.count)).contains(where: { line[start...].hasSuffix(next.words.prefix($0)) }) {
        break
      }
      pending.removeFirst()
    }
    return found
  }

  /// A row of cells, each broken into lines; the row stays on one page when a page can hold it.
  ///
  /// - Parameter picture: a PNG that stands in one of the cells, and how high it is at most.
  func row(
    _ cells: [(text: String, width: Double, style: Style)], role: Role = .cell, rule: Double = 0.4,
    picture: (data: Data, column: Int, height: Double)? = nil
  ) {
    let broken = cells.map { lines($0.text, $0.style, width: $0.width - 8) }
    let height = max(
      picture?.height ?? 0, zip(cells, broken).map { Double($1.count) * $0.style.leading }.max() ?? 0)
    needs(height + 5)
    var x = Self.margin
    tagged("TR") {
      for (place, (cell, lines)) in zip(cells, broken).enumerated() {
        tagged(role.rawValue) {
          if let picture, picture.column == place {
            smallPicture(picture.data, x: x, width: cell.width - 8, height: picture.height)
          }
          for (index, line) in lines.enumerated() {
            draw(
              line, x: x, baseline: y + Double(index + 1) * cell.style.leading - 0.3 * cell.style.size, cell.style
            )
          }
        }
        x += cell.width
      }
    }
    y += height + 3
    line(width: rule)
    y += 2
  }

  func line(width: Double) {
    cairo_set_source_rgb(context, 0.7, 0.7, 0.7)
    cairo_set_line_width(context, width)
    cairo_move_to(context, Self.margin, y)
    cairo_line_to(context, Self.width - Self.margin, y)
    cairo_stroke(context)
  }

  private func lines(_ text: String, _ style: Style, width limit: Double) -> [String] {
    let words = text.split(whereSeparator: { $0 == " " || $0 == "\n" }).joined(separator: " ")
    return setting.lines(words, style.font, width: limit)
  }

  /// The letters drawn so far that no font has, each once.
  var missingLetters: [Character] { setting.missingLetters }

  private func draw(_ text: String, x: Double, baseline: Double, _ style: Style, alignment: HorizontalAlignment = .left) {
    setting.lookForLetters(of: text, style.font)
    cairo_set_source_rgb(context, style.gray, style.gray, style.gray)
    setting.draw(text, x: x, baseline: baseline, style.font, alignment: alignment)
  }

  // MARK: - Pictures

  /// The height at which `picture` draws a file; 0 for a file that is not a PNG.
  func pictureHeight(_ file: URL, keeping below: Double) -> Double {
    // The size stands at a fixed place of the header: two big-endian numbers after the signature and "IHDR".
    guard let handle = try? FileHandle(forReadingFrom: file), let header = try? handle.read(upToCount: 24),
      header.count == 24, header.starts(with: [0x89, 0x50, 0x4E, 0x47])
    else { return 0 }
    func number(_ range: Range<Int>) -> Double { range.reduce(0) { $0 * 256 + Double(header[$1]) } }
    return number(20..<24) * scale(columns: number(16..<20), rows: number(20..<24), keeping: below)
  }

  private func scale(columns: Double, rows: Double, keeping below: Double) -> Double {
    guard columns > 0, rows > 0 else { return 0 }
    return min(72.0 / 300, Self.textWidth / columns, (Self.bottom - Self.margin - below) / rows)
  }

  /// Draws a PNG at its printed size, 300 pixels to the inch, smaller where the page is too narrow, and keeps it on one page
  /// with `room` points under it. False when the file is not a PNG.
  ///
  /// - Parameter heading: points that stand above it on the page, and leave it less height.
  func picture(_ file: URL, keeping room: Double, below heading: Double = 0) -> Bool {
    guard let image = cairo_image_surface_create_from_png(file.path) else { return false }
    defer { cairo_surface_destroy(image) }
    guard cairo_surface_status(image) == CAIRO_STATUS_SUCCESS else { return false }
    let (columns, rows) = (
      Double(cairo_image_surface_get_width(image)), Double(cairo_image_surface_get_height(image))
    )
    guard columns > 0, rows > 0 else { return false }
    let scale = scale(columns: columns, rows: rows, keeping: room + heading)
    needs(rows * scale + room)
    paint(image, x: Self.margin, scale: scale)
    y += rows * scale
    return true
  }

  /// Draws a PNG at the right margin, no larger than this, and leads from it to a mark. The pen stays where it is.
  ///
  /// - Returns: its width and the height of its lower edge on the page; `nil` when the file is not a PNG.
  func pictureAtRight(_ file: URL, width: Double, height: Double, leadingTo mark: String) -> (width: Double, bottom: Double)? {
    guard let image = cairo_image_surface_create_from_png(file.path) else { return nil }
    defer { cairo_surface_destroy(image) }
    guard cairo_surface_status(image) == CAIRO_STATUS_SUCCESS else { return nil }
    let (columns, rows) = (
      Double(cairo_image_surface_get_width(image)), Double(cairo_image_surface_get_height(image))
    )
    guard columns > 0, rows > 0 else { return nil }
    let scale = min(72.0 / 300, width / columns, height / rows)
    let left = Self.width - Self.margin - columns * scale
    paint(image, x: left, scale: scale)
    link(.mark(mark), x: left, y: y, width: columns * scale, height: rows * scale)
    return (columns * scale, y + rows * scale)
  }

  /// Draws a PNG within a rectangle at the pen, each of its pixels with sharp edges.
  private func smallPicture(_ data: Data, x: Double, width: Double, height: Double) {
    guard let image = imageSurface(ofPNG: data) else { return }
    defer { cairo_surface_destroy(image) }
    let (columns, rows) = (
      Double(cairo_image_surface_get_width(image)), Double(cairo_image_surface_get_height(image))
    )
    guard columns > 0, rows > 0 else { return }
    paint(image, x: x, scale: min(width / columns, height / rows), isSharp: true)
  }

  private func paint(_ image: OpaquePointer, x: Double, scale: Double, isSharp: Bool = false) {
    tagged("Figure") {
      cairo_save(context)
      cairo_translate(context, x, y)
      cairo_scale(context, scale, scale)
      cairo_set_source_surface(context, image, 0, 0)
      if isSharp { cairo_pattern_set_filter(cairo_get_source(context), CAIRO_FILTER_NEAREST) }
      // Not by painting, which covers the page and lets Cairo 1.16 forget the tag that was opened on it.
      cairo_rectangle(
        context, 0, 0, Double(cairo_image_surface_get_width(image)), Double(cairo_image_surface_get_height(image)))
      cairo_fill(context)
      cairo_restore(context)
    }
  }
}
