import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// Epochs in another unit, another shape, or with durations for stops.
@Suite struct EpochCheckTests {
  let files: CheckedFiles

  init() throws { files = try CheckedFiles() }

  private func session(_ epochs: [Double], _ shape: [Int] = [2, 2], name: String = "epochs") throws -> URL {
    try files.npz(
      CheckedFiles.concatenated() + CheckedFiles.tracking() + [
        (name, DataArray(epochs, shape: shape)), ("epoch_names", DataArray(["run", "rest", "more"])),
      ])
  }

  @Test func epochsInAnotherUnitThanTheRestAreRefused() throws {
    for factor in [1000.0, 30_000] {
      let url = try session([0, 30, 30, 60].map { $0 * factor })
      expectRefusal(of: url, saying: "not in one unit", "epochs_ms", "--map epochs=none", "--epoch START:STOP")
      #expect(try RecordingReader.read(url: url, options: ReadingOptions(map: ["epochs": "none"])).epochs.isEmpty)
    }
    let named = try RecordingReader.read(url: session([0, 30_000, 30_000, 60_000], name: "epochs_ms"))
    #expect(named.epochs == [Epoch(name: "run", start: 0, stop: 30), Epoch(name: "rest", start: 30, stop: 60)])
    // Frames at 25 Hz, and minutes: neither can be told for certain.
    for values in [[0.0, 750, 750, 1500], [0, 0.25, 0.25, 0.5]] {
      #expect(try RecordingReader.read(url: session(values)).says(.warning, "epochs", "another unit"))
    }
    #expect(try !RecordingReader.read(url: session([0, 30, 30, 61])).says(.warning, "epochs", "another unit"))
  }

  @Test func epochsAreTurnedOrRefusedByTheirShape() throws {
    let turned = try RecordingReader.read(url: session([0, 20, 40, 20, 40, 60], [2, 3]))
    #expect(turned.epochs.map(\.start) == [0, 20, 40] && turned.epochs.map(\.stop) == [20, 40, 60])
    expectRefusal(of: try session([1, 0, 30, 2, 30, 60, 3, 60, 90], [3, 3]), saying: "[epoch, 2]", "(3, 3)")
  }

  @Test func stopsThatAreNotLaterAreRefused() throws {
    expectRefusal(of: try session([0, 30, 30, 30]), saying: "epoch 1", "starts and durations")
    expectRefusal(of: try session([30, 0, 60, 30]), saying: "epoch 0", "not later")
    expectRefusal(of: try session([0, .nan, 30, 60]), saying: "epoch 0")
  }
}
