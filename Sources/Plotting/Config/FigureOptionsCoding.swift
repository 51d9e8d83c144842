/// The fields of all option kinds side by side, as a file writes them.
private struct OptionFields: Codable {
  enum Kind: String, Codable, CaseIterable {
    case standard, barcode
    case heatMap = "heat-map"
    case raster
    case averageFiringRate = "average-firing-rate"
    case tuningCurve = "tuning-curve"
    case projection, torus
    case phaseMaps = "phase-maps"

    /// The keys this kind reads, besides `kind`.
    var keys: [CodingKeys] {
      switch self {
      case .standard: []
      case .barcode: [.maximumBars, .significanceLevel]
      case .heatMap: [.normalization]
      case .raster, .averageFiringRate: [.mode]
      case .tuningCurve: [.bins]
      case .projection: [.azimuth, .elevation]
      case .torus: [.majorRadius, .minorRadius, .facets, .latticeAngle, .azimuth, .elevation]
      case .phaseMaps: [.scaleBar]
      }
    }
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case kind, normalization, mode, bins, azimuth, elevation, facets
    case maximumBars = "maximum_bars"
    case significanceLevel = "significance_level"
    case majorRadius = "major_radius"
    case minorRadius = "minor_radius"
    case latticeAngle = "lattice_angle"
    case scaleBar = "scale_bar"
  }

  var kind: Kind
  var normalization: HeatMapOptions.Normalization?
  var mode: String?
  var bins: Int?
  var azimuth: Double?
  var elevation: Double?
  var facets: Int?
  var maximumBars: Int?
  var significanceLevel: Double?
  var majorRadius: Double?
  var minorRadius: Double?
  var latticeAngle: Double?
  var scaleBar: Double?
}

extension FigureOptions: Codable {
  /// The keys `options` may hold for a kind; all of them when the kind is not known.
  static func keys(ofKind kind: String?) -> [String] {
    let ofKind = kind.flatMap(OptionFields.Kind.init(rawValue:))?.keys
    return ["kind"] + (ofKind ?? OptionFields.CodingKeys.allCases.filter { $0 != .kind }).map(\.rawValue)
  }

  public init(from decoder: any Decoder) throws {
    let fields = try OptionFields(from: decoder)
    func mode<Mode: RawRepresentable & CaseIterable>(_ standard: Mode) throws -> Mode
    where Mode.RawValue == String {
      guard let text = fields.mode else { return standard }
      if let mode = Mode(rawValue: text) { return mode }
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath + [OptionFields.CodingKeys.mode],
          debugDescription: Mode.allCases.map(\.rawValue).joined(separator: " or ")))
    }
    var view = ProjectionOptions()
    view.azimuth = fields.azimuth ?? view.azimuth
    view.elevation = fields.elevation ?? view.elevation
    switch fields.kind {
    case .standard: self = .standard
    case .barcode:
      var options = BarcodeOptions()
      options.maximumBars = fields.maximumBars ?? options.maximumBars
      options.significanceLevel = fields.significanceLevel ?? options.significanceLevel
      self = .barcode(options)
    case .heatMap:
      var options = HeatMapOptions()
      options.normalization = fields.normalization ?? options.normalization
      self = .heatMap(options)
    case .raster:
      var options = RasterOptions()
      options.mode = try mode(options.mode)
      self = .raster(options)
    case .averageFiringRate:
      var options = AverageFiringRateOptions()
      options.mode = try mode(options.mode)
      self = .averageFiringRate(options)
    case .tuningCurve:
      var options = TuningCurveOptions()
      options.bins = fields.bins ?? options.bins
      self = .tuningCurve(options)
    case .projection: self = .projection(view)
    case .torus:
      var options = TorusOptions()
      options.majorRadius = fields.majorRadius ?? options.majorRadius
      options.minorRadius = fields.minorRadius ?? options.minorRadius
      options.facets = min(max(fields.facets ?? options.facets, 8), 400)
      options.latticeAngle = fields.latticeAngle ?? options.latticeAngle
      options.view = view
      self = .torus(options)
    case .phaseMaps:
      var options = PhaseMapOptions()
      options.scaleBar = fields.scaleBar
      self = .phaseMaps(options)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = OptionFields(kind: .standard)
    switch self {
    case .standard: break
    case .barcode(let options):
      fields = OptionFields(
        kind: .barcode, maximumBars: options.maximumBars, significanceLevel: options.significanceLevel)
    case .heatMap(let options):
      fields = OptionFields(kind: .heatMap, normalization: options.normalization)
    case .raster(let options): fields = OptionFields(kind: .raster, mode: options.mode.rawValue)
    case .averageFiringRate(let options):
      fields = OptionFields(kind: .averageFiringRate, mode: options.mode.rawValue)
    case .tuningCurve(let options): fields = OptionFields(kind: .tuningCurve, bins: options.bins)
    case .projection(let view):
      fields = OptionFields(kind: .projection, azimuth: view.azimuth, elevation: view.elevation)
    case .torus(let options):
      fields = OptionFields(
        kind: .torus, azimuth: options.view.azimuth, elevation: options.view.elevation,
        facets: options.facets, majorRadius: options.majorRadius, minorRadius: options.minorRadius,
        latticeAngle: options.latticeAngle)
    case .phaseMaps(let options): fields = OptionFields(kind: .phaseMaps, scaleBar: options.scaleBar)
    }
    try fields.encode(to: encoder)
  }
}
