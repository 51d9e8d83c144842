import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import Schema
import Stages
import Testing

/// Inputs that are not one earlier result: files, recordings, results that may be there, one of two.
@Suite final class StageInputTests: ToyFolder {
  private func write(_ name: String, _ text: String) throws -> URL {
    try FileManager.default.createDirectory(at: folder.url, withIntermediateDirectories: true)
    let url = folder.url.appendingPathComponent(name)
    try Data(text.utf8).write(to: url)
    return url
  }

  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return ""
    } catch { return "\(error)" }
  }

  @Test func aStageSaysWhatItReads() {
    #expect(RegisteredStage(Source.self).requirements == [])
    #expect(RegisteredStage(Weighing.self).requirements == [.file])
    #expect(RegisteredStage(Counting.self).requirements == [.recording])
    #expect(RegisteredStage(Joining.self).requirements == [.result(Source.description), .result(Doubling.description)])
    #expect(
      RegisteredStage(Adding.self).requirements == [.result(Weighing.description), .optionalResult(Doubling.description)])
    #expect(RegisteredStage(Choosing.self).requirements == [.oneOf([Weighing.description, Source.description])])
  }

  @Test func aFileIsPartOfTheKey() throws {
    given = try write("file.txt", "12345")
    let record = try run(Weighing.self).record
    #expect(try result(of: Weighing.self).value == 5)
    #expect(record.inputs.map(\.name) == ["file.txt"] && record.inputs.map(\.bytes) == [5])
    #expect(try run(Weighing.self).status == .unchanged)
    given = try write("file.txt", "1234567")
    #expect(try run(Weighing.self).status == .computed && result(of: Weighing.self).value == 7)
    readingRecord = [.init("map", "points=a")]
    let other = try run(Weighing.self)
    #expect(other.status == .computed && other.record.json["reading"]?["map"]?.string == "points=a")
    given = nil
    #expect(message { try run(Weighing.self) }.hasPrefix("weigh-file reads a file"))
  }

  /// The file that a stage opens itself is not read as a recording, and the file of the behaviour is not its own.
  @Test func aFileNeedNotBeARecording() throws {
    given = try write("file.txt", "not a recording")
    reading.behaviour = folder.url.appendingPathComponent("nowhere.csv")
    #expect(try run(Weighing.self).record.inputs.count == 1)
    #expect(throws: (any Error).self) { try run(Counting.self) }
  }

  @Test func aRecordingIsReadOnce() throws {
    let url = folder.url.appendingPathComponent("session.npz")
    try FileManager.default.createDirectory(at: folder.url, withIntermediateDirectories: true)
    try NPZArchive.write(
      [("t", DataArray([0.0, 1, 2])), ("x", DataArray([0.1, 0.2, 0.3])), ("y", DataArray([0.0, 0, 0.1]))], to: url)
    given = url
    let record = try run(Counting.self).record
    #expect(try result(of: Counting.self).value == 3)
    #expect(record.inputs.map(\.name) == ["session.npz"] && record.json["reading_findings"] != nil)
    #expect(try run(Counting.self).status == .unchanged)
  }

  @Test func aResultThatMayBeThereChangesWhatUsesIt() throws {
    given = try write("file.txt", "12345")
    try run(Weighing.self)
    #expect(try run(Adding.self).record.inputs.map(\.name) == ["weigh.npz"])
    #expect(try result(of: Adding.self).value == 5)
    try run(Source.self)
    try run(Doubling.self)
    let outcome = try run(Adding.self)
    #expect(outcome.status == .computed && outcome.record.inputs.map(\.name) == ["weigh.npz", "double.npz"])
    #expect(try result(of: Adding.self).value == 17)
    // There, but damaged, is not the same as not there.
    try Data("{".utf8).write(to: folder.recordURL(of: "double"))
    #expect(message { try run(Adding.self) }.contains("double.json"))
  }

  @Test func theFirstOfTwoThatIsThereIsTaken() throws {
    #expect(
      message { try run(Choosing.self) }
        == "choose needs the result of 'weigh' or 'source', and \(folder.path) does not hold it. "
        + "Make it with: canns-analyze weigh-file FILE -o \(folder.path)")
    try run(Source.self)
    #expect(try run(Choosing.self).record.inputs.map(\.name) == ["source.npz"])
    #expect(try result(of: Choosing.self).value == -12)
    given = try write("file.txt", "12345")
    try run(Weighing.self)
    #expect(try run(Choosing.self).status == .computed && result(of: Choosing.self).value == 5)
  }

  /// The command, which need not be the name of the files.
  @Test func aMissingResultNamesTheCommandThatMakesIt() {
    #expect(
      message { try run(Adding.self) }
        == "add needs the result of 'weigh', and \(folder.path) does not hold it. "
        + "Make it with: canns-analyze weigh-file FILE -o \(folder.path)")
    #expect(
      message { try run(Doubling.self) }
        == "double needs the result of 'source', and \(folder.path) does not hold it. "
        + "Make it with: canns-analyze source \(folder.path)")
  }
}
