/// Options that belong to one kind of figure. In YAML: `options: {kind: barcode, maximum_bars: 20}`.
public enum FigureOptions: Sendable, Hashable {
  /// The figure's own defaults.
  case standard
  case barcode(BarcodeOptions)
  case heatMap(HeatMapOptions)
  case raster(RasterOptions)
  case averageFiringRate(AverageFiringRateOptions)
  case tuningCurve(TuningCurveOptions)
  case projection(ProjectionOptions)
  case torus(TorusOptions)
  case phaseMaps(PhaseMapOptions)
}

/// Options of the persistence barcode.
public struct BarcodeOptions: Sendable, Hashable, Codable {
  /// The longest bars drawn in each dimension; the rest is counted beside the panel.
  public var maximumBars = 30
  /// Print p beside bars with a p-value at or below this.
  public var significanceLevel = 0.05

  public init() {}
}

/// Options of heat maps of populations.
public struct HeatMapOptions: Sendable, Hashable, Codable {
  public enum Normalization: String, Sendable, Codable, CaseIterable {
    case none
    /// Each neuron minus its mean, over its standard deviation.
    case zScorePerNeuron = "zscore-per-neuron"
    /// Each neuron from its smallest to its largest value.
    case minMaxPerNeuron = "minmax-per-neuron"
  }

  public var normalization = Normalization.none

  public init() {}
}

/// Options of the spike raster.
public struct RasterOptions: Sendable, Hashable, Codable {
  public enum Mode: String, Sendable, Codable, CaseIterable {
    /// A filled block for each bin with a spike.
    case block
    /// A short stroke for each spike.
    case scatter
  }

  public var mode = Mode.scatter

  public init() {}
}

/// Options of the average firing rate.
public struct AverageFiringRateOptions: Sendable, Hashable, Codable {
  public enum Mode: String, Sendable, Codable, CaseIterable {
    case perNeuron = "per-neuron"
    case population
    case weightedAverage = "weighted-average"
  }

  public var mode = Mode.perNeuron

  public init() {}
}

/// Options of tuning curves.
public struct TuningCurveOptions: Sendable, Hashable, Codable {
  /// Equal bins over the range of the stimulus.
  public var bins = 50

  public init() {}
}

/// The viewing direction of 3-D panels.
public struct ProjectionOptions: Sendable, Hashable, Codable {
  /// Degrees about the vertical axis, counter-clockwise from +x.
  public var azimuth = -60.0
  /// Degrees above the horizontal plane.
  public var elevation = 28.0

  public init() {}
}

/// The shape of the drawn torus.
public struct TorusOptions: Sendable, Hashable, Codable {
  /// Distance from the centre of the torus to the centre of the tube.
  public var majorRadius = 1.5
  /// Radius of the tube, in the same (arbitrary) unit.
  public var minorRadius = 0.75
  /// Facets around the large circle of the drawn surface.
  public var facets = 60
  /// The angle of the flat torus, degrees: 60 for a hexagonal lattice.
  public var latticeAngle = 60.0
  public var view = ProjectionOptions()

  public init() {}
}

/// Options of phase maps over the arena.
public struct PhaseMapOptions: Sendable, Hashable, Codable {
  /// Length of the scale bar, metres; nil: a round length near a quarter of the arena.
  public var scaleBar: Double?

  public init() {}
}
