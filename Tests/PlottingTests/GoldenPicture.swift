import CCairo
import Foundation
import Plotting

/// A picture without transparency that is compared with a golden one.
struct GoldenPicture {
  let width: Int
  let height: Int
  /// Red, green and blue of each pixel, 0 to 255, row after row.
  var channels: [Double]

  init(_ pixels: Pixels) {
    (width, height) = (pixels.width, pixels.height)
    channels = (0..<pixels.width * pixels.height).flatMap { pixel in
      (0..<3).map { Double(pixels.bytes[4 * pixel + 2 - $0]) }
    }
  }

  /// The picture in a PNG file; `nil` when there is none.
  init?(png url: URL) {
    guard let surface = cairo_image_surface_create_from_png(url.path) else { return nil }
    defer { cairo_surface_destroy(surface) }
    guard cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS, let data = cairo_image_surface_get_data(surface) else {
      return nil
    }
    let stride = Int(cairo_image_surface_get_stride(surface))
    width = Int(cairo_image_surface_get_width(surface))
    height = Int(cairo_image_surface_get_height(surface))
    channels = []
    for row in 0..<height {
      for column in 0..<width { channels += (0..<3).map { Double(data[row * stride + 4 * column + 2 - $0]) } }
    }
  }

  /// What differs, in pixels.
  struct Differences: Equatable {
    /// Whose mean with their neighbours is off by more than 20 of 255: a mark or a word stands elsewhere, or is another one.
    var edges = 0
    /// Inside of an even area, and off by more than 4: its colour is another one.
    var areas = 0

    /// A handful may be off, a word of one letter may not.
    var areTolerable: Bool { edges <= 3 && areas <= 8 }
  }

  /// Compares with a golden picture; `nil` for one of another size.
  ///
  /// Two renderers differ in the greys of edges. Edges in no more than eight steps of grey, or darkened by a gamma of 1.15, are
  /// farther off than any, and move the means of three by three pixels by at most 16 of 255; the smallest label with one letter
  /// changed moves 16 pixels of them by more than 24. Areas have no edges, so that renderers agree in them.
  func differences(from golden: GoldenPicture) -> Differences? {
    guard width == golden.width, height == golden.height else { return nil }
    let (mine, theirs) = (blurred, golden.blurred)
    let isEven = golden.even
    var found = Differences()
    for pixel in 0..<width * height {
      var (near, here) = (0.0, 0.0)
      for place in 3 * pixel..<3 * pixel + 3 {
        near = max(near, abs(mine[place] - theirs[place]))
        here = max(here, abs(channels[place] - golden.channels[place]))
      }
      if near > 20 { found.edges += 1 }
      if isEven[pixel], here > 4 { found.areas += 1 }
    }
    return found
  }

  /// The picture with every pixel beside a change of colour altered, as another renderer's edges are.
  func withEdges(_ change: (Double) -> Double) -> GoldenPicture {
    var result = self
    for (pixel, isEven) in even.enumerated() where !isEven {
      for place in 3 * pixel..<3 * pixel + 3 { result.channels[place] = change(channels[place]) }
    }
    return result
  }

  /// The picture a pixel to the right.
  var moved: GoldenPicture {
    var result = self
    for pixel in (0..<width * height).reversed() where pixel % width > 0 {
      for channel in 0..<3 { result.channels[3 * pixel + channel] = channels[3 * (pixel - 1) + channel] }
    }
    return result
  }

  /// The mean of three by three pixels (fewer at the edges), one direction after the other.
  private var blurred: [Double] {
    var (rows, both) = (channels, channels)
    for row in 0..<height {
      for column in 0..<width {
        let (first, last) = (max(0, column - 1), min(width - 1, column + 1))
        for channel in 0..<3 {
          var sum = 0.0
          for near in first...last { sum += channels[3 * (row * width + near) + channel] }
          rows[3 * (row * width + column) + channel] = sum / Double(last - first + 1)
        }
      }
    }
    for row in 0..<height {
      let (first, last) = (max(0, row - 1), min(height - 1, row + 1))
      for place in 0..<3 * width {
        var sum = 0.0
        for near in first...last { sum += rows[3 * near * width + place] }
        both[3 * row * width + place] = sum / Double(last - first + 1)
      }
    }
    return both
  }

  /// Whether each pixel and its eight neighbours have one colour.
  private var even: [Bool] {
    var result = [Bool](repeating: false, count: width * height)
    for row in 1..<height - 1 {
      for column in 1..<width - 1 {
        let pixel = row * width + column
        var isEven = true
        for near in [-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1] where isEven {
          for channel in 0..<3 where channels[3 * (pixel + near) + channel] != channels[3 * pixel + channel] {
            isEven = false
          }
        }
        result[pixel] = isEven
      }
    }
    return result
  }
}
