import Schema

/// A table of 256 colours for numbers: entry 0 is the low end.
public enum ColorMap: String, Choice {
  /// Sequential, dark blue to yellow; the default for rates.
  case viridis
  /// Sequential from near white to dark, for print.
  case ink
  /// Diverging around a meaningful zero, blue to red.
  case blueRed = "blue-red"
  /// Cyclic, for angles and phases: entry i is the angle 2πi/256, and the last joins the first.
  case phaseLoop = "phase-loop"

  /// What kind of number a map suits.
  public enum Kind: Sendable {
    /// From little to much.
    case sequential
    /// Around a meaningful zero.
    case diverging
    /// Angles and phases.
    case cyclic
  }

  /// What kind of number the map suits.
  public var kind: Kind {
    switch self {
    case .viridis, .ink: .sequential
    case .blueRed: .diverging
    case .phaseLoop: .cyclic
    }
  }

  /// The 256 entries as `0xRRGGBB`.
  public var table: [UInt32] {
    switch self {
    case .viridis: parsedViridis
    case .ink: parsedInk
    case .blueRed: parsedBlueRed
    case .phaseLoop: parsedPhaseLoop
    }
  }

  /// The entry for a fraction of the scale: `floor(256 · fraction)`, values outside 0…1 taking the ends.
  public static func index(fraction: Double) -> Int {
    guard fraction > 0 else { return 0 }
    return fraction >= 1 ? 255 : Int(fraction * 256)
  }

  /// The entry for an angle in radians: `floor(256 · angle / 2π)`, after bringing the angle into [0, 2π).
  /// The angle must be finite.
  public static func index(angle: Double) -> Int {
    let turns = angle / (2 * Double.pi)
    let fraction = turns - turns.rounded(.down)
    return min(255, Int(fraction * 256))
  }

  /// The colour at a fraction of the scale.
  public func color(at fraction: Double) -> Color { Color(rgb: table[ColorMap.index(fraction: fraction)]) }

  /// The colour of an angle in radians; meant for the cyclic map.
  public func color(angle: Double) -> Color { Color(rgb: table[ColorMap.index(angle: angle)]) }
}

private func parse(_ map: ColorMap) -> [UInt32] {
  let digits = Array(map.hexadecimalTable.utf8)
  return stride(from: 0, to: digits.count, by: 6).map { start in
    digits[start..<start + 6].reduce(0) { value, digit in
      value << 4 | UInt32(digit >= 65 ? digit - 55 : digit - 48)
    }
  }
}

private let parsedViridis = parse(.viridis)
private let parsedInk = parse(.ink)
private let parsedBlueRed = parse(.blueRed)
private let parsedPhaseLoop = parse(.phaseLoop)
