import Schema

/// The persistence barcode: one panel for each dimension, longest bar first.
///
/// - Parameters:
///   - diagrams: birth and death of every bar, by dimension; death is infinite for a class that never dies.
///   - nullThresholds: by dimension, the 99.9th percentile of the longest lifetimes of the null distribution; it
///     is drawn as a band from each bar's birth. nil: untested.
///   - pValues: by dimension and bar, parallel to `diagrams`; those at or below the significance level of
///     the options are printed beside their bars. NaN: untested.
///   - distanceLabel: what the filtration measures, with its unit.
public func barcodeFigure(
  diagrams: [[(birth: Double, death: Double)]], nullThresholds: [Double?] = [], pValues: [[Double]]? = nil,
  distanceLabel: String = "Distance (a.u.)", options: BarcodeOptions = BarcodeOptions()
) -> Figure {
  let label = options.frame.xLabel ?? distanceLabel
  let sorted = diagrams.enumerated().map { dimension, bars in
    sortedBars(bars, pValues: pValues.flatMap { dimension < $0.count ? $0[dimension] : nil } ?? [])
  }
  let ends = diagrams.joined().flatMap { [$0.birth, $0.death] }.filter(\.isFinite)
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
  let counts = sorted.enumerated().map { "\($1.count) bars in H\(subscripted($0))" }.joined(separator: ", ")
  var figure = Figure(
    name: "barcode", panels: panels,
    altText: "Persistence barcode with one panel for each dimension, longest bars first: \(counts).",
    caption: barcodeCaption(nullThresholds: nullThresholds, options: options, hasP: pValues != nil), hasLetters: false)
  figure.sharesX = true
  figure.spacing = 2
  return figure.framed(options.frame)
}

private struct Bar {
  var birth: Double
  var death: Double
  var p: Double?
  var lifetime: Double { death - birth }
}

/// Longest first; equal lifetimes keep the order of the diagram.
private func sortedBars(_ bars: [(birth: Double, death: Double)], pValues: [Double]) -> [Bar] {
  bars.enumerated()
    .filter { $0.element.birth.isFinite && !$0.element.death.isNaN }
    .map {
      (
        index: $0.offset,
        bar: Bar(
          birth: $0.element.birth, death: $0.element.death,
          p: $0.offset < pValues.count ? pValues[$0.offset] : nil)
      )
    }
    .sorted { ($1.bar.lifetime, $0.index) < ($0.bar.lifetime, $1.index) }
    .map(\.bar)
}

private func barcodePanel(
  _ bars: [Bar], dimension: Int, threshold: Double?, options: BarcodeOptions, xRange: ClosedRange<Double>
) -> Panel {
  let shown = Array(bars.prefix(max(1, options.maximumBars)))
  let isLabelled = shown.map { ($0.p ?? 1) <= options.significanceLevel }
  // A bar with words beside it takes the room of two.
  var y: [Double] = []
  var total = 0.0
  for labelled in isLabelled {
    let room = labelled ? 2.1 : 1
    y.append(-(total + room / 2))
    total += room
  }
  total = max(total, 1)
  let paint = options.frame.color.map(Paint.fixed) ?? dimensionPaint(dimension)
  var marks: [Mark] = []
  if let threshold, !shown.isEmpty {
    marks.append(
      .intervals(
        IntervalsMark(
          starts: shown.map(\.birth), ends: shown.map { $0.birth + threshold }, y: y, thickness: 1,
          paint: .faint)))
  }
  marks.append(
    .intervals(
      IntervalsMark(starts: shown.map(\.birth), ends: shown.map(\.death), y: y, thickness: 0.55, paint: paint)
    ))
  for (index, bar) in shown.enumerated() where isLabelled[index] {
    let height = y[index]
    guard let p = bar.p else { continue }
    let isInfinite = bar.death == .infinity
    marks.append(
      .text(
        TextMark(
          x: isInfinite ? xRange.upperBound : bar.death, y: height, text: pText(p),
          alignment: isInfinite ? .right : .left,
          offset: isInfinite ? (-2, 5) : (3, 0))))
  }
  var panel = Panel(
    x: Axis(range: xRange),
    y: Axis("H\(subscripted(dimension))", range: (-total - 0.25)...0.25, ticks: .none),
    marks: marks, height: .millimetres(min(max(total * 1.25, 9), 60)))
  let omitted = bars.count - shown.count
  if omitted > 0 {
    panel.note = "\(omitted) shorter not shown"
    panel.notePlace = .bottomRight
  }
  return panel
}

private func barcodeCaption(nullThresholds: [Double?], options: BarcodeOptions, hasP: Bool) -> String {
  let tested = nullThresholds.enumerated().filter { $1 != nil }.map { "H\(subscripted($0.offset))" }
  return sentence {
    "Each bar is one class, from birth to death; at most the \(options.maximumBars) longest of a dimension are shown. "
    "An arrow marks a class that never dies."
    if tested.isEmpty {
      " No null distribution was computed; the bars are untested."
    } else {
      " Grey: the 99.9th percentile of the longest bars of the null distribution, from each bar's birth "
      "(\(tested.joined(separator: ", ")))."
    }
    if hasP { " p is printed beside bars with p ≤ \(formatted(options.significanceLevel))." }
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

func subscripted(_ number: Int) -> String {
  let digits = Array("₀₁₂₃₄₅₆₇₈₉")
  return String(String(number).compactMap { $0.wholeNumberValue.map { digits[$0] } })
}

/// A p-value for a label: `p < 0.001`, otherwise with three decimals, two from 0.1 on.
func pText(_ p: Double) -> String {
  if p < 0.001 { return "p < 0.001" }
  return "p = " + formatted(p, decimals: p < 0.1 ? 3 : 2)
}
