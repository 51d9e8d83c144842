import ArrayFiles
import ArrayNumerics
import Foundation
import TestSupport
import Testing

/// A file of a report and what is right for it.
struct FieldReport: Sendable, CustomTestStringConvertible {
  /// Below `field-reports`.
  var file: String
  /// With FILE and OUT; bins are kept whatever the speed, so that all spikes are counted.
  var command = "embed FILE -o OUT --no-figures --no-speed-filter"
  var status: Int32 = 0
  /// Parts of what the program says.
  var words: [String] = []
  /// Columns of the embedding.
  var cells: Int?
  /// In all bins.
  var spikes: Int?
  /// The last bin ends there.
  var seconds: Double?
  /// Whether x is that of the truth.
  var isPlaced = false
  /// Degrees, the median.
  var directionError: Double?

  var testDescription: String { file }

  static let all: [FieldReport] = [
    FieldReport(
      file: "01-hd-degrees-called-radians/degrees-called-radians.nwb", status: 65, words: ["in radians", "--angle-unit deg"]),
    FieldReport(
      file: "01-hd-degrees-called-radians/radians-called-degrees.nwb", words: ["is it in radians? (--angle-unit rad)"], cells: 8
    ),
    FieldReport(
      file: "01-hd-degrees-called-radians/radians-called-degrees.nwb",
      command: "embed FILE -o OUT --no-figures --no-speed-filter --angle-unit rad", cells: 8, directionError: 3),
    FieldReport(file: "01-hd-degrees-called-radians/unwrapped.npz", cells: 8, isPlaced: true, directionError: 3),
    FieldReport(
      file: "02-position-has-its-time-in-column-1/t-x-y.mat", words: ["column 0 of /pos, from 0, is the clock"], cells: 8,
      isPlaced: true),
    FieldReport(
      file: "02-position-has-its-time-in-column-1/x-height-z.npz", words: ["taken as the height"], cells: 8, isPlaced: true),
    FieldReport(file: "03-equal-trains/equal.npz", cells: 8, spikes: 848),
    FieldReport(file: "03-equal-trains/one-cell.npz", cells: 1, spikes: 116),
    FieldReport(file: "04-spikes-as-columns/columns.h5", cells: 8, spikes: 1618),
    FieldReport(file: "04-spikes-as-columns/dictionary.npz", cells: 8, spikes: 1618),
    FieldReport(file: "04-spikes-as-columns/scalar-beside.h5", cells: 8, spikes: 1618),
    FieldReport(
      file: "06-dlc-hand-labels/CollectedData_p.csv",
      command: "import-trajectory FILE -o OUT --frame-rate 30 --position-unit px:0.002", status: 65,
      words: ["40 frames that a person labelled"]),
    FieldReport(
      file: "06-dlc-hand-labels/CollectedData_three_columns.csv",
      command: "import-trajectory FILE -o OUT --frame-rate 30 --position-unit px:0.002", status: 65,
      words: ["40 frames that a person labelled"]),
    FieldReport(
      file: "06-dlc-hand-labels/CollectedData_p.h5",
      command: "import-trajectory FILE -o OUT --frame-rate 30 --position-unit px:0.002", status: 65,
      words: ["40 frames that a person labelled"]),
    FieldReport(file: "07-clock-starts-again/spikes.nwb", status: 65, words: ["the clock of the spikes starts again"]),
    FieldReport(file: "07-clock-starts-again/both.npz", status: 65, words: ["the clock of the tracking goes back"]),
    FieldReport(
      file: "07-clock-starts-again/both.npz", command: "import-trajectory FILE -o OUT", status: 65, words: ["goes back"]),
    FieldReport(
      file: "08-phy-raw-file-decides-the-end/time-range", words: ["557 spikes lie at or after 40 s", "They were kept"],
      spikes: 543),
    FieldReport(
      file: "08-phy-raw-file-decides-the-end/dtype", words: ["807 spikes lie at or after 30 s", "They were kept"], spikes: 802),
    FieldReport(
      file: "10-suite2p-curated-in-combined/suite2p", words: ["the combined view was followed, which accepts 6"], cells: 6),
    FieldReport(file: "11-nwb-rejected-regions/accepted.nwb", cells: 6),
    FieldReport(file: "12-suite2p-merged-regions/plane0", cells: 4),
    FieldReport(file: "14-unit-in-the-name-is-ignored/bin-width-ms.npz", cells: 8, spikes: 1618, seconds: 60),
    FieldReport(file: "14-unit-in-the-name-is-ignored/spike-times-ms.npz", cells: 8, spikes: 1618, seconds: 59.95),
    FieldReport(file: "14-unit-in-the-name-is-ignored/unit-attribute.h5", cells: 8, spikes: 1618, seconds: 60),
    FieldReport(
      file: "15-clock-or-position-of-another-type/datetime-clock.npz", status: 65,
      words: ["times are numbers", "--map t=NAME"]),
    FieldReport(
      file: "15-clock-or-position-of-another-type/none-where-lost.npz", words: ["samples have no position (NaN)"], cells: 8,
      isPlaced: true),
    FieldReport(file: "16-filter-not-built-in/lzf.h5", status: 65, words: ["lzf", "h5repack"]),
    FieldReport(file: "16-filter-not-built-in/zstd.nwb", status: 65, words: ["zstd", "h5repack"]),
    FieldReport(file: "17-octave-text/session.txt", command: "inspect FILE", status: 65, words: ["Octave", "save -7"]),
    FieldReport(file: "17-octave-text/session.mat", command: "inspect FILE", status: 65, words: ["Octave", "save -7"]),
    FieldReport(
      file: "19-nwb-pose-confidence/pose.nwb",
      command: "embed FILE -o OUT --no-figures --no-speed-filter --position-unit px:0.002",
      words: ["samples have no position (NaN)"], cells: 8, isPlaced: true),
    FieldReport(
      file: "22-text-from-a-spreadsheet/mac-line-ends.csv", command: "import-trajectory FILE -o OUT --no-figures"),
    FieldReport(
      file: "22-text-from-a-spreadsheet/decimal-comma-no-header.csv", command: "import-trajectory FILE -o OUT", status: 65,
      words: ["decimal comma"]),
    FieldReport(file: "23-pynapple-tsgroup/spikes.npz", cells: 8, spikes: 1618),
    FieldReport(file: "23-pynapple-tsgroup/spikes.npz", command: "convert FILE OUT.nwb"),
    FieldReport(file: "25-nwb-four-columns/two-lights.nwb", status: 65, words: ["--map 'x=", "[0],y="]),
  ]
}

