import ArrayFiles
import ArrayNumerics
import Foundation
import TestSupport
import Testing

/// Files that scipy, hdf5storage and `make_matlab.py` wrote.
@Suite struct MATLABFileTests {
  private func open(_ name: String) throws -> ArraySource { try ArraySource(arraysOf: fixture(name)) }

  private func array(_ source: ArraySource, _ path: String) throws -> DataArray {
    let item = try #require(source.item(path), "\(path)")
    guard case .array(let array) = try source.read(item) else {
      Issue.record("\(path) is no array")
      return DataArray([] as [Double])
    }
    return array
  }

  private func ragged(_ source: ArraySource, _ path: String) throws -> [[Double]] {
    let item = try #require(source.item(path), "\(path)")
    guard case .ragged(let arrays) = try source.read(item) else {
      Issue.record("\(path) is no cell")
      return []
    }
    return arrays.map { $0.array.doubles ?? [] }
  }

  @Test(arguments: ["v5_plain.mat", "v5_deflated.mat", "v73.mat"])
  func everyClassIsReadFromBothVersions(name: String) throws {
    let source = try open(name)
    #expect(try array(source, "/matrix") == DataArray([0, 1, 2, 3, 4, 5] as [Double], shape: [2, 3]))
    let cube = try array(source, "cube")
    #expect(cube.shape == [2, 3, 4] && cube.integers == Array(0..<24) && cube.typeName == "int16")
    #expect(try array(source, "single") == DataArray([1.5, -2] as [Float], shape: [1, 2]))
    #expect(try array(source, "i8").storage == .int8([-1, 2]))
    #expect(try array(source, "u16").storage == .uint16([1, 65535]))
    #expect(try array(source, "i32").storage == .int32([.min, 5]))
    #expect(try array(source, "u32").storage == .uint32([.max]))
    #expect(try array(source, "i64").storage == .int64([-(1 << 62), 7]))
    #expect(try array(source, "u64").storage == .uint64([.max]))
    #expect(try array(source, "flags") == DataArray([true, false, true], shape: [1, 3]))
    #expect(try array(source, "text") == DataArray(["gitter βγ"], shape: []))
    #expect(try array(source, "none").shape == [0, 3])
    #expect(try ragged(source, "times") == [[0.1, 0.25, 0.5], [], [0.3, 0.9]])
    #expect(try array(source, "names").strings == ["ab", "βγ", ""])
    #expect(try array(source, "/nested{1}") == DataArray([0, 1, 2, 3] as [Double], shape: [2, 2]))
    #expect(try array(source, "/nested{2}").strings == ["x"])
    #expect(try ragged(source, "/nested{3}") == [[1, 2], [3]])
    #expect(try array(source, "/session/info/n").doubles == [7])
    #expect(try ragged(source, "/session/spikes").count == 3)
    #expect(try array(source, "/people/name").strings == ["grid", "βγ"])
    #expect(try ragged(source, "/people/t") == [[1, 2], [3]])
    let complex = try #require(source.item("z"))
    #expect(complex.typeName == "complex double")
    let error = #expect(throws: FileError.self) { try source.read(complex) }
    #expect(error?.description.contains("real(x)") ?? false)
  }

  @Test func bothVersionsGiveTheSameItems() throws {
    func items(_ name: String) throws -> [String: ArraySource.Item] {
      Dictionary(uniqueKeysWithValues: try open(name).items.map { ($0.path, $0) })
    }
    #expect(try items("v5_deflated.mat") == items("v73.mat"))
    #expect(try items("v5_plain.mat") == items("v73.mat"))
  }

