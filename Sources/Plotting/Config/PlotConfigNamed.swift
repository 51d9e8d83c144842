/// Configurations by the name of the figure. The names and words follow the plotting constructors of the Python
/// package `canns`, so that they can be guessed; sizes and colours are this package's own.
extension PlotConfig {
  private static func named(
    _ title: String, x: String? = nil, y: String? = nil, bar: String? = nil, width: FigureWidth? = nil,
    _ change: (inout PlotConfig) -> Void = { _ in }
  ) -> PlotConfig {
    var config = PlotConfig()
    config.title = title
    config.xLabel = x
    config.yLabel = y
    config.colorBarLabel = bar
    config.width = width
    change(&config)
    return config
  }

  // MARK: Topology and decoding

  public static var barcode: PlotConfig {
    named("Persistence barcode") { $0.options = .barcode(BarcodeOptions()) }
  }
  public static var cohomap: PlotConfig { named("CohoMap") { $0.options = .phaseMaps(PhaseMapOptions()) } }
  public static var cohospaceTrajectory2D: PlotConfig {
    named("CohoSpace trajectory", x: "θ₁ (°)", y: "θ₂ (°)")
  }
  public static var cohospaceTrajectory1D: PlotConfig {
    named("CohoSpace trajectory (1D)", x: "cos θ", y: "sin θ")
  }
  public static var cohospaceNeuron2D: PlotConfig {
    named("Neuron activity on coho-space", x: "θ₁ (°)", y: "θ₂ (°)")
  }
  public static var cohospaceNeuron1D: PlotConfig {
    named("Neuron activity on coho-space (1D)", x: "cos θ", y: "sin θ")
  }
  public static var cohospacePopulation2D: PlotConfig {
    named("Population activity on coho-space", x: "θ₁ (°)", y: "θ₂ (°)")
  }
  public static var cohospacePopulation1D: PlotConfig {
    named("Population activity on coho-space (1D)", x: "cos θ", y: "sin θ")
  }
  public static var pathCompare2D: PlotConfig { named("Path compare", width: .double) }
  public static var pathCompare1D: PlotConfig { named("Path compare (1D)", width: .double) }
  public static var projection3D: PlotConfig {
    named("3D data projection") { $0.options = .projection(ProjectionOptions()) }
  }
  public static var torusAnimation: PlotConfig {
    named("3D bump on torus") {
      $0.fps = 5
      $0.options = .torus(TorusOptions())
    }
  }

  // MARK: Cells and populations

  public static var firingRateHeatmap: PlotConfig {
    named("Firing rate heatmap", x: "Time (s)", y: "Neuron", width: .double) {
      $0.options = .heatMap(HeatMapOptions())
    }
  }
  public static var firingRateMap: PlotConfig { named("Firing rate map", bar: "Rate (Hz)") }
  public static func rasterPlot(mode: RasterOptions.Mode = .block) -> PlotConfig {
    named("Raster plot", x: "Time (s)", y: "Neuron", width: .double) {
      var options = RasterOptions()
      options.mode = mode
      $0.options = .raster(options)
    }
  }
  public static func averageFiringRatePlot(mode: AverageFiringRateOptions.Mode = .perNeuron) -> PlotConfig {
    named("Average firing rate", x: mode == .perNeuron ? "Neuron" : "Time (s)", width: .double) {
      var options = AverageFiringRateOptions()
      options.mode = mode
      $0.options = .averageFiringRate(options)
    }
  }
  public static var populationActivityHeatmap: PlotConfig {
    named("Population activity", x: "Time (s)", y: "Neuron", width: .double) {
      $0.options = .heatMap(HeatMapOptions())
    }
  }
  public static func tuningCurve(bins: Int = 50) -> PlotConfig {
    named("Tuning curve", x: "Stimulus", y: "Average firing rate (Hz)") {
      var options = TuningCurveOptions()
      options.bins = bins
      $0.options = .tuningCurve(options)
    }
  }
  public static var firingFieldHeatmap: PlotConfig { named("Firing field (rate map)", bar: "Rate (Hz)") }
  public static var gridAutocorrelation: PlotConfig {
    named("Spatial autocorrelation", bar: "Correlation") { $0.colorMap = .blueRed }
  }
  public static var gridScorePlot: PlotConfig {
    named("Grid score analysis", x: "Rotation (°)", y: "Correlation") { $0.grid = true }
  }
  public static var gridSpacingPlot: PlotConfig {
    named("Grid spacing analysis", x: "Distance (cm)", y: "Autocorrelation") { $0.grid = true }
  }
  public static var directionCellPolar: PlotConfig { named("Direction cell activity") }

  // MARK: Models

  public static var energyLandscape1DStatic: PlotConfig {
    named("1D energy landscape", x: "Collective variable", y: "Energy")
  }
  public static var energyLandscape1DAnimation: PlotConfig {
    energyLandscape1DStatic.forAnimation(timeStepsPerSecond: 1000).with {
      $0.title = "Evolving 1D energy landscape"
    }
  }
  public static var energyLandscape2DStatic: PlotConfig {
    named("2D energy landscape", x: "x index", y: "y index", bar: "Value")
  }
  public static var energyLandscape2DAnimation: PlotConfig {
    energyLandscape2DStatic.forAnimation(timeStepsPerSecond: 1000).with {
      $0.title = "Evolving 2D energy landscape"
    }
  }
  public static var thetaPopulationActivityStatic: PlotConfig {
    named("Population activity with theta", x: "Time (s)", y: "Direction (°)", width: .double)
  }
  public static var gridCellManifoldStatic: PlotConfig {
    named("Grid cell activity on manifold", bar: "Activity")
  }
  public static var internalPositionTrajectoryStatic: PlotConfig {
    named("Internal position and real trajectory", bar: "Largest grid cell activity")
  }
  public static var thetaSweepAnimation: PlotConfig { named("Theta sweep", width: .double) { $0.fps = 10 } }
  public static var thetaSweepPlaceCellAnimation: PlotConfig {
    named("Theta sweep of place cells", width: .double) { $0.fps = 10 }
  }
  public static var gridCellTrackingAnimation: PlotConfig {
    named("Grid cell tracking", width: .double) { $0.fps = 20 }
  }
}
