import ArrayNumerics
import Foundation
import Plotting
import Schema
import Stages
import TorusGeometry

extension LatentDecoding {
  static let tuning = FigureKind<HeatMapOptions>("tuning", about: "tuning of every cell on the latent angles")
  static let posterior = FigureKind<HeatMapOptions>("posterior", about: "posterior of a ring over one minute")
  static let occupancy = FigureKind<HistogramOptions>("occupancy", about: "time spent at each angle of a ring")
  static let occupancyMap = FigureKind<HeatMapOptions>("occupancy-map", about: "time spent in each state of a torus")
  static let gauge = FigureKind<LinesOptions>("gauge", about: "speed of the angle before and after the gauge")
  static let motion = FigureKind<LinesOptions>("motion", about: "kernel of the motion")
  static let starts = FigureKind<LinesOptions>("starts", about: "log-likelihood of each start")
  static let centerMap = FigureKind<TorusOptions>("centers", about: "centres of the cells on the torus")
  public static let figureKinds =
    DecodingFigures.kinds + [
      AnyFigureKind(tuning), AnyFigureKind(posterior), AnyFigureKind(occupancy), AnyFigureKind(occupancyMap),
      AnyFigureKind(gauge), AnyFigureKind(motion), AnyFigureKind(starts), AnyFigureKind(centerMap),
    ]

  public static func figures(
    _ result: DecodingResult, parameters: LatentDecodingParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    var figures = try DecodingFigures.shared(result, pen: pen)
    guard let latent = result.latent else { return figures }
    figures.append(try tuningFigure(latent, pen: pen))
    if result.circles == 1 {
      figures.append(try posteriorFigure(latent, pen: pen))
      figures.append(try occupancyFigure(latent, pen: pen))
      if !latent.gaugeSpeed.isEmpty { figures.append(try gaugeFigure(latent, pen: pen)) }
    }
    if result.circles == 2 { figures += [try occupancyMapFigure(latent, pen: pen), try centersFigure(latent, pen: pen)] }
    figures.append(try motionFigure(latent, circles: result.circles, pen: pen))
    if latent.startLogLikelihood.count > 1 { figures.append(try startsFigure(latent, pen: pen)) }
    return figures
  }

  /// The axis of an image with a row or column for each state, which stands at the middle of it.
  private static func stateAxis(_ label: String, states: Int) -> Axis {
    var axis = Axis.degrees(label)
    axis.range = -180 / Double(states)...360 - 180 / Double(states)
    return axis
  }

  private static func degrees(_ states: Int) -> [Double] { (0..<states).map { 360 * Double($0) / Double(states) } }

  /// Rates of all cells over each circle (the mean over the others), each divided by its largest, sorted by the centre on that
  /// circle: a panel for each circle.
  private static func tuningFigure(_ latent: LatentDetails, pen: FigurePen) throws -> NamedFigure {
    let centers = latent.centers
    let circles = centers.columns
    let options = try pen[tuning]
    let panels = (0..<circles).map { circle -> Panel in
      let cells = (0..<latent.tuning.rows).filter { centers[$0, circle].isFinite }
        .sorted { (centers[$0, circle], $0) < (centers[$1, circle], $1) }
      let x = stateAxis(
        circles == 1 ? "Angle (°)" : "θ\(subscripted(circle + 1)) (°)", states: latent.statesPerCircle)
      let y = Axis.whole("Cell (sorted)", range: -0.5...Double(max(1, cells.count)) - 0.5)
      var panel = heatMapFigure(
        values: tuning(latent, of: cells, on: circle), xAxis: x, yAxis: y,
        scale: ColorScale(range: 0...1, label: "Rate over its largest"), equalUnits: false, altText: "", options: options
      ).panels[0]
      panel.column = circle
      // All panels share one scale.
      if circle < circles - 1 { panel.key = nil }
      return panel
    }
    return NamedFigure(
      tuning,
      Figure(
        name: "tuning", panels: panels, altText: "Tuning of \(latent.tuning.rows) cells on the latent angle.",
        width: options.frame.width ?? (circles == 1 ? .single : .double)),
      caption: sentence {
        "Tuning of every cell on "
        if circles == 1 { "the latent angle" } else { "each latent angle (the mean over the others)" }
        ", sorted by the centre on it; every row divided by its largest rate."
      }
    )
  }

