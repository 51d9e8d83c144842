import ArrayNumerics
import Foundation
import Plotting

/// Every ready-made figure on made-up data with the shapes of real data.
enum ExampleFigures {
  static func all() -> [Figure] {
    [
      barcodeFigure(
        diagrams: diagrams, nullThresholds: [nil, 0.45, 0.3],
        pValues: pValues, above: [0, 2, 1]),
      birthDeathFigure(diagrams: diagrams, nullThresholds: [nil, 0.45, 0.3]),
      nullHistogramFigure(
        nullMaxima: nullMaxima, observed: [[1.3], [1.2, 1.1]], thresholds: [1.0, 0.45]),
      varianceExplainedFigure(
        fractions: (0..<12).map { 0.22 * exp(-Double($0) / 3.2) }, kept: 6),
      landmarkScatterFigure(points: cloud, colors: .angle(ringAngles, label: "Angle")),
      phaseMapsFigure(
        maps: [phaseMap(0.4), phaseMap(1.45)], xRange: -0.75...0.75, yRange: -0.75...0.75),
      rateMapSheetFigure(
        maps: (0..<14).map { rateMap($0) }, xRange: 0...1, yRange: 0...1,
        names: (0..<14).map { "cell \($0 + 1)" }),
      decodedAngleFigure(
        times: times, decoded: [drift(0.8, 0.1), drift(0.37, 0.05)],
        posteriorWidths: [times.map { 0.3 + 0.2 * sin($0) }, times.map { _ in 0.35 }],
        measured: [drift(0.8, 0), drift(0.37, 0)]),
      torusFigure(
        first: angles(1500, 5), second: angles(1500, 6)),
      polarTuningSheetFigure(
        rates: tuning, preferred: (0..<10).map { Double($0) * 0.6 }, names: (0..<10).map { "cell \($0 + 1)" }),
      rasterFigure(
        spikeTimes: spikes),
      populationHeatmapFigure(
        activity: bump, timeRange: 0...60, order: Array(0..<40), valueLabel: "Rate (Hz)"),
      histogramFigure(
        values: speeds, label: "Speed (cm/s)",
        markers: [(2.5, "threshold 2.5 cm/s")]),
      trajectoryFigure(
        x: path.x, y: path.y, colors: .value(path.x.indices.map { Double($0) / 50 }, label: "Time (s)")),
      linesFigure(
        (0..<3).map { line in
          LineSeries(
            name: "neuron \(line + 1)", x: times,
            y: times.map { tuned($0, centre: 10 + 6 * Double(line)) })
        }, xAxis: Axis("Stimulus (a.u.)"), yAxis: Axis("Firing rate (Hz)"), altText: "Three tuning curves."),
      heatMapFigure(
        values: autocorrelation, xAxis: Axis("Lag x (cm)", range: -50...50),
        yAxis: Axis("Lag y (cm)", range: -50...50),
        scale: ColorScale(map: .blueRed, range: -1...1, label: "Correlation"), altText: "An autocorrelogram."),
    ]
  }

  static func tuned(_ value: Double, centre: Double) -> Double {
    let distance = (value - centre) / 4
    return 8 * exp(-distance * distance)
  }

