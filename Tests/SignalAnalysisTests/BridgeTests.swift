import ArrayNumerics
import Foundation
import PopulationActivity
import Recordings
import SignalAnalysis
import Stages
import TestSupport
import Testing

/// The 18 glomeruli of a protocerebral bridge are never read as one ring.
@Suite struct BridgeTests {
  /// A bridge: 18 columns, of which the outermost show noise alone.
  static func bridge(phase: Double = -.pi / 8) -> (ring: SimulatedRing, signals: Matrix<Double>) {
    var ring = SimulatedRing()
    ring.angles = (0..<16).map { index -> Double in
      let turn = Double(index % 8) * .pi / 4
      return index < 8 ? turn : turn + phase
    }
    let inner = ring.made().signals
    var random = RandomStream(seed: 8, name: "leak")
    var all = Matrix(rows: inner.rows, columns: 18, repeating: 0.0)
    for frame in 0..<inner.rows {
      for column in 0..<16 { all[frame, column + 1] = inner[frame, column] }
      all[frame, 0] = 0.2 + 0.1 * random.normal()
      all[frame, 17] = 0.2 + 0.1 * random.normal()
    }
    return (ring, all)
  }

  /// Sixteen wedges once round: as a bridge they would fit best at another phase, but nothing is folded.
  @Test func anEvenRingIsNotWarnedOfAsABridge() throws {
    var random = RandomStream(seed: 3, name: "wedges")
    var (heading, signals) = (0.0, Matrix(rows: 1500, columns: 16, repeating: 0.0))
    for frame in 0..<signals.rows {
      heading += 0.12 * random.normal()
      for wedge in 0..<16 {
        signals[frame, wedge] = 1 + 1.5 * exp(3 * (cos(Double(wedge) * .pi / 8 - heading) - 1)) + 0.1 * random.normal()
      }
    }
    let result = try fitBump(SimulatedRing.recording(signals, times: (0..<signals.rows).map { Double($0) / 11.4 }))
    #expect(result.recordedNumbers["ring"]?.string == "even")
    #expect(abs(angleDifference(number(result, "bridge_offset_rad"), -.pi / 8)) > 0.2)
    #expect(result.notes.warnings.allSatisfy { !$0.contains("bridge") })
  }

  @Test func glomeruliAreFoldedAndTheOutermostNamed() throws {
    let (ring, signals) = Self.bridge()
    let result = try fitBump(SimulatedRing.recording(signals, times: ring.times))
    #expect(result.recordedNumbers["ring"]?.string == "bridge" && result.regions.ids == (1...16).map(String.init))
    #expect(number(result, "bridge_log_likelihood") > number(result, "pair_log_likelihood") + 1)
    #expect(result.track.signals.columns == 16 && distance(result.track.center, ring.made().position) < 0.06)
    #expect(abs(number(result, "bridge_offset_rad") + .pi / 8) < 11 * .pi / 180)
    let dropped = try #require(result.notes.dropped.first { $0.what == "regions" })
    #expect(dropped.count == 2 && dropped.reason.contains("columns 1 and 18"))
    #expect(result.notes.warnings.contains { $0.contains("protocerebral bridge") })
  }

  /// A bridge whose sides stand at another phase, as with columns in another order, is one all the same, and is folded there.
  @Test(arguments: [-157.5, -80, 22.5, 100]) func aBridgeOfAnotherPhaseIsFoldedAtIt(degrees: Double) throws {
    let (ring, signals) = Self.bridge(phase: degrees * .pi / 180)
    let result = try fitBump(
      SimulatedRing.recording(signals.selectingColumns(Array(1...16)), times: ring.times), ["permutations": "0"])
    #expect(result.recordedNumbers["ring"]?.string == "bridge")
    #expect(abs(angleDifference(number(result, "bridge_offset_rad"), degrees * .pi / 180)) < 6 * .pi / 180)
    #expect(distance(result.track.center, ring.made().position) < 0.08)
    #expect(result.notes.warnings.contains { $0.contains("was folded at a phase of") })
  }

