import ArrayNumerics
import Foundation
import Oscillations
import Schema
import Stages

extension Theta {
  public static func headline(_ result: ThetaResult, parameters: ThetaParameters) -> String {
    sentence {
      peakText(result.spectrum)
      "; theta in \(percent(result.field.thetaShare)) of \(formatted(result.field.usedSeconds)) s"
      if let cells = result.cells { "; \(cells.locked) of \(counted(cells.tested, "cell")) locked (p < 0.05)" }
      if let fields = result.precession, !fields.cells.isEmpty {
        "; phase precesses in \(fields.precessing) of \(counted(fields.cells.count, "field"))"
        if fields.precessing > 0 { " (\(formatted(fields.byChance, digits: 2)) by chance)" }
      }
      if let sweeps = result.sweeps, sweeps.zigzagP.isFinite {
        "; sweeps of direction "
        if sweeps.zigzagP < ThetaCells.level { "alternate" } else { "do not alternate" }
        " between the sides (p = \(formatted(sweeps.zigzagP, digits: 2)))"
      }
      if let channels = result.channels { "; channel \(channels.chosen) of \(channels.names.count)" }
      "."
    }
  }

  private static func peakText(_ spectrum: ThetaSpectrum) -> String {
    let band = "\(formatted(spectrum.band[0])) to \(formatted(spectrum.band[1])) Hz"
    switch spectrum.peak {
    case .found:
      return sentence {
        "Theta at \(formatted(spectrum.peakFrequency ?? .nan, digits: 3)) Hz, "
        "\(formatted(spectrum.peakRatio ?? .nan, digits: 3)) times the background"
      }
    case .tooWeak:
      return sentence {
        "No theta peak: from \(band) the largest power is \(formatted(spectrum.peakRatio ?? .nan, digits: 3)) times the "
        "background"
      }
    case .atEdge:
      return "No theta peak: from \(band) the largest power stands at the end, \(formatted(spectrum.peakRange[0])) Hz"
    }
  }

  public static func conclusion(_ result: ThetaResult, parameters: ThetaParameters) -> Conclusion? {
    let spectrum = result.spectrum
    let isThere = spectrum.peak == .found
    return Conclusion(
      code: isThere ? "theta" : "no-theta-peak", label: isThere ? "Theta" : "No theta peak",
      sentence: peakText(spectrum) + ".",
      reasons: [
        sentence {
          "A peak has at least \(formatted(ThetaSpectrum.leastRatio)) times the power of the background "
          "and does not stand at an end of the band."
        },
        sentence {
          "There is theta, \(formatted(ThetaBouts.enter)) times the background in windows of 0.3 s, for "
          "\(formatted(result.field.thetaSeconds)) of \(formatted(result.field.usedSeconds)) s."
        },
      ],
      meaning: isThere
        ? nil : "Phase, locking and frequency are computed where power stands out, and say little where there is no theta.")
  }

  public static func checks(_ result: ThetaResult, parameters: ThetaParameters) -> [QualityCheck] {
    let (spectrum, field) = (result.spectrum, result.field)
    let ratio = spectrum.peak == .found ? spectrum.peakRatio ?? 0 : 0
    let rate = field.rate / spectrum.band[1]
    return [
      QualityCheck(
        "Theta peak", .init(pass: ratio >= 4, warn: ratio >= ThetaSpectrum.leastRatio), found: peakText(spectrum),
        threshold: "pass from 4, fail below 2 times the background"),
      QualityCheck(
        "Time that can be used", .init(pass: field.usableShare >= 0.95, warn: field.usableShare >= 0.5),
        found: percent(field.usableShare), threshold: "pass from 95 %, fail below 50 %"),
      QualityCheck(
        "Saturation", .init(pass: field.saturatedShare <= 0.001, warn: field.saturatedShare <= 0.05),
        found: "\(percent(field.saturatedShare)) of the samples at an end of the range",
        threshold: "pass up to 0.1 %, fail above 5 %"),
      QualityCheck(
        "Sampling rate", .init(pass: rate >= 4, warn: rate > 2),
        found: "\(formatted(rate, digits: 3)) times the upper end of the band", threshold: "pass from 4 times"),
    ] + (result.cells.map(cellChecks) ?? [])
  }

