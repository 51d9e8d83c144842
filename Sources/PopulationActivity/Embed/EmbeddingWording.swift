import ArrayNumerics
import Foundation
import Schema
import Stages

extension Embedding {
  static func summary(
    of result: EmbeddingResult, parameters: EmbeddingParameters, dropped: [DroppedItems], warnings: [String]
  ) -> StageSummary {
    let spikes = columnTotals(result.counts).reduce(0, +)
    let seconds = Double(result.bins.count) * result.binWidth
    var numbers: [JSONValue.Member] = [
      .init("cells", .integer(result.cellIDs.count)), .init("bins", .integer(result.bins.count)),
      .init("bins_in_recording", .integer(result.fullBinCount)),
      .init("bin_ms", .number(rounded(result.binWidth * 1e3))), .init("kept_s", .number(rounded(seconds))),
      .init("sigma_ms", .number(rounded(parameters.sigma * 1e3))),
      .init("spikes", .integer(spikes)),
      .init("mean_rate_hz", .number(Double(spikes) / seconds / Double(max(1, result.cellIDs.count)))),
      .init("rate_unit", .string(parameters.usesCannsScale ? "canns units" : "Hz")),
    ]
    if let speed = result.speed {
      let known = speed.filter { $0.isFinite }
      let levels = quantiles(known, [0.05, 0.5, 0.95])
      numbers.append(.init("speed_quantiles_cm_s", JSONValue(levels)))
    }
    if let x = result.x, let y = result.y, let xs = finiteRange(x), let ys = finiteRange(y) {
      numbers.append(.init("x_range_m", JSONValue([xs.lowerBound, xs.upperBound])))
      numbers.append(.init("y_range_m", JSONValue([ys.lowerBound, ys.upperBound])))
    }
    return StageSummary(
      headline:
        "\(result.cellIDs.count) cells, \(result.bins.count) of \(result.fullBinCount) bins of \(formatted(result.binWidth * 1e3)) ms kept (\(formatted(seconds)) s), \(spikes) spikes.",
      numbers: numbers, dropped: dropped.filter { $0.count > 0 }, warnings: warnings)
  }

  /// The same for calcium signals.
  static func signalSummary(
    of result: EmbeddingResult, parameters: EmbeddingParameters, dropped: [DroppedItems], warnings: [String]
  ) -> StageSummary {
    var summary = summary(of: result, parameters: parameters, dropped: dropped, warnings: warnings)
    summary.numbers.removeAll { ["spikes", "mean_rate_hz", "rate_unit", "sigma_ms"].contains($0.key) }
    let sigma = result.kind.isSummable ? parameters.sigma : 0
    summary.numbers += [
      .init("sigma_ms", .number(rounded(sigma * 1e3))), .init("activity", .string(result.kind.rawValue)),
      .init("rate_unit", .string(result.kind.rateUnit)), .init("likelihood", .string(result.kind.likelihood)),
    ]
    let seconds = Double(result.bins.count) * result.binWidth
    summary.headline =
      "\(result.kind.rawValue) signals of \(result.cellIDs.count) cells, \(result.bins.count) of \(result.fullBinCount) bins of \(formatted(result.binWidth * 1e3)) ms kept (\(formatted(seconds)) s)."
    return summary
  }

  static func silentCellWarning(_ totals: [Int], _ identifiers: [String]) -> [String] {
    let silent = totals.indices.filter { totals[$0] == 0 }
    if silent.isEmpty { return [] }
    let names = silent.prefix(6).map { identifiers[$0] }.joined(separator: ", ")
    return [
      "\(silent.count) of \(totals.count) cells have no spike in the recorded time (\(names)\(silent.count > 6 ? ", …" : ""))."
    ]
  }

  public static func checks(_ result: EmbeddingResult, parameters: EmbeddingParameters) -> [QualityCheck] {
    let kept = Double(result.bins.count) / Double(max(1, result.fullBinCount))
    let cells = result.cellIDs.count
    let seconds = Double(result.bins.count) * result.binWidth
    var checks = [
      QualityCheck(
        "Bins kept", kept >= 0.5 ? .pass : kept >= 0.2 ? .warn : .fail,
        found: "\(formatted(100 * kept, digits: 3)) % of the recording",
        threshold: "pass from 50 %, fail below 20 %"),
      QualityCheck(
        "Recorded time", seconds >= 600 ? .pass : seconds >= 120 ? .warn : .fail,
        found: "\(formatted(seconds)) s kept", threshold: "pass from 600 s, fail below 120 s"),
      QualityCheck(
        "Cells", cells >= 20 ? .pass : cells >= 8 ? .warn : .fail, found: "\(cells)",
        threshold: "pass from 20, fail below 8"),
    ]
    if let speed = result.speed {
      let fast = quantile(speed.filter { $0.isFinite }, 0.95)
      checks.append(
        QualityCheck(
          "Speed of the animal", fast > 5 && fast < 200 ? .pass : .warn,
          found: "95 % of the bins below \(formatted(fast, digits: 3)) cm/s",
          threshold: "5 to 200 cm/s (otherwise look at the unit of the position)"))
    }
    return checks
  }

  public static func methods(_ parameters: EmbeddingParameters, result: EmbeddingResult) -> String {
    var text =
      result.kind == .spikes
      ? "Spikes of \(result.cellIDs.count) cells were counted in bins of \(formatted(result.binWidth * 1e3)) ms"
      : "Calcium signals (\(result.kind.rawValue)) of \(result.cellIDs.count) cells were \(result.kind.isSummable ? "summed" : "averaged") in bins of \(formatted(result.binWidth * 1e3)) ms"
    if parameters.sigma > 0 && result.kind.isSummable {
      text += " and smoothed with a Gaussian of \(formatted(parameters.sigma * 1e3)) ms standard deviation"
    }
    text += "."
    if result.speed != nil && parameters.speedFilter {
      text +=
        " Bins in which the animal moved at \(formatted(parameters.minimumSpeed)) cm/s or less were left out (position smoothed with a Gaussian of \(formatted(parameters.speedSmoothing)) s)."
    }
    if parameters.compatibility == .canns { text += " Bin edges, scale and speed follow canns 1.5." }
    return text + " [@gardner2022]"
  }
}

extension EmbeddingParameters {
  var usesCannsScale: Bool { scale == .canns || compatibility == .canns }
}

