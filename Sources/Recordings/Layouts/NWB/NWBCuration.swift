import ArrayFiles
import ArrayNumerics
import Schema

/// What a table says of its rows: that they are cells, or that they are none.
extension NWBReading {
  /// A verdict for each row of a table, by its columns of flags; `nil` where nobody decided.
  struct Curation {
    var verdicts: [Bool?]
    /// The columns that say it.
    var columns: [String]
  }

  /// The regions that a person or a program accepted, as columns of a series; `nil` when nobody decided, or all were asked
  /// for.
  ///
  /// - Throws: `FileError` when a region is both accepted and rejected, or none is left.
  mutating func acceptedRegions(of node: HDF5Tree.Node, count: Int) throws -> [Int]? {
    guard let address = file.referencedAddress(attribute: "table", of: node.path + "/rois"),
      let table = contents.tree.node(at: address), let curation = try curation(NWBTable(table, in: contents))
    else { return nil }
    let rows = try file.read(node.path + "/rois").integers ?? []
    guard rows.count == count, rows.allSatisfy(curation.verdicts.indices.contains) else { return nil }
    let verdicts = rows.map { curation.verdicts[$0] }
    let (accepted, rejected) = (verdicts.count { $0 == true }, verdicts.count { $0 == false })
    let columns = curation.columns.joined(separator: ", ")
    guard accepted < count, accepted + rejected > 0 else { return nil }
    if choices.takesAllRegions {
      note(
        .warning, "ROI signals",
        "\(table.path) (\(columns)) accepts \(accepted) of \(count) regions; all were kept as asked for.")
      return nil
    }
    let kept = verdicts.indices.filter { verdicts[$0] ?? (accepted == 0) }
    guard !kept.isEmpty else {
      throw FileError.unusable(
        "the columns \(columns) accept none of the \(count) regions.", place: table.path,
        remedy: "Take all with --map accepted=all.")
    }
    let undecided = count - accepted - rejected
    note(
      .found, "ROI signals",
      sentence {
        "\(kept.count) of \(count) regions are accepted by \(table.path) (\(columns)); the others were left out"
        if undecided > 0, accepted > 0 { " (\(undecided) of them are neither accepted nor rejected)" }
        "."
      },
      option: "--map accepted=all")
    return kept
  }

  /// - Throws: `FileError` when a row is both accepted and rejected, unless all were asked for.
  func curation(_ table: NWBTable) throws -> Curation? {
    func flags(_ names: [String]) throws -> (column: HDF5Tree.Node, values: [Bool])? {
      let columns = contents.tree.children(of: table.node.path)
      for name in names {
        guard let column = columns.first(where: { $0.name.lowercased() == name && $0.kind == .dataset }),
          let values = try truthValues(of: column, count: table.ids.count)
        else { continue }
        return (column, values)
      }
      return nil
    }
    let (accepting, rejecting) = (try flags(QualityWords.accepting), try flags(QualityWords.rejecting))
    let columns = [accepting?.column, rejecting?.column].compactMap { $0 }
    guard let count = (accepting ?? rejecting)?.values.count else { return nil }
    let both = (0..<count).filter { accepting?.values[$0] == true && rejecting?.values[$0] == true }
    if let first = both.first, !choices.takesAllRegions {
      throw FileError.unusable(
        sentence {
          "\(columns.map(\.name).joined(separator: " and ")) contradict each other: \(both.count) of \(count) rows are both, "
          "the first the row \(first)."
        },
        place: table.node.path, remedy: "Mend the table, or take all with --map accepted=all.")
    }
    // Where only one of the two is there, what it does not name is the other.
    let verdicts = (0..<count).map { row -> Bool? in
      switch (accepting?.values[row], rejecting?.values[row]) {
      case (true?, _): true
      case (_, true?): false
      case (false?, nil): false
      case (nil, false?): true
      default: nil
      }
    }
    return Curation(verdicts: verdicts, columns: columns.map(\.name))
  }

