import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// Numbers that were rounded or wrapped around before they were saved.
@Suite struct PrecisionTests {
  let files: CheckedFiles

  init() throws { files = try CheckedFiles() }

  /// Single precision has 24 bits: at 400,000 s neighbours are 2⁻⁵ s = 31.25 ms apart.
  @Test func spikesInSinglePrecisionFarFromZeroAreSaidToBeRounded() throws {
    func read(_ offset: Double, _ round: (Double) -> Double) throws -> Recording {
      try RecordingReader.read(
        url: files.npz(CheckedFiles.concatenated(CheckedFiles.trains.map { $0.map { round($0 + offset) } })))
    }
    func single(_ value: Double) -> Double { Double(Float(value)) }
    #expect(try read(400_000, single).says(.warning, "spikes", "finer than 31.25 ms"))
    #expect(try !read(400_000) { $0 }.says(.warning, "spikes", "finer than"))
    #expect(try !read(0, single).says(.warning, "spikes", "finer than"))
    // Samples at a rate that is a power of two are exact.
    #expect(try !read(400_000) { ($0 * 32_768).rounded() / 32_768 }.says(.warning, "spikes", "finer than"))
  }

  /// At 30,000 s neighbours are 1.95 ms apart, which is 5 % of the steps.
  @Test func clocksInSinglePrecisionAreSaidToBeRounded() throws {
    func read(_ time: [Double]) throws -> Recording {
      try RecordingReader.read(url: files.npz([("t", DataArray(time))] + CheckedFiles.tracking().dropFirst()))
    }
    let late = CheckedFiles.time.map { $0 + 60_000 }
    #expect(try read(late.map { Double(Float($0)) }).says(.warning, "time", "finer than 3.906 ms"))
    #expect(try !read(late).says(.warning, "time", "finer than"))
    // A clock of 1/32 s is told exactly.
    #expect(try !read(CheckedFiles.time.indices.map { 60_000 + Double($0) / 32 }).says(.warning, "time", "finer than"))
  }

  private func bytes(_ values: [UInt8]) -> DataArray { DataArray(shape: [values.count], storage: .uint8(values)) }

  @Test func numbersThatWereWrappedAroundAreRefused() throws {
    let wide = CheckedFiles.x.map { UInt8(truncatingIfNeeded: Int(400 * $0)) }
    let narrow = CheckedFiles.x.map { UInt8(truncatingIfNeeded: Int(200 * $0)) }
    let y = ("y", DataArray(CheckedFiles.y.map { 100 * $0 }))
    let clock = ("t", DataArray(CheckedFiles.time))
    expectRefusal(of: try files.npz([clock, ("x", bytes(wide)), y]), saying: "uint8", "wrapped")
    let kept = try RecordingReader.read(url: files.npz([clock, ("x", bytes(narrow)), y]))
    #expect(kept.trajectory?.x?[10] == Double(narrow[10]) / 100)
    let degrees = CheckedFiles.wrapped.map { UInt8(truncatingIfNeeded: Int($0 * 180 / .pi)) }
    expectRefusal(of: try files.npz([clock, ("hd", bytes(degrees))]), saying: "hd", "wrapped")
  }
}
