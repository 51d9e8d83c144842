import ArrayNumerics
import Foundation
import Plotting

/// Every ready-made figure on made-up data with the shapes of real data.
enum ExampleFigures {
  static func all(_ config: PlotConfig = PlotConfig()) -> [Figure] {
    [
      barcodeFigure(
        diagrams: diagrams, nullThresholds: [nil, 0.45, 0.3],
        pValues: [
          [], [0.0004, 0.0004] + Array(repeating: 0.8, count: 58), [0.006] + Array(repeating: 0.9, count: 7),
        ],
        config: config),
      birthDeathFigure(diagrams: diagrams, nullThresholds: [nil, 0.45, 0.3], config: config),
      nullHistogramFigure(
        nullMaxima: [noise(400, 1).map { 0.8 + 0.2 * $0 }, noise(400, 2).map { 0.3 + 0.15 * $0 * $0 }],
        observed: [[1.3], [1.2, 1.1]], thresholds: [1.0, 0.45], config: config),
      varianceExplainedFigure(
        fractions: (0..<12).map { 0.22 * exp(-Double($0) / 3.2) }, kept: 6, config: config),
      landmarkScatterFigure(points: cloud, colors: .angle(ringAngles, label: "Angle"), config: config),
      phaseMapsFigure(
        maps: [phaseMap(0.4), phaseMap(1.45)], xRange: -0.75...0.75, yRange: -0.75...0.75, config: config),
      rateMapSheetFigure(
        maps: (0..<14).map { rateMap($0) }, xRange: 0...1, yRange: 0...1,
        names: (0..<14).map { "cell \($0 + 1)" },
        config: config),
      decodedAngleFigure(
        times: times, decoded: [drift(0.8, 0.1), drift(0.37, 0.05)],
        posteriorWidths: [times.map { 0.3 + 0.2 * sin($0) }, times.map { _ in 0.35 }],
        measured: [drift(0.8, 0), drift(0.37, 0)], config: config),
      torusFigure(
        first: noise(1500, 5).map { $0 * 2 * Double.pi }, second: noise(1500, 6).map { $0 * 2 * Double.pi },
        config: config),
      polarTuningSheetFigure(
        rates: tuning, preferred: (0..<10).map { Double($0) * 0.6 }, names: (0..<10).map { "cell \($0 + 1)" },
        config: config),
      rasterFigure(
        spikeTimes: (0..<40).map { cell in noise(60 + cell, cell).map { $0 * 30 }.sorted() }, config: config),
      populationHeatmapFigure(
        activity: bump, timeRange: 0...60, order: Array(0..<40), valueLabel: "Rate (Hz)", config: config),
      histogramFigure(
        values: noise(3000, 9).map { -12 * log(1 - $0 * 0.999) }, label: "Speed (cm/s)",
        markers: [(2.5, "threshold 2.5 cm/s")],
        config: config),
      trajectoryFigure(
        x: path.x, y: path.y, colors: .value(path.x.indices.map { Double($0) / 50 }, label: "Time (s)"),
        config: config),
      linesFigure(
        (0..<3).map { line in
          LineSeries(
            name: "neuron \(line + 1)", x: times,
            y: times.map { 8 * exp(-pow(($0 - 10 - 6 * Double(line)) / 4, 2)) })
        }, xAxis: Axis("Stimulus (a.u.)"), yAxis: Axis("Firing rate (Hz)"), altText: "Three tuning curves.",
        config: config),
      heatMapFigure(
        values: autocorrelation, xAxis: Axis("Lag x (cm)", range: -50...50),
        yAxis: Axis("Lag y (cm)", range: -50...50),
        scale: ColorScale(map: .blueRed, range: -1...1, label: "Correlation"), altText: "An autocorrelogram.",
        config: config),
    ]
  }

  static func noise(_ count: Int, _ seed: Int) -> [Double] {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1
    return (0..<count).map { _ in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Double(state >> 11) / 9_007_199_254_740_992
    }
  }