  private static func cellChecks(_ cells: ThetaCells) -> [QualityCheck] {
    let all = cells.identifiers.count
    let share = Double(cells.tested) / Double(max(1, all))
    return [
      QualityCheck(
        "Spikes for a test", .init(pass: share >= 0.8), found: "\(cells.tested) of \(counted(all, "cell"))",
        threshold: "pass from 80 % of the cells with spikes in six different seconds")
    ]
  }

  public static func methods(_ parameters: ThetaParameters, result: ThetaResult) -> String {
    let band = "\(formatted(parameters.band[0]))–\(formatted(parameters.band[1])) Hz"
    return sentence {
      "The spectrum of the field potential"
      if parameters.isInverted { ", with its polarity turned," }
      " is that of seven or four Slepian tapers on segments of 8 s (4 s below a minute) [@thomson1982], beside Welch's "
      "[@welch1967]; the background is a line in double logarithms from 2 to 40 Hz [@donoghue2020], and the theta peak the "
      "centroid of what stands above it in \(band). The frequency of theta was followed in this band by the best path through "
      "a short-time spectrum, and "
      switch parameters.method {
      case .track: "the phase is that of the field potential demodulated by it"
      case .hilbert: "the phase is that of Hilbert's transform of the band (Butterworth, order 3, run both ways)"
      case .cycles: "the phase is that between the extrema and half heights of each cycle [@cole2019]"
      }
      " (low pass of the demodulation: \(formatted(parameters.halfWidth)) Hz half width); 0 is the "
      "\(parameters.phaseZero.rawValue) of the fundamental."
      " Saturated, flat, missing and jumping stretches were left out with 0.25 s on both sides"
      if !parameters.epochs.isEmpty { ", and so was time outside \(parameters.epochs.joined(separator: ", "))" }
      if !parameters.excluded.isEmpty { ", and so was \(parameters.excluded.joined(separator: ", ")) s" }
      "."
      if result.cells != nil { " " + cellMethods(parameters) }
      if let precession = result.precession, parameters.space != .none { " " + precessionMethods(parameters, precession) }
      if result.sweeps != nil {
        " Sweeps of direction are the population vector of direction cells (mean vector 0.3 or longer), less the heading, in "
        "the half of each cycle in which both halves of the cells agree most; whether sides alternate was tested by "
        "permutation in blocks of eight cycles."
      }
      if let places = result.places { " " + placeMethods(parameters, places) }
      if let channels = result.channels {
        " Of the channels \(channels.names.joined(separator: ", ")) that with the most theta over its background and without "
        "saturation was taken: \(channels.chosen)."
      }
      if parameters.couples {
        " Coupling of amplitudes in bands of 20 Hz from 30 to 200 Hz to the phase is Tort's index [@tort2010] and the mean "
        "vector [@canolty2006]"
        if parameters.couplingShifts > 0 { ", tested by \(parameters.couplingShifts) shifts of 5 s or more" }
        "; a comodulogram has the index of all phases from 2 to 12 Hz, tested against the largest of all pairs"
        "."
      }
    }
  }

  private static func placeMethods(_ parameters: ThetaParameters, _ places: PlaceSweeps) -> String {
    sentence {
      "The place within the cycle was decoded from \(counted(places.cells.count, "cell")) in steps of 10 ms by a state-space "
      "model (a random walk of \(formatted(parameters.motion)) m per √s, forward and backward) [@denovellis2021] "
      "and by a flat prior in 20 ms, within \(formatted(100 * places.reach, digits: 3)) cm of the animal"
      if parameters.reach != nil { " as asked for" }
      ", while it ran at \(formatted(parameters.minimumRunSpeed)) cm/s or faster, by rates of the half of the cycle without "
      "sweeps in other stretches of time. A sweep is the line from the animal along which the spikes of the other half of the "
      "cycle are likeliest [@davidson2009], against \(places.heading), in cycles with five active cells; it was tested in each "
      "cycle against 19 other orders of its steps, and the alternation of sides as that of direction."
    }
  }

  private static func precessionMethods(_ parameters: ThetaParameters, _ fields: PrecessionFields) -> String {
    sentence {
      "Phase precession [@okeefe1993] is the slope of phase against \(fields.coordinate), of the spikes in a field at "
      "\(formatted(parameters.minimumRunSpeed)) cm/s or faster, that leaves the largest mean resultant [@kempter2012], up to "
      "two turns a field either way"
      if parameters.space == .line { " (a line was asked for)" }
      if !parameters.track.isEmpty { " (edges \(parameters.track.joined(separator: ", ")) m)" }
      if parameters.space == .plane { " (the plane was asked for)" }
      if parameters.permutations > 0 {
        ", tested by \(parameters.permutations) exchanges of theta cycles with equal numbers of spikes"
      }
      "; its deviation is by bootstrap over laps."
    }
  }

