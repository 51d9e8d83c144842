import ArrayFiles
import ArrayNumerics
import Schema

/// How many cells a file has, by what it says beside the spikes.
enum CellCounts {
  /// What a number of cells is called.
  static let names: Set<String> = [
    "n_cells", "ncells", "num_cells", "numcells", "n_units", "nunits", "num_units", "numunits", "n_neurons", "nneurons",
    "num_neurons", "n_clusters", "num_clusters", "number_of_cells", "number_of_units",
  ]
}

extension RecordingReading {
  /// The ends of cells in one vector of times, when an index holds starts too: 0, …, the number of spikes.
  ///
  /// A leading 0 may also be the end of a first cell without a spike: the number of cells decides. Where nothing says it, the
  /// 0 is a start, as in nearly all files that have one, and a warning says what else it may be.
  /// - Throws: `FileError` where what says the number of cells fits neither.
  mutating func offsets(_ index: [Int], of count: Int, _ item: ArraySource.Item) throws -> [Int]? {
    guard index.count > 1, index[0] == 0, index[index.count - 1] == count, index.count != count,
      zip(index, index.dropFirst()).allSatisfy({ $0 <= $1 })
    else { return nil }
    let (starts, ends) = (index.count - 1, index.count)
    if let known = try cellCount(starts, ends) {
      note(
        .found, "spikes",
        sentence {
          "\(item.path) starts with 0, which is "
          if known == ends { "the end of a first cell without a spike" } else { "the start of the first cell" }
          ", since there are \(counted(known, "cell"))."
        })
      return known == starts ? Array(index.dropFirst()) : nil
    }
    note(
      .warning, "spikes",
      sentence {
        "\(item.path) starts with 0, which was taken as the start of the first of \(counted(starts, "cell")). Where it is the "
        "end of a first cell without a spike, there are \(ends), and each has the name of the one before."
      }, option: "--map cell_ids=\(ends)")
    return Array(index.dropFirst())
  }

  /// Which of two numbers of cells is right: as the user says, by their names, by a number, or by columns with an entry for
  /// each; `nil` where nothing says it.
  ///
  /// - Throws: `FileError` where what says it is neither.
  private func cellCount(_ first: Int, _ second: Int) throws -> Int? {
    func decided(_ count: Int, _ place: String) throws -> Int {
      guard count == first || count == second else {
        throw FileError.unusable(
          "it says that there are \(counted(count, "cell")); the spikes are those of \(first) or \(second).", place: place,
          remedy: "Say which: --map cell_ids=\(first) or --map cell_ids=\(second).")
      }
      return count
    }
    if let number = roles.numbers[.cellIDs] { return try decided(Int(exactly: number) ?? -1, "--map cell_ids") }
    if let item = roles.item(.cellIDs), let count = elementCount(item.shape) { return try decided(count, item.path) }
    if let item = source.items.first(where: { CellCounts.names.contains($0.key) && elementCount($0.shape) == 1 }),
      let value = try numericArray(item)?.doubles?.first, let count = Int(exactly: value)
    {
      return try decided(count, item.path)
    }
    let lengths = Set(
      source.items.filter { CellColumn.isKnown($0.key) && $0.shape.count == 1 && !$0.isContainer }.map { $0.shape[0] })
    let fitting = lengths.intersection([first, second])
    return fitting.count == 1 ? fitting.first : nil
  }
}
