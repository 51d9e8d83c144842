import ArrayFiles
import Datasets
import Foundation
import Testing

@Suite struct DatasetRegistryTests {
  @Test func everyEntryOfTheRegistryIsCompleteAndTheCommittedFilesAreTheRegisteredOnes() throws {
    let registry = try DatasetRegistry(contentsOf: datasetsFolder.appendingPathComponent("registry.yaml"))
    #expect(
      registry.entries.map(\.name) == [
        "grid-module", "rat-trajectory", "head-direction-ring", "independent-cells", "gardner2022",
        "roi_data",
        "grid_1", "grid_2", "left_right_data_of",
      ])
    var size = 0
    for entry in registry.entries {
      for file in entry.files {
        let url = datasetsFolder.appendingPathComponent(file.path)
        guard entry.kind != .download, FileManager.default.fileExists(atPath: url.path) else { continue }
        #expect(try sha256(of: url) == file.sha256)
        #expect(try Data(contentsOf: url).count == file.bytes)
        size += file.bytes ?? 0
      }
    }
    #expect(size > 100_000 && size < 1_500_000)
  }

  @Test func aMisspeltNameGetsTheNearest() throws {
    let registry = try DatasetRegistry(contentsOf: datasetsFolder.appendingPathComponent("registry.yaml"))
    #expect(try registry.entry(named: "grid-module").kind == .simulated)
    for (typed, nearest) in [
      ("grid-modul", "grid-module"), ("gardner", "gardner2022"), ("ROI-data", "roi_data"),
    ] {
      let error = #expect(throws: DatasetError.self) { try registry.entry(named: typed) }
      #expect("\(try #require(error))".contains("did you mean '\(nearest)'"))
    }
  }

  static let good = """
    datasets:
      - name: a
        title: A
        kind: download
        files: [{path: a.npz, url: "https://example.org/a.npz", sha256: null, checksum-note: unknown}]
        licence: CC0
        citations: [{text: Somebody}]
        origin: there
        load: canns-analyze run a.npz
    """

  @Test(arguments: [
    ("kind: download", "kind: other", "kind 'other'"), ("path: a.npz", "path: ../a.npz", "leads out"),
    (", checksum-note: unknown", "", "checksum-note"), ("sha256: null", "sha256: abc", "64 hexadecimal"),
    ("licence: CC0", "license: CC0", "'license' is unknown"), ("https://", "file:///", "https://"),
    ("title: A", "title: ''", "no 'title'"), ("datasets:", "data:", "list 'datasets'"),
    ("name: a", "name: [", "not YAML"),
  ])
  func whatIsWrongIsNamed(found: String, replacement: String, words: String) throws {
    #expect(try DatasetRegistry(yaml: Self.good, file: "r.yaml").entries.count == 1)
    let yaml = Self.good.replacingOccurrences(of: found, with: replacement)
    let error = #expect(throws: DatasetError.self) { try DatasetRegistry(yaml: yaml, file: "r.yaml") }
    #expect("\(try #require(error))".contains(words))
  }
}
