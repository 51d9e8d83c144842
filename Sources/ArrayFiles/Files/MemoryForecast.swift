import ArrayNumerics

/// Refuses what would make the process hold more than the command may, before it is allocated.
///
/// - Parameters:
///   - bytes: of what is about to be made; less than a megabyte is not asked for.
///   - shape: of the array, for the message.
/// - Throws: `FileError` of the kind `.overMemory`.
package func reserveMemory(_ bytes: Int, shape: [Int]? = nil) throws(FileError) {
  guard bytes > 1 << 20, let limit = MemoryBudget.current.bytes, let needed = MemoryBudget.current.excess(bytes) else { return }
  let what = shape.map { "An array of the shape \(shapeText($0))" } ?? "What is read here"
  let amount = needed == .max ? "more than there is" : megabytes(needed)
  throw FileError(
    .overMemory,
    problem: "\(what) needs \(megabytes(bytes)); the program would hold \(amount), and \(megabytes(limit)) are allowed "
      + "(--max-memory, or what the machine has).",
    remedy: "Allow more, or take a part of the recording.")
}

private func megabytes(_ bytes: Int) -> String {
  bytes >= 10_000_000_000 ? "\(bytes / 1_000_000_000) GB" : "\((bytes + 999_999) / 1_000_000) MB"
}
