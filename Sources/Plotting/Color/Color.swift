import Foundation
import Schema

/// An sRGB colour with opacity; every component lies in 0…1.
///
/// Written and read as text: `#RRGGBB`, or `#RRGGBBAA` where it is not opaque.
public struct Color: Sendable, Hashable {
  /// 0 to 1.
  public var red: Double
  /// 0 to 1.
  public var green: Double
  /// 0 to 1.
  public var blue: Double
  /// 1 where nothing shines through.
  public var alpha: Double

  public init(red: Double, green: Double, blue: Double, alpha: Double = 1) {
    self.red = red
    self.green = green
    self.blue = blue
    self.alpha = alpha
  }

  /// The colour of 24 bits `0xRRGGBB`.
  public init(rgb: UInt32, alpha: Double = 1) {
    self.init(
      red: Double((rgb >> 16) & 0xFF) / 255, green: Double((rgb >> 8) & 0xFF) / 255,
      blue: Double(rgb & 0xFF) / 255, alpha: alpha)
  }

  /// The colour named by `#RGB`, `#RRGGBB` or `#RRGGBBAA` (the `#` may be missing), or by one of the names in
  /// `namedColors`; nil when the text is neither.
  public init?(_ text: String) {
    if let named = Color.namedColors[text.lowercased()] {
      self = named
      return
    }
    var digits = text.hasPrefix("#") ? String(text.dropFirst()) : text
    if digits.count == 3 { digits = digits.map { "\($0)\($0)" }.joined() }
    guard digits.count == 6 || digits.count == 8, digits.allSatisfy(\.isHexDigit),
      let bits = UInt32(digits, radix: 16)
    else { return nil }
    if digits.count == 6 {
      self.init(rgb: bits)
    } else {
      self.init(rgb: bits >> 8, alpha: Double(bits & 0xFF) / 255)
    }
  }

  /// The same colour with another opacity.
  public func opacity(_ alpha: Double) -> Color {
    Color(red: red, green: green, blue: blue, alpha: alpha)
  }

  /// The straight mixture of two colours; `fraction` 0 is this one.
  public func mixed(with other: Color, fraction: Double) -> Color {
    func mix(_ from: Double, _ to: Double) -> Double { from + (to - from) * fraction }
    return Color(
      red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue),
      alpha: mix(alpha, other.alpha))
  }

  /// Relative luminance after WCAG 2: 0 black, 1 white.
  public var luminance: Double {
    func linear(_ value: Double) -> Double {
      value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// Plain names accepted in configuration files.
  public static let namedColors: [String: Color] = [
    "black": Color(rgb: 0x000000), "white": Color(rgb: 0xFFFFFF), "grey": Color(rgb: 0x7F868E),
    "gray": Color(rgb: 0x7F868E), "blue": Palette.blue, "orange": Palette.orange, "green": Palette.green,
    "sky": Palette.sky, "vermillion": Palette.vermillion, "red": Palette.vermillion,
    "purple": Palette.purple, "yellow": Palette.yellow,
  ]
}

extension Color: CustomStringConvertible {
  public var description: String {
    func byte(_ value: Double) -> String {
      let text = String(Int((min(max(value, 0), 1) * 255).rounded()), radix: 16, uppercase: true)
      return text.count == 1 ? "0" + text : text
    }
    let opaque = "#" + byte(red) + byte(green) + byte(blue)
    return alpha >= 1 ? opaque : opaque + byte(alpha)
  }
}

extension Color: ParameterValue {
  public static var expectedText: String {
    "a colour: #RRGGBB or one of " + namedColors.keys.sorted().joined(separator: ", ")
  }
  public init?(parameterText: String) { self.init(parameterText) }
  public var json: JSONValue { .string(description) }
}
