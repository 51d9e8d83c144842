/// How numbers become colours: a map, the values at its two ends, and the words beside its key.
public struct ColorScale: Sendable, Hashable {
  /// The table of colours.
  public var map: ColorMap
  /// The values at the two ends of the map; for a cyclic map the angle of entry 0 and that one turn on.
  public var range: ClosedRange<Double>
  /// The label of the key, with its unit.
  public var label: String

  public init(map: ColorMap = .viridis, range: ClosedRange<Double>, label: String) {
    self.map = map
    self.range = range
    self.label = label
  }

  /// A scale over the finite values; 0…1 when there is none. A diverging map is centred on zero.
  public init(map: ColorMap = .viridis, fitting values: some Sequence<Double>, label: String) {
    var low = Double.infinity
    var high = -Double.infinity
    for value in values where value.isFinite {
      low = min(low, value)
      high = max(high, value)
    }
    if low > high { (low, high) = (0, 1) }
    // A quantity that nearly reaches zero is shown from zero, so that the key says so.
    if map.kind == .sequential, low > 0, low < 0.1 * high { low = 0 }
    if map.kind == .diverging {
      high = max(abs(low), abs(high))
      low = -high
    }
    if low == high { high = low + 1 }
    self.init(map: map, range: low...high, label: label)
  }

  /// The cyclic scale of angles in radians.
  public static func angle(label: String) -> ColorScale {
    ColorScale(map: .phaseLoop, range: 0...(2 * Double.pi), label: label)
  }

  /// Whether the last colour joins the first.
  public var isCyclic: Bool { map.kind == .cyclic }

  /// The table entry of a value; nil for a value that is not finite (drawn in the grey of missing values).
  public func index(of value: Double) -> Int? {
    guard value.isFinite else { return nil }
    let width = range.upperBound - range.lowerBound
    let fraction = width > 0 ? (value - range.lowerBound) / width : 0.5
    return isCyclic ? ColorMap.index(angle: fraction * 2 * Double.pi) : ColorMap.index(fraction: fraction)
  }

  /// The colour of a value; `nil` for a value that is not finite.
  public func color(of value: Double) -> Color? {
    index(of: value).map { Color(rgb: map.table[$0]) }
  }
}
