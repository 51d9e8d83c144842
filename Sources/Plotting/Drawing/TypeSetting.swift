import CCairo
import CPango

/// Sets lines of text in any script on a Cairo context, by Pango: letters that the font has not come from the next font that
/// has them, accents stand on their letters, pairs are kerned, Arabic and Hebrew run to the left.
///
/// Glyphs keep their true size and place, so that a text has one width in every format and at every resolution. Of the machine
/// only its fonts count: not its language.
package final class TypeSetting {
  /// A font at a size.
  package struct Font: Hashable {
    package var family: String
    /// In units of the context.
    package var size: Double
    package var bold: Bool

    package init(family: String, size: Double, bold: Bool = false) {
      self.family = family
      self.size = size
      self.bold = bold
    }
  }

  /// Where words are drawn.
  var context: OpaquePointer
  private let layout: OpaquePointer
  private var descriptions: [Font: OpaquePointer] = [:]
  /// Of the texts measured so far: the labels of many panels are the same few words.
  private var widths: [Font: [String: Double]] = [:]
  /// The letters drawn that no font of this machine has, each once, as they came: boxes with their codes stand in their places.
  package private(set) var missingLetters: [Character] = []

  /// Why no text can be set; `nil` where it can.
  package static var hindrance: String? {
    canns_pango_is_installed() != 0
      ? nil : "Pango, which sets its words, is not installed (on Debian: apt-get install libpangocairo-1.0-0)"
  }

  /// - Parameter context: outlives this. There must be no `hindrance`.
  package init(context: OpaquePointer) {
    self.context = context
    let options = cairo_font_options_create()
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    layout = pango_cairo_create_layout(context)
    // A heading that begins with a Hebrew name is a line of ours all the same: from left to right.
    pango_layout_set_auto_dir(layout, 0)
    let setting = pango_layout_get_context(layout)
    // Of the layout, not of the context, which may be given back what it had before.
    pango_cairo_context_set_font_options(setting, options)
    cairo_font_options_destroy(options)
    pango_context_set_round_glyph_positions(setting, 0)
    pango_context_set_language(setting, pango_language_from_string("en"))
    pango_cairo_update_context(context, setting)
  }

  deinit {
    for description in descriptions.values { pango_font_description_free(description) }
    g_object_unref(UnsafeMutableRawPointer(layout))
  }

  /// The advance of one line of text.
  package func width(of text: String, _ font: Font) -> Double {
    if let known = widths[font]?[text] { return known }
    guard let line = line(text, font) else { return 0 }
    let width = width(of: line)
    widths[font, default: [:]][text] = width
    return width
  }

  /// Draws one line of text with its baseline through a point, in the colour of the context.
  ///
  /// - Parameter alignment: which part of the text stands at the point.
  package func draw(
    _ text: String, x: Double, baseline: Double, _ font: Font, alignment: HorizontalAlignment = .left
  ) {
    pango_cairo_update_context(context, pango_layout_get_context(layout))
    lookForLetters(of: text, font)
    guard let line = line(text, font) else { return }
    let before: Double =
      switch alignment {
      case .left: 0
      case .centre: width(of: line) / 2
      case .right: width(of: line)
      }
    cairo_move_to(context, x - before, baseline)
    pango_cairo_show_layout_line(context, line)
    // Text leaves a current point behind, from which the next arc would draw a line.
    cairo_new_path(context)
  }

  /// Looks whether fonts have the letters of a text that is drawn otherwise.
  package func lookForLetters(of text: String, _ font: Font) {
    guard set(text, font), pango_layout_get_unknown_glyphs_count(layout) > 0 else { return }
    for letter in Self.shown(text) where !missingLetters.contains(letter) {
      if set(String(letter), font), pango_layout_get_unknown_glyphs_count(layout) > 0 { missingLetters.append(letter) }
    }
  }

  /// A text in lines of at most this width, broken where its script breaks; a word longer than a line is broken anywhere.
  package func lines(_ text: String, _ font: Font, width: Double) -> [String] {
    guard set(text, font) else { return [] }
    pango_layout_set_width(layout, Int32(clamping: Int64((max(1, width) * Double(PANGO_SCALE)).rounded(.down))))
    pango_layout_set_wrap(layout, Int32(canns_PANGO_WRAP_WORD_CHAR))
    defer { pango_layout_set_width(layout, -1) }
    let bytes = Array(Self.shown(text).isolatingRightToLeft.utf8)
    return (0..<pango_layout_get_line_count(layout)).compactMap { index in
      guard let line = pango_layout_get_line_readonly(layout, index) else { return nil }
      let start = Int(pango_layout_line_get_start_index(line))
      let words = String(decoding: bytes[start..<start + Int(pango_layout_line_get_length(line))], as: UTF8.self)
      let first = words.withoutIsolates.drop { $0 == " " }
      return String(first.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// A text, or its beginning and end around "…" where it is wider than this. A number among words is kept whole or left
  /// out: of "15.0 Hz" there is never "5.0 Hz".
  package func shortened(_ text: String, _ font: Font, width limit: Double) -> String {
    if width(of: text, font) <= limit { return text }
    let letters = Array(text)
    func kept(_ count: Int) -> String {
      let (first, last) = ((count + 1) / 2, letters.count - count / 2)
      let (head, tail) = (Self.number(in: letters, around: first), Self.number(in: letters, around: last))
      let (end, start) = (min(first, head?.lowerBound ?? first), max(last, tail?.upperBound ?? last))
      return String(letters[..<end]) + "…" + String(letters[start...])
    }
    var (low, high) = (1, max(1, letters.count - 1))
    while low < high {
      let middle = (low + high + 1) / 2
      if width(of: kept(middle), font) <= limit { low = middle } else { high = middle - 1 }
    }
    return kept(low)
  }

  /// The number between spaces, commas or the ends of a text that a cut at this place would part; `nil` where there is none,
  /// or where it is all of the text.
  private static func number(in letters: [Character], around place: Int) -> Range<Int>? {
    func ends(_ index: Int) -> Bool { letters[index].isWhitespace || letters[index] == "," }
    let start = letters[..<place].lastIndex(where: { $0.isWhitespace }).map { $0 + 1 } ?? 0
    let end = letters.indices.suffix(from: place).first(where: ends) ?? letters.count
    guard start < place, place < end, start..<end != letters.indices else { return nil }
    return letters[start..<end].allSatisfy { $0.isNumber || ".,-−+%°×".contains($0) } ? start..<end : nil
  }

  // MARK: -

  /// What is drawn of a text in one line: a space for each break of line or tab, a sign of replacement for each control
  /// character.
  package static func shown(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.isLineBreak || $0.properties.generalCategory == .control }) else {
      return text
    }
    var result = String.UnicodeScalarView()
    for scalar in text.replacing("\r\n", with: "\n").unicodeScalars {
      if scalar.isLineBreak || scalar == "\t" {
        result.append(" ")
      } else {
        result.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
      }
    }
    return String(result)
  }

  private func line(_ text: String, _ font: Font) -> OpaquePointer? {
    set(text, font) ? pango_layout_get_line_readonly(layout, 0) : nil
  }

  /// False for a text without letters.
  private func set(_ text: String, _ font: Font) -> Bool {
    guard !text.isEmpty else { return false }
    pango_layout_set_font_description(layout, description(of: font))
    var text = Self.shown(text).isolatingRightToLeft
    text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { pango_layout_set_text(layout, $0.baseAddress, Int32(clamping: $0.count)) }
    }
    return true
  }

  private func description(of font: Font) -> OpaquePointer? {
    if let known = descriptions[font] { return known }
    let description = pango_font_description_new()
    pango_font_description_set_family(description, font.family)
    pango_font_description_set_absolute_size(description, font.size * Double(PANGO_SCALE))
    if font.bold { pango_font_description_set_weight(description, Int32(canns_PANGO_WEIGHT_BOLD)) }
    descriptions[font] = description
    return description
  }

  private func width(of line: OpaquePointer) -> Double {
    var extents = PangoRectangle()
    pango_layout_line_get_extents(line, nil, &extents)
    return Double(extents.width) / Double(PANGO_SCALE)
  }
}

extension Unicode.Scalar {
  /// Ends a line, or a paragraph.
  fileprivate var isLineBreak: Bool { ["\n", "\r", "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}"].contains(self) }
}
