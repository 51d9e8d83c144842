import ArrayFiles
import Foundation
import Recordings
import Schema
import TestSupport
import Testing

/// Small inputs that `Scripts/fuzz` found in the HDF5-based readers: each reaches another refusal, or once made the HDF5
/// library crash. `Fixtures/corpus` holds them by target.
@Suite(.serialized) struct CorpusTests {
  static let targets = ["hdf5", "nwb", "mat73", "caiman", "poses-hdf5"]

  private func inputs(of target: String) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(at: fixture("corpus/\(target)"), includingPropertiesForKeys: nil)
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
  }

  /// What was said of a file; `nil` when it was read.
  private func refusal(_ url: URL, _ options: ReadingOptions) throws -> String? {
    do {
      _ = try InspectionReport.inspect(url, options: options).text
      _ = try RecordingReader.read(url: url, options: options)
      return nil
    } catch let error as FileError {
      return error.description
    } catch let error as ParameterError {
      return error.description
    }
  }

  /// Two texts of 1.4 GB each in a file of 4 kB; their first values are not shown, and nothing is allocated for them.
  @Test func whatClaimsGigabytesIsNotShown() throws {
    let report = try InspectionReport.inspect(fixture("corpus/poses-hdf5/long-names.h5"))
    let names = try #require(report.items.first { $0.path == "/node_names" })
    #expect(names.shape == [2] && names.first.isEmpty)
  }

  /// Arrays of variable length in arrays of variable length, 3,000 deep: a type is described no deeper than anybody reads.
  @Test func typesThatAreNestedDeepTakeNoMemory() throws {
    let before = residentBytes()
    let report = try InspectionReport.inspect(fixture("corpus/hdf5/nested-types.h5"))
    #expect(!report.isRecording && report.text.contains("vlen nested arrays"))
    // It was two gigabytes; what other tests hold meanwhile is less.
    #expect(residentBytes() - before < 1 << 30)
  }

  /// A small file with one array 20,000 times: it is read once, not as often as it is named.
  @Test func anArrayThatIsNamedOftenIsReadOnce() throws {
    let before = used
    let recording = try RecordingReader.read(url: fixture("fuzz/shared-array.npz"))
    #expect(recording.cellIDs.count == 20_000 && used - before < 20)
  }

  /// Seconds of processor time of this thread.
  private var used: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }

  @Test(arguments: targets) func eachIsReadOrRefusedWithinASecond(target: String) throws {
    var options = ReadingOptions()
    if target == "poses-hdf5" {
      options = ReadingOptions(positionUnit: .pixel(metresPerPixel: 0.002))
      options.frameRate = 20
    }
    let inputs = try inputs(of: target)
    #expect(inputs.count >= 3)
    var refusals: Set<String> = []
    for input in inputs {
      let before = used
      let said = try refusal(input, options)
      #expect(used - before < 1, "\(input.lastPathComponent)")
      if let said {
        #expect(said.contains(input.lastPathComponent), "\(said)")
        refusals.insert(said.replacingOccurrences(of: input.lastPathComponent, with: ""))
      }
    }
    #expect(3 * refusals.count >= inputs.count)
  }
}
