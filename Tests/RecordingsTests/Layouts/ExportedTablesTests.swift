import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// Tables as other programs export them, with more lines of names than one or names of their own.
@Suite struct ExportedTablesTests {
  private static let time = CheckedFiles.time
  private static let x = CheckedFiles.x
  private static let y = CheckedFiles.y

  private func rows(_ count: Int = time.count, _ cells: (Int) -> [String]) -> String {
    (0..<count).map { cells($0).joined(separator: ",") + "\n" }.joined()
  }

  /// Signals of a region that differ in all regions and frames.
  private func signal(_ frame: Int, _ region: Int) -> Double { Double(region) + Double(frame) / 4096 }

  // MARK: Signals

  @Test(arguments: ["roi", "ROI_", "Mean", "dff"]) func columnsOfRegionsAreOneMatrix(_ name: String) throws {
    let files = try CheckedFiles()
    let url = try files.text(
      "time," + (0..<5).map { "\(name)\($0)" }.joined(separator: ",") + "\n"
        + rows { frame in ["\(Self.time[frame])"] + (0..<5).map { "\(signal(frame, $0))" } }, "signals.csv")
    let signals = try #require(try RecordingReader.read(url: url).roiSignals)
    #expect(signals.matrix.rows == 1500 && signals.matrix.columns == 5)
    #expect(signals.t == Self.time)
    #expect(signals.matrix[1400, 3] == Float(signal(1400, 3)))
    #expect(signals.ids == (0..<5).map { "\(name)\($0)" })
    #expect(signals.quantity == (name == "dff" ? .dff : .unknown))
  }

  @Test func twoColumnsOfOneNameAreNoPopulation() throws {
    let files = try CheckedFiles()
    let url = try files.text(
      "time,x,y,mean1,mean2\n" + rows { ["\(Self.time[$0])", "\(Self.x[$0])", "\(Self.y[$0])", "1", "2"] }, "track.csv")
    let recording = try RecordingReader.read(url: url)
    #expect(recording.roiSignals == nil && recording.trajectory?.x == Self.x)
  }

  private func inscopix(_ status: [String]) throws -> (files: CheckedFiles, url: URL) {
    let files = try CheckedFiles()
    let url = try files.text(
      " ," + status.indices.map { " C0\($0)" }.joined(separator: ",") + "\nTime(s)/Cell Status,"
        + status.map { " " + $0 }.joined(separator: ",") + "\n"
        + rows { frame in
          ["\(Self.time[frame])"] + status.indices.map { frame == 7 && $0 == 0 ? " nan" : "\(signal(frame, $0))" }
        }, "traces.csv")
    return (files, url)
  }

  @Test func rejectedCellsOfInscopixAreLeftOut() throws {
    let (files, url) = try inscopix(["accepted", "rejected", "undecided", "accepted", "rejected"])
    _ = files
    let recording = try RecordingReader.read(url: url)
    let signals = try #require(recording.roiSignals)
    #expect(signals.ids == ["C00", "C02", "C03"] && signals.t == Self.time)
    #expect(signals.matrix.rows == 1500 && signals.matrix[9, 1] == Float(signal(9, 2)) && signals.matrix[7, 0].isNaN)
    #expect(recording.says(.found, "ROI signals", "2 cells of 5 are rejected: left out."))
    #expect(recording.says(.warning, "ROI signals", "1 cell of 5 was not judged (undecided): kept."))
    var options = ReadingOptions()
    options.map = ["accepted": "all"]
    #expect(try RecordingReader.read(url: url, options: options).roiSignals?.ids.count == 5)
  }

  @Test func aTableOfRejectedCellsIsRefused() throws {
    let (files, url) = try inscopix(["rejected", "rejected"])
    _ = files
    expectRefusal(of: url, saying: "all 2 cells are rejected", "--map accepted=all")
  }

  // MARK: Paths

