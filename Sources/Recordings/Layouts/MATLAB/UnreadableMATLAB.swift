import ArrayFiles

/// A MATLAB file whose variables are all objects that only MATLAB decodes: refused with the way out, which the general
/// rules would not know.
enum UnreadableMATLAB: KnownLayout {
  static func recording(in source: ArraySource, options: ReadingOptions) throws -> Recording? {
    guard source.format.hasPrefix("MATLAB"), let first = source.items.first else { return nil }
    let readable = ["float", "int", "uint", "bool", "str", "cell", "struct", "nested", "complex"]
    guard !source.items.contains(where: { item in readable.contains { item.typeName.hasPrefix($0) } }) else { return nil }
    // Reading it says why it cannot be.
    _ = try source.read(first)
    return nil
  }
}
