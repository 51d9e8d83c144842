/// Files of recording systems and of other programs that people try, which are refused by their name with what to do instead.
enum RecorderFile {
  /// How a kind of file begins, what it is, and what to do.
  private struct Kind {
    let starts: [String]
    let endings: [String]
    let name: String
    let remedy: String

    init(_ name: String, starts: [String] = [], endings: [String] = [], _ remedy: String) {
      (self.name, self.starts, self.endings, self.remedy) = (name, starts, endings, remedy)
    }
  }

  private static let sorted =
    "Give what comes after it: the folder of the spike sorter (Phy, Kilosort, SpikeInterface), NWB, or NPZ with spike_times, "
    + "spike_index, t, x and y. Neo and SpikeInterface read it in Python."
  private static let tracking =
    "Give what comes after it: t, x, y (and hd) as columns of a CSV file. Neo reads it in Python."
  private static let tracked =
    "Give the table of the tracker (DeepLabCut, SLEAP, Bonsai, …), or t, x, y as columns of a CSV file."

  /// The first that fits counts.
  private static let kinds = [
    Kind("a video track of Neuralynx", endings: ["nvt"], tracking),
    Kind("a file of Neuralynx", starts: ["######## Neuralynx"], endings: ["ncs", "nse", "nst", "ntt", "nrd"], sorted),
    Kind("a file of Plexon", starts: ["PLEX", "PL2"], endings: ["plx", "pl2"], sorted),
    Kind("a file of Blackrock", starts: ["NEURAL", "BREVENTS", "BRSMPGRP"], endings: ["ns2", "ns3", "ns5", "ns6"], sorted),
    Kind("a file of Intan", starts: ["\u{2}'\u{91}\u{C6}", "\u{AC}'\u{91}\u{D6}"], endings: ["rhd", "rhs"], sorted),
    Kind("a file of Open Ephys", starts: ["header.format = 'Open Ephys"], endings: ["continuous", "oebin"], sorted),
    Kind(
      "a file of SpikeGadgets", starts: ["<Configuration"], endings: ["rec"], sorted),
    Kind("a file of SpikeGLX", endings: ["ap.bin", "lf.bin", "nidq.bin", "ap.meta", "lf.meta", "nidq.meta", "cbin"], sorted),
    Kind("a file of NeuroExplorer", starts: ["NEX1", "NEX5", "MNEX"], endings: ["nex", "nex5"], sorted),
    Kind("a file of Spike2", endings: ["smr", "smrx"], sorted),
    Kind("a file of Axon's pClamp", starts: ["ABF ", "ABF2"], endings: ["abf"], sorted),
    Kind("a recording in EDF or BDF", endings: ["edf", "bdf"], sorted),
    Kind("a file of MountainSort", endings: ["mda"], sorted),
    Kind("a tank of TDT", endings: ["tev", "tsq", "tbk", "sev"], sorted),
    Kind("a file of Inscopix", endings: ["isxd"], "Export its traces as CSV in Inscopix Data Processing."),
    Kind(
      "a pickle of Python", starts: ["\u{80}\u{2}", "\u{80}\u{3}", "\u{80}\u{4}", "\u{80}\u{5}"], endings: ["pkl", "pickle"],
      "In Python, of a dictionary of arrays: numpy.savez('FILE.npz', **data); of a data frame: data.to_csv('FILE.csv')."),
    Kind(
      "a file of JSON", endings: ["json"],
      "In Python: numpy.savez('FILE.npz', **{name: numpy.array(v) for name, v in json.load(open('FILE.json')).items()})."),
    Kind("an old workbook of Excel", endings: ["xls"], "Save it as CSV UTF-8."),
    Kind("a video", starts: ["\u{1A}E\u{DF}\u{A3}"], endings: ["avi", "mp4", "mov", "mkv", "m4v", "wmv"], tracked),
    Kind(
      "a picture or a stack of pictures", starts: ["II*\0", "MM\0*", "\u{89}PNG", "\u{FF}\u{D8}\u{FF}"],
      endings: ["tif", "tiff"],
      "Give what comes after it: the folder of suite2p, CaImAn's HDF5, or the signals of regions as [time, region]."),
    Kind("a database of SQLite", starts: ["SQLite format 3"], "Export the table as CSV."),
    Kind("a PDF", starts: ["%PDF"], "Give the file with the numbers."),
    Kind(
      "a file of samples without a header", endings: ["dat", "bin", "raw", "kwd"],
      "It does not say what is in it. \(sorted)"),
  ]

  /// The refusal of a file that begins or is called as one of them; `nil` for any other.
  ///
  /// - Parameter start: its first bytes, of which each character of a beginning is one.
  static func refusal(start: [UInt8], file: String) -> FileError? {
    let name = file.lowercased()
    let isBinary = start.contains(0)
    let kind = kinds.first { kind in
      kind.starts.contains { start.starts(with: $0.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }) }
        || kind.endings.contains { name.hasSuffix("." + $0) } && (isBinary || !mayBeText.contains(kind.name))
    }
    return kind.map { .unusable("this is \($0.name), which is not read.", file: file, remedy: $0.remedy) }
  }

  /// Kinds whose endings tables of text have too.
  private static let mayBeText: Set<String> = [
    "a file of samples without a header", "a file of SpikeGadgets", "an old workbook of Excel", "a recording in EDF or BDF",
    "a file of MountainSort",
  ]

  /// A workbook of Excel is an archive as NPZ is.
  static func workbook(_ names: [String], file: String) -> FileError? {
    guard names.contains("[Content_Types].xml") else { return nil }
    return .unusable("this is a workbook of Excel, which is not read.", file: file, remedy: "Save it as CSV UTF-8.")
  }
}
