import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

@Suite struct AngleCheckTests {
  let files: CheckedFiles

  init() throws { files = try CheckedFiles() }

  private func read(
    _ angles: [Double], _ name: String = "hd", t: [Double] = CheckedFiles.time, _ options: ReadingOptions = ReadingOptions()
  ) throws -> Recording {
    try RecordingReader.read(url: files.npz([("t", DataArray(t)), (name, DataArray(angles))]), options: options)
  }

  /// The largest difference on the circle from the direction that was turned to, in degrees.
  private func error(_ recording: Recording) throws -> Double {
    let direction = try #require(recording.trajectory?.headDirection)
    return zip(direction, CheckedFiles.turning).map { abs(($0 - $1).remainder(dividingBy: 2 * .pi)) }.max()! * 180 / .pi
  }

  private var degrees: [Double] { CheckedFiles.wrapped.map { $0 * 180 / .pi } }

  @Test func unwrappedRadiansAreNoDegrees() throws {
    let recording = try read(CheckedFiles.turning)
    #expect(CheckedFiles.turning.last! > 70)
    #expect(try error(recording) < 1e-9)
    #expect(recording.says(.guessed, "head direction", "unwrapped"))
  }

  @Test func wrappedAndUnwrappedDegreesAreDegrees() throws {
    for angles in [degrees, degrees.map { $0 > 180 ? $0 - 360 : $0 }, CheckedFiles.turning.map { $0 * 180 / .pi }] {
      let recording = try read(angles)
      #expect(try error(recording) < 1e-9)
      #expect(recording.says(.guessed, "head direction", "degrees") && recording.warnings == [])
    }
  }

  @Test func fastSamplingOfDegreesWithoutAWrapIsNotUnwrappedRadians() throws {
    // 0.05 degrees a sample at 1 kHz: 50 degrees a second, from 10 to 160 degrees.
    let t = (0..<3000).map { Double($0) / 1000 }
    let recording = try read(t.map { 10 + 50 * $0 }, t: t)
    #expect(abs((recording.trajectory?.headDirection?[2000] ?? 0) - 110 * .pi / 180) < 1e-9)
  }

  @Test func degreesThatAreCalledRadiansAreRefused() throws {
    let url = try files.hdf5([
      ("t", DataArray(CheckedFiles.time), "s"), ("hd", DataArray(degrees), "radians"),
    ])
    expectRefusal(of: url, saying: "radians", "--angle-unit deg")
    let named = try files.npz([("t", DataArray(CheckedFiles.time)), ("hd_rad", DataArray(degrees))])
    expectRefusal(of: named, saying: "hd_rad", "--angle-unit deg")
    var options = ReadingOptions()
    options.angleUnit = .degree
    #expect(try error(RecordingReader.read(url: url, options: options)) < 1e-9)
    #expect(try error(RecordingReader.read(url: named, options: options)) < 1e-9)
  }

  @Test func unwrappedRadiansMayBeCalledRadians() throws {
    let recording = try read(CheckedFiles.turning, "hd_rad")
    #expect(try error(recording) < 1e-9 && recording.warnings == [])
  }

  @Test func radiansThatAreCalledDegreesAreSaid() throws {
    let recording = try read(CheckedFiles.wrapped, "hd_deg")
    #expect(recording.says(.warning, "head direction", "is it in radians?"))
    #expect(recording.findings.contains { $0.option == "--angle-unit rad" })
    let unwrapped = try read(CheckedFiles.turning, "hd_deg")
    #expect(unwrapped.says(.warning, "head direction", "is it in radians?"))
    #expect(try read(degrees, "hd_deg").warnings == [])
  }

  @Test func anAngleOfAnotherTurnIsRefused() throws {
    let url = try files.npz([("t", DataArray(CheckedFiles.time)), ("hd", DataArray(degrees.map { 10 * $0 }))])
    expectRefusal(of: url, saying: "neither 2π nor 360", "--angle-unit")
  }

  @Test(arguments: [-1.0, -99, 999])
  func anglesThatMarkLostSamplesAreLost(mark: Double) throws {
    for angles in [CheckedFiles.wrapped, degrees] {
      var marked = angles
      for index in stride(from: 100, to: 1400, by: 100) { marked[index] = mark }
      let recording = try read(marked)
      let direction = try #require(recording.trajectory?.headDirection)
      #expect(direction.indices.filter { direction[$0].isNaN } == Array(stride(from: 100, to: 1400, by: 100)))
      #expect(recording.says(.warning, "head direction", "13 of 1500 samples"))
      #expect(abs((direction[101] - CheckedFiles.turning[101]).remainder(dividingBy: 2 * .pi)) < 1e-9)
    }
  }

  @Test func markedAnglesAreKeptOrLostAsTheUserSays() throws {
    var marked = CheckedFiles.wrapped
    for index in 10..<20 { marked[index] = -1 }
    var options = ReadingOptions()
    options.lostValue = LostValue.none
    #expect(try read(marked, "hd", t: CheckedFiles.time, options).trajectory?.headDirection?[10] == 2 * .pi - 1)
    marked[30] = 3
    options.lostValue = .number(3)
    #expect(try read(marked, "hd", t: CheckedFiles.time, options).trajectory?.headDirection?.filter(\.isNaN).count == 1)
  }

