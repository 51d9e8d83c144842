import Schema

/// The printed width of a figure.
public enum FigureWidth: Sendable, Hashable {
  /// One column, 85 mm.
  case single
  /// One and a half columns, 130 mm.
  case oneAndHalf
  /// Two columns, 180 mm.
  case double
  /// Any other width.
  case millimetres(Double)

  /// The width in millimetres.
  public var millimetres: Double {
    switch self {
    case .single: 85
    case .oneAndHalf: 130
    case .double: 180
    case .millimetres(let width): width
    }
  }
}

extension FigureWidth: ParameterValue {
  public static var expectedText: String { "single, one-and-half, double or a number of millimetres" }

  private static let names: [(String, FigureWidth)] = [
    ("single", .single), ("one-and-half", .oneAndHalf), ("double", .double),
  ]

  public init?(parameterText: String) {
    if let named = FigureWidth.names.first(where: { $0.0 == parameterText.lowercased() }) {
      self = named.1
    } else if let width = Double(parameterText: parameterText) {
      self = .millimetres(width)
    } else {
      return nil
    }
  }

  public var json: JSONValue {
    FigureWidth.names.first { $0.1 == self }.map { .string($0.0) } ?? .number(millimetres)
  }
}
