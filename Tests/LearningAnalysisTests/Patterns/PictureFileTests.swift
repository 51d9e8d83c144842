import ArrayFiles
import ArrayNumerics
import CCairo
import Foundation
import LearningAnalysis
import Stages
import TestSupport
import Testing

/// Runs the memory on patterns from files.
func remember(_ files: [URL], _ change: (inout HopfieldParameters) -> Void = { _ in }) throws -> HopfieldResult {
  var parameters = HopfieldParameters()
  parameters.patterns = files.map(\.path)
  parameters.noise = 0
  change(&parameters)
  try parameters.validate()
  return try HopfieldTraining.run(
    FileInput(URL(fileURLWithPath: "train.yaml")), parameters: parameters, context: RunContext(seed: 1))
}

struct PictureFileTests {
  /// A picture of grey values as Cairo writes it.
  private func writePNG(_ grey: [[UInt8]], to url: URL) {
    let (height, width) = (grey.count, grey[0].count)
    let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))
    cairo_surface_flush(surface)
    let stride = Int(cairo_image_surface_get_stride(surface))
    if let data = cairo_image_surface_get_data(surface) {
      for (row, line) in grey.enumerated() {
        for (column, value) in line.enumerated() {
          for channel in 0..<3 { data[row * stride + 4 * column + channel] = value }
        }
      }
    }
    cairo_surface_mark_dirty(surface)
    cairo_surface_write_to_png(surface, url.path)
    cairo_surface_destroy(surface)
  }

  private let grey: [[UInt8]] = [[0, 200, 10], [250, 30, 90]]
  /// At the mean of 96.7.
  private let cut: [Float] = [-1, 1, -1, 1, -1, -1]

  @Test func picturesAreReadFromTheTopAndCutAtTheirMean() throws {
    let folder = try TemporaryFolder()
    let (png, plain, raw) = (
      folder.url.appendingPathComponent("a.png"), folder.url.appendingPathComponent("b.pgm"),
      folder.url.appendingPathComponent("c.pgm")
    )
    writePNG(grey, to: png)
    try Data("P2\n# a comment\n3 2\n255\n0 200 10\n250 30 90\n".utf8).write(to: plain)
    try Data("P5 3 2 255\n".utf8 + grey.flatMap { $0 }).write(to: raw)
    let result = try remember([png, plain, raw])
    #expect(result.pictureShape == [2, 3] && result.names == ["a", "b", "c"])
    for row in 0..<3 { #expect(Array(result.target.row(row)) == cut) }
    #expect(result.notes.warnings.contains { $0.hasPrefix("2 of the 3 patterns are equal") })
  }

  @Test func brokenPicturesAreRefused() throws {
    let folder = try TemporaryFolder()
    for (name, bytes) in [
      ("a.pgm", Array("P5 3 2 255\n123".utf8)), ("b.pgm", Array("P2 3 x".utf8)),
      ("c.pgm", Array("P2 999999 999999 255 1".utf8)),
      ("d.pgm", Array("P2 1 2 9 10 3".utf8)), ("e.png", Array("P2".utf8)),
      ("f.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + [UInt8](repeating: 0x7F, count: 40)),
    ] {
      let url = folder.url.appendingPathComponent(name)
      try Data(bytes).write(to: url)
      #expect(throws: FileError.self, "\(name)") { try remember([url]) }
    }
    let flat = folder.url.appendingPathComponent("flat.pgm")
    try Data("P2 2 2 9 5 5 5 5".utf8).write(to: flat)
    #expect(throws: StageError.self) { try remember([flat]) }
    #expect(throws: FileError.self) { try remember([folder.url.appendingPathComponent("none.png")]) }
  }

  @Test func arraysAreTakenByTheirShapeAndValues() throws {
    let folder = try TemporaryFolder()
    func save(_ name: String, _ array: DataArray) throws -> URL {
      let url = folder.url.appendingPathComponent(name)
      try NPYFile.write(array, to: url)
      return url
    }
    let zeros = try save("zeros.npy", DataArray([0.0, 1, 1, 0, 1, 0, 0, 0], shape: [2, 2, 2]))
    let result = try remember([zeros])
    #expect(result.pictureShape == [2, 2] && Array(result.target.row(0)) == [-1, 1, 1, -1])
    let others = try save("others.npy", DataArray([0.5, 1, 2, 7], shape: [1, 4]))
    #expect(throws: StageError.self) { try remember([others]) }
    #expect(try Array(remember([others]) { $0.binarize = .mean }.target.row(0)) == [-1, -1, -1, 1])
    #expect(throws: StageError.self) { try remember([try save("nan.npy", DataArray([1.0, .nan], shape: [2]))]) }
    let error = #expect(throws: StageError.self) {
      try remember([zeros, try save("long.npy", DataArray([1.0, -1, 1, 1, 1], shape: [5]))])
    }
    #expect(error?.description.contains("different lengths: 2 x 2 pixels") ?? false)
    #expect(error?.description.contains("5 values") ?? false)
  }
}
