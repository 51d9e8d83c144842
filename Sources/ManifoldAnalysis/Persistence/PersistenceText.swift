import Schema
import Topology

extension PersistenceResult {
  /// The bars as Ripser prints them, so that programs which read its output go on: a heading for each dimension, then one bar
  /// in a line, without a death for one that never dies.
  package var ripserText: String {
    var text = "distance matrix with \(points) points\nlargest distance \(Float(threshold))\n"
    for (dimension, diagram) in diagrams.enumerated() {
      text += "persistence intervals in dim \(dimension):\n"
      for bar in diagram {
        text += bar.isEssential ? " [\(shown(bar.birth)), )\n" : " [\(shown(bar.birth)),\(shown(bar.death)))\n"
      }
    }
    return text
  }

  /// A single-precision number with as many digits as it has; whole numbers without a point, as in Ripser.
  private func shown(_ value: Double) -> String {
    let rounded = Float(value)
    return rounded == rounded.rounded() && abs(rounded) < 1e7 ? "\(Int(rounded))" : "\(rounded)"
  }
}
