import ArrayFiles
import ArrayNumerics
import Schema

/// What a bin width, a frame rate or a sampling rate is worth against its usual size.
enum RateCheck {
  /// Bins of counts, in seconds.
  static let usualBins = 0.0001...1.0
  static let longestBin = 5.0
  /// Samples of a field potential for each second, and frames of imaging.
  static let slowestFieldPotential = 20.0
  static let fastestFrames = 2000.0
  static let slowestFrames = 0.2

  static func verdict(onBinWidth width: Double) -> UnitVerdict {
    if width > longestBin || width < usualBins.lowerBound { return .contradicted }
    return usualBins.contains(width) ? .agrees : .doubtful
  }
}

extension RecordingReading {
  /// A single duration in seconds, by the unit that it states.
  mutating func seconds(_ role: Role) throws -> Double? {
    guard let value = try number(role) else { return nil }
    guard roles.numbers[role] == nil, let item = roles.item(role) else { return value }
    let (unit, _) = try timeUnit(of: item, name: roles.units[role], given: nil, role.title)
    return unit.perSecond == 1 ? value : value / unit.perSecond
  }

  /// A single rate in hertz: stated in kHz, or as the time between samples, it is brought to it.
  func hertz(_ role: Role) throws -> Double? {
    guard let value = try number(role) else { return nil }
    guard roles.numbers[role] == nil, let item = roles.item(role),
      let stated = try statedUnit(of: item, name: roles.units[role])?.lowercased()
    else { return value }
    switch stated {
    case "1/s", "s-1", "s^-1", "fps", "": return value
    default:
      if let power = UnitNames.power(of: stated, .rate) { return UnitNames.scaled(value, by: power) }
      guard let unit = TimeUnit(stated: stated), value > 0 else {
        throw FileError.unusable(
          "a rate in hertz was expected; its unit is '\(stated)'.", place: item.path,
          remedy: "Give it: --map \(role == .roiRate ? "roi_rate" : "fs")=HERTZ.")
      }
      return unit.perSecond / value
    }
  }

  /// Refuses a bin width of the file that no bins have.
  mutating func judgeBinWidth(_ width: Double, _ place: String) throws {
    switch RateCheck.verdict(onBinWidth: width) {
    case .agrees: break
    case .doubtful:
      note(
        .warning, "bin width", "bins of \(measured(width)) s are long: is \(place) in seconds?", option: "--bin-width SECONDS")
    case .contradicted:
      throw FileError.unusable(
        "bins of \(formatted(width)) s are not what spikes are counted in; the width was taken to be in the unit that the file "
          + "states, or in seconds.", place: place,
        remedy: "Say how long a bin is, in seconds: --bin-width \(width > 1 ? measured(width / 1000) : "0.02").")
    }
  }

  /// Refuses a rate that makes samples last a thousand times longer or shorter than the tracking, or that is the time
  /// between samples.
  mutating func judgeRate(_ rate: Double, samples: Int, _ what: String, isFieldPotential: Bool) throws {
    let place = roles.item(.samplingRate)?.path ?? roles.item(.roiRate)?.path
    let isGiven = roles.numbers[.samplingRate] != nil || roles.numbers[.roiRate] != nil
    let duration = Double(samples) / rate
    if rate < (isFieldPotential ? 1 : RateCheck.slowestFrames), !isGiven {
      throw FileError.unusable(
        "\(measured(rate)) Hz is no sampling rate of \(isFieldPotential ? "a field potential" : "imaging"); it may be the time "
          + "between samples.", place: place,
        remedy: "Give the rate: --map fs=\(measured((1 / rate).rounded())).")
    }
    if let t = rawTimes, t.count != samples, let first = t.first, let last = t.last, last > first, !isGiven {
      let ratio = duration / (last - first)
      if ratio > 100 || ratio < 0.01 {
        throw FileError.unusable(
          sentence {
            "\(samples) samples at \(measured(rate)) Hz last \(measured(duration)) s "
            "and time runs over \(measured(last - first)) s."
          },
          place: place, remedy: "Say which is right: --map fs=HERTZ, or --time-unit s|ms|us|samples:HERTZ.")
      }
    }
    let isUnusual = isFieldPotential ? rate < RateCheck.slowestFieldPotential : rate > RateCheck.fastestFrames
    if isUnusual {
      note(.warning, what, "\(measured(rate)) samples a second are unusual: is the rate in hertz?", option: "--map fs=HZ")
    }
  }
}
