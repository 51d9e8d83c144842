import Foundation
import Recordings
import TestSupport
import Testing

/// Files of wave_clus, made by `make_laboratories.py`: classes 0, 1, 2, 1, 0, 2 at 1, 2, …, 6 ms.
@Suite struct WaveClusTests {
  @Test func classesAreCellsAndTimesMilliseconds() throws {
    let recording = try RecordingReader.read(url: laboratory("times_ch1.mat"))
    #expect(recording.trains == ["1": [0.002, 0.004], "2": [0.003, 0.006]])
    #expect(recording.says("2 spikes of class 0 belong to no cell"))
    #expect(recording.says("1 spikes were forced into a class"))
    #expect(recording.says("not used: /spikes"))
  }

  @Test func classZeroAndAnotherUnitOnRequest() throws {
    let all = try RecordingReader.read(
      url: laboratory("times_ch1.mat"), options: ReadingOptions(spikeTimeUnit: .second, map: ["labels": "all"]))
    #expect(all.trains["0"] == [1, 5] && all.cellIDs == ["0", "1", "2"])
    #expect(failure(laboratory("times_ch1.mat"), map: ["labels": "good"]).contains("takes 'all'"))
  }
}