  static let diagrams: [[(birth: Double, death: Double)]] = {
    let zero =
      [(birth: 0.0, death: Double.infinity)] + noise(60, 3).map { (birth: 0.0, death: 0.2 + 0.3 * $0) }
    let one =
      [(birth: 0.45, death: 1.75), (birth: 0.5, death: 1.62)]
      + zip(noise(58, 4), noise(58, 8)).map { (birth: 0.4 + 0.5 * $0, death: 0.42 + 0.5 * $0 + 0.2 * $1) }
    let two =
      [(birth: 1.2, death: 1.9)]
      + zip(noise(7, 5), noise(7, 6)).map { (birth: 1 + 0.3 * $0, death: 1.05 + 0.3 * $0 + 0.1 * $1) }
    return [zero, one, two]
  }()

  static let ringAngles = noise(900, 12).map { $0 * 2 * Double.pi }
  static let cloud = Matrix(
    rows: 900, columns: 3,
    elements: zip(ringAngles, zip(noise(900, 13), noise(900, 14))).flatMap { angle, jitter in
      [4 * cos(angle) + jitter.0, 4 * sin(angle) + jitter.1, 1.3 * cos(2 * angle) + jitter.0]
    })

  static func phaseMap(_ direction: Double) -> Matrix<Double> {
    let size = 40
    return Matrix(
      rows: size, columns: size,
      elements: (0..<size * size).map { index in
        let (x, y) = (Double(index % size) / 40, Double(index / size) / 40)
        if pow(x - 0.5, 2) + pow(y - 0.5, 2) > 0.25 { return .nan }
        return 14 * (x * cos(direction) + y * sin(direction))
      })
  }

  static func rateMap(_ cell: Int) -> Matrix<Double> {
    let size = 25
    return Matrix(
      rows: size, columns: size,
      elements: (0..<size * size).map { index in
        let (x, y) = (Double(index % size) / 25, Double(index / size) / 25)
        if x < 0.06, y < 0.12 { return .nan }
        let waves = (0..<3).reduce(0) { sum, wave in
          sum
            + cos(
              18 * (x * cos(Double(wave) * 1.047 + 0.2) + y * sin(Double(wave) * 1.047 + 0.2))
                + Double(cell * wave))
        }
        return max(0, (waves + 1) * Double(2 + cell % 5))
      })
  }

  static let autocorrelation = rateMap(0).map { $0.isNaN ? $0 : $0 / 4 - 1 }
  static let times = (0..<1500).map { Double($0) * 0.02 }

  static func drift(_ speed: Double, _ jitter: Double) -> [Double] {
    zip(times, noise(times.count, 21)).map { time, noise in
      speed * time + 1.2 * sin(time * 0.5) + 2 + jitter * (noise - 0.5)
    }
  }

  static let tuning = Matrix(
    rows: 10, columns: 36,
    elements: (0..<360).map { index in
      let angle = (Double(index % 36) + 0.5) / 36 * 2 * Double.pi
      return 0.5 + Double(4 + index / 36) * exp(3 * (cos(angle - Double(index / 36) * 0.6) - 1))
    })

  static let bump = Matrix(
    rows: 3000, columns: 40,
    elements: (0..<120_000).map { index in
      let (time, cell) = (Double(index / 40) / 50, Double(index % 40) / 40 * 2 * Double.pi)
      return 20 * exp(4 * (cos(cell - 3 * sin(time / 5)) - 1))
    })

  static let path: (x: [Double], y: [Double]) = {
    let time = (0..<4000).map { Double($0) / 50 }
    return (
      time.map { 0.5 + 0.3 * sin($0 * 0.71) + 0.18 * sin($0 * 1.93 + 1) },
      time.map { 0.5 + 0.3 * cos($0 * 0.53) + 0.18 * sin($0 * 1.37) }
    )
  }()
}
