import ArrayNumerics
import Plotting
import Schema
import Stages

/// The figures that all pictures of the manifold share.
struct PictureFigures {
  static let cloud = FigureKind<CloudSheetOptions>("cloud", about: "the states by angle, position, speed and time")
  static let views = FigureKind<CloudViewsOptions>("views", about: "the states in space from several sides")
  static let density = FigureKind<CloudDensityOptions>("density", about: "how many states lie where")
  static let path = FigureKind<CloudPathOptions>("path", about: "the path of the state over a window of time")
  static let bars = FigureKind<KeptBarsOptions>("bars", about: "long bars of the data and of the picture")
  static let variance = FigureKind<VarianceExplainedOptions>("variance", about: "variance in each principal component")
  static let turningCloud = FigureKind<TurningCloudOptions>("turning", about: "the states in space, turning")
  static let kinds = [
    AnyFigureKind(cloud), AnyFigureKind(views), AnyFigureKind(density), AnyFigureKind(path), AnyFigureKind(bars),
    AnyFigureKind(variance), AnyFigureKind(turningCloud),
  ]

  private let result: ManifoldPicture
  private let axis: String
  private let meaning: String
  private let presumes: String
  private let pen: FigurePen

  /// - Parameters:
  ///   - axis: what an axis is called: "UMAP".
  ///   - meaning: a sentence on what distances in the picture mean.
  ///   - presumes: sentences on what the picture takes for granted; empty for none.
  init(_ result: ManifoldPicture, axis: String, meaning: String, presumes: String = "", pen: FigurePen) {
    self.result = result
    self.axis = axis
    self.meaning = meaning
    self.presumes = presumes
    self.pen = pen
  }

  /// - Throws: `ParameterError` for options that no figure has.
  var all: [NamedFigure] {
    get throws {
      // Ten thousand points show the cloud; more only hide each other.
      let shown = evenlySpaced(min(10_000, result.rows.count), of: result.rows.count)
      let points = result.positions.selectingRows(shown)
      var figures = [
        NamedFigure(
          Self.cloud,
          cloudSheetFigure(points: points, colors: result.colors.all(shown), axisName: axis, options: try pen[Self.cloud]),
          caption: sentence {
            "\(counted(shown.count, "state")) of the population in the picture, the same in each panel, coloured by what was "
            "measured or decoded. \(trustSentence) \(meaning) Topology is judged on the data, not on this picture."
            if !presumes.isEmpty { " \(presumes)" }
          })
      ]
      if points.columns >= 3 {
        let options = try pen[Self.views]
        let cloud = coloured(points, shown, frame: options.frame)
        figures.append(
          NamedFigure(
            Self.views, cloudViewsFigure(cloud, options: options),
            caption: caption("The same states from several sides, coloured by \(cloud.scale.label).")))
      }
      if points.columns >= 2 {
        figures.append(
          NamedFigure(
            Self.density, cloudDensityFigure(result.positions, axisName: axis, options: try pen[Self.density]),
            caption: caption("How many of \(counted(result.rows.count, "state")) lie in each square; grey: none.")))
      }
      if let path = cloudPathFigure(
        result.positions, times: result.colors.times, axisName: axis, options: try pen[Self.path])
      {
        figures.append(
          NamedFigure(
            Self.path, path.figure,
            caption: caption(
              "The path of the state from \(formatted(path.window.lowerBound)) to \(formatted(path.window.upperBound)) s, "
                + "over the states of the whole recording (grey).")))
      }
      if let topology = result.topology {
        figures.append(
          NamedFigure(
            Self.bars, keptBarsFigure(topology, options: try pen[Self.bars]),
            caption: "The ten longest bars of the same landmarks in the data and in the picture; in colour those before the "
              + "widest gap. Lengths of one side do not compare with those of the other, numbers of long bars do."))
      }
      figures.append(
        NamedFigure(
          Self.variance,
          varianceExplainedFigure(fractions: result.explainedVarianceRatio, options: try pen[Self.variance]),
          caption: "Share of the variance of the rates in each principal component that the picture is made of, and their sum.")
      )
      return figures
    }
  }

  /// - Throws: `ParameterError` for options that no figure has.
  var turning: [NamedAnimation] {
    get throws {
      guard result.embedding.columns >= 3 else { return [] }
      let shown = evenlySpaced(min(5000, result.rows.count), of: result.rows.count)
      let options = try pen[Self.turningCloud]
      let cloud = coloured(result.positions.selectingRows(shown), shown, frame: options.frame)
      return [
        NamedAnimation(
          Self.turningCloud, ManifoldAnalysis.turningCloud(cloud, options: options),
          caption: caption(
            "\(counted(shown.count, "state")) of the population, turning about the third axis, coloured by "
              + "\(cloud.scale.label)."))
      ]
    }
  }

  /// By what says most of a state that there is.
  private func coloured(_ points: Matrix<Double>, _ shown: [Int], frame: FigureFrame) -> CloudPanels {
    let colors = result.colors.all(shown)[0]
    let (values, scale) =
      switch colors {
      case .angle(let angles, let label): (angles, ColorScale.angle(label: frame.colorBarLabel ?? label))
      case .value(let numbers, let label):
        (numbers, ColorScale(map: frame.colorMap ?? .viridis, fitting: numbers, label: frame.colorBarLabel ?? label))
      case .order(let label):
        (shown.map(Double.init), ColorScale(fitting: shown.map(Double.init), label: frame.colorBarLabel ?? label))
      }
    return CloudPanels(points: points, values: values, scale: scale)
  }

  private func caption(_ text: String) -> String { presumes.isEmpty ? text : "\(text) \(presumes)" }

  private var trustSentence: String {
    let trust = result.trust
    return sentence {
      "Trustworthiness \(formatted(trust.trustworthiness, digits: 3)), continuity \(formatted(trust.continuity, digits: 3)); "
      "of the \(trust.neighbours) nearest states \(percent(trust.neighbourRecall)) are kept."
    }
  }
}

extension PictureColors {
  /// What some of the points may be coloured by, what says most of a state first.
  func all(_ shown: [Int]) -> [CloudColors] {
    func chosen(_ values: [Double]) -> [Double] { shown.map { values[$0] } }
    var all: [CloudColors] = []
    if let angles {
      for circle in 0..<angles.columns {
        let label = angles.columns == 1 ? "Decoded angle" : ["θ₁", "θ₂"][min(circle, 1)]
        all.append(.angle(chosen(angles.column(circle)), label: label))
      }
    }
    if let headDirection { all.append(.angle(chosen(headDirection), label: "Head direction")) }
    if let x { all.append(.value(chosen(x).map { $0 * 100 }, label: "x (cm)")) }
    if let y { all.append(.value(chosen(y).map { $0 * 100 }, label: "y (cm)")) }
    if let speed { all.append(.value(chosen(speed), label: "Speed (cm/s)")) }
    return all + [.value(chosen(times), label: "Time (s)")]
  }
}
