import ArrayFiles
import FoundationEssentials
import Schema

extension PhyFolder {
  /// Where the raw file that `params.py` names says that the recording ends.
  struct RecordedEnd: Equatable {
    /// Why the length of a raw file is not that of the recording.
    enum Doubt: Equatable {
      /// Kilosort's filtered copy, which begins where sorting began.
      case filteredCopy
      /// Its bytes are no whole number of samples of all channels.
      case partSample
      /// More spikes lie beyond it, or lie further beyond it, than the padding of a last batch gives.
      case manyBeyond
    }

    /// The name of the raw file.
    var file: String
    /// Samples of each channel, by `dtype`, `n_channels_dat` and `offset`.
    var samples: Double
    /// Spikes at or after it, and the last of them.
    var beyond: Int
    var last: Double
    /// `nil` where spikes beyond the end are strays.
    var doubt: Doubt?

    var isTrusted: Bool { doubt == nil }
  }

  /// Strays beyond the end: as many at most, and as far, as a sorter's padded last batch gives (Kilosort's has 2.2 s).
  private static let strayShare = 0.001
  private static let straySeconds = 3.0
  private static let elementBytes = ["int16": 2, "uint16": 2, "int32": 4, "uint32": 4, "float32": 4, "float64": 8]

  /// `nil` when the raw file does not lie where `params.py` says, or it does not say what it holds.
  static func recordedEnd(_ reading: RecordingReading, _ samples: [Double], rate: Double) throws -> RecordedEnd? {
    guard let text = try reading.array("params.py")?.strings?.first else { return nil }
    let assignments = PythonAssignments(text)
    guard let path = assignments.text("dat_path"), let channels = assignments.number("n_channels_dat"), channels >= 1,
      let bytes = elementBytes[assignments.text("dtype") ?? ""]
    else { return nil }
    let folder = reading.source.files[0].deletingLastPathComponent()
    let url = path.hasPrefix("/") ? URL(fileURLWithPath: path) : folder.appendingPathComponent(path)
    guard let size = (try? InputFile(url))?.size else { return nil }
    let length = max(0, Double(size) - (assignments.number("offset") ?? 0)) / Double(bytes) / channels
    let end = length.rounded(.down)
    let beyond = samples.count { $0 >= end }
    let last = samples.reduce(-.infinity) { max($0, $1) }
    var result = RecordedEnd(file: url.lastPathComponent, samples: end, beyond: beyond, last: last)
    let strays = max(1, Int(strayShare * Double(samples.count)))
    if url.lastPathComponent.lowercased().hasPrefix("temp_wh") {
      result.doubt = .filteredCopy
    } else if length != end {
      result.doubt = .partSample
    } else if beyond > strays || last > end + straySeconds * rate {
      result.doubt = .manyBeyond
    }
    return result
  }

  /// What somebody should know of a raw file that ends before the spikes do.
  static func noteEnd(_ end: RecordedEnd?, rate: Double, _ reading: inout RecordingReading) {
    guard let end, let doubt = end.doubt, end.beyond > 0 else { return }
    reading.note(
      .warning, "spikes",
      sentence {
        "\(end.beyond) spikes lie at or after \(measured(end.samples / rate)) s, where \(end.file) ends by params.py, "
        "the last at \(measured(end.last / rate)) s. They were kept: "
        switch doubt {
        case .filteredCopy: "the file is Kilosort's filtered copy, which begins where sorting began."
        case .partSample:
          "the file holds no whole number of samples, so dtype, n_channels_dat or offset in params.py is of another file."
        case .manyBeyond:
          "dtype, n_channels_dat or offset in params.py is of another file, or the file holds another stretch of time."
        }
      })
  }

  /// What the numbers of `spike_times.npy` are divided by to give seconds.
  ///
  /// - Throws: `FileError` when they are fractions: samples are whole.
  static func samplesPerSecond(_ samples: [Double], rate: Double, _ options: ReadingOptions) throws -> Double {
    if let unit = options.spikeTimeUnit ?? options.timeUnit { return unit.perSecond }
    let fractions = samples.count { $0.isFinite && $0 != $0.rounded() }
    guard fractions > 0, options.map["fs"] == nil else { return rate }
    let example = samples.first { $0.isFinite && $0 != $0.rounded() } ?? 0
    throw FileError.unusable(
      sentence {
        "spike_times.npy holds sample numbers, which are whole, but \(fractions) of \(samples.count) are fractions "
        "(\(measured(example)))."
      },
      place: "spike_times.npy",
      remedy: sentence {
        "If they are seconds, say --spike-time-unit s; if they are samples between samples, "
        "--spike-time-unit samples:\(measured(rate))."
      })
  }
}