  @Test func wordsThatContradictTheSignalsAreRefused() throws {
    let (ring, signals) = Self.bridge()
    let recording = SimulatedRing.recording(signals, times: ring.times)
    func refusal(_ recording: Recording, _ ring: String) -> String {
      do {
        _ = try fitBump(recording, ["ring": ring])
        return ""
      } catch { return "\(error)" }
    }
    #expect(refusal(recording, "even").contains("those of a folded bridge") && refusal(recording, "bridge").isEmpty)
    var wedges = SimulatedRing()
    wedges.regions = 18
    #expect(refusal(wedges.recording(), "bridge").contains("those of an even ring"))
    wedges.regions = 12
    #expect(refusal(wedges.recording(), "bridge").contains("12 regions are no bridge"))
  }

  /// 18 wedges of one ring are no bridge; that is said.
  @Test func eighteenWedgesStayARing() throws {
    var ring = SimulatedRing()
    ring.regions = 18
    let result = try fitBump(ring.recording())
    #expect(result.recordedNumbers["ring"]?.string == "even" && result.regions.ids.count == 18)
    #expect(distance(result.track.center, ring.made().position) < 0.05)
    #expect(result.notes.warnings.contains { $0.contains("one even ring, by their signals") })
  }

  /// Two bumps on a ring look like the copies of a folded bridge, and are told from them, whether they keep their distance or
  /// not.
  @Test(arguments: [16, 18]) func twoBumpsOnARingAreNoBridge(regions: Int) throws {
    var ring = SimulatedRing()
    (ring.regions, ring.secondBump) = (regions, 0.8)
    let result = try fitBump(ring.recording(), ["permutations": "0", "shifts": "0"])
    #expect(result.recordedNumbers["ring"]?.string == "even" && result.regions.ids.count == regions)
    #expect(number(result, "second_bump_share") > 0.8)
    // Eighteen on a ring are unlike a bridge already with one bump.
    if regions == 16 {
      #expect(number(result, "pair_log_likelihood") > number(result, "bridge_log_likelihood") + 1)
      #expect(result.notes.warnings.contains { $0.contains("even ring with two bumps, by their signals") })
    }
  }

  /// Where the signals do not say, what the regions are called counts, and then their number.
  @Test func eighteenColumnsCalledWedgesAreNoBridge() throws {
    var ring = SimulatedRing()
    (ring.regions, ring.hasBump, ring.frames) = (18, false, 300)
    let (signals, _, _) = ring.made()
    func result(_ name: String, _ settings: KeyValuePairs<String, String> = [:]) throws -> BumpFittingResult {
      var recording = SimulatedRing.recording(signals, times: ring.times)
      recording.roiSignals = ROISignals(
        matrix: signals.map(Float.init), clock: .times(ring.times), quantity: .dff, ids: (1...18).map { "\(name) \($0)" })
      return try fitBump(recording, settings)
    }
    let wedges = try result("Wedge")
    #expect(wedges.recordedNumbers["ring"]?.string == "even" && wedges.regions.ids.count == 18)
    #expect(wedges.notes.warnings.contains { $0.contains("by their names, since the signals do not say") })
    let unnamed = try result("ROI")
    #expect(unnamed.recordedNumbers["ring"]?.string == "bridge" && unnamed.regions.ids.count == 16)
    #expect(unnamed.notes.warnings.contains { $0.contains("by their number, since the signals do not say") })
    let asked = try result("ROI", ["ring": "even"])
    #expect(asked.regions.ids.count == 18 && asked.notes.warnings.contains { $0.contains("as --ring says") })
  }

  /// Wedges in name that are glomeruli by their signals are folded, and the name is held against them.
  @Test func glomeruliThatAreCalledWedgesAreToldSo() throws {
    let (ring, signals) = Self.bridge()
    var recording = SimulatedRing.recording(signals, times: ring.times)
    recording.roiSignals?.ids = (1...18).map { "wedge\($0)" }
    let result = try fitBump(recording)
    #expect(result.recordedNumbers["ring"]?.string == "bridge")
    #expect(result.notes.warnings.contains { $0.contains("They are called wedges, of which the ellipsoid body has 16") })
  }

  /// A bridge without its outermost glomeruli is told from 16 wedges.
  @Test func sixteenGlomeruliAreFolded() throws {
    let (ring, signals) = Self.bridge()
    let inner = signals.selectingColumns(Array(1...16))
    let result = try fitBump(SimulatedRing.recording(inner, times: ring.times))
    #expect(result.recordedNumbers["ring"]?.string == "bridge")
    #expect(distance(result.track.center, ring.made().position) < 0.06)
  }
}