  private static func tuning(_ latent: LatentDetails, of cells: [Int], on circle: Int) -> Matrix<Double> {
    let k = latent.statesPerCircle
    // The last circle runs fastest.
    let below = (circle + 1..<latent.centers.columns).reduce(1) { product, _ in product * k }
    var map = Matrix<Double>(rows: cells.count, columns: k, repeating: 0)
    for (row, cell) in cells.enumerated() {
      for (state, value) in latent.tuning.row(cell).enumerated() { map[row, state / below % k] += Double(value) }
      let largest = (0..<k).map { map[row, $0] }.max() ?? 0
      for column in 0..<k where largest > 0 { map[row, column] /= largest }
    }
    return map
  }

  private static func posteriorFigure(_ latent: LatentDetails, pen: FigurePen) throws -> NamedFigure {
    let k = latent.statesPerCircle
    let start = latent.posteriorTimes.first ?? 0
    // A column for every bin of the minute: those that were left out stay unknown, so that each stands at its time.
    let places = latent.posteriorTimes.map { Int((($0 - start) / latent.binWidth).rounded()) }
    let last = places.last { Double($0) * latent.binWidth < 60 } ?? 0
    var values = Matrix<Double>(rows: k, columns: last + 1, repeating: .nan)
    for (bin, place) in places.enumerated() where place <= last {
      for state in 0..<k { values[state, place] = Double(latent.posterior[bin * k + state]) }
    }
    let times = start - latent.binWidth / 2...start + (Double(last) + 0.5) * latent.binWidth
    return NamedFigure(
      posterior,
      heatMapFigure(
        values: values, xAxis: Axis("Time (s)", range: times), yAxis: stateAxis("Angle (°)", states: k),
        scale: ColorScale(map: .ink, fitting: values.elements, label: "Posterior"), equalUnits: false, name: "posterior",
        altText: "Posterior of the latent angle over one minute.", options: try pen[posterior]),
      caption: sentence {
        "Posterior of the latent angle over one minute from the middle of the recording, before calibration."
        if Set(places.prefix { $0 <= last }).count <= last { " Grey: bins that were left out." }
      })
  }

  private static func occupancyFigure(_ latent: LatentDetails, pen: FigurePen) throws -> NamedFigure {
    let k = latent.statesPerCircle
    let edges = (0...k).map { 360 * (Double($0) - 0.5) / Double(k) }
    var figure = histogramFigure(
      edges: edges, counts: latent.occupancy, label: "Angle (°)", countLabel: "Time (s)", options: try pen[occupancy])
    figure.panels[0].x.ticks = stateAxis("", states: k).ticks
    return NamedFigure(
      occupancy, figure,
      caption:
        "Time spent at each latent angle. It is not made even: an animal does not look everywhere equally.")
  }

  private static func occupancyMapFigure(_ latent: LatentDetails, pen: FigurePen) throws -> NamedFigure {
    let k = latent.statesPerCircle
    // The first circle along x.
    let map = Matrix(rows: k, columns: k, elements: latent.occupancy).transposed()
    return NamedFigure(
      occupancyMap,
      heatMapFigure(
        values: map, xAxis: stateAxis("θ₁ (°)", states: k), yAxis: stateAxis("θ₂ (°)", states: k),
        scale: ColorScale(fitting: map.elements, label: "Time (s)"), name: "occupancy",
        altText: "Time spent in each state of the torus.", options: try pen[occupancyMap]),
      caption: "Time spent in each state of the torus.")
  }

