import ArrayNumerics
import Plotting
import Schema
import Stages

/// The figures that all pictures of the manifold share.
enum PictureFigures {
  static let cloud = FigureKind<CloudSheetOptions>("cloud", about: "the states by angle, position, speed and time")
  static let variance = FigureKind<VarianceExplainedOptions>("variance", about: "variance in each principal component")
  static let kinds = [AnyFigureKind(cloud), AnyFigureKind(variance)]

  /// - Parameters:
  ///   - axis: what an axis is called: "UMAP".
  ///   - meaning: a sentence on what distances in the picture mean.
  ///   - presumes: a sentence on what the picture takes for granted; empty for none.
  static func shared(
    _ result: ManifoldPicture, axis: String, meaning: String, presumes: String = "", pen: FigurePen
  ) throws -> [NamedFigure] {
    // Ten thousand points show the cloud; more only hide each other.
    let shown = evenlySpaced(min(10_000, result.rows.count), of: result.rows.count)
    let points = result.positions.selectingRows(shown)
    return [
      NamedFigure(
        cloud, cloudSheetFigure(points: points, colors: colors(result.colors, shown), axisName: axis, options: try pen[cloud]),
        caption: sentence {
          "\(counted(shown.count, "state")) of the population in the picture, the same in each panel, coloured by what was "
          "measured or decoded. \(trustSentence(result)) \(meaning) Topology is judged on the data, not on this picture."
          if !presumes.isEmpty { " \(presumes)" }
        }),
      NamedFigure(
        variance, varianceExplainedFigure(fractions: result.explainedVarianceRatio, options: try pen[variance]),
        caption: "Share of the variance of the rates in each principal component that the picture is made of, and their sum."),
    ]
  }

  private static func colors(_ colors: PictureColors, _ shown: [Int]) -> [CloudColors] {
    func chosen(_ values: [Double]) -> [Double] { shown.map { values[$0] } }
    var all: [CloudColors] = []
    if let angles = colors.angles {
      for circle in 0..<angles.columns {
        all.append(.angle(chosen(angles.column(circle)), label: angles.columns == 1 ? "Decoded angle" : "θ\(circle + 1)"))
      }
    }
    if let heading = colors.headDirection { all.append(.angle(chosen(heading), label: "Head direction")) }
    if let x = colors.x { all.append(.value(chosen(x).map { $0 * 100 }, label: "x (cm)")) }
    if let y = colors.y { all.append(.value(chosen(y).map { $0 * 100 }, label: "y (cm)")) }
    if let speed = colors.speed { all.append(.value(chosen(speed), label: "Speed (cm/s)")) }
    return all + [.value(chosen(colors.times), label: "Time (s)")]
  }

  static func trustSentence(_ result: ManifoldPicture) -> String {
    let trust = result.trust
    return sentence {
      "Trustworthiness \(formatted(trust.trustworthiness, digits: 3)), continuity \(formatted(trust.continuity, digits: 3)); "
      "of the \(trust.neighbours) nearest states \(percent(trust.neighbourRecall)) are kept."
    }
  }
}
