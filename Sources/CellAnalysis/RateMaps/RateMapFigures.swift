import ArrayNumerics
import Plotting
import Schema
import Stages

extension RateMaps {
  static let maps = FigureKind<RateMapSheetOptions>("maps", about: "rate maps of the cells that tell most about the place")
  static let track = FigureKind<CellFigureOptions>("track", about: "rates along a track, for each direction of running")
  public static let figureKinds = [AnyFigureKind(maps), AnyFigureKind(track)]

  public static func figures(
    _ result: RateMapResult, parameters: RateMapParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    if let track = result.track { return [trackFigure(result, track, try pen[Self.track])] }
    // Few spikes give a large number by chance, which the shuffles have too.
    let told =
      result.statistics.informationDifference.contains(where: \.isFinite)
      ? result.statistics.informationDifference : result.information
    let order = told.indices.sorted { (told[$0].isNaN ? -99 : told[$0], -$0) > (told[$1].isNaN ? -99 : told[$1], -$1) }
    let shown = Array(order.prefix(30))
    let options = try pen[maps]
    return [
      NamedFigure(
        maps,
        rateMapSheetFigure(
          maps: shown.map { result.maps[$0] }, xRange: result.grid.xRange, yRange: result.grid.yRange,
          names: shown.map { result.cellIDs[$0] }, options: options),
        caption: sentence {
          "Firing rate over the arena of the \(shown.count) cells with the most spatial information"
          if result.statistics.informationDifference.contains(where: \.isFinite) { " over that of the shuffles" }
          ", of \(result.maps.count). "
          "Each map runs from 0 to its peak (number, \(result.unit)); grey was not visited."
          if options.filledGap > 0 {
            " Gaps of up to \(counted(options.filledGap, "bin")) inside are drawn with the mean of the bins around them."
          }
        }
      )
    ]
  }

  /// All cells along the track by the place of their peak, one panel for each direction.
  private static func trackFigure(_ result: RateMapResult, _ track: TrackMaps, _ options: CellFigureOptions) -> NamedFigure {
    // One scale for both directions: over its own peak of a direction in which it is silent a cell is nothing but noise.
    let tops = (0..<track.rightward.rows).map { cell in
      [track.rightward, track.leftward].flatMap { $0.row(cell).filter(\.isFinite) }.max() ?? 0
    }
    func scaled(_ maps: Matrix<Double>, _ cell: Int) -> [Double] {
      maps.row(cell).map { tops[cell] > 0 ? $0 / tops[cell] : $0 }
    }
    let peaks = (0..<track.rightward.rows).map { cell -> Int in
      let row = Array(track.rightward.row(cell))
      return row.indices.filter { row[$0].isFinite }.max { row[$0] < row[$1] } ?? 0
    }
    let order = peaks.indices.sorted { (peaks[$0], $0) < (peaks[$1], $1) }
    let x = 100 * result.grid.xRange.lowerBound...100 * result.grid.xRange.upperBound
    let scale = ColorScale(map: .viridis, range: 0...1, label: "Rate (of its peak)")
    let panels = [("Rightward", track.rightward), ("Leftward", track.leftward)].enumerated().map { place, maps -> Panel in
      var panel = Panel(
        x: Axis("Position (cm)", range: x), y: .whole(place == 0 ? "Cell" : "", range: 0...Double(max(1, order.count))),
        marks: [
          .heatMap(
            HeatMapMark(
              values: Matrix(
                rows: order.count, columns: maps.1.columns, elements: order.flatMap { scaled(maps.1, $0) }), xRange: x,
              yRange: 0...Double(max(1, order.count)), scale: scale))
        ], height: .aspect(0.9))
      panel.heading = maps.0
      return panel.at(row: 0, column: place)
    }
    var figure = Figure(
      name: "track-maps", panels: panels, altText: "Firing rates of \(order.count) cells along the track for both directions.",
      width: options.frame.width ?? .oneAndHalf)
    figure.key = .bar(scale)
    return NamedFigure(
      Self.track, figure.framed(options.frame),
      caption: sentence {
        "Firing rates of \(counted(order.count, "cell")) along the track while running (a) rightward and (b) leftward, each "
        "over its peak of both directions, in the order of the rightward peaks; grey: not visited."
      })
  }
}
