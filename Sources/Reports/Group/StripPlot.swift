import ArrayNumerics
import Foundation
import Schema

/// One number of all sessions on a line: a dot for each, which leads to the session's report, quartiles as a box behind them.
///
/// Sessions that were analysed in another way than most are open diamonds. Drawn for the page, in which it takes colours from
/// the style sheet; an identity is all that a dot says, so no axis but its ends is needed.
struct StripPlot {
  struct Dot {
    var value: Double
    /// "mouse-3: 8.41".
    var words: String
    /// Where it leads; empty without a report.
    var address: String
    var isUnusual: Bool
  }

  /// In no order.
  var dots: [Dot]
  /// What is drawn, for those who cannot see it.
  var label: String

  private static let width = 300.0
  private static let height = 58.0
  private static let margin = 8.0
  private static let radius = 3.2

  /// The drawing, as part of the page.
  var markup: Markup {
    let values = dots.map(\.value).sorted()
    guard let least = values.first, let largest = values.last else { return Markup("") }
    // All alike: in the middle.
    let span = largest > least ? largest - least : 1
    let start = largest > least ? least : least - 0.5
    func x(_ value: Double) -> Double { Self.margin + (value - start) / span * (Self.width - 2 * Self.margin) }
    let low = quantile(ofSorted: values, 0.25)
    let middle = quantile(ofSorted: values, 0.5)
    let high = quantile(ofSorted: values, 0.75)
    var svg = "<svg viewBox=\"0 0 300 58\" role=\"img\" aria-label=\"\(Markup(plain: label).html)\">"
    svg += "<rect class=\"box\" x=\"\(short(x(low)))\" y=\"3\" width=\"\(short(max(1, x(high) - x(low))))\" height=\"52\"/>"
    svg += "<line class=\"median\" x1=\"\(short(x(middle)))\" x2=\"\(short(x(middle)))\" y1=\"3\" y2=\"55\"/>"
    for (dot, y) in zip(dots, offsets(dots.map { x($0.value) })) {
      let mark = mark(dot, x: x(dot.value), y: y)
      svg += dot.address.isEmpty ? mark : "<a href=\"\(dot.address)\">\(mark)</a>"
    }
    return Markup(html: svg + "</svg>")
  }

  private func mark(_ dot: Dot, x: Double, y: Double) -> String {
    let title = "<title>\(Markup(plain: dot.words).html)</title>"
    guard dot.isUnusual else { return "<circle cx=\"\(short(x))\" cy=\"\(short(y))\" r=\"\(Self.radius)\">\(title)</circle>" }
    let r = Self.radius + 1
    return "<path class=\"odd\" d=\"M\(short(x - r)) \(short(y))l\(r) -\(r) \(r) \(r) -\(r) \(r)z\">\(title)</path>"
  }

  /// Heights at which dots do not hide each other: those that share a place go up and down in turn, closer where they are many.
  private func offsets(_ places: [Double]) -> [Double] {
    let slots = places.map { Int(($0 / (2 * Self.radius)).rounded()) }
    var counts: [Int: Int] = [:]
    for slot in slots { counts[slot, default: 0] += 1 }
    let most = counts.values.max() ?? 1
    let room = Self.height / 2 - Self.radius - 2
    let step = min(2 * Self.radius, room / max(1, (Double(most) / 2).rounded(.up)))
    var used: [Int: Int] = [:]
    return slots.map { slot in
      let turn = used[slot, default: 0]
      used[slot] = turn + 1
      return Self.height / 2 + (turn.isMultiple(of: 2) ? -1 : 1) * Double((turn + 1) / 2) * step
    }
  }
}

private func short(_ value: Double) -> String { String(format: "%.1f", value) }
