import ArrayNumerics
import Plotting
import Schema
import Stages

extension Simulation {
  static let confusion = FigureKind<HeatMapOptions>(
    "confusion", about: "pictures of each class by the answer that a population gave")
  static let receptiveFields = FigureKind<HeatMapOptions>(
    "fields", about: "weights of plastic synapses from a square sheet at the end, by neuron")
}

extension SimulationResult {
  /// What populations answered to pictures.
  func confusionFigures(_ options: HeatMapOptions) -> [NamedFigure] {
    classifications.compactMap { found in
      guard let array = self["\(found.name).confusion"], let values = array.doubles, array.shape.count == 2 else { return nil }
      let (rows, columns) = (array.shape[0], array.shape[1])
      let picture = Matrix(rows: rows, columns: columns, elements: values)
      return NamedFigure(
        Simulation.confusion,
        heatMapFigure(
          values: picture, xAxis: Axis("Answer", range: -0.5...Double(columns) - 0.5),
          yAxis: Axis("Class", range: -0.5...Double(rows) - 0.5),
          scale: ColorScale(map: .viridis, fitting: values, label: "Pictures"), name: "confusion",
          altText: "Answers of \(found.name) to \(found.tested) pictures of \(rows) classes.", options: options),
        suffix: found.name,
        caption: sentence {
          "Answers of \(found.name) to \(found.tested) new pictures of \(rows) classes, \(found.right) of them right; "
          "the answer \(rows) is none."
        })
    }
  }

  /// What each neuron has learned to see: up to 100 of them, row by row from the top.
  func fieldFigures(_ options: HeatMapOptions) -> [NamedFigure] {
    arrays.compactMap { array in
      guard array.key.hasSuffix(".weight"), let weights = array.array.doubles else { return nil }
      let key = String(array.key.dropLast(7))
      guard let sources = self["\(key).source"]?.integers, let targets = self["\(key).target"]?.integers,
        let pixels = sources.max().map({ $0 + 1 }), let neurons = targets.max().map({ $0 + 1 })
      else { return nil }
      let side = Int(Double(pixels).squareRoot().rounded())
      guard side * side == pixels, side >= 4, neurons >= 2 else { return nil }
      let shown = min(neurons, 100)
      let across = Int(Double(shown).squareRoot().rounded(.up))
      let down = (shown + across - 1) / across
      let pitch = side + 1
      // Row 0 of the image is at the bottom.
      var image = Matrix<Double>(rows: down * pitch, columns: across * pitch, repeating: .nan)
      for ((source, target), weight) in zip(zip(sources, targets), weights) where target < shown {
        let (x, y) = (target % across * pitch + source % side, target / across * pitch + source / side)
        image[down * pitch - 1 - y, x] = weight
      }
      return NamedFigure(
        Simulation.receptiveFields,
        heatMapFigure(
          values: image, xAxis: Axis("Pixels", range: 0...Double(image.columns)),
          yAxis: Axis("Pixels", range: 0...Double(image.rows)),
          scale: ColorScale(map: .viridis, fitting: weights, label: "Weight"), name: "fields",
          altText: "Weights of \(shown) neurons from \(side) x \(side) pixels at the end.", options: options),
        suffix: key,
        caption: sentence {
          "Weights of \(key) at the end: \(side) x \(side) sources for each of "
          if shown < neurons { "the first " }
          "\(shown) neurons, row by row from the top."
        })
    }
  }
}