  /// A take of Motive with y upward: the animal at (x, 0.15, -y).
  private func motive(
    _ units: String = "Meters", scale: Double = 1, type: String = "Rigid Body", name: String = "rat"
  ) -> String {
    "Format Version,1.23,Take Name,Take 1,Capture Frame Rate,25.000000,Export Frame Rate,25.000000,Rotation Type,Quaternion,"
      + "Length Units,\(units),Coordinate Space,Global\n\n"
      + ",,\(type),\(type),\(type),\(type),\(type),\(type),\(type),\(type),Marker,Marker,Marker\n"
      + ",,\(name),\(name),\(name),\(name),\(name),\(name),\(name),\(name),Unlabeled 7,Unlabeled 7,Unlabeled 7\n"
      + ",,\"A1\",\"A1\",\"A1\",\"A1\",\"A1\",\"A1\",\"A1\",\"A1\",\"A2\",\"A2\",\"A2\"\n"
      + ",,Rotation,Rotation,Rotation,Rotation,Position,Position,Position,Mean Marker Error,Position,Position,Position\n"
      + "Frame,Time (Seconds),X,Y,Z,W,X,Y,Z,,X,Y,Z\n"
      + rows { frame in
        let place =
          frame == 5
          ? ["", "", "", ""] : ["\(scale * Self.x[frame])", "\(scale * 0.15)", "\(-scale * Self.y[frame])", "0"]
        return ["\(frame)", "\(Self.time[frame])", "0", "0", "0", "1"] + place + ["9", "9", "9"]
      }
  }

