import ArrayFiles
import ArrayNumerics
import Foundation
import TestSupport
import Testing

/// Datasets that deflate packed, unpacked here and not by the HDF5 library. `chunks.h5` is made by make_chunks.py.
@Suite struct HDF5ChunksTests {
  /// Whole numbers that repeat after 251, as the script makes them.
  private func values(_ count: Int) -> [Int] { (0..<count).map { $0 % 251 } }

  @Test(arguments: ["deflate", "shuffle", "masked", "checksum", "big_endian"], [1, 2])
  func everyRowOfFiltersGivesTheSame(name: String, threads: Int) throws {
    let file = try HDF5File(contentsOf: fixture("chunks.h5"), threads: threads)
    #expect(try file.read(name).doubles == values(34_000).map(Double.init), "\(name)")
    #expect(try file.read(name, rows: 1000..<33_999).doubles == values(33_999)[1000...].map(Double.init))
  }

  @Test(arguments: ["int8", "int16", "int32", "float32"]) func elementsOfEverySizeAreUnshuffled(name: String) throws {
    let file = try HDF5File(contentsOf: fixture("chunks.h5"))
    let expected = (0..<300_003).map { Double($0 % 101) }
    #expect(try file.read(name).doubles == expected)
  }

  @Test func partsOfMatricesAreCutOutOfTheirChunks() throws {
    let file = try HDF5File(contentsOf: fixture("chunks.h5"), threads: 2)
    let matrix = try file.read("matrix")
    #expect(matrix.shape == [700, 130] && matrix.integers == (0..<91_000).map { ($0 / 130) * 3 + $0 % 130 })
    let rows = try file.read("matrix", rows: 33..<699)
    #expect(rows.shape == [666, 130] && rows.integers == Array((matrix.integers ?? [])[33 * 130..<699 * 130]))
    let tall = try file.read("tall", rows: 5..<69_990, column: 2)
    #expect(tall.integers == (5..<69_990).map { $0 % 90 + 2 })
    #expect(try file.read("cube").integers == (0..<90_000).map { $0 % 77 })
  }

  @Test func whatWasNeverWrittenIsFilled() throws {
    let file = try HDF5File(contentsOf: fixture("chunks.h5"), threads: 2)
    let values = try #require(try file.read("partly").doubles)
    #expect(values.count == 34_000 && values[..<16_384].allSatisfy { $0 == 5 } && values[16_384...].allSatisfy { $0 == -1 })
  }

  @Test(arguments: ["garbage", "short", "long", "cut", "wrong_sum"], [1, 2])
  func chunksThatLieAreRefused(name: String, threads: Int) throws {
    let file = try HDF5File(contentsOf: fixture("chunks.h5"), threads: threads)
    let error = #expect(throws: FileError.self) { try file.read(name) }
    #expect(error?.problem.contains("damaged") == true)
  }

  @Test func writtenArraysOfManyChunksComeBack() throws {
    let folder = try TemporaryFolder()
    var stream = RandomStream(seed: 3, name: "chunks")
    let vector = DataArray((0..<100_003).map { _ in stream.uniform() })
    let matrix = DataArray((0..<300_000).map { Float($0) / 7 }, shape: [1000, 300])
    try HDF5File.write([("vector", vector, nil), ("matrix", matrix, nil)], to: folder.file("a.h5"))
    for threads in 1...3 {
      let file = try HDF5File(contentsOf: folder.file("a.h5"), threads: threads)
      #expect(try file.read("vector") == vector)
      #expect(try file.read("matrix") == matrix)
    }
  }
}
