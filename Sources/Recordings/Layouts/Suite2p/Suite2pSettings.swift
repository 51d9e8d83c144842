import ArrayFiles
import ArrayNumerics
import Schema

extension Suite2pFolder {
  /// What suite2p was told, of all files that can be read: `ops.npy` (until 0.14), `settings.npy` and `db.npy` (from 1.0).
  struct Settings {
    var values: [(file: String, value: PickleValue)] = []

    /// A number by its name, also inside a group of settings.
    func number(_ names: [String]) -> (value: Double, file: String)? {
      for (file, value) in values {
        for name in names {
          if let number = find(name, in: value, depth: 0) { return (number, file) }
        }
      }
      return nil
    }

    /// For each frame whether suite2p took it for a bad one (`badframes`); `nil` where no file says it.
    func badFrames() -> (count: Int, of: Int, file: String)? {
      for (file, value) in values {
        guard case .dictionary(let entries) = value,
          let flags = entries.first(where: { $0.0.label == "badframes" })?.1.texts, flags.count > 1
        else { continue }
        return (flags.count { $0 == "1" || $0 == "true" }, flags.count, file)
      }
      return nil
    }

    private func find(_ name: String, in value: PickleValue, depth: Int) -> Double? {
      guard case .dictionary(let entries) = value, depth < 4 else { return nil }
      if let number = entries.first(where: { $0.0.label == name })?.1.number, number.isFinite { return number }
      for (_, inner) in entries {
        if let number = find(name, in: inner, depth: depth + 1) { return number }
      }
      return nil
    }
  }

  static func readSettings(_ reading: inout RecordingReading, _ prefixes: [String]) throws -> Settings {
    var settings = Settings()
    let places = prefixes.flatMap { prefix in ["ops", "settings", "db"].map { prefix + $0 } } + ["ops", "settings", "db"]
    var seen: Set<String> = []
    for path in places where seen.insert(path).inserted {
      guard let item = reading.source.item(path) else { continue }
      do {
        if case .object(let value) = try reading.source.read(item) { settings.values.append((path + ".npy", value)) }
      } catch let error as FileError {
        reading.note(.warning, "ROI signals", "\(path).npy was not used: \(error.problem)")
      }
    }
    return settings
  }

  /// Says which frames suite2p itself left out where it looked for regions; their signals are there all the same.
  static func noteBadFrames(_ reading: inout RecordingReading, _ settings: Settings, frames: Int) {
    guard let bad = settings.badFrames(), bad.count > 0, bad.of == frames else { return }
    reading.note(
      .warning, "ROI signals",
      "\(bad.file) calls \(bad.count) of \(bad.of) frames bad (badframes: jumps of the registration, or frames that a person "
        + "named); they were not left out.")
  }

  /// Frames per second of a plane.
  static func frameRate(_ reading: inout RecordingReading, _ settings: Settings) throws -> Double? {
    if let rate = try reading.mappedNumber("fs") {
      guard rate > 0 else { throw FileError.unusable("--map fs=\(rate): a rate is positive.") }
      return rate
    }
    if let (rate, file) = settings.number(["fs"]), rate > 0 {
      reading.note(.found, "time", "\(measured(rate)) frames a second, as \(file) says (fs), from 0.")
      return rate
    }
    if let rate = reading.options.frameRate { return rate }
    reading.note(
      .warning, "time", "no ops.npy or settings.npy says the frame rate (fs); no analysis can start without it.",
      option: "--frame-rate HZ")
    return nil
  }

  /// The share of the neuropil that is subtracted.
  static func neuropilCoefficient(_ reading: inout RecordingReading, _ settings: Settings) throws -> Double {
    if let given = try reading.mappedNumber("neuropil") { return given }
    if let (value, file) = settings.number(["neucoeff", "neuropil_coefficient"]) {
      reading.note(.found, "ROI signals", "the neuropil coefficient is \(measured(value)), as \(file) says.")
      return value
    }
    reading.note(
      .guessed, "ROI signals", "the neuropil coefficient was taken as 0.7, the default of suite2p; no file says it.",
      option: "--map neuropil=0.7")
    return 0.7
  }
}
