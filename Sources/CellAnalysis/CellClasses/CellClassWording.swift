import ArrayNumerics
import Schema
import Stages

extension CellClasses {
  public static func headline(_ result: CellClassResult, parameters: CellClassParameters) -> String {
    let kinds = result.labels.kinds.indices.map { kind in
      sentence {
        "\(result.labels.counts[kind]) \(result.labels.kinds[kind]) ("
        "\(formatted(Double(result.labels.tested[kind]) * result.level, digits: 2)) expected by chance)"
      }
    }
    let rhythm = result.rhythm
    let hasTest = result.labels.kinds.contains("rhythm")
    let classes = rhythm.names.indices.map { number in
      sentence {
        "\(rhythm.classes.count { $0 == number }) \(rhythm.names[number])"
        if number == 0, hasTest {
          " (\(rhythm.classes.indices.count { rhythm.classes[$0] == 0 && result.labels.isTheta[$0] }) with a rhythm too)"
        }
      }
    }
    let few = [("border", parameters.shuffles), ("rhythm", parameters.jitters)].filter { kind, draws in
      draws > 0 && !DrawsOfNull(draws).reach(result.level)
    }
    return sentence {
      "Of \(counted(result.cellIDs.count, "cell")): "
      kinds.joined(separator: ", ")
      for (kind, draws) in few {
        ", \(kind) untested (\(draws) draws cannot give a p of \(formatted(result.level)))"
      }
      if !kinds.isEmpty { "; " }
      "by autocorrelogram \(classes.joined(separator: ", "))."
    }
  }

  public static func methods(_ parameters: CellClassParameters, result: CellClassResult) -> String {
    let clustered = result.rhythm.classes.count { $0 >= 0 }
    return sentence {
      "A cell counts as one of a kind with p ≤ \(formatted(parameters.level)); the rate of false discoveries is given beside "
      "[@benjamini1995]. Grid cells also have a score above \(formatted(parameters.minimumGridScore))"
      if let group = parameters.directionAmong {
        ", and head-direction cells are in the group \(group.group) of \(group.stage)"
      }
      ". The border score "
      "[@solstad2008], above \(formatted(parameters.minimumBorderScore)) for border cells, is that of rate maps in bins of "
      "\(formatted(100 * parameters.binSize)) cm, smoothed with a Gaussian of \(formatted(100 * parameters.smoothing)) cm"
      if parameters.shuffles > 0 { ", tested by \(parameters.shuffles) shifts in time [@phipson2010]" }
      "; shifts are \(formatted(parameters.minimumShift)) s or longer. The speed score [@kropff2015] is the correlation of "
      "speed and rate, smoothed with a Gaussian of \(formatted(1000 * parameters.rateSmoothing)) ms, tested by all shifts "
      "without what the rate has in a Gaussian of 20 s"
      if result.speed?.pAtPlace != nil {
        ", and again with what goes with the place taken from the counts, and the speed in standard deviations from its mean "
        "at the place; a speed cell passes both"
      }
      ". The "
      "rhythm of a cell is the theta peak of its autocorrelogram"
      if parameters.jitters > 0 { ", tested by \(parameters.jitters) moves of its bursts by up to 150 ms" }
      ". Autocorrelograms up to \(formatted(1000 * parameters.longestLag)) ms, in bins of \(formatted(result.resolution)) ms"
      if parameters.spikesFrom != nil { " from the spike times" }
      ", smoothed with a Gaussian of \(formatted(1000 * parameters.lagSmoothing)) ms, of cells with "
      "\(counted(parameters.minimumSpikes, "spike")) or more were clustered by the hills of their density over "
      "\(counted(parameters.usedNeighbors(of: clustered), "neighbour")) in cosine distance [@chazal2013] into "
      if let clusters = parameters.clusters { "\(clusters)" } else { "as many clusters as stood out" }
      ", and named by their short lags and their modulation, as [@gardner2022] did by eye."
    }
  }

