import ArrayNumerics
import CellTuning
import Oscillations
import Schema

/// Autocorrelograms of all cells, and the classes that they fall into.
public struct CellRhythmClasses: FieldTable {
  /// Class of each cell, an index into `names`, `[N]`; -1: too few spikes.
  public var classes: [Int]
  /// Names of the classes.
  public var names: [String]
  /// Cluster of each cell, `[N]`; -1 as above. Several clusters may be of one class.
  public var cluster: [Int]
  /// Pairs of spikes at each lag over the number of spikes `[N, lag]`.
  public var autocorrelogram: Matrix<Float>
  /// Middles of the bins of the lag, s.
  public var lags: [Double]
  /// Pairs up to 15 ms over those at the longest lags, `[N]`.
  public var burst: [Double]
  /// Amplitude of the theta peak of the autocorrelogram over its level, `[N]`.
  public var thetaIndex: [Double]
  /// Its p by jittered bursts, `[N]`.
  public var thetaP: [Double]
  /// Rate of false discoveries if cells up to this p are taken, `[N]`.
  public var thetaQ: [Double]

  /// The widest bins of time that can show a rhythm, s: bursts are spikes of neighbouring bins, and have to be shorter than
  /// the 50 ms from which the autocorrelogram is looked at. With 40 ms 11 of 60 random cells passed at 0.05.
  static let widestBin = 0.0334

  /// Lags of the spikes of a burst, s.
  private static let shortest = 0.015

  static let classNames = ["bursty", "theta-modulated", "non-bursty"]

  public static let fields = Field<CellRhythmClasses>.table {
    Field.array(
      "class", \.classes, axes: ["cell"], "class of the autocorrelogram, an index into class_names; -1: too few spikes")
    Field.array("class_names", \.names, axes: ["class"], "names of the classes")
    Field.array("cluster", \.cluster, axes: ["cell"], "cluster of the autocorrelogram; several may be of one class")
    Field.array(
      "autocorrelogram", \.autocorrelogram, axes: ["cell", "lag"], "pairs of spikes at each lag over the number of spikes")
    Field.array("lags", \.lags, unit: "s", axes: ["lag"], "middles of the bins of the lag")
    Field.array("burst_ratio", \.burst, axes: ["cell"], "pairs at lags up to 15 ms over those at the longest; NaN without such")
    Field.array(
      "theta_index", \.thetaIndex, axes: ["cell"], "amplitude of the theta peak of the autocorrelogram over its level")
    Field.array("theta_p", \.thetaP, axes: ["cell"], "of theta_index, by jittered bursts; NaN with too few pairs or no jitters")
    Field.array("theta_q", \.thetaQ, axes: ["cell"], "false-discovery rate at this p")
  }

  init(from fields: FieldReader<CellRhythmClasses>) throws {
    classes = try fields[\.classes]
    names = try fields[\.names]
    cluster = try fields[\.cluster]
    autocorrelogram = try fields[\.autocorrelogram]
    lags = try fields[\.lags]
    burst = try fields[\.burst]
    thetaIndex = try fields[\.thetaIndex]
    thetaP = try fields[\.thetaP]
    thetaQ = try fields[\.thetaQ]
    guard classes.allSatisfy({ (-1..<max(0, names.count)).contains($0) }) else {
      throw FieldError.unfit("'class' names classes that are not there")
    }
  }

  init(
    _ correlograms: [SpikeAutocorrelogram], modulations: [SpikeModulation], parameters: CellClassParameters
  ) throws {
    let lags = correlograms.first?.lags ?? []
    let step = lags.count > 1 ? lags[1] - lags[0] : 1
    let known = correlograms.indices.filter { cell in
      correlograms[cell].spikes >= parameters.minimumSpikes && correlograms[cell].shares.contains { $0 > 0 }
    }
    let smooth = try known.map { cell in
      try gaussianFilter(correlograms[cell].shares, sigma: parameters.lagSmoothing / step)
    }
    let curves = Matrix(rows: known.count, columns: lags.count, elements: smooth.flatMap { $0 })
    let (found, _) = clustersOfCurves(curves, nearest: parameters.usedNeighbors(of: known.count), wanted: parameters.clusters)
    var cluster = [Int](repeating: -1, count: correlograms.count)
    var classes = cluster
    for (place, cell) in known.enumerated() { cluster[cell] = found.labels[place] }
    for label in Set(found.labels).sorted() {
      let members = known.indices.filter { found.labels[$0] == label }
      let mean = lags.indices.map { lag in members.reduce(0) { $0 + smooth[$1][lag] } / Double(members.count) }
      for place in members { classes[known[place]] = Self.kind(mean, lags) }
    }
    self.classes = classes
    self.cluster = cluster
    names = Self.classNames
    autocorrelogram = Matrix(
      rows: correlograms.count, columns: lags.count, elements: correlograms.flatMap { $0.shares.map(Float.init) })
    self.lags = lags
    burst = correlograms.map { Self.ratio($0.shares, lags, 0...Self.shortest, 0.7 * (lags.last ?? 0)...(lags.last ?? 0)) }
    thetaIndex = modulations.map(\.peak.amplitude)
    thetaP = modulations.map(\.pValue)
    thetaQ = falseDiscoveryRates(thetaP)
  }

  /// Mean over some lags over that over others; NaN where one has none.
  private static func ratio(
    _ curve: [Double], _ lags: [Double], _ above: ClosedRange<Double>, _ below: ClosedRange<Double>
  ) -> Double {
    func level(_ range: ClosedRange<Double>) -> Double {
      let values = lags.indices.filter { range.contains(lags[$0]) }.map { curve[$0] }
      return values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
    }
    let (top, bottom) = (level(above), level(below))
    return bottom > 0 ? top / bottom : .nan
  }

  /// The class of a mean autocorrelogram: bursty when short lags stand twice as high as the longest and half as high again as
  /// a cycle of theta, theta-modulated when such a cycle stands a fifth higher than half of one. (A rhythm alone makes short
  /// lags as high as those of a whole cycle.)
  private static func kind(_ mean: [Double], _ lags: [Double]) -> Int {
    let last = lags.last ?? 0
    let short = 0...shortest
    let cycles = stride(from: 0.1, through: 0.15 - shortest, by: 0.005).map { ratio(mean, lags, short, $0...$0 + shortest) }
    let isAboveCycle = cycles.allSatisfy { $0.isNaN || $0 >= 1.5 }
    if isAboveCycle, ratio(mean, lags, short, 0.7 * last...last) >= 2 { return 0 }
    if ratio(mean, lags, 0.1...0.15, 0.045...0.08) >= 1.2 { return 1 }
    return 2
  }
}
