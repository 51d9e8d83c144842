import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

@Suite struct PositionCheckTests {
  let files: CheckedFiles

  init() throws { files = try CheckedFiles() }

  private func hdf5(_ scale: Double, unit: String?) throws -> URL {
    try files.hdf5([
      ("t", DataArray(CheckedFiles.time), "s"), ("x", DataArray(CheckedFiles.x.map { $0 * scale }), unit),
      ("y", DataArray(CheckedFiles.y.map { $0 * scale }), unit),
    ])
  }

  /// Positions [time, column] or turned.
  private func positions(_ columns: [[Double]], turned: Bool = false) -> DataArray {
    let rows = columns[0].count
    return turned
      ? DataArray(columns.flatMap(\.self), shape: [columns.count, rows])
      : DataArray((0..<rows).flatMap { row in columns.map { $0[row] } }, shape: [rows, columns.count])
  }

  @Test func aUnitOfTheFileIsHeldAgainstTheValues() throws {
    #expect(try RecordingReader.read(url: hdf5(100, unit: "cm")).warnings == [])
    #expect(try RecordingReader.read(url: hdf5(1, unit: "m")).warnings == [])
    // A box of 0.7 "cm", and one of 450 "m" in which an animal runs at 65 m/s.
    expectRefusal(of: try hdf5(1, unit: "cm"), saying: "positions are in cm", "--position-unit")
    expectRefusal(of: try hdf5(640, unit: "meters"), saying: "positions are in meters", "--position-unit")
    expectRefusal(of: try hdf5(640, unit: "pixels"), saying: "pixels", "--position-unit px:")
    let slow = try RecordingReader.read(url: hdf5(70, unit: "m"))
    #expect(slow.says(.warning, "position", "49 m wide"))
    let given = try RecordingReader.read(url: hdf5(1, unit: "cm"), options: ReadingOptions(positionUnit: .metre))
    #expect(given.trajectory?.x == CheckedFiles.x)
  }

