import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// Millimetres and pixels that could be centimetres, heights between the axes of the floor, units in the struct of a position.
@Suite struct UnusualPositionTests {
  let files: CheckedFiles

  init() throws { files = try CheckedFiles() }

  private func read(_ scale: Double, whole: Bool = false, slower: Double = 1) throws -> Recording {
    func brought(_ values: [Double]) -> [Double] { values.map { whole ? ($0 * scale).rounded() : $0 * scale } }
    return try RecordingReader.read(
      url: files.npz([
        ("t", DataArray(CheckedFiles.time.map { $0 * slower })), ("x", DataArray(brought(CheckedFiles.x))),
        ("y", DataArray(brought(CheckedFiles.y))),
      ]))
  }

  @Test func wholeMillimetresAreNoCentimetres() throws {
    let whole = try read(1000, whole: true)
    #expect(whole.positionUnit?.unit == .millimetre)
    #expect(abs((whole.trajectory?.x?[40] ?? 0) - CheckedFiles.x[40]) < 6e-4)
    #expect(whole.says(.warning, "position", "may be millimetres or pixels"))
    // Whole centimetres of a box of 70 x 60 cm are.
    let centimetres = try read(100, whole: true)
    #expect(centimetres.positionUnit?.unit == .centimetre && centimetres.warnings == [])
  }

  @Test func aBoxIsHardlySevenMetresWide() throws {
    // The animal runs at 0.12 m/s: 1.2 m/s in a box of 7 x 6 m would be possible, and is said to be doubtful.
    let slow = try read(1000)
    #expect(slow.positionUnit?.unit == .centimetre)
    #expect(slow.says(.warning, "position", "700 x 600 may be millimetres or pixels"))
    // At twice the speed it would run at 2.6 m/s.
    let fast = try read(1000, slower: 0.5)
    #expect(fast.positionUnit?.unit == .millimetre)
    #expect(abs((fast.trajectory?.y?[40] ?? 0) - CheckedFiles.y[40]) < 1e-12)
    // A track of 7 m is one.
    let track = try files.npz([
      ("t", DataArray(CheckedFiles.time)), ("x", DataArray(CheckedFiles.x.map { $0 * 1000 })),
      ("y", DataArray(CheckedFiles.y.map { $0 * 10 })),
    ])
    let read = try RecordingReader.read(url: track)
    #expect(read.positionUnit?.unit == .centimetre && read.warnings == [])
  }

  @Test func theHeightMayBeCalledY() throws {
    let (t, x, floor) = (CheckedFiles.time, CheckedFiles.x, CheckedFiles.y)
    let height = t.map { 0.05 + 0.01 * sin(7 * $0) }
    func read(_ y: [Double], _ z: [Double], _ map: [String: String] = [:]) throws -> Recording {
      try RecordingReader.read(
        url: files.npz([("t", DataArray(t)), ("x", DataArray(x)), ("y", DataArray(y)), ("z", DataArray(z))]),
        options: ReadingOptions(map: map))
    }
    let turned = try read(height, floor)
    #expect(turned.trajectory == Trajectory(t: t, x: x, y: floor))
    #expect(turned.says(.warning, "position", "y was taken as the height"))
    #expect(try read(floor, height).trajectory == Trajectory(t: t, x: x, y: floor))
    #expect(try read(floor, height).warnings == [])
    // What is asked for is taken.
    #expect(try read(height, floor, ["x": "x", "y": "y"]).trajectory?.y == height)
    // On a track that is run along x, rearing makes no axis of the floor.
    #expect(try read(height, t.map { 0.05 + 0.05 * sin(3 * $0) }).trajectory?.y == height)
  }

  @Test func unitsStandInTheStructOfThePosition() throws {
    func read(_ unit: String, at place: String) throws -> Recording {
      try RecordingReader.read(
        url: files.hdf5([
          ("t", DataArray(CheckedFiles.time), nil), ("behavior/position/x", DataArray(CheckedFiles.x.map { $0 * 100 }), nil),
          ("behavior/position/y", DataArray(CheckedFiles.y.map { $0 * 100 }), nil),
          (place, DataArray([unit], shape: []), nil),
        ]))
    }
    for place in ["behavior/position/units", "behavior/units", "behavior/position/unit"] {
      let recording = try read("centimeters", at: place)
      #expect(recording.positionUnit?.guessed == false && recording.positionUnit?.unit == .centimetre)
    }
    // Another quantity's unit is none of it.
    #expect(try read("seconds", at: "behavior/units").positionUnit?.guessed == true)
    #expect(try read("mm", at: "behavior/position/units").says(.warning, "position", "") == false)
    #expect(throws: FileError.self) { try read("pixels", at: "behavior/position/units") }
  }

  @Test func anArenaOfMicrometresIsDoubted() throws {
    let small = try files.npz(
      CheckedFiles.concatenated()
        + CheckedFiles.tracking(x: CheckedFiles.x.map { $0 * 1e-6 }, y: CheckedFiles.y.map { $0 * 1e-6 }))
    #expect(try RecordingReader.read(url: small).says(.warning, "position", "and no unit is stated"))
    let usual = try files.npz(CheckedFiles.concatenated() + CheckedFiles.tracking())
    #expect(try !RecordingReader.read(url: usual).says(.warning, "position", ""))
  }

  @Test func aUnitOfTheBehaviourDoesNotJudgeTheRecordingsOwn() throws {
    let recording = try files.npz(CheckedFiles.concatenated() + CheckedFiles.tracking())
    let behaviour = files.folder.file("video.npz")
    try NPZArchive.write(
      CheckedFiles.tracking(x: CheckedFiles.x.map { $0 * 500 }, y: CheckedFiles.y.map { $0 * 500 }), to: behaviour)
    let read = try RecordingReader.read(
      url: recording, options: ReadingOptions(positionUnit: .pixel(metresPerPixel: 0.002), behaviour: behaviour))
    #expect(abs((read.trajectory?.x?[40] ?? 0) - CheckedFiles.x[40]) < 1e-12)
    #expect(read.warnings.count == 1 && read.says(.warning, "position", "took its place"))
  }
}
