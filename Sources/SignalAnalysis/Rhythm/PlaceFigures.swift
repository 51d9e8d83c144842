import ArrayNumerics
import Foundation
import Plotting
import Schema
import Stages

extension Theta {
  /// The index of every pair of bands, with what stands out of shifted amplitudes.
  static func comodulogramFigure(_ coupling: AmplitudeCoupling, _ options: ThetaFigureOptions) -> NamedFigure? {
    guard let low = coupling.slow.first, let high = coupling.slow.last, let bottom = coupling.fast.first,
      let top = coupling.fast.last, low < high, bottom < top
    else { return nil }
    let image = coupling.pairs.transposed().map { 1000 * $0 }
    let scale = ColorScale(map: .viridis, range: 0...max(1e-6, image.elements.max() ?? 1), label: "Modulation index (10⁻³)")
    let (halfX, halfY) = ((coupling.slow[1] - low) / 2, (coupling.fast[1] - bottom) / 2)
    let found = (0..<coupling.pairs.rows).flatMap { row in
      (0..<coupling.pairs.columns).filter { coupling.pairP[row, $0] < ThetaCells.level }.map { (row, $0) }
    }
    var panel = Panel(
      x: Axis("Frequency of the phase (Hz)", range: low - halfX...high + halfX),
      y: Axis("Frequency of the amplitude (Hz)", range: bottom - halfY...top + halfY),
      marks: [
        .heatMap(
          HeatMapMark(
            values: image, xRange: low - halfX...high + halfX, yRange: bottom - halfY...top + halfY, scale: scale)),
        .points(
          PointsMark(
            x: found.map { coupling.slow[$0.0] }, y: found.map { coupling.fast[$0.1] }, colors: .uniform(.category(1)),
            size: 2)),
      ], height: .aspect(0.9))
    panel.key = .bar(scale)
    let figure = Figure(
      name: "comodulogram", panels: [panel],
      altText: "Modulation index of amplitudes from 30 to 200 Hz by phases from 2 to 12 Hz.",
      width: options.frame.width ?? .single
    ).framed(options.frame)
    return NamedFigure(
      comodulogram, figure,
      caption: sentence {
        "Tort's modulation index of each pair of a band of phases (2 Hz wide) and a band of amplitudes (26 Hz wide). Orange: "
        "p < 0.05 against the largest of all pairs at each shift of the amplitudes, \(found.count) of "
        "\(counted(coupling.pairs.count, "pair"))."
      })
  }

  /// Sweeps of position: their sides, lengths, and what the spikes of a cycle are enough for.
  static func placeSweepFigure(_ sweeps: PlaceSweeps, _ options: ThetaFigureOptions) throws -> NamedFigure {
    let degrees = sweeps.angles.map { $0 * 180 / .pi }
    let (course, all) = try sweepPanels(degrees, "Sweep − heading (°)", millimetres: 34, columns: 3)
    let lengths = sweeps.lengths.filter(\.isFinite).map { 100 * $0 }
    let farthest = max(1, lengths.max() ?? 1, 55 * (sweeps.spacing ?? 0), 105 * sweeps.length)
    // Along a line lengths are whole bins of the decoder, each in the middle of a bar: others make a comb of them.
    let bin = 100 * PlaceReading.bin
    let bars = Int(((lengths.max() ?? 1) / bin).rounded()) + 1
    let lengthEdges = [0] + (0..<bars).map { (Double($0) + 0.5) * bin }
    var marks: [Mark] = [
      .bars(
        BarsMark(
          edges: lengthEdges, heights: try histogram(lengths, edges: lengthEdges).counts.map(Double.init),
          paint: .category(0))),
      .rule(RuleMark(.vertical, at: 100 * sweeps.length, paint: .ink)),
    ]
    if let spacing = sweeps.spacing { marks.append(.rule(RuleMark(.vertical, at: 50 * spacing, paint: .category(1)))) }
    let length = Panel(
      x: Axis("Length (cm)", range: 0...farthest), y: Axis("Cycles"), marks: marks, height: .aspect(0.8)
    )
    .at(row: 1, column: 1)
    let share = Panel(
      x: Axis("Spikes in the cycle"), y: Axis("Cycles with a sweep (%)", range: 0...100),
      marks: [
        .rule(RuleMark(.horizontal, at: 5)),
        .line(LineMark(x: sweeps.groupSpikes, y: sweeps.groupShare.map { 100 * $0 }, paint: .category(0), width: 0.8)),
        .points(
          PointsMark(x: sweeps.groupSpikes, y: sweeps.groupShare.map { 100 * $0 }, colors: .uniform(.category(0)), size: 3)),
      ], height: .aspect(0.8)
    ).at(row: 1, column: 2)
    let figure = Figure(
      name: "position-sweeps", panels: [course, all, length, share],
      altText: "Direction of the decoded sweep in each theta cycle, its distribution, lengths, and cycles with a sweep.",
      width: options.frame.width ?? .double
    ).framed(options.frame)
    return NamedFigure(
      positionSweeps, figure,
      caption: sentence {
        "Sweeps of the place that \(counted(sweeps.cells.count, "cell")) say in half of each theta cycle, the likeliest line "
        "from the animal up to \(formatted(100 * sweeps.reach, digits: 3)) cm away: (a) direction less \(sweeps.heading) in "
        "fifty cycles, positive to the left, and (b) in all \(sweeps.measured) with five active cells; "
        "\(percent(sweeps.signChanges)) of neighbouring cycles lie on different sides. (c) Lengths; dashed: that which all "
        "cycles together make likeliest"
        if sweeps.spacing != nil { ", and in orange half of the spacing of the grid cells" }
        ". (d) Share of cycles with a sweep likelier than in nineteen other orders of their steps, against the spikes of a "
        "cycle; dashed: 5 %, what chance gives."
      })
  }

