/// At most 255 colours for all frames of a GIF; its 256th entry stands for what did not change.
///
/// A picture with few colours keeps them. Of others, the most frequent colours are kept as they are, so that grounds, axes and
/// flat areas are exact, and the rest is divided by its variance: the box of colours that varies most is cut at its mean across
/// its longest side until there are enough (a weighted median cut). The same counts give the same palette.
struct GIFPalette: Sendable {
  /// `0x00RRGGBB`, at most 255.
  let colors: [UInt32]
  /// For each cube of colours, 32 values along each channel, the entries that are nearest to some colour in it, ascending.
  private let nearby: NearbyEntries
  /// The entry of pixels that stay as they are.
  static let unchanged: UInt8 = 255

  /// - Parameter counts: pixels of each colour `0x00RRGGBB`.
  init(_ counts: [UInt32: Int]) {
    colors = Self.colors(counts)
    nearby = NearbyEntries(colors)
  }

  private static func colors(_ counts: [UInt32: Int]) -> [UInt32] {
    let most = Int(Self.unchanged)
    let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    guard sorted.count > most else {
      return sorted.isEmpty ? [0] : sorted.map(\.key)
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
    return sorted.prefix(exact).map(\.key) + boxes.map(\.color)
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

/// Which entries of a palette can be nearest, for each of 512 cubes of colours.
private struct NearbyEntries: Sendable {
  /// Where the entries of each cube begin; one more than there are cubes.
  private let starts: [Int]
  private let entries: [UInt8]

  init(_ colors: [UInt32]) {
    var (starts, entries): ([Int], [UInt8]) = ([0], [])
    for cube in 0..<512 {
      let low = SIMD3<Int32>(Int32(cube >> 6), Int32((cube >> 3) & 7), Int32(cube & 7)) &* 32
      let high = low &+ 31
      // The smallest and the largest distance that a colour of the cube can have from an entry, squared.
      let distances = colors.map { color -> (least: Int32, most: Int32) in
        let entry = Self.channels(color)
        let (below, above) = (low &- entry, entry &- high)
        let least = pointwiseMax(pointwiseMax(below, above), SIMD3(repeating: 0))
        let most = pointwiseMax(entry &- low, high &- entry)
        return ((least &* least).wrappedSum(), (most &* most).wrappedSum())
      }
      let bound = distances.map(\.most).min() ?? 0
      for (index, distance) in distances.enumerated() where distance.least <= bound { entries.append(UInt8(index)) }
      starts.append(entries.count)
    }
    (self.starts, self.entries) = (starts, entries)
  }

  static func channels(_ color: UInt32) -> SIMD3<Int32> {
    SIMD3(Int32((color >> 16) & 0xFF), Int32((color >> 8) & 0xFF), Int32(color & 0xFF))
  }

  /// Those of the cube in which a colour lies.
  func entries(near color: UInt32) -> ArraySlice<UInt8> {
    let (red, green, blue): (UInt32, UInt32, UInt32) = ((color >> 21) & 7, (color >> 13) & 7, (color >> 5) & 7)
    let cube = Int(64 * red + 8 * green + blue)
    return entries[starts[cube]..<starts[cube + 1]]
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
}

/// Looks colours up in a palette, and remembers what it found: a frame has far fewer colours than pixels.
struct PaletteSearch {
  private static let bits: UInt32 = 12

  private let palette: GIFPalette
  private var keys = [UInt32](repeating: .max, count: 1 << bits)
  private var values = [UInt8](repeating: 0, count: 1 << bits)

  init(_ palette: GIFPalette) { self.palette = palette }

  /// The nearest entry to an opaque pixel `0xFFRRGGBB`; of equally near ones the first.
  mutating func index(of pixel: UInt32) -> UInt8 {
    let color = pixel & 0x00FF_FFFF
    let slot = Int(truncatingIfNeeded: (color &* 0x9E37_79B1) >> (32 - Self.bits))
    if keys[slot] != color {
      keys[slot] = color
      values[slot] = palette.nearest(to: color)
    }
    return values[slot]
  }
}

extension GIFPalette {
  fileprivate func nearest(to color: UInt32) -> UInt8 {
    let channels = NearbyEntries.channels(color)
    var (best, distance) = (UInt8(0), Int32.max)
    for index in nearby.entries(near: color) {
      let difference = channels &- NearbyEntries.channels(colors[Int(index)])
      let squared = (difference &* difference).wrappedSum()
      if squared < distance { (best, distance) = (index, squared) }
    }
    return best
  }
}
