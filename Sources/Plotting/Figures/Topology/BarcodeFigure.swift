import Schema

/// The persistence barcode: one panel for each dimension, longest bar first.
///
/// - Parameters:
///   - diagrams: birth and death of every bar, by dimension; death is infinite for a class that never dies.
///   - nullThresholds: by dimension, what the longest lifetimes of the null distribution reach (`NullReach`); it is drawn as a
///     band from each bar's birth. nil: untested.
///   - reach: of how many draws that is, for the key and the caption.
///   - pValues: by dimension and bar, parallel to `diagrams`; printed beside the longest bar of a dimension, and beside the
///     others that passed where it is another, up to the significance level of the options. NaN: untested.
///   - lifetimes: by dimension and rank, what was compared with the null where it is not the bar that is drawn: the median over
///     several choices of landmarks.
///   - above: by dimension, how many of the longest passed the test; a lozenge stands where what was compared ends.
///   - significance: the p at which a bar passes, for the key.
///   - distanceLabel: what the filtration measures, with its unit.
public func barcodeFigure(
  diagrams: [[(birth: Double, death: Double)]], nullThresholds: [Double?] = [], reach: NullReach = NullReach(),
  pValues: [[Double]]? = nil, lifetimes: [[Double]] = [], above: [Int] = [], significance: Double = 0.05,
  distanceLabel: String = "Distance (a.u.)", options: BarcodeOptions = BarcodeOptions()
) -> Figure {
  let label = options.frame.xLabel ?? distanceLabel
  let sorted = diagrams.indices.map { dimension in
    func ranked<Value>(_ values: [[Value]]) -> [Value] { dimension < values.count ? values[dimension] : [] }
    return sortedBars(
      diagrams[dimension], pValues: ranked(pValues ?? []), tested: ranked(lifetimes),
      above: dimension < above.count ? above[dimension] : 0)
  }
  let ends = diagrams.joined().flatMap { [$0.birth, $0.death] }.filter(\.isFinite) + sorted.joined().compactMap(\.mark)
  let nulls = nullThresholds.compactMap { $0 }
  let longest = max(ends.max() ?? 1, nulls.max() ?? 0)
  // The words beside the longest bar need about 13 mm.
  let frameWidth = (options.frame.width ?? .single).millimetres - 8
  let room = pValues == nil ? 1.06 : 1 / (1 - 14 / max(frameWidth, 40))
  let xRange = min(ends.min() ?? 0, 0)...max(longest * room, 1e-9)

  var panels = sorted.enumerated().map { dimension, bars -> Panel in
    let threshold = dimension < nullThresholds.count ? nullThresholds[dimension] : nil
    var panel = barcodePanel(bars, dimension: dimension, threshold: threshold, options: options, xRange: xRange)
    panel.x.label = label
    return panel.at(row: dimension, column: 0)
  }
  if panels.isEmpty { panels = [.noData(x: Axis(label), y: Axis("Bars"))] }
  panels[0].marks += barcodeKey(
    reach: nulls.isEmpty ? nil : reach, bars: sorted.joined().filter { $0.mark != nil }, significance: significance)
  let counts = sorted.enumerated().map { "\($1.count) bars in H\(subscripted($0))" }.joined(separator: ", ")
  var figure = Figure(
    name: "barcode", panels: panels,
    altText: "Persistence barcode with one panel for each dimension, longest bars first: \(counts).",
    caption: barcodeCaption(
      nullThresholds: nullThresholds, reach: reach, options: options, hasP: pValues != nil, isMarked: !above.isEmpty),
    hasLetters: false)
  figure.sharesX = true
  figure.spacing = 2
  return figure.framed(options.frame)
}

private struct Bar {
  var birth: Double
  var death: Double
  /// As it is printed.
  var p: Double?
  /// Where what was compared with the null ends.
  var mark: Double?
  var isAbove = false
  var lifetime: Double { death - birth }
}

/// Longest first; equal lifetimes keep the order of the diagram.
private func sortedBars(
  _ bars: [(birth: Double, death: Double)], pValues: [Double], tested: [Double], above: Int
) -> [Bar] {
  var sorted = bars.enumerated()
    .filter { $0.element.birth.isFinite && !$0.element.death.isNaN }
    .map {
      let p = $0.offset < pValues.count ? pValues[$0.offset] : nil
      return (index: $0.offset, bar: Bar(birth: $0.element.birth, death: $0.element.death, p: p))
    }
    .sorted { ($1.bar.lifetime, $0.index) < ($0.bar.lifetime, $1.index) }
    .map(\.bar)
  for rank in sorted.indices where rank < tested.count || rank < above {
    let end = rank < tested.count ? sorted[rank].birth + tested[rank] : sorted[rank].death
    sorted[rank].mark = end.isFinite && end > sorted[rank].birth ? end : nil
    sorted[rank].isAbove = rank < above
  }
  // The same p is said once.
  let all = sorted.map(\.p)
  for rank in sorted.indices.dropFirst() where !sorted[rank].isAbove || all[rank] == all[rank - 1] { sorted[rank].p = nil }
  return sorted
}

