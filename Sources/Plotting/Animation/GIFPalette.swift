/// At most 255 colours for all frames of a GIF; its 256th entry stands for what did not change.
///
/// A picture with few colours keeps them. Of others, the most frequent colours are kept as they are, so that grounds, axes and
/// flat areas are exact, and the rest is divided by its variance: the box of colours that varies most is cut at its mean across
/// its longest side until there are enough (a weighted median cut). The same counts give the same palette.
struct GIFPalette: Sendable {
  /// `0x00RRGGBB`, at most 255.
  let colors: [UInt32]
  /// The entry of pixels that stay as they are.
  static let unchanged: UInt8 = 255

  /// - Parameter counts: pixels of each colour `0x00RRGGBB`.
  init(_ counts: [UInt32: Int]) {
    let most = Int(Self.unchanged)
    let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    guard sorted.count > most else {
      colors = sorted.isEmpty ? [0] : sorted.map(\.key)
      return
    }
    let exact = 32
    var boxes = [ColorBox(Self.binned(sorted.dropFirst(exact)))]
    while boxes.count < most - exact {
      guard let widest = boxes.indices.max(by: { (boxes[$0].spread, $1) < (boxes[$1].spread, $0) }),
        let (low, high) = boxes[widest].halves()
      else { break }
      boxes[widest] = low
      boxes.append(high)
    }
    colors = sorted.prefix(exact).map(\.key) + boxes.map(\.color)
  }

  /// Colours that agree in the first five bits of each channel, as one.
  private static func binned(_ counts: some Sequence<(key: UInt32, value: Int)>) -> [WeightedColor] {
    var sums: [UInt32: (color: SIMD3<Double>, weight: Double)] = [:]
    for (color, count) in counts {
      let bin = (color >> 9) & 0x7C00 | (color >> 6) & 0x3E0 | (color >> 3) & 0x1F
      // The root: a thin curve must not lose its colours to the shades of a large area.
      let weight = Double(count).squareRoot()
      var sum = sums[bin] ?? (SIMD3(), 0)
      let (red, green, blue) = (Double((color >> 16) & 0xFF), Double((color >> 8) & 0xFF), Double(color & 0xFF))
      sum.color += weight * SIMD3<Double>(red, green, blue)
      sum.weight += weight
      sums[bin] = sum
    }
    return sums.sorted { $0.key < $1.key }.map {
      WeightedColor(value: $0.value.color / $0.value.weight, weight: $0.value.weight)
    }
  }
}

private struct WeightedColor {
  var value: SIMD3<Double>
  var weight: Double
}

/// Colours that share an entry of the palette.
private struct ColorBox {
  let members: [WeightedColor]
  let mean: SIMD3<Double>
  /// The axis along which they vary most, and the sum of their squared distances from the mean along it.
  let axis: Int
  let spread: Double

  init(_ members: [WeightedColor]) {
    self.members = members
    var (sum, weight, squares) = (SIMD3<Double>(), 0.0, SIMD3<Double>())
    for member in members {
      sum += member.weight * member.value
      weight += member.weight
    }
    let mean = sum / max(weight, 1e-300)
    for member in members { squares += member.weight * (member.value - mean) * (member.value - mean) }
    let axis = (0..<3).max { (squares[$0], $1) < (squares[$1], $0) } ?? 0
    (self.mean, self.axis, spread) = (mean, axis, squares[axis])
  }

  var color: UInt32 {
    (0..<3).reduce(0) { $0 << 8 | UInt32(min(max(mean[$1].rounded(), 0), 255)) }
  }

  /// What lies below and above the mean; `nil` when all are one colour.
  func halves() -> (ColorBox, ColorBox)? {
    let low = members.filter { $0.value[axis] < mean[axis] }
    let high = members.filter { $0.value[axis] >= mean[axis] }
    return low.isEmpty || high.isEmpty ? nil : (ColorBox(low), ColorBox(high))
  }
}

/// The number of pixels of each colour `0x00RRGGBB`.
func colorCounts(_ picture: Pixels) -> [UInt32: Int] {
  var counts: [UInt32: Int] = [:]
  // Neighbours are mostly alike; only where the colour changes is the table asked.
  var (current, run) = (UInt32(0), 0)
  for pixel in 0..<picture.width * picture.height {
    let color = picture.color(pixel)
    if color == current {
      run += 1
      continue
    }
    if run > 0 { counts[current, default: 0] += run }
    (current, run) = (color, 1)
  }
  if run > 0 { counts[current, default: 0] += run }
  return counts
}

extension Pixels {
  /// `0x00RRGGBB` of an opaque pixel.
  @inline(__always) func color(_ pixel: Int) -> UInt32 {
    UInt32(bytes[4 * pixel + 2]) << 16 | UInt32(bytes[4 * pixel + 1]) << 8 | UInt32(bytes[4 * pixel])
  }

  /// The nearest entry of the palette for each pixel; of equally near ones the first.
  func indices(in palette: GIFPalette) -> [UInt8] {
    // What was found is remembered by colour; a frame has far fewer colours than pixels.
    let slots = 1 << 14
    var keys = [UInt32](repeating: .max, count: slots)
    var values = [UInt8](repeating: 0, count: slots)
    var result = [UInt8](repeating: 0, count: width * height)
    var (last, lastIndex) = (UInt32.max, UInt8(0))
    for pixel in result.indices {
      let color = color(pixel)
      if color != last {
        last = color
        let slot = Int(truncatingIfNeeded: (color &* 0x9E37_79B1) >> 18)
        if keys[slot] != color {
          keys[slot] = color
          values[slot] = palette.nearest(to: color)
        }
        lastIndex = values[slot]
      }
      result[pixel] = lastIndex
    }
    return result
  }
}

extension GIFPalette {
  func nearest(to color: UInt32) -> UInt8 {
    let (red, green, blue) = (Int32(color >> 16), Int32((color >> 8) & 0xFF), Int32(color & 0xFF))
    var (best, distance) = (0, Int32.max)
    for (index, entry) in colors.enumerated() {
      let dr = red - Int32(entry >> 16)
      let dg = green - Int32((entry >> 8) & 0xFF)
      let db = blue - Int32(entry & 0xFF)
      let squared = dr * dr + dg * dg + db * db
      if squared < distance { (best, distance) = (index, squared) }
    }
    return UInt8(best)
  }
}
