import ArrayFiles
import Foundation
import TestSupport
import Testing

/// Files that are not read are refused by their name, with what to give instead.
@Suite struct RecorderFileTests {
  private func problem(_ start: [UInt8], _ name: String) throws -> String {
    let folder = try TemporaryFolder()
    let url = folder.file(name)
    try Data(start + [UInt8](repeating: 0, count: 400)).write(to: url)
    do {
      return try "read: \(ArraySource(arraysOf: url).format)"
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: [
    ("######## Neuralynx Data File Header", "TT1.ntt", "Neuralynx", "spike_index"),
    ("######## Neuralynx Data File Header", "VT1.nvt", "video track", "as columns of a CSV"),
    ("######## Neuralynx Data File Header", "Events.nev", "Neuralynx", "Neo"), ("NEURALEV", "a.nev", "Blackrock", "Neo"),
    ("PLEX", "a.plx", "Plexon", "Neo"), ("header.format = 'Open Ephys", "100_CH1.continuous", "Open Ephys", "Phy"),
    ("", "run_g0_t0.imec0.ap.bin", "SpikeGLX", "Phy"), ("", "continuous.dat", "without a header", "does not say"),
    ("II*", "a.tif", "picture", "suite2p"), ("", "a.mp4", "a video", "DeepLabCut"),
  ])
  func recordingsAndOtherFilesAreNamed(_ start: String, _ name: String, _ words: String, _ remedy: String) throws {
    let problem = try problem(Array(start.utf8), name)
    #expect(problem.contains(words) && problem.contains(remedy), "\(problem)")
  }

  @Test func picklesAndIntanAreKnownByTheirFirstBytes() throws {
    #expect(try problem([0x80, 4, 0x95], "a.data").contains("numpy.savez"))
    #expect(try problem([0x02, 0x27, 0x91, 0xC6], "a.x").contains("Intan"))
  }

  @Test func textWithTheEndingOfARecorderIsATable() throws {
    let folder = try TemporaryFolder()
    let url = folder.file("track.dat")
    try Data("t,x,y\n0,1,2\n1,2,3\n".utf8).write(to: url)
    #expect(try ArraySource(arraysOf: url).items.map(\.path) == ["t", "x", "y"])
  }
}
