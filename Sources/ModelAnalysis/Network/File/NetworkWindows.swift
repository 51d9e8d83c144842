import Schema
import SpikingNetworks

extension SheetConvolution {
  /// `connect: {kind: convolution, input: [1, 8, 8], channels: 4, kernel: 3}`.
  init(_ section: FileSection, isTransposed: Bool) throws {
    try section.require(known: ["kind", "input", "channels", "kernel", "stride", "padding", "dilation", "groups"])
    guard let channels: Int = try section.value("channels") else {
      throw section.error("a convolution needs 'channels', how many sheets the target has.")
    }
    self.init(
      input: try section.sheets("input"), channels: channels, kernel: try section.pair("kernel") ?? [3, 3],
      stride: try section.pair("stride") ?? [1, 1], padding: try section.pair("padding") ?? [0, 0],
      dilation: try section.pair("dilation") ?? [1, 1], groups: try section.value("groups") ?? 1, isTransposed: isTransposed)
  }
}

extension SheetPooling {
  /// `connect: {kind: max-pooling, input: [4, 6, 6], kernel: 2}`.
  init(_ section: FileSection, rule: Rule) throws {
    try section.require(known: ["kind", "input", "kernel", "stride", "padding"])
    let kernel = try section.pair("kernel") ?? [2, 2]
    self.init(
      rule, input: try section.sheets("input"), kernel: kernel, stride: try section.pair("stride") ?? kernel,
      padding: try section.pair("padding") ?? [0, 0])
  }
}

extension FileSection {
  /// Channels, rows and columns.
  fileprivate func sheets(_ key: String) throws -> SheetShape {
    guard let sides = try values(key, as: Int.self), sides.count == 3 else {
      throw error("'\(key)' takes channels, rows and columns of the source, as in '\(key): [1, 8, 8]'.")
    }
    return SheetShape(sides[0], sides[1], sides[2])
  }

  /// One whole number for rows and columns, or two.
  fileprivate func pair(_ key: String) throws -> SIMD2<Int>? {
    guard let sides = try values(key, as: Int.self) else { return nil }
    guard (1...2).contains(sides.count) else {
      throw error("'\(key)' takes one whole number, or two for rows and columns.")
    }
    return SIMD2(sides[0], sides[sides.count - 1])
  }
}
