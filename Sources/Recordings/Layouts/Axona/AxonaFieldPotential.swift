import ArrayFiles
import ArrayNumerics
import FoundationEssentials
import Schema

extension AxonaSession {
  /// The field potential that `--map lfp=egf2` names, else the file that was named, else `.egf`, else `.eeg` (4800 and 250
  /// samples a second), in volts where the settings say the gain.
  static func fieldPotential(_ reading: inout RecordingReading) throws -> FieldPotential? {
    let endings = reading.source.items.map(\.path).filter { isFieldPotential($0.lowercased()) }
    guard var ending = endings.first(where: { $0.lowercased() == ".egf" }) ?? endings.first else { return nil }
    let named = reading.source.namedFile ?? ""
    if let own = endings.first(where: { named.hasSuffix($0) }) { ending = own }
    if let wanted = reading.mapped("lfp") {
      guard let chosen = endings.first(where: { $0.lowercased().drop { $0 == "." } == wanted.lowercased().drop { $0 == "." } })
      else {
        throw FileError.unusable(
          "--map lfp=\(wanted): the session has \(firstNames(endings.map { String($0.dropFirst()) }, 8)).")
      }
      ending = chosen
    }
    guard let url = file(ending.lowercased(), reading) else { return nil }
    let axona = try AxonaFile(url)
    let rate = try axona.required("sample_rate")
    let width = axona.whole("bytes_per_sample") ?? (ending.lowercased().hasPrefix(".egf") ? 2 : 1)
    guard width == 1 || width == 2 else {
      throw FileError.unusable("its samples have \(width) bytes; 1 or 2 are read.", file: axona.file.name)
    }
    let promised = axona.whole("num_EGF_samples") ?? axona.whole("num_EEG_samples")
    let (count, missing) = axona.records(of: width, promised: promised)
    guard count > 0 else { throw FileError.unusable("it holds no samples.", file: axona.file.name) }
    if missing > 0 {
      reading.note(.warning, "field potential", "\(axona.file.name) ends early: \(missing) of its samples are missing.")
    }
    let volts = try voltsPerCount(ending.lowercased(), width: width, reading)
    reading.note(
      .found, "field potential",
      sentence {
        "\(axona.file.name): \(count) samples at \(measured(rate)) Hz, \(measured(Double(count) / rate)) s, "
        if let volts {
          "in volts (\(measured(volts * 1e6)) µV a count)"
        } else {
          "in counts of the converter (no .set file says the gain)"
        }
        if endings.count > 1 { "; of \(firstNames(endings.map { String($0.dropFirst()) }, 8))" }
        "."
      },
      option: endings.count > 1 ? "--map lfp=NAME" : nil)
    let samples = DeferredSignal(
      url: url, .integers(at: axona.data.lowerBound, every: width, width: width), count: count, scale: volts ?? 1)
    return FieldPotential(deferred: samples, rate: rate, start: 0, unit: volts == nil ? nil : "V")
  }

  /// Full scale of the converter over the largest count and the gain of the channel, V.
  private static func voltsPerCount(_ ending: String, width: Int, _ reading: RecordingReading) throws -> Double? {
    guard let url = file(".set", reading) else { return nil }
    let settings = try AxonaFile(url)
    let number = Int(ending.dropFirst(4)) ?? 1
    guard let scale = settings.number("ADC_fullscale_mv"), scale > 0,
      let channel = settings.whole("EEG_ch_\(number)"), channel >= 1,
      let gain = settings.number("gain_ch_\(channel - 1)"), gain > 0
    else { return nil }
    return scale * 1e-3 / gain / (width == 1 ? 128 : 32768)
  }
}