  @Test(arguments: ["v5_little.mat", "v5_big.mat", "v5_big_deflated.mat"])
  func bothByteOrders(name: String) throws {
    let source = try open(name)
    // Doubles that were stored as bytes, 16-bit and signed 8-bit integers.
    #expect(try array(source, "narrow") == DataArray([1, 2, 3, 4, 5, 6] as [Double], shape: [2, 3]))
    #expect(try array(source, "narrow16") == DataArray([-300, 0, 300] as [Double], shape: [3, 1]))
    #expect(try array(source, "narrow_single").storage == .float32([-3, 4]))
    #expect(try array(source, "small").storage == .uint8([7, 9]))
    #expect(try array(source, "wide").storage == .int64([-5]))
    #expect(try array(source, "double").doubles == [0.5, -2.25])
    #expect(try array(source, "single").storage == .float32([1.5]))
    #expect(try array(source, "logical").booleans == [false, true, true])
    #expect(try array(source, "text").strings == ["Wörter 𝄞"])
    #expect(try array(source, "lines").strings == ["ab", "xyc"])
    #expect(try array(source, "sparse") == DataArray([0, 2.5, 0, 0, 0, -1], shape: [2, 3]))
    #expect(try ragged(source, "cell") == [[1, 2], [], [3]])
    #expect(try ragged(source, "/array/t") == [[1], [2, 3]])
    #expect(try array(source, "/array/name").strings == ["a", "b"])
    #expect(source.item("fieldless")?.typeName == "struct")
    #expect(try array(source, "/tsd/t").doubles == [4, 5])
    #expect(source.item("handle")?.typeName == "function_handle")
    let table = try #require(source.item("opaque"))
    #expect(table.typeName == "table")
    let error = #expect(throws: FileError.self) { try source.read(table) }
    #expect(error?.description.contains("table2struct") ?? false)
    #expect(source.items.count == 21)
  }

  @Test func whatOnlyMATLABWrites() throws {
    let source = try open("v73_special.mat")
    #expect(try array(source, "s") == DataArray([0, 2.5, 0, 0, 0, -1], shape: [2, 3]))
    #expect(try array(source, "zero") == DataArray([0, 0] as [Double], shape: [2, 1]))
    #expect(source.item("table")?.typeName == "table")
    #expect(source.item("empty_cell")?.shape == [0, 4] && source.item("empty_struct")?.typeName == "struct")
    #expect(try array(source, "lines").strings == ["ab", "xy"])
    // Fields in MATLAB's order, not by name.
    #expect(source.items.filter { $0.path.hasPrefix("/people/") }.map(\.path) == ["/people/z", "/people/a"])
    #expect(try ragged(source, "/people/z") == [[1, 2], [3]])
    #expect(try ragged(source, "many") == (0..<50).reversed().map { [Double($0)] })
    #expect(source.item("loop")?.typeName == "not readable")
    #expect(!source.items.contains { $0.path.contains("#") })
  }

  @Test func sparseMatricesOfScipy() throws {
    #expect(try array(try open("v5_sparse.mat"), "s") == DataArray([0, 2.5, 0, 0, 0, -1], shape: [2, 3]))
  }

  @Test func levelFourIsRefusedInWords() throws {
    let error = #expect(throws: FileError.self) { try open("v4.mat") }
    #expect(error?.description.contains("MATLAB v4") ?? false)
  }

  /// The variables before the damage are read.
  @Test func aCutFileKeepsItsBeginning() throws {
    let folder = try TemporaryFolder()
    let whole = try Data(contentsOf: fixture("v5_big.mat"))
    try whole.prefix(400).write(to: folder.file("cut.mat"))
    let source = try ArraySource(arraysOf: folder.file("cut.mat"))
    #expect(try array(source, "narrow").doubles == [1, 2, 3, 4, 5, 6])
    #expect(source.items.last?.typeName == "not readable")
  }

  @Test func aChangedByteInDeflatedDataIsFound() throws {
    let folder = try TemporaryFolder()
    var bytes = [UInt8](try Data(contentsOf: fixture("v5_deflated.mat")))
    // The checksum of the first variable, at its end.
    let count = Int(bytes[132]) | Int(bytes[133]) << 8
    bytes[136 + count - 1] ^= 1
    try Data(bytes).write(to: folder.file("damaged.mat"))
    let source = try ArraySource(arraysOf: folder.file("damaged.mat"))
    let readable = source.items.filter { $0.typeName != "not readable" }
    #expect(readable.count == source.items.count - 1 || (try? array(source, "matrix")) == nil)
    #expect(try array(source, "cube").count == 24)
  }
}
