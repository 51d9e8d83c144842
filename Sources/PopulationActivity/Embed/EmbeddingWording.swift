import ArrayNumerics
import Schema
import Stages

extension Embedding {
  public static func headline(_ result: EmbeddingResult, parameters: EmbeddingParameters) -> String {
    let kept =
      "\(result.bins.count) of \(result.fullBinCount) bins of \(formatted(result.binWidth * 1e3)) ms kept "
      + "(\(formatted(result.seconds)) s)"
    guard let spikes = result.spikes else {
      let signals = result.kind == .signal ? "signals" : "\(result.kind.rawValue) signals"
      return "\(signals) of \(counted(result.cellIDs.count, "cell")), \(kept)."
    }
    return "\(counted(result.cellIDs.count, "cell")), \(kept), \(counted(spikes, "spike"))."
  }

  static func silentCellWarning(_ totals: [Int], _ identifiers: [String]) -> [String] {
    let silent = totals.indices.filter { totals[$0] == 0 }
    if silent.isEmpty { return [] }
    let names = firstNames(silent.map { identifiers[$0] })
    return ["\(silent.count) of \(totals.count) cells have no spike in the recorded time (\(names))."]
  }

  public static func checks(_ result: EmbeddingResult, parameters: EmbeddingParameters) -> [QualityCheck] {
    let kept = Double(result.bins.count) / Double(max(1, result.fullBinCount))
    let cells = result.cellIDs.count
    let seconds = result.seconds
    var checks = [
      QualityCheck(
        "Bins kept", .init(pass: kept >= 0.5, warn: kept >= 0.2), found: "\(percent(kept)) of the recording",
        threshold: "pass from 50 %, fail below 20 %"),
      QualityCheck(
        "Recorded time", .init(pass: seconds >= 600, warn: seconds >= 120), found: "\(formatted(seconds)) s kept",
        threshold: "pass from 600 s, fail below 120 s"),
      QualityCheck(
        "Cells", .init(pass: cells >= 20, warn: cells >= 8), found: "\(cells)", threshold: "pass from 20, fail below 8"),
    ]
    if let speed = result.speed {
      let fast = quantile(speed.filter { $0.isFinite }, 0.95)
      checks.append(
        QualityCheck(
          "Speed of the animal", .init(pass: fast > 5 && fast < 200),
          found: "95 % of the bins below \(formatted(fast, digits: 3)) cm/s",
          threshold: "5 to 200 cm/s (otherwise look at the unit of the position)"))
    }
    return checks
  }

  public static func methods(_ parameters: EmbeddingParameters, result: EmbeddingResult) -> String {
    let bins = "in bins of \(amount(result.binWidth * 1e3, asked: parameters.binWidth * 1e3)) ms"
    let isCompatible = parameters.compatibility == .canns
    return sentence {
      switch result.kind {
      case .spikes: "Spikes of \(result.cellIDs.count) cells were counted \(bins)"
      case .deconvolved: "Calcium signals (deconvolved) of \(result.cellIDs.count) cells were summed \(bins)"
      case .dff, .fluorescence, .signal:
        "Calcium signals (\(result.kind.rawValue)) of \(result.cellIDs.count) cells were averaged \(bins)"
      }
      if parameters.sigma > 0 {
        " and smoothed with a Gaussian of \(amount(result.sigma * 1e3, asked: parameters.sigma * 1e3)) ms standard deviation"
      }
      " [@gardner2022]."
      if parameters.detrending > 0, result.kind == .spikes {
        " The rates of each cell were divided by their slow course, a Gaussian average of "
        "\(formatted(parameters.detrending)) s standard deviation over its mean."
      }
      chosenCells(parameters)
      if !parameters.epochs.isEmpty { " Only these epochs were kept: \(parameters.epochs.joined(separator: ", "))." }
      if !parameters.excluded.isEmpty { " These stretches were left out: \(parameters.excluded.joined(separator: ", ")) s." }
      if result.speed != nil && parameters.speedFilter {
        " Bins in which the animal moved at \(formatted(parameters.minimumSpeed)) cm/s or less were left out [@gardner2022]."
      } else if result.speed != nil {
        " Bins of all speeds were kept."
      }
      if result.speed != nil && !isCompatible {
        " The speed is that of the position smoothed with a Gaussian of \(formatted(parameters.speedSmoothing)) s; gaps in the "
        "tracking of up to \(formatted(parameters.maximumGap)) s were interpolated."
      }
      if parameters.scale == .canns && !isCompatible { " Rates are in the unit of canns 1.5." }
      if isCompatible { " Bin edges, scale and speed follow canns 1.5." }
      if let part = result.part { " Of this a part is analysed: \(part)." }
    }
  }

  private static func chosenCells(_ parameters: EmbeddingParameters) -> String {
    sentence {
      if !parameters.cells.isEmpty { " They are \(counted(parameters.cells.count, "cell")) chosen by name." }
      if parameters.minimumRate > 0 {
        " Cells with a mean rate below \(formatted(parameters.minimumRate)) Hz were left out."
      }
    }
  }
}

extension EmbeddingParameters {
  var usesCannsScale: Bool { scale == .canns || compatibility == .canns }
}
