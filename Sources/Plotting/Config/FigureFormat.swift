/// The kinds of file a figure is written to.
public enum FigureFormat: String, Sendable, Codable, CaseIterable {
  case svg, png, pdf
}

/// The printed width of a figure.
public enum FigureWidth: Sendable, Hashable {
  /// One column, 85 mm.
  case single
  /// One and a half columns, 130 mm.
  case oneAndHalf
  /// Two columns, 180 mm.
  case double
  case millimetres(Double)

  public var millimetres: Double {
    switch self {
    case .single: 85
    case .oneAndHalf: 130
    case .double: 180
    case .millimetres(let width): width
    }
  }
}

extension FigureWidth: Codable {
  private static let names: [(String, FigureWidth)] = [
    ("single", .single), ("one-and-half", .oneAndHalf), ("double", .double),
  ]

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let width = try? container.decode(Double.self) {
      self = .millimetres(width)
      return
    }
    let text = try container.decode(String.self)
    guard let named = FigureWidth.names.first(where: { $0.0 == text }) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "single, one-and-half, double or a number of millimetres")
    }
    self = named.1
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let named = FigureWidth.names.first(where: { $0.1 == self }) {
      try container.encode(named.0)
    } else {
      try container.encode(millimetres)
    }
  }
}