  @Test(arguments: [("Meters", 1.0), ("Millimeters", 1000), ("Inches", 1 / 0.0254)])
  func aRigidBodyOfMotiveIsSeenFromAbove(_ unit: String, _ scale: Double) throws {
    let files = try CheckedFiles()
    let recording = try RecordingReader.read(url: files.text(motive(unit, scale: scale), "take.csv"))
    let path = try #require(recording.trajectory)
    let (x, y) = (try #require(path.x), try #require(path.y))
    #expect(path.t == Self.time && x[5].isNaN && y[5].isNaN)
    for index in [0, 4, 6, 700, 1499] { #expect(abs(x[index] - Self.x[index]) < 1e-9 && abs(y[index] - Self.y[index]) < 1e-9) }
    #expect(recording.positionUnit?.guessed == false)
    #expect(recording.says(.guessed, "position", "y was taken as the height"))
  }

  @Test func aTakeWithoutABodyIsRefusedAndNamedMarkersAreTaken() throws {
    let files = try CheckedFiles()
    let named = try files.text(motive(type: "Marker", name: "head:left"), "take.csv")
    #expect(try RecordingReader.read(url: named).trajectory?.x?[0] == Self.x[0])
    let none = try files.text(motive(type: "Bone"), "take.csv")
    expectRefusal(of: none, saying: "OptiTrack's Motive", "no rigid body", "Export it")
  }

  @Test func aniposeIsReadAsPoses() throws {
    let files = try CheckedFiles()
    let parts = ["nose", "tail"]
    let names = parts.flatMap { part in ["x", "y", "z", "error", "ncams", "score"].map { "\(part)_\($0)" } }
    let url = try files.text(
      (names + ["M_00", "center_0", "fnum"]).joined(separator: ",") + "\n"
        + rows { frame in
          parts.flatMap { part -> [String] in
            if frame % 100 == 7, part == "tail" { return ["", "", "", "", "", ""] }
            return [
              "\(1000 * Self.x[frame])", "\(1000 * Self.y[frame])", "\(30 + Double(frame % 5))", "0.4", "3",
              frame < 20 ? "0.1" : "0.98",
            ]
          } + ["1", "0", "\(frame)"]
        }, "pose.csv")
    var options = ReadingOptions()
    expectRefusal(of: url, options, saying: "Anipose", "--frame-rate")
    options.frameRate = 25
    expectRefusal(of: url, options, saying: "unit of its positions", "--position-unit mm")
    options.positionUnit = .millimetre
    let recording = try RecordingReader.read(url: url, options: options)
    let path = try #require(recording.trajectory)
    #expect(path.t == Self.time)
    let (x, y) = (try #require(path.x), try #require(path.y))
    #expect(abs(x[700] - Self.x[700]) < 1e-9 && abs(y[700] - Self.y[700]) < 1e-9)
    #expect(recording.says(.warning, "position", "20 of 1500 points of nose have a score below 0.3"))
    options.poses.minimumLikelihood = 0.5
    options.poses.bodyPart = "tail"
    let tail = try #require(try RecordingReader.read(url: url, options: options).trajectory?.x)
    #expect(tail[..<20].allSatisfy(\.isNaN) && tail[107].isNaN && tail[108].isFinite)
  }

  // MARK: Dates

  /// 59.96 s from before midnight, as Bonsai writes times, with an offset from universal time.
  private func date(_ seconds: Double) -> String {
    let ticks = Int((seconds * 1e7).rounded()) + (23 * 3600 + 59 * 60 + 21) * 10_000_000 + 1_234_560
    let (day, rest) = (ticks / 864_000_000_000, ticks % 864_000_000_000)
    func padded(_ value: Int, _ width: Int) -> String {
      String(repeating: "0", count: max(0, width - "\(value)".count)) + "\(value)"
    }
    let whole = rest / 10_000_000
    return "2024-02-\(padded(28 + day, 2))T\(padded(whole / 3600, 2)):\(padded(whole / 60 % 60, 2)):\(padded(whole % 60, 2))."
      + padded(rest % 10_000_000, 7) + "+02:00"
  }

  @Test func datesOfBonsaiAreSecondsFromTheFirst() throws {
    let files = try CheckedFiles()
    let table = rows { [date(Self.time[$0]), "\(Self.x[$0])", "\(Self.y[$0])"] }
    let recording = try RecordingReader.read(url: files.text("Timestamp,X,Y\n" + table, "track.csv"))
    let t = try #require(recording.trajectory?.t)
    #expect(zip(t, Self.time).allSatisfy { abs($0 - $1) < 1e-9 } && t.count == 1500)
    #expect(recording.says(.found, "time", "seconds from the first of them, 2024-02-28T23:59:21.1234560+02:00"))
    // Without names, by the numbers of the columns, from 1.
    var options = ReadingOptions()
    options.map = ["t": "1", "x": "2", "y": "3"]
    let bare = try RecordingReader.read(url: files.text(table, "bare.csv"), options: options)
    #expect(bare.trajectory?.t == t && bare.trajectory?.x == Self.x)
  }

  @Test(arguments: [
    ("2024-03-01T00:00:00Z", "2024-02-29T23:59:59.5Z", 0.5), ("2023-03-01 00:00", "2023-02-28 23:59", 60.0),
    ("2024-10-27T02:30:00+01:00", "2024-10-27T02:30:00+02:00", 3600.0),
    ("2000-03-01T12:00:00", "1999-03-01T12:00:00", 31_622_400.0),
  ]) func datesCountInUniversalTime(_ later: String, _ first: String, _ seconds: Double) throws {
    let files = try CheckedFiles()
    var options = ReadingOptions()
    options.timeUnit = .second
    let url = try files.text("time,x\n\(first),0.1\n\(later),0.2\n", "two.csv")
    #expect(try RecordingReader.read(url: url, options: options).trajectory?.t == [0, seconds])
  }

  @Test func oneCellThatIsNoDateIsRefused() throws {
    let files = try CheckedFiles()
    let url = try files.text("time,x,y\n\(date(0)),1,2\n2024-02-30X,3,4\n", "broken.csv")
    expectRefusal(of: url, saying: "times are numbers")
  }
}
