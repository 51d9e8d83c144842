import ArrayFiles
import ArrayNumerics
import Foundation
import TestSupport
import Testing

@Suite struct PickleParserTests {
  private func value(_ name: String, in file: String = "pickles.npz") throws -> PickleValue {
    guard case .object(let value) = try NPZArchive(contentsOf: fixture(file)).read(name) else {
      throw FileError(.unusableData, problem: "an object was expected")
    }
    return value.unwrapped
  }

  @Test(arguments: ["dict2", "dict3", "dict4", "dict5", "numpy1", "lists"])
  func dictionariesKeepTheirOrder(name: String) throws {
    guard case .dictionary(let entries) = try value(name) else {
      Issue.record("\(name) is not a dictionary")
      return
    }
    #expect(entries.map(\.0.label) == ["0", "1", "7"])
    #expect(entries.map { $0.1.numbers ?? [] } == [[0.1, 0.25, 0.5], [], [0.3, 0.9]])
  }

  @Test func singleValuesAreRead() throws {
    guard case .list(let items) = try value("scalars") else {
      Issue.record("not a list")
      return
    }
    #expect(items[0].number == 1.5)
    #expect(items[1].number == -3)
    #expect(items[2].number == 0x1p70)
    #expect(items[3].number == -0x1p40)
    #expect(items[5].number == 1)
    #expect(items[6].label == "xyz")
    #expect(items[7].label == "ü")
  }

  @Test func byteOrderAndFortranOrderInsidePicklesAreKept() throws {
    guard case .list(let items) = try value("big_endian") else {
      Issue.record("not a list")
      return
    }
    #expect(items[0].numbers == [1, 2])
    #expect(items[1].numbers == [1, 0, 0, 1])
  }

  @Test func objectArraysAreListsOfTheirItems() throws {
    guard case .objectArray(let shape, let items) = try value("ragged") else {
      Issue.record("not an object array")
      return
    }
    #expect(shape == [3])
    #expect(items.map { $0.numbers ?? [] } == [[0.1, 0.25, 0.5], [], [0.3, 0.9]])
  }

  @Test(arguments: ["system", "system4"])
  func aForeignGlobalIsNamedAndNotRun(name: String) throws {
    let error = #expect(throws: FileError.self) { try value(name, in: "hostile.npz") }
    #expect(error?.description.contains("posix.system") ?? false, "\(error?.description ?? "")")
    #expect(!FileManager.default.fileExists(atPath: "/tmp/pickle-was-run"))
  }

  @Test(arguments: [("bomb", "expand"), ("loop", "itself"), ("deep", "deep")])
  func hostileNestingIsRefused(name: String, words: String) throws {
    let error = #expect(throws: FileError.self) { try value(name, in: "hostile.npz") }
    #expect(error?.description.contains(words) ?? false, "\(error?.description ?? "")")
  }
}
