import ArrayFiles
import Foundation
import Recordings
import TestSupport
import Testing

@Suite struct BehaviourFileTests {
  @Test func twoTablesMakeARecording() throws {
    let options = ReadingOptions(behaviour: laboratory("tables/behaviour.csv"))
    let recording = try RecordingReader.read(url: laboratory("tables/spikes.csv"), options: options)
    #expect(recording.trains["a"] == [0.5, 1.5])
    #expect(recording.trajectory?.headDirection?[10] == 1)
    #expect(recording.says("trajectory from behaviour.csv"))
  }

  @Test func aFolderTakesItsBehaviourFromAFile() throws {
    let options = ReadingOptions(
      map: ["labels": "all", "x": "x", "t": "t"], behaviour: laboratory("tables/behaviour.csv"))
    let recording = try RecordingReader.read(url: laboratory("phy"), options: options)
    #expect(recording.cellIDs == ["2", "3", "5", "7"])
    #expect(recording.trajectory?.t.last == 2)
  }

  @Test func spikesOutsideTheTrackingAreCounted() throws {
    let folder = try TemporaryFolder()
    try write("unit,time\na,0.5\na,100\na,200\n", to: folder.file("s.csv"))
    let options = ReadingOptions(behaviour: laboratory("tables/behaviour.csv"))
    let recording = try RecordingReader.read(url: folder.file("s.csv"), options: options)
    #expect(recording.says("2 of 3 spikes lie outside the tracking", .warning))
  }

  @Test func filesWithoutBehaviourAreRefused() {
    let options = ReadingOptions(behaviour: laboratory("tables/spikes.csv"))
    #expect(throws: FileError.self) {
      try RecordingReader.read(url: laboratory("tables/spikes.csv"), options: options)
    }
  }
}
