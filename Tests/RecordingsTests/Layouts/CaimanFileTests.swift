import Recordings
import Testing

@Suite struct CaimanFileTests {
  private func signals(_ name: String, _ map: [String: String] = [:]) throws -> ROISignals {
    try #require(try RecordingReader.read(url: laboratory(name), options: ReadingOptions(map: map)).roiSignals)
  }

  @Test func deconvolvedSignalsOfAcceptedComponentsAreTheDefault() throws {
    let signals = try signals("caiman.hdf5")
    #expect(signals.ids == ["0", "2", "3"])
    #expect(signals.rate == 20)
    #expect(signals.quantity == .deconvolved)
    #expect(signals.matrix.rows == 50)
    for frame in 0..<50 {
      #expect(Array(signals.matrix.row(frame)) == [0, 2, 3].map { frame % 10 == 0 ? Float($0 + 1) : 0 })
    }
  }

  @Test func otherSignalsAreReadOnRequest() throws {
    #expect(try signals("caiman.hdf5", ["roi": "C"]).matrix[10, 1] == Float(2.1))
    #expect(try signals("caiman.hdf5", ["roi": "C+YrA"]).matrix[10, 1] == Float(2.1) + 0.25)
    let dff = try signals("caiman.hdf5", ["roi": "F_dff", "accepted": "all"])
    #expect(dff.quantity == .dff)
    #expect(dff.matrix.columns == 4)
    #expect(dff.matrix[0, 0] == -0.05)
    #expect(failure(laboratory("caiman.hdf5"), map: ["roi": "A"]).contains("S, F_dff, C or C+YrA"))
  }

  @Test func whatWasNotComputedIsPassedOver() throws {
    let recording = try RecordingReader.read(url: laboratory("caiman-denoised.hdf5"))
    #expect(recording.roiSignals?.quantity == .fluorescence)
    #expect(recording.roiSignals?.matrix.columns == 4)
    #expect(recording.says("no idx_components", .warning))
    #expect(recording.says("--frame-rate HZ", .warning))
  }
}
