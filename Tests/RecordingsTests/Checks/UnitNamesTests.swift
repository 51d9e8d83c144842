import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// One table of units for names, attributes and options: any metric prefix, and what it says is held against the values.
@Suite struct UnitNamesTests {
  private let files: CheckedFiles

  init() throws { files = try CheckedFiles() }

  private func read(_ arrays: [(name: String, array: DataArray)]) throws -> Recording {
    try RecordingReader.read(url: files.npz(CheckedFiles.concatenated() + arrays))
  }

  private func scaled(_ values: [Double], _ factor: Double) -> DataArray { DataArray(values.map { $0 * factor }) }

  private func expectEqual(_ found: [Double]?, _ truth: [Double], within tolerance: Double = 1e-9) {
    #expect(found?.count == truth.count)
    #expect(zip(found ?? [], truth).allSatisfy { abs($0 - $1) < tolerance })
  }

  @Test(arguments: [
    ("km", 1e-3), ("dm", 10), ("um", 1e6), ("µm", 1e6), ("nm", 1e9), ("mm", 1e3), ("millimetres", 1e3), ("micrometers", 1e6),
  ])
  func positionsInAnyPowerOfTen(_ unit: String, _ factor: Double) throws {
    let recording = try read([
      ("t", DataArray(CheckedFiles.time)), ("x_\(unit)", scaled(CheckedFiles.x, factor)),
      ("y_\(unit)", scaled(CheckedFiles.y, factor)),
    ])
    expectEqual(recording.trajectory?.x, CheckedFiles.x)
    #expect(recording.positionUnit?.guessed == false && recording.warnings.isEmpty)
  }

  @Test(arguments: [("ns", 1e9), ("us", 1e6), ("minutes", 1 / 60.0), ("centiseconds", 100)])
  func timesInAnyPowerOfTen(_ unit: String, _ factor: Double) throws {
    let recording = try read([
      ("t_\(unit)", scaled(CheckedFiles.time, factor)), ("x", DataArray(CheckedFiles.x)), ("y", DataArray(CheckedFiles.y)),
    ])
    expectEqual(recording.trajectory?.t, CheckedFiles.time)
  }

  @Test(
    arguments: [
      ("yaw_deg", 180 / Double.pi), ("heading_turns", 0.5 / .pi), ("hd_mrad", 1000), ("heading", 1),
      ("head_angle_deg", 180 / .pi),
      ("hd_gon", 200 / .pi),
    ] as [(String, Double)])
  func directionsUnderOtherNames(_ name: String, _ factor: Double) throws {
    let recording = try read(CheckedFiles.tracking() + [(name, scaled(CheckedFiles.wrapped, factor))])
    let differences = zip(recording.trajectory?.headDirection ?? [], CheckedFiles.wrapped).map {
      abs(($0 - $1).remainder(dividingBy: 2 * .pi))
    }
    #expect(differences.count == CheckedFiles.time.count && differences.allSatisfy { $0 < 1e-6 })
    #expect(recording.warnings.isEmpty)
  }

  /// A ball's yaw is a speed more often than an angle, and a heading of another clock belongs to something else.
  @Test func namesThatMeanOtherThingsAreSaid() throws {
    let recording = try read(CheckedFiles.tracking() + [("yaw", DataArray(CheckedFiles.wrapped))])
    #expect(recording.trajectory?.headDirection == nil)
    #expect(recording.says(.warning, "head direction", "no unit says that it is an angle"))
    let short = try read(CheckedFiles.tracking() + [("heading", DataArray([0.5, 1, 2]))])
    #expect(short.trajectory?.headDirection == nil)
    #expect(short.says(.warning, "head direction", "no times have an entry for each of its 3"))
  }

  @Test func positionsUnderOtherNames() throws {
    let recording = try read([
      ("t", DataArray(CheckedFiles.time)), ("pos_x_mm", scaled(CheckedFiles.x, 1000)),
      ("pos_y_mm", scaled(CheckedFiles.y, 1000)),
    ])
    expectEqual(recording.trajectory?.x, CheckedFiles.x)
    expectEqual(recording.trajectory?.y, CheckedFiles.y)
    #expect(recording.says(.guessed, "position", "pos_x_mm was taken as the position by its name"))
    // The usual names go before.
    let both = try read(CheckedFiles.tracking() + [("posx", scaled(CheckedFiles.x, 7)), ("posy", scaled(CheckedFiles.y, 7))])
    expectEqual(both.trajectory?.x, CheckedFiles.x)
  }

