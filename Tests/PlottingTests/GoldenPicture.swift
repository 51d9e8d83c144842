import CCairo
import Foundation
import Plotting

/// A picture without transparency that is compared with another one, blurred a little.
struct GoldenPicture {
  let width: Int
  let height: Int
  /// Red, green and blue of each pixel, row after row.
  let channels: [Double]

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
    var channels: [Double] = []
    for row in 0..<height {
      for column in 0..<width { channels += (0..<3).map { Double(data[row * stride + 4 * column + 2 - $0]) } }
    }
    self.channels = channels
  }

  private init(width: Int, height: Int, channels: [Double]) {
    (self.width, self.height, self.channels) = (width, height, channels)
  }

  /// Half as large, each pixel the mean of four.
  var halved: GoldenPicture {
    var result: [Double] = []
    for row in 0..<height / 2 {
      for column in 0..<width / 2 {
        for channel in 0..<3 {
          let four = [(0, 0), (0, 1), (1, 0), (1, 1)].map { channels[3 * ((2 * row + $0) * width + 2 * column + $1) + channel] }
          result.append(four.reduce(0, +) / 4)
        }
      }
    }
    return GoldenPicture(width: width / 2, height: height / 2, channels: result)
  }

  /// The mean of three by three pixels (fewer at the edges), one direction after the other.
  private var blurred: [Double] {
    var (rows, both) = (channels, channels)
    for row in 0..<height {
      for column in 0..<width {
        let near = max(0, column - 1)...min(width - 1, column + 1)
        for channel in 0..<3 {
          let sum = near.reduce(0) { $0 + channels[3 * (row * width + $1) + channel] }
          rows[3 * (row * width + column) + channel] = sum / Double(near.count)
        }
      }
    }
    for row in 0..<height {
      let near = max(0, row - 1)...min(height - 1, row + 1)
      for place in 0..<3 * width {
        both[3 * row * width + place] = near.reduce(0) { $0 + rows[3 * $1 * width + place] } / Double(near.count)
      }
    }
    return both
  }

  /// By how much the pixels differ, the largest of the three channels each, sorted from the largest down; `nil` for pictures of
  /// different sizes.
  func differences(from other: GoldenPicture) -> [Double]? {
    guard width == other.width, height == other.height else { return nil }
    let (mine, theirs) = (blurred, other.blurred)
    var result: [Double] = []
    for pixel in stride(from: 0, to: mine.count, by: 3) {
      var largest = 0.0
      for place in pixel..<pixel + 3 { largest = max(largest, abs(mine[place] - theirs[place])) }
      result.append(largest)
    }
    return result.sorted(by: >)
  }
}
