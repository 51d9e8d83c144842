import Plotting
import Schema
import Stages

extension FiringField {
  static let maps = FigureKind<FieldSheetOptions>("maps", about: "fields of neurons spread over the network")
  public static let figureKinds = [AnyFigureKind(maps)]

  public static func figures(
    _ result: FiringFieldResult, parameters: FiringFieldParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    let count = min(12, result.neurons)
    let shown = (0..<count).map { (2 * $0 + 1) * result.neurons / (2 * count) }
    let options = try pen[maps]
    let panels = shown.enumerated().map { place, neuron -> Panel in
      let map = result.map(of: neuron)
      var panel = Panel(
        x: .hidden(result.xEdges[0]...result.xEdges[result.xEdges.count - 1]),
        y: .hidden(result.yEdges[0]...result.yEdges[result.yEdges.count - 1]),
        marks: [
          .heatMap(
            HeatMapMark(
              values: map, xRange: result.xEdges[0]...result.xEdges[result.xEdges.count - 1],
              yRange: result.yEdges[0]...result.yEdges[result.yEdges.count - 1],
              scale: ColorScale(map: options.frame.colorMap ?? .viridis, fitting: map.elements, label: "Rate")))
        ], height: .equalUnits)
      panel.heading = "neuron \(neuron)"
      return panel.at(row: place / 6, column: place % 6)
    }
    var figure = Figure(
      name: "firing-fields", panels: panels, altText: "Fields of \(counted(count, "neuron")) over the plane.", width: .double,
      hasLetters: false)
    figure.spacing = 1.5
    figure.key = .bar(
      ColorScale(map: options.frame.colorMap ?? .viridis, range: 0...1, label: "Rate (fraction of peak)"))
    return [
      NamedFigure(
        maps, figure.framed(options.frame),
        caption: sentence {
          "Mean rate over the \(result.over) of \(counted(count, "neuron")) of \(result.model), spread over the network; each "
          "map has a scale of its own, grey was not visited."
        })
    ]
  }
}

/// Options of the fields.
public struct FieldSheetOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()

  public init() {}

  /// What the drawing function uses.
  public static let parameters: [Parameter<FieldSheetOptions>] = frameParameters(.legend, .colorMap)
}
