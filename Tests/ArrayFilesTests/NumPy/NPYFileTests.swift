import ArrayFiles
import ArrayNumerics
import Foundation
import TestSupport
import Testing

@Suite struct NPYFileTests {
  private let counting = (0..<6).map(Double.init)

  @Test func headersOfAllVersionsOrdersAndTypesAreRead() throws {
    let archive = try NPZArchive(contentsOf: fixture("headers.npz"))
    for name in ["version1", "version2", "version3", "fortran", "big_double"] {
      let array = try #require(try archive.read(name).array)
      #expect(array == DataArray(counting, shape: [2, 3]), "\(name)")
    }
    let cube = try #require(try archive.read("big_fortran").array)
    #expect(cube == DataArray(shape: [2, 3, 4], storage: .int16((0..<24).map { Int16($0) })))
    let half = try #require(try archive.read("half").array?.floats)
    #expect(half == [1.5, -2, 65504, 0x1p-24, 0, .infinity, -.infinity])
    #expect(try archive.read("text").array?.strings == ["grid", "βγ", ""])
    #expect(try archive.read("big_text").array?.strings == ["grid", "βγ", ""])
    #expect(try archive.read("bytes").array?.strings == ["a", "bcd"])
    #expect(try archive.read("flags").array?.booleans == [true, false, true])
  }

  @Test(arguments: [("complex", "complex"), ("huge", "1099511627776"), ("overflow", "claims")])
  func whatIsNotReadSaysWhy(name: String, words: String) throws {
    let archive = try NPZArchive(contentsOf: fixture("headers.npz"))
    let error = #expect(throws: FileError.self) { try archive.read(name) }
    #expect(error?.description.contains(words) ?? false, "\(error?.description ?? "")")
    #expect(error?.description.contains("headers.npz") ?? false)
  }

  @Test func aFileIsWrittenAndRead() throws {
    let folder = try TemporaryFolder()
    for array in [
      DataArray(counting, shape: [3, 2]), DataArray(["é", "日本"]), DataArray([Float.pi], shape: []),
    ] {
      try NPYFile.write(array, to: folder.file("a.npy"))
      #expect(try NPYFile.read(contentsOf: folder.file("a.npy")).array == array)
    }
  }

  @Test func zip64MembersOfPythonAreRead() throws {
    #expect(
      try NPZArchive(contentsOf: fixture("zip64.npz")).read("x").array?.doubles == (0..<10).map(Double.init))
  }
}
