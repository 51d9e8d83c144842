import ArrayFiles
import ArrayNumerics
import FoundationEssentials

/// Trodes (SpikeGadgets) writes what its camera tracked as a text of settings and records of whole numbers:
/// `.videoPositionTracking`.
extension ArraySource {
  static let trodesTracking = "Trodes video tracking"
  private static let opening = Array("<Start settings>".utf8)

  /// The source of such a file, with one array for each field (`time`, `xloc`, `yloc`, `xloc2`, `yloc2`), the clock rate
  /// and the scale in pixels per centimetre; `nil` for any other file.
  static func trodesTrackingFile(_ file: InputFile) throws -> ArraySource? {
    let start = try file.bytes(at: 0, count: min(file.size, 1 << 14))
    guard start.starts(with: opening) else { return nil }
    let closing = Array("<End settings>\n".utf8)
    guard let end = start.indices.first(where: { start[$0...].starts(with: closing) }) else { return nil }
    let settings = String(decoding: start[..<end], as: UTF8.self).split(separator: "\n").map(String.init)
    func setting(_ name: String) -> String? {
      settings.first { $0.lowercased().hasPrefix(name + ":") }.map { String($0.dropFirst(name.count + 1)) }
    }
    var fields: [(name: String, size: Int)] = []
    for field in (setting("fields") ?? "").split(separator: "<") {
      let words = field.prefix { $0 != ">" }.split(separator: " ").map(String.init)
      let sizes = ["uint8": 1, "uint16": 2, "uint32": 4]
      guard words.count == 2, let size = sizes[words[1]] else {
        if words.isEmpty { continue }
        throw FileError.unusable(
          "its field '\(words.joined(separator: " "))' is not of a type that is read.", file: file.name)
      }
      fields.append((words[0], size))
    }
    let width = fields.reduce(0) { $0 + $1.size }
    guard width > 0, Set(fields.map(\.name)).count == fields.count else {
      throw FileError.unusable("its settings do not name the fields of its records.", file: file.name)
    }
    let first = end + closing.count
    let count = (file.size - first) / width
    let bytes = try file.bytes(at: first, count: count * width)
    var arrays: [String: DataArray] = [:]
    var items: [Item] = []
    var offset = 0
    for field in fields {
      let values = column(bytes, count: count, width: width, offset: offset, size: field.size)
      arrays[field.name] = DataArray(values)
      items.append(Item(path: field.name, shape: [count], typeName: "uint\(8 * field.size)"))
      offset += field.size
    }
    for (name, text) in [("clockrate", setting("clockrate")), ("pixel scale", setting("pixel scale"))] {
      let number = text?.split(separator: " ").first.flatMap { Double($0) }
      guard let number else { continue }
      arrays["@" + name] = DataArray([number])
      items.append(Item(path: "@" + name, shape: [1], typeName: "float64"))
    }
    return ArraySource(url: file.url, format: trodesTracking, items: items) {
      .array(arrays[$0.path] ?? DataArray([] as [Double]))
    }
  }

  /// One field of packed little-endian records.
  private static func column(_ bytes: [UInt8], count: Int, width: Int, offset: Int, size: Int) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      bytes.withUnsafeBufferPointer { bytes in
        for row in 0..<count {
          var value: UInt32 = 0
          for byte in 0..<size { value |= UInt32(bytes[row * width + offset + byte]) << UInt32(8 * byte) }
          buffer[row] = Double(value)
        }
      }
      initialized = count
    }
  }
}

extension PoseTable {
  /// The one or two lights that Trodes followed, `led1` and `led2`, on the clock of the recording.
  static func trodes(_ source: ArraySource) throws -> PoseTable? {
    guard source.format == ArraySource.trodesTracking else { return nil }
    func numbers(_ name: String) throws -> [Double]? {
      guard let item = source.item(name), case .array(let array) = try source.read(item) else { return nil }
      return array.doubles
    }
    guard let time = try numbers("time"), let clock = try numbers("@clockrate")?.first, clock > 0 else {
      throw FileError.unusable("it does not say its times or its clock rate.", file: source.url.lastPathComponent)
    }
    var table = PoseTable(program: "Trodes", points: [], clockRate: clock)
    if let scale = try numbers("@pixel scale")?.first, scale > 0 { table.metresPerPixel = 0.01 / scale }
    for (name, suffix) in [("led1", ""), ("led2", "2")] {
      guard let x = try numbers("xloc" + suffix), let y = try numbers("yloc" + suffix) else { continue }
      // A light that is not followed stays at 0.
      guard x.contains(where: { $0 != 0 }) || y.contains(where: { $0 != 0 }) else { continue }
      table.points.append(Point(track: "", part: name, frames: time, x: x, y: y))
    }
    return table
  }
}