  static let pValues: [[Double]] = [
    [], [0.0004, 0.0004] + [Double](repeating: 0.8, count: 58), [0.006] + [Double](repeating: 0.9, count: 7),
  ]
  static let nullMaxima: [[Double]] = [
    noise(400, 1).map { 0.8 + 0.2 * $0 }, noise(400, 2).map { 0.3 + 0.15 * $0 * $0 },
  ]
  static func angles(_ count: Int, _ seed: Int) -> [Double] { noise(count, seed).map { $0 * 2 * Double.pi } }
  static let speeds = noise(3000, 9).map { -12 * log(1 - $0 * 0.999) }
  static let spikes: [[Double]] = (0..<40).map { cell in noise(60 + cell, cell).map { $0 * 30 }.sorted() }

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
    typealias Bar = (birth: Double, death: Double)
    var zero: [Bar] = [(birth: 0.0, death: Double.infinity)]
    for value in noise(60, 3) { zero.append((birth: 0, death: 0.2 + 0.3 * value)) }
    var one: [Bar] = [(birth: 0.45, death: 1.75), (birth: 0.5, death: 1.62)]
    for (start, length) in zip(noise(58, 4), noise(58, 8)) {
      let birth = 0.4 + 0.5 * start
      one.append((birth: birth, death: birth + 0.02 + 0.2 * length))
    }
    var two: [Bar] = [(birth: 1.2, death: 1.9)]
    for (start, length) in zip(noise(7, 5), noise(7, 6)) {
      let birth = 1 + 0.3 * start
      two.append((birth: birth, death: birth + 0.05 + 0.1 * length))
    }
    return [zero, one, two]
  }()

  static let ringAngles = noise(900, 12).map { $0 * 2 * Double.pi }
  static let cloud: Matrix<Double> = {
    var elements: [Double] = []
    let (first, second) = (noise(900, 13), noise(900, 14))
    for (index, angle) in ringAngles.enumerated() {
      elements.append(4 * cos(angle) + first[index])
      elements.append(4 * sin(angle) + second[index])
      elements.append(1.3 * cos(2 * angle) + first[index])
    }
    return Matrix(rows: 900, columns: 3, elements: elements)
  }()

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
    var elements: [Double] = []
    for index in 0..<size * size {
      let (x, y) = (Double(index % size) / 25, Double(index / size) / 25)
      var waves = 0.0
      for wave in 0..<3 {
        let angle = Double(wave) * 1.047 + 0.2
        let along: Double = x * cos(angle) + y * sin(angle)
        waves += cos(18 * along + Double(cell * wave))
      }
      let rate = max(0, (waves + 1) * Double(2 + cell % 5))
      elements.append(x < 0.06 && y < 0.12 ? .nan : rate)
    }
    return Matrix(rows: size, columns: size, elements: elements)
  }

  static let autocorrelation = rateMap(0).map { $0.isNaN ? $0 : $0 / 4 - 1 }
  static let times = (0..<1500).map { Double($0) * 0.02 }

  static func drift(_ speed: Double, _ jitter: Double) -> [Double] {
    zip(times, noise(times.count, 21)).map { time, noise in
      speed * time + 1.2 * sin(time * 0.5) + 2 + jitter * (noise - 0.5)
    }
  }

  static let tuning: Matrix<Double> = {
    var elements: [Double] = []
    for index in 0..<360 {
      let (cell, angle) = (index / 36, (Double(index % 36) + 0.5) / 36 * 2 * Double.pi)
      let tuned: Double = exp(3 * (cos(angle - Double(cell) * 0.6) - 1))
      elements.append(0.5 + Double(4 + cell) * tuned)
    }
    return Matrix(rows: 10, columns: 36, elements: elements)
  }()

  static let bump: Matrix<Double> = {
    var elements: [Double] = []
    for index in 0..<120_000 {
      let (time, preferred) = (Double(index / 40) / 50, Double(index % 40) / 40 * 2 * Double.pi)
      let centre = 3 * sin(time / 5)
      elements.append(20 * exp(4 * (cos(preferred - centre) - 1)))
    }
    return Matrix(rows: 3000, columns: 40, elements: elements)
  }()

  static let path: (x: [Double], y: [Double]) = {
    var (x, y): ([Double], [Double]) = ([], [])
    for step in 0..<4000 {
      let time = Double(step) / 50
      x.append(0.5 + 0.3 * sin(time * 0.71) + 0.18 * sin(time * 1.93 + 1))
      y.append(0.5 + 0.3 * cos(time * 0.53) + 0.18 * sin(time * 1.37))
    }
    return (x, y)
  }()
}
