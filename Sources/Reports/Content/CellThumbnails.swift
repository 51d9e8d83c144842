import ArrayFiles
import ArrayNumerics
import CCairo
import Foundation
import Plotting
import Stages

/// A small picture of each cell's map, for the table of cells.
struct CellThumbnails {
  /// The stage that made the maps.
  let stage: String
  /// PNG files by cell; a cell without a rate anywhere has none.
  let pictures: [String: Data]

  /// The maps of the first stage that has some, `[cell, y, x]` under "maps"; `nil` when none has.
  ///
  /// - Throws: `StageError.damagedResult`
  init?(_ records: [StageRecord], folder: ResultsFolder, most: Int) throws {
    for record in records {
      let axes = (record.json["arrays"]?.array ?? []).first { $0["key"]?.string == "maps" }?["axes"]?.array
      guard axes?.compactMap(\.string) == ["cell", "y", "x"] else { continue }
      let arrays = try folder.arrays(of: record, only: ["maps", "cell_ids"])
      guard let maps = arrays["maps"], let names = arrays["cell_ids"]?.strings, let values = maps.doubles,
        maps.shape.count == 3, maps.shape[0] == names.count, maps.shape[1] * maps.shape[2] > 0
      else { continue }
      let (rows, columns) = (maps.shape[1], maps.shape[2])
      let found = names.prefix(most).enumerated().compactMap { cell, name in
        Self.picture(values[cell * rows * columns..<(cell + 1) * rows * columns], rows: rows, columns: columns)
          .map { (name, $0) }
      }
      stage = record.title
      pictures = Dictionary(found, uniquingKeysWith: { first, _ in first })
      return
    }
    return nil
  }

  /// One pixel a bin, from 0 to the peak; transparent where there is no rate. The first row of the map, at the smallest y, is
  /// the lowest of the picture.
  private static func picture(_ map: ArraySlice<Double>, rows: Int, columns: Int) -> Data? {
    guard let peak = map.filter(\.isFinite).max(), peak > 0,
      let surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(columns), Int32(rows)),
      let context = cairo_create(surface)
    else { return nil }
    defer {
      cairo_destroy(context)
      cairo_surface_destroy(surface)
    }
    cairo_set_antialias(context, CAIRO_ANTIALIAS_NONE)
    for (place, rate) in map.enumerated() where rate.isFinite {
      let color = ColorMap.viridis.color(at: rate / peak)
      cairo_set_source_rgb(context, color.red, color.green, color.blue)
      cairo_rectangle(context, Double(place % columns), Double(rows - 1 - place / columns), 1, 1)
      cairo_fill(context)
    }
    return data(of: surface)
  }

  private static func data(of surface: OpaquePointer) -> Data? {
    let sink = Sink()
    let status = withExtendedLifetime(sink) {
      cairo_surface_write_to_png_stream(surface, appendToSink, Unmanaged.passUnretained(sink).toOpaque())
    }
    return status == CAIRO_STATUS_SUCCESS ? Data(sink.bytes) : nil
  }
}
