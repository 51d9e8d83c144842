import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// Real trials of Turner-Evans et al. 2017 that lie beside the fixtures on some machines, with what a prototype reached.
@Suite struct FlyRecordingTests {
  struct Trial: Sendable, CustomTestStringConvertible {
    var file: String
    /// What the correlation of movements and the resultant reach at least.
    var correlation: Double, resultant: Double
    var testDescription: String { file }
  }

  private static let folder = SharedFixtures.folder?.deletingLastPathComponent()
    .appendingPathComponent("recordings/fly-eb-turnerevans2017")
  private static func url(_ file: String) -> URL? {
    folder?.appendingPathComponent(file).appendingPathExtension("mat")
  }
  private static var exist: Bool { url(faint).map { FileManager.default.fileExists(atPath: $0.path) } ?? false }

  private static let faint = "PEN1-EB/20160423/Fly2_9day_6fx60D05_jRGC1ax37F06_Dark_00001"
  private static let bridge = "PEN1-PB/20160621/Fly1_8-10day_6fx60D05_jRGC1ax37F06_1x_00001"
  private static let fly = "PEN1-EB/20160429/Fly2_7day_6fx37F06_jRGC1ax60D05_"
  static let trials = [
    Trial(file: fly + "1x_00001", correlation: 0.72, resultant: 0.86),
    Trial(file: fly + "1x_00002", correlation: 0.82, resultant: 0.76),
    Trial(file: fly + "2x_00001", correlation: 0.78, resultant: 0.87),
    Trial(file: fly + "Dark_00001", correlation: 0.795, resultant: 0.48),
    Trial(file: fly + "Dark_00002", correlation: 0.87, resultant: 0.88),
    Trial(
      file: "PEN1-EB/20170114/Fly1_8day_6fx37F06_jRGECO1ax60D05_Dark_00004", correlation: 0.84, resultant: 0.715),
    Trial(file: bridge, correlation: 0.68, resultant: 0.745),
  ]

  @Test(.enabled(if: exist), arguments: trials) func aTrialReachesWhatThePrototypeDid(trial: Trial) throws {
    let result = try fitBump(RecordingReader.read(url: #require(Self.url(trial.file))))
    let numbers = result.recordedNumbers.compactMapValues(\.double)
    let r = try #require(numbers["heading_correlation"])
    #expect(r >= trial.correlation && r >= result.methods.correlation[1] - 0.015)
    #expect(try #require(numbers["heading_resultant"]) >= trial.resultant)
    #expect(try #require(numbers["usable_share"]) >= 0.97 && result.recordedNumbers["quality"]?.string == "good")
    #expect(result.recordedNumbers["normalized"] == .bool(true))
    #expect(try #require(numbers["second_bump_share"]) < 0.02 && numbers["heading_correlation_p"] == 1.0 / 201)
    let isBridge = trial.file == Self.bridge
    #expect(result.recordedNumbers["ring"]?.string == (isBridge ? "bridge" : "even"))
    #expect(numbers["heading_direction"] == (isBridge ? -1 : 1))
    if isBridge {
      let offset: Double = try #require(numbers["bridge_offset_rad"])
      #expect(abs(offset * 180 / .pi + 22.5) < 11)
    } else {
      #expect((0.2...0.5).contains(try #require(numbers["tempering"])))
    }
  }

  /// P-EN neurons in green beside E-PG in red: their bump stands near and leads, as published.
  @Test(.enabled(if: exist)) func theOtherChannelLeads() throws {
    let url = try #require(Self.url(Self.fly + "Dark_00002"))
    var options = ReadingOptions()
    options.map["roi"] = "/GROIaveMax"
    let other = try RecordingReader.read(url: url, options: options).roiSignals
    let numbers = try fitBump(RecordingReader.read(url: url), other: other).recordedNumbers.compactMapValues(\.double)
    #expect(abs(angleDifference(try #require(numbers["other_offset_rad"]), 0)) < 0.3)
    #expect(try #require(numbers["other_lag_s"]) < 0 && numbers["other_correlation_p"] == 1.0 / 201)
    #expect(try #require(numbers["other_correlation"]) > 0.5)
  }

  @Test(.enabled(if: exist)) func aFaintRingIsPoor() throws {
    let result = try fitBump(RecordingReader.read(url: #require(Self.url(Self.faint))))
    let numbers = result.recordedNumbers.compactMapValues(\.double)
    #expect((0.7...0.88).contains(try #require(numbers["presence_mean"])) && numbers["usable_share"] ?? 1 < 0.8)
    #expect(result.recordedNumbers["quality"]?.string == "poor" && numbers["ring_margin"] ?? 0 > 1)
  }
}
