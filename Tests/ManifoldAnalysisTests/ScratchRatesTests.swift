import ArrayFiles
import ArrayNumerics
import DimensionReduction
import Foundation
import ManifoldAnalysis
import TestSupport
import Testing

/// Rates that lie in a file give the same draws as those in memory, and leave nothing behind.
struct ScratchRatesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: [1, 2, 5, 7])
  func drawsFromAFileAreThoseFromMemory(stride: Int) throws {
    let (bins, cells) = (1_003, 19)
    var numbers = RandomStream(seed: 3, name: "scratch")
    let rates = Matrix<Float>(
      rows: bins, columns: cells, elements: (0..<bins * cells).map { _ in Float(numbers.uniform()) })
    let held = try PreparedRates(rates, stride: stride)
    let stored = try PreparedRates(
      bins: bins, cells: cells, stride: stride, store: ScratchRates(in: folder.url, count: bins * cells)
    ) { body in
      // Pieces whose lengths are no multiple of the stride.
      for start in Swift.stride(from: 0, to: bins, by: 97) {
        let range = start..<min(bins, start + 97)
        guard try body(range, rates.selectingRows(Array(range))) else { return }
      }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == [])
    let shifts = (0..<cells).map { _ in numbers.integer(below: 3 * bins) - bins }
    #expect(try stored.shifted(by: shifts) == held.shifted(by: shifts))
    let some = Array(shifts.prefix(7))
    #expect(try stored.rowSums(ofFirst: some, work: Work()) == held.rowSums(ofFirst: some, work: Work()))
    #expect(
      try stored.rows([[3, 4, 60]], ofFirst: some, work: Work()) == held.rows([[3, 4, 60]], ofFirst: some, work: Work()))
    let order = numbers.permutation(bins).prefix(held.stridedBins).map { Int32($0) }
    let rearranged = try stored.rearranged { _ in Array(order) }
    #expect(rearranged == (try held.rearranged { _ in Array(order) }))
    #expect(rearranged[2, 3] == rates[Int(order[2]), 3])
  }

  @Test func aFolderThatIsNotThereIsSaid() throws {
    let missing = folder.url.appendingPathComponent("missing")
    let error = #expect(throws: FileError.self) { try ScratchRates(in: missing, count: 10) }
    #expect(error?.kind == .inputOutput)
    #expect(error?.description.contains("40 bytes") == true)
  }
}