/// The files of reports that lie beside the repository on some machines, as their list says is right.
@Suite(.enabled(if: Program.isBuilt && SharedFixtures.exist)) struct FieldReportTests {
  @Test(arguments: FieldReport.all) func isReadOrRefusedRightly(_ report: FieldReport) throws {
    let reports = try #require(SharedFixtures.folder).appendingPathComponent("field-reports")
    let folder = try TemporaryFolder()
    let words = report.command.split(separator: " ").map { word -> String in
      word == "FILE" ? reports.appendingPathComponent(report.file).path : String(word).replacing("OUT", with: "o")
    }
    let outcome = try Program.run(words, in: folder.url)
    #expect(outcome.status == report.status, "\(outcome.message)")
    for word in report.words { #expect((outcome.output + outcome.message).contains(word), "\(word): \(outcome.message)") }
    guard report.status == 0 else {
      #expect(!FileManager.default.fileExists(atPath: folder.file("o/embed.npz").path))
      return
    }
    if report.command.hasPrefix("convert") {
      let converted = try Program.run("inspect o.nwb --json", in: folder.url)
      #expect(converted.status == 0 && ["\"2\"", "\"5\"", "\"23\""].allSatisfy { converted.output.contains($0) })
    }
    guard report.command.hasPrefix("embed") else { return }
    let result = try EmbeddedFile(folder.file("o/embed.npz"))
    if let cells = report.cells { #expect(result.cells == cells) }
    if let spikes = report.spikes { #expect(result.spikes == spikes) }
    if let seconds = report.seconds { #expect(abs((result.t.last ?? 0) - seconds) < 0.05) }
    let truth = try Truth(reports.appendingPathComponent("truth.npz"))
    if report.isPlaced { #expect(median(truth.errors(result.x, of: truth.x, at: result.t)) < 0.002) }
    if let most = report.directionError {
      #expect(median(truth.turns(result.direction, at: result.t)) * 180 / .pi < most)
    }
  }
}

/// What an embedding holds, in the numbers that are looked at.
struct EmbeddedFile {
  var t: [Double] = []
  var cells = 0
  var spikes = 0
  var rates: [Double] = []
  var counts: [Int] = []
  var x: [Double] = []
  var speed: [Double] = []
  var direction: [Double] = []

  init(_ url: URL) throws {
    let archive = try NPZArchive(contentsOf: url)
    func numbers(_ name: String) throws -> [Double] {
      guard archive.names.contains(name), case .array(let array) = try archive.read(name) else { return [] }
      return array.doubles ?? []
    }
    t = try numbers("t")
    (rates, x, speed, direction) = (
      try numbers("rates"), try numbers("x"), try numbers("speed"), try numbers("head_direction")
    )
    counts = try numbers("counts").map { Int($0) }
    spikes = counts.reduce(0, +)
    cells = try archive.shape(of: archive.names.contains("counts") ? "counts" : "signal").shape[1]
  }
}

/// Where the animal of the reports was.
private struct Truth {
  let t: [Double]
  let x: [Double]
  let direction: [Double]

  init(_ url: URL) throws {
    let archive = try NPZArchive(contentsOf: url)
    func numbers(_ name: String) throws -> [Double] {
      guard case .array(let array) = try archive.read(name) else { return [] }
      return array.doubles ?? []
    }
    (t, x, direction) = (try numbers("t"), try numbers("x"), try numbers("hd"))
  }

  private func value(_ values: [Double], _ time: Double) -> Double {
    let place = max(1, t.firstIndex { $0 > time } ?? t.count - 1)
    let part = (time - t[place - 1]) / (t[place] - t[place - 1])
    return values[place - 1] + part * (values[place] - values[place - 1])
  }

  func errors(_ found: [Double], of values: [Double], at times: [Double]) -> [Double] {
    zip(found, times).filter { $0.0.isFinite }.map { abs($0 - value(values, $1)) }
  }

  /// Angles between what was found and the truth, which is unwrapped.
  func turns(_ found: [Double], at times: [Double]) -> [Double] {
    zip(found, times).filter { $0.0.isFinite }.map { abs(($0 - value(direction, $1)).remainder(dividingBy: 2 * .pi)) }
  }
}
