import ArrayFiles
import ArrayNumerics
import Foundation
import TestSupport
import Testing

@Suite struct HDF5FileTests {
  @Test func everyKindOfDatasetIsRead() throws {
    let file = try HDF5File(contentsOf: fixture("small.h5"))
    #expect(try file.read("/t").doubles == (0..<50).map { Double($0) * 0.02 })
    #expect(try file.attributes(of: "/x")["unit"]?.strings == ["cm"])
    #expect(try file.attributes(of: "/")["dt"]?.doubles == [0.02])
    #expect(try file.read("label").strings == ["grid", "βγ"])
    #expect(try file.read("fixed").strings == ["ab", "c"])
    #expect(try file.read("flags").booleans == [true, false])
    #expect(try file.read("half").floats == [1.5, 2.5])
    #expect(try file.read("big") == DataArray([0, 1, 2, 3] as [Int32]))
    #expect(try file.read("nothing").shape == [0, 3])
    #expect(try file.readRagged("ragged").map { $0.doubles ?? [] } == [[1, 2, 3], []])
    #expect(try file.read("/soft").count == 50)
    let info = try file.info("/y")
    #expect(info.shape == [50] && info.typeName == "float32")
    #expect(try file.children(of: "/spikes").map(\.name) == ["1", "10", "2"])
    let kinds = Dictionary(uniqueKeysWithValues: try file.children().map { ($0.name, $0.kind) })
    #expect(kinds["outside"] == .other && kinds["dangling"] == .other && kinds["soft"] == .dataset)
  }

  @Test(arguments: ["complex", "claims", "absent", "spikes", "ragged", "outside"])
  func whatIsNotReadIsAnError(path: String) throws {
    let file = try HDF5File(contentsOf: fixture("small.h5"))
    #expect(throws: FileError.self) { try file.read(path) }
  }

  @Test func writtenArraysAreReadBackAndTheBytesAreTheSame() throws {
    let folder = try TemporaryFolder()
    let arrays: [(name: String, array: DataArray, unit: String?)] = [
      ("t", DataArray((0..<10_000).map { Double($0) / 3 }), "s"),
      ("rates", DataArray([Float](repeating: 2, count: 4000), shape: [1000, 4]), "Hz"),
      ("deep/er/flags", DataArray([true, false]), nil), ("names", DataArray(["a", "βγ", ""]), nil),
      ("n", DataArray([5], shape: []), nil), ("none", DataArray([] as [Float], shape: [0, 2]), nil),
    ]
    for name in ["a.h5", "b.h5"] { try HDF5File.write(arrays, to: folder.file(name)) }
    let file = try HDF5File(contentsOf: folder.file("a.h5"))
    for (name, array, unit) in arrays {
      #expect(try file.read(name) == array, "\(name)")
      #expect(try file.attributes(of: name)["unit"]?.strings?.first == unit)
    }
    #expect(try Data(contentsOf: folder.file("a.h5")) == Data(contentsOf: folder.file("b.h5")))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).count == 2)
    let error = #expect(throws: FileError.self) {
      try HDF5File.write(arrays, to: folder.file("no/a.h5"))
    }
    #expect(error?.kind == .cannotWrite)
  }

  @Test func whatIsNotHDF5IsRefused() throws {
    #expect(throws: FileError.self) { try HDF5File(contentsOf: fixture("headers.npz")) }
    let error = #expect(throws: FileError.self) { try HDF5File(contentsOf: fixture("absent.h5")) }
    #expect(error?.kind == .noSuchInput)
  }
}