  /// A column of truth values or of 0 and 1; of suite2p's `iscell` [row, 2] the first of the two.
  private func truthValues(of column: HDF5Tree.Node, count: Int) throws -> [Bool]? {
    guard column.shape.first == count, count > 0, column.shape.count == 1 || column.shape.count == 2 else { return nil }
    if column.typeName.hasPrefix("str"), let words = try file.read(column.path).strings {
      let flags = words.compactMap(QualityWords.flag)
      return flags.count == count ? flags : nil
    }
    guard
      ["float", "int", "uint", "bool"].contains(where: column.typeName.hasPrefix),
      let values = try file.read(column.path).doubles, values.count % count == 0, values.count <= 2 * count
    else { return nil }
    let first = stride(from: 0, to: values.count, by: values.count / count).map { values[$0] }
    return first.allSatisfy { $0 == 0 || $0 == 1 } ? first.map { $0 == 1 } : nil
  }

  /// The columns that grade the units or tell kinds of them apart, and the location of the electrode of each.
  private func cellColumns(_ table: NWBTable, count: Int) throws -> [CellColumn] {
    var columns: [CellColumn] = []
    for name in table.columns where QualityWords.isGrade(name) || QualityWords.isKind(name) {
      let texts = try (try? table.texts(name)) ?? table.numbers(name)?.map { "\($0)" }
      if let texts, texts.count == count { columns.append(CellColumn(name, texts)) }
    }
    if let locations = try? electrodeLocations(table, count: count) {
      columns.append(CellColumn("electrodes/location", locations))
    }
    return columns
  }

  /// The location of the first electrode of each unit; `nil` where the table names none.
  private func electrodeLocations(_ table: NWBTable, count: Int) throws -> [String]? {
    guard let column = try table.column("electrodes"), let ends = try table.ends(of: column), ends.count == count,
      let rows = try file.read(column.path).integers,
      let node = contents.tree["/general/extracellular_ephys/electrodes"],
      let locations = try NWBTable(node, in: contents).texts("location")
    else { return nil }
    return zip([0] + ends, ends).map { first, end in
      first < end && rows.indices.contains(first) && locations.indices.contains(rows[first]) ? locations[rows[first]] : ""
    }
  }

  /// The units that are cells, as rows of their table: without those that it calls no cells, or rejects. More than one cell
  /// in a unit is a warning. All when cells were chosen, or all were asked for.
  ///
  /// - Throws: `FileError` when a unit is both accepted and rejected, or none is left.
  mutating func acceptedUnits(_ table: NWBTable, count: Int) throws -> [Int] {
    let all = Array(0..<count)
    guard options.cells == nil, !choices.takesAllRegions else { return all }
    var rejected = Set<Int>()
    func words(_ texts: [String]) -> String { Set(texts).sorted().map { "'\($0)'" }.joined(separator: ", ") }
    for name in table.columns where QualityWords.textColumns.contains(name.lowercased()) {
      guard let texts = try? table.texts(name), texts.count == count else { continue }
      let none = all.filter { QualityWords.isNoCell(texts[$0]) }
      let doubtful = texts.filter { QualityWords.verdict($0) == false && !QualityWords.isNoCell($0) }
      if !none.isEmpty {
        note(
          .warning, "units",
          "the column '\(name)' calls \(none.count) of \(count) units \(words(none.map { texts[$0] })): they were left out.",
          option: "--map accepted=all")
      }
      if !doubtful.isEmpty {
        note(
          .warning, "units",
          "the column '\(name)' calls \(doubtful.count) of \(count) units \(words(doubtful)); they were kept.",
          option: "--cells LIST")
      }
      rejected.formUnion(none)
    }
    if let curation = try curation(table), curation.verdicts.count == count {
      let others = all.filter { curation.verdicts[$0] == false }
      if !others.isEmpty {
        note(
          .warning, "units",
          sentence {
            "the column \(curation.columns.joined(separator: ", ")) rejects \(others.count) of \(count) units: "
            "they were left out."
          },
          option: "--map accepted=all")
      }
      rejected.formUnion(others)
    }
    let kept = all.filter { !rejected.contains($0) }
    base.noteUnheeded(try cellColumns(table, count: count), kept: kept, "units")
    guard !kept.isEmpty || count == 0 else {
      throw FileError.unusable(
        "its columns call none of the \(count) units a cell.", place: table.node.path,
        remedy: "Take all with --map accepted=all.")
    }
    return kept
  }
}
