import Foundation
import Schema

/// A place on an axis with its label.
public struct AxisTick: Sendable, Hashable {
  /// In data units.
  public var value: Double
  /// What stands beside it.
  public var label: String

  public init(value: Double, label: String) {
    self.value = value
    self.label = label
  }
}

extension Axis {
  /// The ticks of this axis over a range. Chosen automatically, at most `maximum` of them have labels (two at least), and they
  /// stand at multiples of 1, 2 or 5 times a power of ten; at powers of ten on a logarithmic axis.
  public func ticks(over range: ClosedRange<Double>, maximum: Int) -> [AxisTick] {
    switch ticks {
    case .none: return []
    case .at(let values, let labels):
      let tolerance = (range.upperBound - range.lowerBound) * 1e-9
      let decimals = Axis.decimals(of: values)
      return values.enumerated().compactMap { index, value in
        guard value >= range.lowerBound - tolerance, value <= range.upperBound + tolerance else { return nil }
        let given = labels.flatMap { index < $0.count ? $0[index] : nil }
        return AxisTick(value: value, label: given ?? formatted(value, decimals: decimals))
      }
    case .automatic:
      switch scale {
      case .linear: return Axis.linearTicks(over: range, maximum: maximum, wholeNumbers: wholeNumbers)
      case .log: return Axis.logTicks(over: range, maximum: maximum)
      }
    }
  }

  /// The steps of 1, 2 and 5 times a power of ten, smallest first, from one that puts more than `maximum` ticks into a
  /// range of this width to one that is wider than the range.
  private static func niceSteps(width: Double, maximum: Int) -> [Double] {
    let unit = pow(10, floor(log10(width / Double(max(1, maximum)))))
    return [0.1, 0.2, 0.5, 1.0, 2, 5, 10, 20, 50, 100].map { $0 * unit }
  }

  /// The first and the last multiple of a step in a range, in steps.
  private static func multiples(of step: Double, in range: ClosedRange<Double>) -> (first: Double, last: Double) {
    ((range.lowerBound / step - 1e-9).rounded(.up), (range.upperBound / step + 1e-9).rounded(.down))
  }

  /// Ticks at multiples of the smallest step of 1, 2 or 5 times a power of ten that puts at most `maximum` of them into the
  /// range. Where that is one alone, which is no scale, the next smaller step is taken, and of its ticks only so many have
  /// labels as there is room for: the first, the last, and what lies evenly between them.
  private static func linearTicks(
    over range: ClosedRange<Double>, maximum: Int, wholeNumbers: Bool
  ) -> [AxisTick] {
    let width = range.upperBound - range.lowerBound
    guard width > 0, width.isFinite else {
      return [AxisTick(value: range.lowerBound, label: formatted(range.lowerBound))]
    }
    let room = max(2, maximum)
    let steps = niceSteps(width: width, maximum: room).filter { !wholeNumbers || $0 >= 1 }
    func count(_ step: Double) -> Double { multiples(of: step, in: range).last - multiples(of: step, in: range).first + 1 }
    var chosen = steps.firstIndex { count($0) <= Double(room) } ?? max(0, steps.count - 1)
    while chosen > 0, count(steps[chosen]) < 2 { chosen -= 1 }
    let step = steps.isEmpty ? 1 : steps[chosen]
    let (first, last) = multiples(of: step, in: range)
    guard first <= last, last - first < 1000, abs(first) < 1e15 else { return [] }
    let gaps = Int(last - first)
    let every = gaps < room ? 1 : (1...gaps).first { gaps % $0 == 0 && gaps / $0 < room } ?? 1
    let decimals = max(0, Int((-log10(step) - 1e-9).rounded(.up)), Axis.decimals(of: [step]))
    return (0...gaps).map { index in
      // Multiplying, not adding up, so that 0.3 stays 0.3 and zero has no residue.
      let value = (first + Double(index)) * step
      let label = formatted(value, decimals: decimals, largest: max(abs(first), abs(last)) * step)
      return AxisTick(value: value, label: index % every == 0 ? label : "")
    }
  }

  private static func logTicks(over range: ClosedRange<Double>, maximum: Int) -> [AxisTick] {
    guard range.lowerBound > 0 else { return [] }
    let first = Int((log10(range.lowerBound) - 1e-9).rounded(.up))
    let last = Int((log10(range.upperBound) + 1e-9).rounded(.down))
    if first >= last {
      // Not two powers: two, five and three times the powers as well.
      for factors in [[1.0, 2, 5], [1.0, 3]] {
        let values = [last, last + 1].flatMap { (exponent: Int) -> [Double] in
          factors.map { (factor: Double) -> Double in factor * pow(10, Double(exponent - (first == last ? 1 : 0))) }
        }
        let inside = values.filter { $0 >= range.lowerBound * (1 - 1e-9) && $0 <= range.upperBound * (1 + 1e-9) }
        if inside.count > 1, inside.count <= max(3, maximum) {
          return inside.map { AxisTick(value: $0, label: formatted($0)) }
        }
      }
      return linearTicks(over: range, maximum: 3, wholeNumbers: false)
    }
    let step = max(1, Int((Double(last - first + 1) / Double(max(2, maximum))).rounded(.up)))
    return stride(from: first, through: last, by: step).map { exponent in
      AxisTick(value: pow(10, Double(exponent)), label: "10" + superscript(exponent))
    }
  }

  static func decimals(of values: [Double]) -> Int {
    for decimals in 0...6 {
      let scale = pow(10, Double(decimals))
      if values.allSatisfy({ abs(($0 * scale).rounded() - $0 * scale) < 1e-6 * scale }) { return decimals }
    }
    return 6
  }
}

/// A number for a label: so many decimals, a real minus sign, powers of ten beyond 10⁵ and below 10⁻⁴.
func formatted(_ value: Double, decimals: Int? = nil, largest: Double? = nil) -> String {
  guard value.isFinite else { return value.isNaN ? "–" : (value < 0 ? "−∞" : "∞") }
  if value == 0 { return "0" }
  let magnitude = largest ?? abs(value)
  let decimals = decimals ?? Axis.decimals(of: [value])
  var text: String
  if magnitude >= 1e6 || magnitude < 1e-4 {
    let exponent = Int(floor(log10(magnitude)))
    let mantissa = value / pow(10, Double(exponent))
    let digits = Axis.decimals(of: [(mantissa * 100).rounded() / 100])
    text = String(format: "%.\(digits)f", mantissa) + "×10" + superscript(exponent)
  } else {
    text = String(format: "%.\(min(decimals, 8))f", value)
  }
  if text.hasPrefix("-") { text = "−" + text.dropFirst() }
  return text
}

func superscript(_ number: Int) -> String {
  let digits: [Character: Character] = [
    "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸",
    "9": "⁹",
  ]
  return String(String(number).map { digits[$0] ?? $0 })
}

extension Axis {
  /// The largest 1, 2, 2.5 or 5 times a power of ten that is not above a positive value.
  static func roundedDown(_ value: Double) -> Double {
    let unit = pow(10, floor(log10(value)))
    for factor in [5, 2.5, 2] where factor * unit <= value * (1 + 1e-9) { return factor * unit }
    return unit
  }
}