  /// What is decoded in each part of the cycle, by both decoders.
  static func withinCycleFigure(_ result: ThetaResult, _ label: String, _ options: ThetaFigureOptions) -> NamedFigure? {
    func panel(_ title: String, _ smooth: [Double], _ flat: [Double], scale: Double) -> Panel {
      let phases = smooth.indices.map { (Double($0) + 0.5) / Double(smooth.count) * 360 }
      func line(_ values: [Double], _ paint: Paint, _ name: String) -> Mark {
        let curve = overTwoCycles(phases, values.map { scale * $0 })
        return .line(LineMark(x: curve.degrees, y: curve.values, paint: paint, width: 1, name: name))
      }
      return Panel(
        x: Axis(label, range: 0...720, ticks: .at([0, 180, 360, 540, 720])), y: Axis(title),
        marks: [line(flat, .muted, "flat prior"), line(smooth, .category(0), "state-space")], height: .aspect(0.8))
    }
    var panels: [Panel] = []
    if let places = result.places {
      panels.append(panel("Ahead (cm)", places.ahead, places.flatAhead, scale: 100))
      panels.append(panel("Beside (cm)", places.beside, places.flatBeside, scale: 100))
    }
    if let sweeps = result.sweeps { panels.append(panel("From heading (°)", sweeps.away, sweeps.flatAway, scale: 180 / .pi)) }
    if panels.isEmpty { return nil }
    let figure = Figure(
      name: "decoding-in-cycle", panels: panels.enumerated().map { $1.at(row: 0, column: $0) },
      altText: "Decoded place and direction against those of the animal over two cycles of theta.",
      width: options.frame.width ?? (panels.count > 1 ? .double : .single)
    ).framed(options.frame)
    return NamedFigure(
      withinCycle, figure,
      caption: sentence {
        "What the cells say within the cycle of theta, over two cycles, by a state-space decoder and by a flat prior in 20 ms: "
        if result.places != nil { "mean place ahead of the animal, and mean distance to its side" }
        if result.places != nil, result.sweeps != nil { "; " }
        if result.sweeps != nil { "mean size of the direction less the heading" }
        "."
      })
  }

  /// Field potentials that were compared.
  static func channelFigure(_ channels: FieldChannels, _ options: ThetaFigureOptions) -> NamedFigure {
    let places = channels.names.indices.map(Double.init)
    let best = channels.names.firstIndex(of: channels.chosen) ?? 0
    let panel = Panel(
      x: Axis(
        "Channel", range: -0.5...Double(channels.names.count) - 0.5,
        ticks: channels.names.count <= 12 ? .at(places, labels: channels.names) : .automatic),
      y: Axis("Theta / background"),
      marks: [
        .points(PointsMark(x: places, y: channels.scores, colors: .uniform(.category(0)), size: 3.5)),
        .points(
          PointsMark(x: [places[best]], y: [channels.scores[best]], colors: .uniform(.category(1)), size: 4.5, shape: .square)),
      ], height: .aspect(0.75))
    let figure = Figure(
      name: "channels", panels: [panel], altText: "Theta over its background in each channel.",
      width: options.frame.width ?? .single
    ).framed(options.frame)
    return NamedFigure(
      self.channels, figure,
      caption: sentence {
        "Power in the band above the background over that of the background in \(counted(channels.names.count, "channel")); "
        "orange square: \(channels.chosen), which was taken."
      })
  }

  /// The stretch of so many cycles with the most that are known.
  static func stretchOfMost(_ values: [Double], _ length: Int) -> Range<Int> {
    let length = min(length, values.count)
    var known = values.prefix(length).count(where: \.isFinite)
    var (best, first) = (known, 0)
    for start in values.indices.dropFirst() where start + length <= values.count {
      known += (values[start + length - 1].isFinite ? 1 : 0) - (values[start - 1].isFinite ? 1 : 0)
      if known > best { (best, first) = (known, start) }
    }
    return first..<first + length
  }
}