/// What the grey and the lozenges mean, once for all panels.
private func barcodeKey(reach: NullReach?, bars: [Bar], significance: Double) -> [Mark] {
  var marks: [Mark] = []
  if let reach {
    marks.append(.intervals(IntervalsMark(starts: [], ends: [], y: [], paint: .faint, name: "null, \(reach.key)")))
  }
  if bars.contains(where: \.isAbove) { marks.append(lozenges([], name: "p ≤ \(formatted(significance))")) }
  return marks
}

private func lozenges(_ places: [(x: Double, y: Double)], name: String? = nil) -> Mark {
  .points(
    PointsMark(x: places.map(\.x), y: places.map(\.y), colors: .uniform(.ink), size: 3.2, shape: .diamond, name: name))
}

private func barcodePanel(
  _ bars: [Bar], dimension: Int, threshold: Double?, options: BarcodeOptions, xRange: ClosedRange<Double>
) -> Panel {
  let shown = Array(bars.prefix(max(1, options.maximumBars)))
  let isLabelled = shown.map { $0.p.map { $0 <= options.significanceLevel } ?? false }
  // Words beside a bar need the height of nearly three, so that neither they nor the tail of the p meet the lozenge of the next
  // one; a bar that never ends has no side, and its words stand above it.
  let rooms = shown.indices.map { isLabelled[$0] ? (shown[$0].death == .infinity ? 3 : 2.8) : 1 }
  var y: [Double] = []
  var total = 0.0
  for (bar, room) in zip(shown, rooms) {
    total += room
    y.append(-total + (bar.death == .infinity ? 0.5 : room / 2))
  }
  total = max(total, 1)
  let paint = options.frame.color.map(Paint.fixed) ?? dimensionPaint(dimension)
  var marks: [Mark] = []
  if let threshold, !shown.isEmpty {
    // One band from the first row to the last: each row's piece reaches a little into the next.
    var bottom = 0.0
    for (bar, room) in zip(shown, rooms) {
      bottom -= room
      marks.append(
        .intervals(
          IntervalsMark(
            starts: [bar.birth], ends: [bar.birth + threshold], y: [bottom + room / 2], thickness: room + 0.08, paint: .faint)))
    }
  }
  marks.append(
    .intervals(
      IntervalsMark(starts: shown.map(\.birth), ends: shown.map(\.death), y: y, thickness: 0.55, paint: paint)
    ))
  // The other lozenges would only crowd the panel: what did not pass is no part of any count.
  marks.append(lozenges(zip(shown, y).compactMap { bar, y in bar.isAbove ? bar.mark.map { ($0, y) } : nil }))
  for (index, bar) in shown.enumerated() where isLabelled[index] {
    let height = y[index]
    guard let p = bar.p else { continue }
    let isInfinite = bar.death == .infinity
    marks.append(
      .text(
        TextMark(
          x: isInfinite ? xRange.upperBound : max(bar.death, bar.isAbove ? bar.mark ?? 0 : 0), y: height, text: pText(p),
          alignment: isInfinite ? .right : .left,
          offset: isInfinite ? (-2, 5.3) : (5.5, 0))))
  }
  var panel = Panel(
    x: Axis(range: xRange),
    y: Axis("H\(subscripted(dimension))", range: (-total - 0.25)...0.25, ticks: .none),
    marks: marks, height: .millimetres(min(max(total * 1.25, 9), 60)))
  let omitted = bars.count - shown.count
  if omitted > 0 {
    let words = "\(omitted) shorter not shown"
    // In the lower right corner; above the frame where bars or the band reach into it.
    let corner = xRange.lowerBound + 0.55 * (xRange.upperBound - xRange.lowerBound)
    let reaches = shown.suffix(3).contains { max($0.death, $0.birth + (threshold ?? 0)) > corner }
    if reaches {
      panel.heading = words
    } else {
      (panel.note, panel.notePlace) = (words, .bottomRight)
    }
  }
  return panel
}

private func barcodeCaption(
  nullThresholds: [Double?], reach: NullReach, options: BarcodeOptions, hasP: Bool, isMarked: Bool
) -> String {
  let tested = nullThresholds.enumerated().filter { $1 != nil }.map { "H\(subscripted($0.offset))" }
  return sentence {
    "Each bar is one class, from birth to death; at most the \(options.maximumBars) longest of a dimension are shown. "
    "An arrow marks a class that never dies."
    if tested.isEmpty {
      " No null distribution was computed; the bars are untested."
    } else {
      " Grey: \(reach.words), from each bar's birth "
      "(\(tested.joined(separator: ", ")))."
    }
    if isMarked { " A lozenge ends a bar that passed." }
    if hasP { " The same p is printed once." }
  }
}

/// The colour of a homology dimension, the same in every figure.
func dimensionPaint(_ dimension: Int) -> Paint {
  switch dimension {
  case 0: .muted
  case 1: .category(0)
  case 2: .category(1)
  default: .category(dimension - 1)
  }
}

package func subscripted(_ number: Int) -> String {
  let digits = Array("₀₁₂₃₄₅₆₇₈₉")
  return String(String(number).compactMap { $0.wholeNumberValue.map { digits[$0] } })
}

/// A p-value for a label: `p < 0.001`, otherwise with three decimals, two from 0.1 on.
func pText(_ p: Double) -> String {
  if p < 0.001 { return "p < 0.001" }
  return "p = " + formatted(p, decimals: p < 0.1 ? 3 : 2)
}