  private static func gaugeFigure(_ latent: LatentDetails, pen: FigurePen) throws -> NamedFigure {
    let x = degrees(latent.statesPerCircle)
    let series = zip(["before the gauge", "after"], 0..<2).map { name, row in
      LineSeries(name: name, x: x, y: Array(latent.gaugeSpeed.row(row)))
    }
    return NamedFigure(
      gauge,
      linesFigure(
        series, xAxis: .degrees("Angle (°)"), yAxis: Axis("Speed over its mean"), name: "gauge",
        altText: "Speed of the latent angle by angle before and after the gauge.", options: try pen[gauge]),
      caption:
        "Root mean square speed of the latent angle by angle, over its mean, at the start of the fit and at its end. "
        + "A level line is a coordinate in which the animal turns alike wherever it faces."
    )
  }

  private static func motionFigure(_ latent: LatentDetails, circles: Int, pen: FigurePen) throws -> NamedFigure {
    let step = 360 / Double(latent.statesPerCircle)
    let bin = formatted(latent.binWidth * 1e3)
    let series: [LineSeries]
    if circles == 1 {
      let reach = latent.motion.count - 1
      series = [
        LineSeries(
          x: (-reach...reach).map { Double($0) * step },
          y: (-reach...reach).map { latent.motion[abs($0)] })
      ]
    } else {
      let deviations = (0..<circles).map { latent.motion[$0 * circles + $0].squareRoot() * 180 / .pi }
      let reach = 4 * (deviations.max() ?? 1)
      let x = (-60...60).map { Double($0) / 60 * reach }
      series = deviations.enumerated().map { circle, sigma in
        LineSeries(
          name: "θ\(subscripted(circle + 1))", x: x,
          y: x.map { exp(-$0 * $0 / (2 * sigma * sigma)) / (sigma * (2 * Double.pi).squareRoot()) })
      }
    }
    return NamedFigure(
      motion,
      linesFigure(
        series, xAxis: Axis("Step in \(bin) ms (°)"),
        yAxis: Axis(circles == 1 ? "Probability" : "Density (1/°)", range: nil), name: "motion",
        altText: "Kernel of the motion of the latent state.", options: try pen[motion]),
      caption: "How far the latent state moves from one bin to the next, as it was learned; the same everywhere.")
  }

  private static func startsFigure(_ latent: LatentDetails, pen: FigurePen) throws -> NamedFigure {
    let values = latent.startLogLikelihood.sorted(by: >)
    return NamedFigure(
      starts,
      linesFigure(
        [LineSeries(x: values.indices.map { Double($0 + 1) }, y: values, isMarked: true)],
        xAxis: .whole("Start (sorted)", range: 0.5...Double(values.count) + 0.5), yAxis: Axis("Log-likelihood (nats/bin)"),
        name: "starts",
        altText: "Log-likelihood per bin of the coarse fit of each start.", options: try pen[starts]),
      caption:
        "Log-likelihood per bin of the coarse fit from each start. A plateau at the left means that many starts end at the "
        + "same, best solution; folded circles fall short of it."
    )
  }

  private static func centersFigure(_ latent: LatentDetails, pen: FigurePen) throws -> NamedFigure {
    let centers = latent.centers
    let cells = (0..<centers.rows).filter { centers[$0, 0].isFinite }
    return NamedFigure(
      centerMap,
      torusFigure(
        first: cells.map { centers[$0, 0] }, second: cells.map { centers[$0, 1] },
        values: cells.map { latent.bitsPerSpike[$0] }, valueLabel: "Bits per spike",
        latticeAngle: flatTorusAngle(of: latent.tuning, bins: latent.statesPerCircle), options: try pen[centerMap]),
      caption: "Centres of the cells' tuning on the torus in its shortest basis; colour: what the other cells say about each.")
  }
}