  /// Parts of a turn, half degrees, counts of an encoder, numbers of bins, as they go around at the ends of their range.
  @Test(arguments: [1.0, 2, 12, 180, 256, 60, 8])
  func aTurnThatIsNeitherIsRefused(turn: Double) throws {
    let angles = CheckedFiles.wrapped.map { $0 / (2 * .pi) * turn }
    let whole = turn >= 8 && turn != 12 && turn != 180
    let values = whole ? angles.map { $0.rounded(.down) } : angles
    expectRefusal(of: try files.npz([("t", DataArray(CheckedFiles.time)), ("hd", DataArray(values))]), saying: "wrap around")
    let shifted = values.map { $0 > turn / 2 ? $0 - turn : $0 }
    expectRefusal(of: try files.npz([("t", DataArray(CheckedFiles.time)), ("hd", DataArray(shifted))]), saying: "neither")
    for unit in ["rad", "deg"] where turn != 12 {
      expectRefusal(
        of: try files.hdf5([("t", DataArray(CheckedFiles.time), "s"), ("hd", DataArray(values), unit)]), saying: "cannot be")
    }
  }

  /// A head that faces one way most of the time, and passes the others.
  @Test(arguments: [1.0, 180, 12]) func anUnevenHeadingGoesAroundAllTheSame(turn: Double) throws {
    let uneven = CheckedFiles.time.map { time -> Double in
      let part = (0.24 * time).truncatingRemainder(dividingBy: 1) - 0.5
      return (0.5 + 16 * part * part * part * part * part) * turn
    }
    let eighths = (0..<8).map { part in uneven.count { Int($0 / turn * 8) == part } }
    #expect((eighths.min() ?? 0) < 60 && (eighths.max() ?? 0) > 450)
    expectRefusal(of: try files.npz([("t", DataArray(CheckedFiles.time)), ("hd", DataArray(uneven))]), saying: "wrap around")
  }

  @Test func turnsAreReadWhereTheFileOrTheUserSaysSo() throws {
    let turns = CheckedFiles.wrapped.map { $0 / (2 * .pi) }
    for unit in ["turns", "revolutions"] {
      let url = try files.hdf5([("t", DataArray(CheckedFiles.time), "s"), ("hd", DataArray(turns), unit)])
      let recording = try RecordingReader.read(url: url)
      #expect(try error(recording) < 1e-9 && recording.warnings == [])
    }
    var options = ReadingOptions()
    options.angleUnit = .turn
    #expect(try error(read(turns, "hd", options)) < 1e-9)
    #expect(try error(read(turns.map { $0 > 0.5 ? $0 - 1 : $0 }, "hd", options)) < 1e-9)
    expectRefusal(
      of: try files.npz([("t", DataArray(CheckedFiles.time)), ("hd", DataArray(turns))]), saying: "--angle-unit turns")
    // Degrees that are called turns.
    expectRefusal(
      of: try files.hdf5([("t", DataArray(CheckedFiles.time), "s"), ("hd", DataArray(degrees), "turns")]), saying: "turns")
  }

  @Test func aUnitThatIsNotKnownIsSaid() throws {
    let url = try files.hdf5([("t", DataArray(CheckedFiles.time), "s"), ("hd", DataArray(CheckedFiles.wrapped), "furlongs")])
    let recording = try RecordingReader.read(url: url)
    #expect(try error(recording) < 1e-9)
    #expect(recording.says(.warning, "head direction", "'furlongs'"))
  }

  /// Coarse bins of degrees, an animal that faces one way or the other on a track, and a head that turns by less than a turn.
  @Test func rangesOfTheirOwnAreNoOtherTurn() throws {
    let bins = degrees.map { ($0 / 60).rounded(.down) * 60 }
    #expect(try error(read(bins)) < 61)
    let ways = CheckedFiles.time.map { (t: Double) -> Double in (sin(t / 2) > 0 ? 0.1 : 3.2) + 0.05 * sin(9 * t) }
    let facing = try #require(try read(ways).trajectory?.headDirection)
    #expect(zip(facing, ways).allSatisfy { abs(($0 - $1).remainder(dividingBy: 2 * .pi)) < 1e-9 })
    let looks = CheckedFiles.time.map { 1 + 0.8 * sin($0) }
    #expect(try #require(read(looks).trajectory?.headDirection)[100] == looks[100])
  }

  /// The last value of an angle in steps is reached from its neighbour, or around the turn: no mark of lost samples.
  @Test func theLastOfAnAnglesValuesIsNoMark() throws {
    let steps = degrees.map { ($0 / 5).rounded(.down) * 5 }
    let recording = try read(steps)
    #expect(recording.warnings == [] && recording.trajectory?.headDirection?.contains(where: \.isNaN) == false)
    // A mark is one in any direction of the head.
    var lost = CheckedFiles.wrapped
    for sample in stride(from: 40, to: 1500, by: 90) { lost[sample] = -1 }
    let marked = try #require(try read(lost).trajectory?.headDirection)
    #expect(marked.count(where: \.isNaN) == 17)
  }

  @Test func turnsMayStandInTheName() throws {
    #expect(try error(read(CheckedFiles.wrapped.map { $0 / (2 * .pi) }, "hd_turns")) < 1e-9)
  }

  @Test func aHeadThatNeverTurnsIsNamed() throws {
    #expect(try read([Double](repeating: 1, count: 1500)).says(.warning, "head direction", "in all samples"))
    #expect(try !read(CheckedFiles.wrapped).says(.warning, "head direction", "in all samples"))
  }
}