  @Test func unitsInAttributesAndNames() throws {
    let cm = try RecordingReader.read(url: hdf5(100, unit: "cm"))
    #expect(cm.positionUnit?.guessed == false && abs((cm.trajectory?.x?[40] ?? 0) - CheckedFiles.x[40]) < 1e-12)
    let both = try files.hdf5([("t", DataArray(CheckedFiles.time), nil), ("x_cm", DataArray(CheckedFiles.x), "m")])
    expectRefusal(of: both, saying: "its name says cm and its unit says m")
    let mixed = try files.npz([
      ("t", DataArray(CheckedFiles.time)), ("x_cm", DataArray(CheckedFiles.x)), ("y_m", DataArray(CheckedFiles.y)),
    ])
    expectRefusal(of: mixed, saying: "x_cm is in cm and y_m in m")
    let table = try files.text("time (ms),x [cm],y [cm],hd (deg)\n0,10,20,90\n20,30,40,180\n", "b.csv")
    #expect(
      try RecordingReader.read(url: table).trajectory
        == Trajectory(t: [0, 0.02], x: [0.1, 0.3], y: [0.2, 0.4], headDirection: [.pi / 2, .pi]))
  }

  @Test func aColumnThatIsTheClockIsNoPosition() throws {
    let (t, x, y) = (CheckedFiles.time, CheckedFiles.x, CheckedFiles.y)
    for turned in [false, true] {
      for clock in [t, t.map { $0 * 1000 }] {
        let url = try files.npz([("t", DataArray(t)), ("pos", positions([clock, x, y], turned: turned))])
        let recording = try RecordingReader.read(url: url)
        #expect(recording.trajectory == Trajectory(t: t, x: x, y: y))
        #expect(recording.says(.guessed, "position", "column 0 of pos, from 0, is the clock"))
      }
    }
    // Without another clock it is the clock; two columns [t, x] are a track.
    let alone = try RecordingReader.read(url: files.npz([("pos", positions([t, x, y]))]))
    #expect(alone.trajectory == Trajectory(t: t, x: x, y: y))
    let track = try RecordingReader.read(url: files.npz([("t", DataArray(t)), ("pos", positions([t, x]))]))
    #expect(track.trajectory == Trajectory(t: t, x: x))
  }

  @Test func theHeightIsNoAxisOfTheFloor() throws {
    let (t, x, y) = (CheckedFiles.time, CheckedFiles.x, CheckedFiles.y)
    let height = t.map { 0.05 + 0.01 * sin(7 * $0) }
    let expected = Trajectory(t: t, x: x, y: y)
    for (columns, warns) in [([x, y, height], false), ([x, height, y], true), ([height, x, y], true)] {
      let recording = try RecordingReader.read(url: files.npz([("t", DataArray(t)), ("position", positions(columns))]))
      #expect(recording.trajectory == expected)
      #expect(recording.says(.warning, "position", "taken as the height") == warns)
    }
  }

  @Test func fourColumnsAreChosenByNumber() throws {
    let (t, x, y) = (CheckedFiles.time, CheckedFiles.x, CheckedFiles.y)
    let lights = positions([x, y, x.map { $0 + 0.02 }, y.map { $0 - 0.01 }])
    let url = try files.npz([("t", DataArray(t)), ("pos", lights)])
    expectRefusal(of: url, saying: "nobody knows which belong together", "--map x=pos[0],y=pos[1]")
    let chosen = try RecordingReader.read(url: url, options: ReadingOptions(map: ["x": "pos[2]", "y": "pos[3]"]))
    #expect(chosen.trajectory?.x == x.map { $0 + 0.02 } && chosen.trajectory?.y == y.map { $0 - 0.01 })
    expectRefusal(of: url, ReadingOptions(map: ["x": "pos[4]"]), saying: "there is no column 4")
  }

  @Test func positionsThatMarkLostSamplesAreLost() throws {
    let lost = Array(stride(from: 50, to: 1450, by: 70))
    for (mark, scale) in [(0.0, 1.0), (-1, 100), (-1, 400), (-99, 1)] {
      var (x, y) = (CheckedFiles.x.map { $0 * scale }, CheckedFiles.y.map { $0 * scale })
      for index in lost { (x[index], y[index]) = (mark, mark) }
      let recording = try RecordingReader.read(url: files.npz(CheckedFiles.tracking(x: x, y: y)))
      let found = try #require(recording.trajectory?.x)
      #expect(found.indices.filter { found[$0].isNaN } == lost, "\(mark)")
      #expect(recording.says(.warning, "position", "mark of lost samples"))
    }
    // An animal that rests in one place, in whole pixels, is not lost.
    let resting = CheckedFiles.time.map { $0 < 30 ? 0 : ($0 - 30).rounded() }
    let still = try RecordingReader.read(url: files.npz(CheckedFiles.tracking(x: resting, y: resting)))
    #expect(still.trajectory?.x?.contains { $0.isNaN } == false)
  }

  @Test func aPositionThatCannotBeReadIsAnError() throws {
    let (t, x) = (DataArray(CheckedFiles.time), DataArray(CheckedFiles.x))
    let text = DataArray(CheckedFiles.x.map { "\($0)" })
    expectRefusal(of: try files.npz([("t", t), ("x", text)]), saying: "positions are numbers", "--map x=none")
    expectRefusal(of: try files.npz([("t", text), ("x", x)]), saying: "times are numbers")
    let trains = CheckedFiles.concatenated()
    let untimed = try files.npz(trains + [("x", x)])
    expectRefusal(of: untimed, saying: "no times for them", "--map x=none")
    let without = try RecordingReader.read(url: untimed, options: ReadingOptions(map: ["x": "none"]))
    #expect(without.trajectory == nil && without.spikes?.cellCount == 4)
  }
}
