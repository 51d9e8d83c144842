import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// What CaImAn and a person accept of its components.
@Suite struct CaimanVerdictsTests {
  private let folder: TemporaryFolder
  private var file: URL { folder.file("cnmf.hdf5") }

  init() throws { folder = try TemporaryFolder() }

  private func writeFile(_ lists: [String: [Int]]) throws {
    var arrays: [(name: String, array: DataArray, unit: String?)] = ["C", "S"].map { name in
      ("estimates/\(name)", DataArray((0..<60).map { Double($0 / 10) }, shape: [6, 10]), nil)
    }
    for (name, values) in lists.sorted(by: { $0.key < $1.key }) {
      arrays.append(("estimates/\(name)", DataArray(values.map { Int64($0) }, shape: [values.count]), nil))
    }
    arrays.append(("params/data/fr", DataArray([20.0], shape: []), nil))
    try HDF5File.write(arrays, to: file)
  }

  private func read() throws -> Recording { try RecordingReader.read(url: file) }

  @Test func aPersonsListsGoBeforeTheAutomaticChoice() throws {
    try writeFile(["idx_components": [0, 2, 3], "idx_components_bad": [1, 4, 5], "accepted_list": [5], "rejected_list": [2]])
    let recording = try read()
    #expect(recording.roiSignals?.ids == ["0", "3", "5"])
    #expect(recording.says("a person added 1 components (accepted_list) and took 1 away"))
    #expect(recording.says("not used: /estimates/C"))
  }

  @Test func measuresWithoutAVerdictAreNamed() throws {
    try writeFile(["SNR_comp": [1, 2, 3, 4, 5, 6], "r_values": [1, 0]])
    #expect(try read().says("all 6 were kept (SNR_comp, which grade them, were not used)", .warning))
  }

  @Test func oneListIsEnough() throws {
    try writeFile(["idx_components_bad": [0, 1]])
    #expect(try read().roiSignals?.ids == ["2", "3", "4", "5"])
    try writeFile(["rejected_list": [4]])
    #expect(try read().roiSignals?.ids == ["0", "1", "2", "3", "5"])
    try writeFile(["accepted_list": [4]])
    #expect(try read().roiSignals?.ids == ["4"])
  }

  @Test func contradictionsAreRefused() throws {
    try writeFile(["idx_components": [0, 2], "idx_components_bad": [2, 3]])
    #expect(failure(file).contains("contradict each other: 1 components are in both, the first 2"))
    try writeFile(["accepted_list": [0], "rejected_list": [0]])
    #expect(failure(file).contains("accepted_list and rejected_list contradict"))
    try writeFile(["idx_components": [0, 9]])
    #expect(failure(file).contains("not among the 6"))
    #expect(failure(file, map: ["accepted": "all"]).isEmpty)
  }
}
