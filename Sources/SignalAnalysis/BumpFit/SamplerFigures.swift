import ArrayNumerics
import Foundation
import Plotting
import Schema
import Stages

extension BumpFitting {
  /// The probabilities of no bump, one, two and more, stacked.
  static func numbersFigure(_ track: BumpTrack, _ sampler: SamplerFacts, pen: FigurePen) throws -> NamedFigure {
    let options = try pen[numbers]
    let end = (track.t.first ?? 0) + shownTime
    let rows = Array(track.t.indices.prefix { track.t[$0] <= end })
    let t = rows.map { track.t[$0] }
    func atLeast(_ number: Int) -> [Double] {
      rows.map { row in sampler.numbers.row(row).dropFirst(number).reduce(0, +) }
    }
    let (one, two) = (atLeast(1), atLeast(2))
    let (floor, top) = ([Double](repeating: 0, count: t.count), one.map { $0.isFinite ? 1 : Double.nan })
    let more = zip(one, two).map { $0 - $1 }
    let figure = Figure(
      name: "bump-numbers",
      panels: [
        Panel(
          x: Axis("Time (s)", range: finiteRange(t).flatMap { $0.lowerBound < $0.upperBound ? $0 : nil }),
          y: Axis("Probability", range: 0...1),
          marks: [
            .band(BandMark(x: t, lower: floor, upper: more, paint: .category(0), opacity: 0.85, name: "one bump")),
            .band(BandMark(x: t, lower: more, upper: one, paint: .category(1), opacity: 0.85, name: "two or more")),
            .band(BandMark(x: t, lower: one, upper: top, paint: .muted, opacity: 0.35, name: "none")),
          ], height: .millimetres(34))
      ], altText: "Probability of no bump, of one and of more over time.", width: options.frame.width ?? .double)
    return NamedFigure(
      numbers, figure.framed(options.frame),
      caption: sentence {
        "Probability of one bump, of two or more, and of none"
        if rows.count < track.t.count { " in the first \(formatted(shownTime)) s" }
        ", from \(counted(sampler.samples, "sample")) of each frame; mean probability of two or more "
        "\(formatted(sampler.secondShare, digits: 2))."
      })
  }

  /// What the chains did after the warm-up, and how far they agree.
  static func chainsFigure(_ sampler: SamplerFacts, pen: FigurePen) throws -> NamedFigure {
    let options = try pen[chains]
    let sweeps = Array(sampler.warmUp..<sampler.logDensity.columns)
    // A line has a few thousand points at most.
    let step = max(1, sweeps.count / 1000)
    let shown = stride(from: 0, to: sweeps.count, by: step).map { sweeps[$0] }
    func traces(_ values: Matrix<Double>, _ label: String, _ column: Int) -> Panel {
      Panel(
        x: Axis("Sweep"), y: Axis(label),
        marks: (0..<values.rows).map { chain in
          .line(
            LineMark(
              x: shown.map(Double.init), y: shown.map { values[chain, $0] }, paint: .category(chain), width: 0.5))
        }, height: .aspect(0.8)
      ).at(row: 0, column: column)
    }
    let known = sampler.splitR.filter(\.isFinite).map { min($0, 1.3) }
    var counts = [Double](repeating: 0, count: 20)
    for value in known { counts[min(19, max(0, Int((value - 0.98) / 0.016)))] += 1 }
    let agreement = Panel(
      x: Axis("R-hat of a frame", range: 0.98...1.3), y: Axis.whole("Frames"),
      marks: [
        .bars(BarsMark(edges: (0...20).map { 0.98 + 0.016 * Double($0) }, heights: counts, paint: .category(0))),
        .rule(RuleMark(.vertical, at: SamplerFacts.mostR.frame, paint: .ink)),
      ], height: .aspect(0.8)
    ).at(row: 0, column: 2)
    let figure = Figure(
      name: "bump-chains",
      panels: [
        traces(sampler.logDensity, "Log density (nats)", 0), traces(sampler.meanBumps, "Bumps per frame", 1), agreement,
      ], altText: "Joint density and number of bumps in each chain, and R-hat of the frames.",
      width: options.frame.width ?? .double, hasLetters: true)
    return NamedFigure(
      chains, figure.framed(options.frame),
      caption: sentence {
        "(a) Joint density and (b) mean number of bumps in each of \(counted(sampler.logDensity.rows, "chain")) after the "
        "warm-up of \(counted(sampler.warmUp, "sweep")); (c) split R-hat of number and place of the bumps of each frame, "
        "with its bound (dashed) and what is beyond 1.3 in the last bar."
      })
  }
}