  private static func cellMethods(_ parameters: ThetaParameters) -> String {
    sentence {
      "Phase locking of "
      if parameters.cells.isEmpty { "each cell" } else { "the cells \(parameters.cells.joined(separator: ", "))" }
      " was tested with the spikes"
      if parameters.leastStrength > 0 {
        " at which theta had at least \(formatted(parameters.leastStrength)) times the power of the background,"
      }
      " by Hotelling's F test on their sums in blocks of one second [@batschelet1981] and against all circular shifts of 5 s "
      "or more, and measured by pairwise phase consistency over pairs in different blocks [@vinck2010]."
      " The rhythm of a cell is the largest amplitude from 5 to 11 Hz of its autocorrelogram (50 to 600 ms, half Hann window, "
      "quadratic trend removed) over the level"
      if parameters.jitters > 0 {
        ", tested by \(parameters.jitters) moves of its bursts by up to 150 ms; skipping of cycles was tested by as many "
        "exchanges of neighbouring cycles"
      }
      "."
    }
  }
}

// MARK: - What was left out, and what to be warned of

extension ThetaResult {
  public var notes: StageNotes {
    StageNotes(
      dropped: [
        DroppedItems(
          "samples of the field potential", count: Int((field.maskedSeconds * field.rate).rounded()),
          reason: "missing, saturated, flat, jumping or stimulated, with 0.25 s on both sides"),
        DroppedItems(
          "samples of the field potential", count: Int((field.excludedSeconds * field.rate).rounded()),
          reason: "not asked for (--epoch, --exclude, invalid_times)"),
        DroppedItems("spikes", count: cells?.outside ?? 0, reason: "before or after the field potential"),
        DroppedItems("spikes", count: cells?.masked ?? 0, reason: "in time that was left out"),
        DroppedItems("spikes", count: cells?.weak ?? 0, reason: "theta below --min-strength"),
      ], warnings: fieldWarnings + cellWarnings + precessionWarnings)
  }

  private var fieldWarnings: [String] {
    var warnings: [String] = []
    if field.gaps > 0 {
      warnings.append(
        "The clock of the field potential has \(counted(field.gaps, "gap")), \(formatted(field.gapSeconds)) s in all; "
          + "that time was left out.")
    }
    if field.saturatedShare > 0.001 {
      warnings.append(
        sentence {
          "\(percent(field.saturatedShare)) of the samples are at an end of the range: the phase hardly suffers, but amplitude "
          "and waveform are cut."
        })
    }
    if !field.lines.isEmpty {
      warnings.append(
        sentence {
          "There is a periodic stimulus or hum in the band (\(firstNames(field.lines.map { "\(formatted($0)) Hz" })), "
          "with harmonics); the segments of 20 s with it were left out."
        })
    }
    if field.rate < 4 * spectrum.band[1] {
      warnings.append(
        "\(formatted(field.rate)) samples a second are fewer than four for a cycle at \(formatted(spectrum.band[1])) Hz.")
    }
    if spectrum.exponent < ThetaSpectrum.leastExponent {
      warnings.append(
        sentence {
          "The background is not 1/f (exponent \(formatted(spectrum.exponent, digits: 2))): a high pass or few bits have "
          "shaped it, so the exponent means nothing, while power over it still does."
        })
    }
    return warnings
  }

  private var precessionWarnings: [String] {
    guard let precession, precession.cells.isEmpty, let cells, cells.identifiers.count > 0 else { return [] }
    return [
      sentence {
        "Phase precession was not measured: no cell has a field with \(PhasePrecession.fewestSpikes) spikes or more at "
        "--min-run-speed or faster, and while there is theta."
      }
    ]
  }

  private var cellWarnings: [String] {
    guard let cells else { return [] }
    let total = cells.spikes.reduce(0, +) + cells.outside + cells.masked + cells.weak
    // A recording that is a little longer than its field potential has some; a clock that is off by minutes has more.
    if 20 * cells.outside > total {
      return [
        sentence {
          "\(cells.outside) of \(total) spikes lie before or after the field potential: "
          "are both of the same session and on one clock?"
        }
      ]
    }
    return []
  }
}