  @Test func unitsThatTheValuesContradictAreRefused() throws {
    for (unit, factor) in [("km", 1.0), ("um", 100)] {
      let url = try files.npz(
        CheckedFiles.concatenated() + [
          ("t", DataArray(CheckedFiles.time)), ("x_\(unit)", scaled(CheckedFiles.x, factor)),
          ("y_\(unit)", scaled(CheckedFiles.y, factor)),
        ])
      expectRefusal(of: url, saying: "the file says that positions are in \(unit)", "--position-unit")
    }
  }

  /// Ends of names that are no units stay what they are.
  @Test func endsThatAreNoUnits() throws {
    let recording = try read(
      CheckedFiles.tracking() + [("x_ds", DataArray([1.0, 2])), ("x_min", DataArray([0.1])), ("t_stop", DataArray([60.0]))])
    expectEqual(recording.trajectory?.x, CheckedFiles.x)
    expectEqual(recording.trajectory?.t, CheckedFiles.time)
  }

  @Test func optionsKnowTheSameUnits() {
    #expect(PositionUnit(argument: "um")?.metres == 1e-6 && PositionUnit(argument: "km")?.metres == 1000)
    #expect(TimeUnit(argument: "ns")?.perSecond == 1e9 && TimeUnit(argument: "min")?.perSecond == 1 / 60)
    #expect(PositionUnit(argument: "mum") == nil && TimeUnit(argument: "m") == nil && AngleUnit(argument: "s") == nil)
  }

  /// What acquisition programs write where a sample was never synchronised.
  @Test func samplesWithoutATimeAreLeftOut() throws {
    let times = CheckedFiles.time.enumerated().map { $0.offset % 50 == 7 ? -1 : $0.element }
    let recording = try read([
      ("t", DataArray(times)), ("x", DataArray(CheckedFiles.x)), ("y", DataArray(CheckedFiles.y)),
    ])
    #expect(recording.trajectory?.t == CheckedFiles.time.enumerated().filter { $0.offset % 50 != 7 }.map(\.element))
    #expect(recording.says(.warning, "time", "30 of 1500 times are exactly -1"))
    #expect(recording.warnings.count == 1)
  }

  /// Intervals go up and down, and those of each cell make the session together; times that are only in disorder are sorted.
  @Test func intervalsAreNoTimes() throws {
    var state = 1.0
    let intervals = (0..<4).map { _ in
      (0..<180).map { _ -> Double in
        state = (state * 16_807).truncatingRemainder(dividingBy: 2_147_483_647)
        return -log(state / 2_147_483_647) * 60 / 180
      }
    }
    let url = try files.npz(CheckedFiles.concatenated(intervals) + CheckedFiles.tracking())
    expectRefusal(of: url, saying: "these are intervals between spikes", "numpy.cumsum")
    let disorder = CheckedFiles.trains.map { train in train.indices.map { train[($0 * 77) % train.count] } }
    let sorted = try RecordingReader.read(url: files.npz(CheckedFiles.concatenated(disorder) + CheckedFiles.tracking()))
    #expect(sorted.spikes?.cellCount == 4 && sorted.says(.warning, "spikes", "were not in order of time; sorted"))
  }

  /// A sine of the angle, its sine and cosine side by side, and turns that are not wrapped.
  @Test func anglesThatAreNone() throws {
    let sine = try read(CheckedFiles.tracking() + [("hd", DataArray(CheckedFiles.turning.map { sin($0) }))])
    #expect(sine.says(.warning, "head direction", "degrees only, in radians: is it a sine"))
    let both = CheckedFiles.turning.flatMap { [cos($0), sin($0)] }
    let pair = try read(CheckedFiles.tracking() + [("hd", DataArray(both, shape: [1500, 2]))])
    #expect(pair.trajectory?.headDirection == nil && pair.says(.warning, "head direction", "not their shape"))
    let turns = try read(CheckedFiles.tracking() + [("hd_turns", DataArray(CheckedFiles.turning.map { $0 / (2 * .pi) }))])
    #expect(turns.warnings.isEmpty)
    expectEqual(turns.trajectory?.headDirection?.map { sin($0) }, CheckedFiles.turning.map { sin($0) }, within: 1e-6)
  }

  /// Bins of half the stated width, as the tracking says.
  @Test func countsThatLastTwiceAsLongAreSaid() throws {
    let counts = DataArray((0..<6000).map { Int32($0 % 7 == 0 ? 1 : 0) }, shape: [3000, 2])
    let recording = try RecordingReader.read(
      url: files.npz(CheckedFiles.tracking() + [("spikes", counts), ("bin_width", DataArray([0.04], shape: []))]))
    #expect(recording.says(.warning, "bin width", "3000 bins of 0.04 s last 120 s"))
  }
}