  /// The table of all cells for programs that read neither archive.
  public static func texts(_ result: CellClassResult, parameters: CellClassParameters) -> [NamedText] {
    func number(_ value: Double?) -> String { value.map { $0.isFinite ? formatted($0, digits: 6) : "" } ?? "" }
    func quoted(_ text: String) -> String { "\"\(text.replacing("\"", with: "\"\""))\"" }
    let header =
      "cell,label,class,cluster,border_score,border_p,border_q,border_reason,speed_score,speed_p,speed_score_at_place,"
      + "speed_p_at_place,speed_q,theta_index,theta_p,theta_q,burst_ratio,grid_score,grid_p,grid_reason,"
      + "mean_vector_length,direction_p,direction_reason,information_bits_per_spike,information_p,grid_spacing_m,"
      + "grid_orientation_deg,module,module_reason"
      + (result.kinetics == nil ? "" : ",event_rate_per_min,event_half_decay_s")
    let rows = result.cellIDs.indices.map { cell -> String in
      let (rhythm, border, speed) = (result.rhythm, result.border, result.speed)
      let kind = rhythm.classes[cell] < 0 ? "too few spikes" : rhythm.names[rhythm.classes[cell]]
      return [
        quoted(result.cellIDs[cell]), quoted(result.labels.label[cell]), quoted(kind), "\(rhythm.cluster[cell])",
        number(border?.score[cell]), number(border?.p[cell]), number(border?.q[cell]),
        quoted(border?.reasons[cell] ?? "no position"), number(speed?.score[cell]), number(speed?.p[cell]),
        number(speed?.scoreAtPlace?[cell]), number(speed?.pAtPlace?[cell]), number(speed?.q[cell]),
        number(rhythm.thetaIndex[cell]), number(rhythm.thetaP[cell]), number(rhythm.thetaQ[cell]),
        number(rhythm.burst[cell]), number(result.gridScore?[cell]), number(result.gridP?[cell]),
        quoted(result.gridReasons?[cell] ?? "not run"), number(result.meanVectorLength?[cell]),
        number(result.directionP?[cell]), quoted(result.directionReasons?[cell] ?? "not run"),
        number(result.information?[cell]), number(result.informationP?[cell]), number(result.gridSpacing?[cell]),
        number(result.gridOrientation?[cell]), result.module.map { "\($0[cell])" } ?? "",
        quoted(result.moduleReasons?[cell] ?? "not run"),
      ].joined(separator: ",")
        + (result.kinetics.map { ",\(number($0.rate[cell])),\(number($0.halfDecay[cell]))" } ?? "")
    }
    return [NamedText(fileExtension: "csv", text: ([header] + rows).joined(separator: "\n") + "\n")]
  }
}

extension CellClassResult {
  public var notes: StageNotes {
    var warnings: [String] = []
    if resolution > 2 {
      warnings.append(
        "Autocorrelograms have bins of \(formatted(resolution)) ms: bursts within one bin are counted, their shape is not "
          + "seen. Name the recording with --spikes-from for bins of 1 ms.")
    }
    let few = rhythm.classes.count { $0 < 0 }
    if few > 0 { warnings.append("\(counted(few, "cell has", plural: "cells have")) too few spikes for a rhythm class.") }
    let undefined = border?.reasons.count { !$0.isEmpty } ?? 0
    if undefined > 0 {
      warnings.append("\(counted(undefined, "cell has", plural: "cells have")) no border score; 'border_reason' says why.")
    }
    if let border, border.p.allSatisfy(\.isNaN), border.score.contains(where: \.isFinite) {
      warnings.append("Border scores have no p: without shuffles, or the session is shorter than the shifts need.")
    }
    if border == nil { warnings.append("Borders were not tested: there is no position in two dimensions.") }
    if let alone = speed?.byPlaceAlone(level), alone > 0 {
      warnings.append(
        "\(counted(alone, "cell")) with a rate that goes with the speed by the place alone (slow where it fires, or fast) did "
          + "not count as speed cells: see speed_p_at_place.")
    }
    if speed == nil { warnings.append("The speed was not tested: there is none that varies.") }
    if speed != nil, speed?.p.allSatisfy(\.isNaN) ?? false {
      warnings.append("Speed scores have no p: the session is shorter than the shifts need.")
    }
    if resolution > 1000 * CellRhythmClasses.widestBin, rhythm.thetaP.allSatisfy(\.isNaN) {
      warnings.append(
        "Rhythms were not tested: bins of \(formatted(resolution)) ms are too wide. Name the recording with "
          + "--spikes-from, or take bins of 33 ms or less in embed.")
    }
    if let kinetics {
      warnings.append(
        kinetics.warning(
          unit: unit, shift: minimumShift, smears: border != nil ? .fields : meanVectorLength != nil ? .tuning : .nothing))
      warnings.append("Autocorrelograms are those of events, one each, and show the kinetics of the indicator.")
    }
    return StageNotes(warnings: warnings)
  }
}
