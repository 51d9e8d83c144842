import ArrayNumerics
import LearningModels
import Plotting
import Schema
import Stages

extension HopfieldTraining {
  static func basinFigure(_ curve: BasinCurve, _ options: TrainingFigureOptions) -> NamedFigure {
    let x = Array(curve.startOverlap.reversed())
    func panel(_ y: [Double], _ label: String, band: Bool) -> Panel {
      var marks: [Mark] = band ? [] : [.rule(RuleMark(.diagonal))]
      if band {
        marks.append(
          .band(BandMark(x: x, lower: Array(curve.recalledLow.reversed()), upper: Array(curve.recalledHigh.reversed()))))
      }
      marks.append(.line(LineMark(x: x, y: y, paint: .category(0))))
      marks.append(.points(PointsMark(x: x, y: y, size: 3)))
      return Panel(
        x: Axis(options.frame.xLabel ?? "Overlap at the start", range: 0...1), y: Axis(label, range: -0.05...1.05),
        marks: marks,
        height: .aspect(0.85))
    }
    let figure = Figure(
      name: "basin",
      panels: [
        panel(curve.endOverlap.reversed(), options.frame.yLabel ?? "Overlap at the end", band: false).at(row: 0, column: 0),
        panel(curve.recalled.reversed(), "Share recalled", band: true).at(row: 0, column: 1),
      ], altText: "Mean overlap at the end, and share of recalls, against the overlap at the start.", width: .oneAndHalf)
    return NamedFigure(
      basin, figure.framed(options.frame),
      caption: sentence {
        "Mean overlap at the end (a) and share of recalls that end with an overlap above "
        "\(formatted(BasinCurve.recalledOverlap)) "
        "(b; band: Wilson interval of 95 %) against the overlap at the start, \(counted(curve.trials, "recall")) at each. "
        "Dashed: nothing gained."
      })
  }

  static func attractorFigure(_ table: AttractorTable, _ options: TrainingFigureOptions) -> NamedFigure {
    let names = ["pattern", "reverse", "mixture", "other", "unsettled"]
    let total = Double(max(1, table.counts.reduce(0, +)))
    let ticks = names.indices.map { Double($0) + 0.5 }
    let panel = Panel(
      x: Axis(options.frame.xLabel ?? "", range: 0...Double(names.count), ticks: .at(ticks, labels: names)),
      y: Axis(options.frame.yLabel ?? "Share of random states", range: 0...1),
      marks: [
        .bars(
          BarsMark(edges: (0...names.count).map(Double.init), heights: table.counts.map { Double($0) / total }, gap: 0.3))
      ])
    let figure = Figure(name: "attractors", panels: [panel], altText: "Bars of where random states end.")
    return NamedFigure(
      attractors, figure.framed(options.frame),
      caption: sentence {
        "Where \(Int(total)) random states end: in a stored pattern, the reverse of one, a mixture of three, elsewhere, or "
        "nowhere in the steps that there were; \(table.distinct) different attractors, a state and its reverse counted once."
      })
  }

  static func unlearningFigure(_ curve: Unlearning.Curve, _ options: TrainingFigureOptions) -> NamedFigure {
    let x = curve.dreams.map(Double.init)
    let lines: [(String, [Double])] = [
      ("patterns held", curve.held), ("patterns found", curve.found), ("found elsewhere", curve.spurious),
    ]
    let marks = lines.enumerated().flatMap { index, line -> [Mark] in
      [
        .line(LineMark(x: x, y: line.1, paint: .category(index), dash: index == 2 ? [3, 2] : [], name: line.0)),
        .points(PointsMark(x: x, y: line.1, colors: .uniform(.category(index)), size: 3)),
      ]
    }
    let panel = Panel(
      x: .whole(options.frame.xLabel ?? "Attractors taken away", range: 0...max(1, x.last ?? 1)),
      y: Axis(options.frame.yLabel ?? "Share", range: -0.02...1.02), marks: marks)
    let figure = Figure(name: "unlearning", panels: [panel], altText: "Shares of patterns held and found over unlearning.")
    return NamedFigure(
      unlearning, figure.framed(options.frame),
      caption: sentence {
        "Share of the patterns that are held, and of random states that end in a pattern or its reverse, or elsewhere, over "
        "the attractors that were taken away."
      })
  }

  static func capacityFigure(_ result: CapacityProtocol.Result, _ options: TrainingFigureOptions) -> NamedFigure {
    let marks = result.sizes.indices.flatMap { size -> [Mark] in
      let (x, paint) = (Array(result.loads.row(size)), Paint.category(size))
      return [
        .band(
          BandMark(
            x: x, lower: Array(result.heldLow.row(size)), upper: Array(result.heldHigh.row(size)), paint: paint,
            opacity: 0.15)),
        .line(LineMark(x: x, y: Array(result.held.row(size)), paint: paint, name: "n = \(result.sizes[size])")),
        .points(PointsMark(x: x, y: Array(result.held.row(size)), colors: .uniform(paint), size: 3)),
      ]
    }
    let panel = Panel(
      x: Axis(options.frame.xLabel ?? "Load (patterns / neurons)"),
      y: Axis(options.frame.yLabel ?? "Share of patterns held", range: -0.02...1.02),
      marks: marks + [.rule(RuleMark(.vertical, at: 0.138, paint: .ink, name: "0.138"))])
    let figure = Figure(
      name: "capacity", panels: [panel],
      altText: "Share of patterns held over the load for \(result.sizes.count) sizes of networks.", width: .oneAndHalf)
    return NamedFigure(
      capacity, figure.framed(options.frame),
      caption: sentence {
        "Share of random patterns that are held (an overlap above \(formatted(BasinCurve.recalledOverlap)) at the end of a "
        "recall "
        "from the pattern itself) over the load; bands: Wilson intervals of 95 %. Dashed: 0.138, where the mean-field theory "
        "puts the capacity of infinitely many neurons."
      })
  }
}
