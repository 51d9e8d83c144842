import ArrayFiles
import ArrayNumerics
import Schema

extension NWBReading {
  // MARK: Field potential

  /// Faster than this is a raw recording rather than a field potential.
  private static let fastestFieldPotential = 5000.0

  /// One channel of an electrical series; its samples are read when they are asked for.
  mutating func readFieldPotential() throws -> FieldPotential? {
    let electrical = contents.objects("ElectricalSeries").filter {
      !contents.types.isA($0.neurodataType, "SpikeEventSeries")
    }
    let slow = electrical.filter { node in
      contents.containerType(of: node) == "LFP" || (rate(of: node) ?? 0) <= NWBReading.fastestFieldPotential
    }
    .sorted { order($0) < order($1) }
    if slow.isEmpty, choices.nodes[.lfp] == nil, let raw = electrical.first {
      uses[raw.path] = "raw recording, not used"
      note(
        .found, "field potential",
        sentence {
          electrical.map(\.path).prefix(4).joined(separator: ", ")
          " is sampled at \(rate(of: raw).map(measured) ?? "?") Hz: a raw recording, not used."
        },
        option: "--map lfp=\(raw.path)[0]")
    }
    guard let node = pick(.lfp, slow) else { return nil }
    let series = try NWBSeries(node, in: contents)
    let layout = try series.layout()
    guard !layout.isTurned else {
      throw FileError.unusable(
        "it is \(shapeText(series.data.shape)); [time, channel] was expected, with one row for each timestamp.",
        place: series.data.path)
    }
    let channel = choices.channel ?? 0
    guard channel < layout.columns else {
      throw FileError.unusable(
        "there is no channel \(channel); it has \(layout.columns), from 0.", place: series.data.path,
        remedy: "Choose one: --map lfp=\(series.path)[0].")
    }
    var scale = series.conversion
    if let node = try contents.member("channel_conversion", of: node), node.kind == .dataset {
      guard let factors = try file.read(node.path).doubles, factors.count == layout.columns else {
        throw FileError.unusable(
          "it has \(shapeText(node.shape)) factors for \(layout.columns) channels.", place: node.path)
      }
      scale *= factors[channel]
    }
    guard let clock = try regularClock(series) else { return nil }
    if choices.channel == nil && layout.columns > 1 {
      note(
        .guessed, "field potential", "channel 0 of \(layout.columns) of \(series.path) was taken.",
        option: "--map lfp=\(series.path)[CHANNEL]")
    }
    let length = Double(layout.rows) / clock.rate
    note(
      .found, "field potential",
      sentence {
        "\(series.path)[\(channel)]: \(layout.rows) samples at \(measured(clock.rate)) Hz, \(measured(length)) s, "
        "in \(series.unit ?? "an unknown unit"); read when a command needs it."
      })
    return FieldPotential(
      deferred: DeferredSignal(
        url: source.url, .hdf5(path: series.data.path, column: series.data.shape.count > 1 ? channel : nil),
        count: layout.rows, scale: scale, offset: series.offset, threads: file.threads),
      rate: clock.rate, start: clock.start, gaps: clock.gaps, unit: series.unit)
  }

  private func order(_ node: HDF5Tree.Node) -> Int { contents.containerType(of: node) == "LFP" ? 0 : 1 }

  private func rate(of node: HDF5Tree.Node) -> Double? {
    guard let series = try? NWBSeries(node, in: contents) else { return nil }
    switch series.clock {
    case .rate(_, let rate): return rate
    case .timestamps(_, let count):
      guard count > 1, let times = try? series.times(0..<min(count, 1000), file) else { return nil }
      return 1 / medianStep(times)
    }
  }

  /// Start, rate and gaps; of timestamps the ends are enough where they agree with the median step of the beginning.
  private mutating func regularClock(_ series: NWBSeries) throws -> FieldClock? {
    switch series.clock {
    case .rate(let start, let rate): return FieldClock(start: start, rate: rate)
    case .timestamps(_, let count):
      guard count > 1 else {
        note(.warning, "field potential", "\(series.path) has a single sample; it is not used.")
        return nil
      }
      let beginning = try series.times(0..<min(count, 10_000), file)
      let last = try series.times(count - 1..<count, file)[0]
      let step = (last - beginning[0]) / Double(count - 1)
      let median = medianStep(beginning)
      guard median > 0, median.isFinite else {
        throw FileError.unusable("the timestamps do not ascend.", place: series.path)
      }
      guard abs(step - median) * Double(count) > 10 * median else { return FieldClock(start: beginning[0], rate: 1 / step) }
      let file = file
      let clock = try FieldClock(count: count, step: median) { try series.times($0, file) }
      if let finding = clock.finding { note(finding.level, finding.what, finding.message) }
      return clock
    }
  }

  // MARK: ROI signals

  /// Fluorescence of regions, [time, region].
  mutating func readROISignals() throws -> ROISignals? {
    let candidates = contents.objects("RoiResponseSeries").sorted { roiRank($0) < roiRank($1) }
    guard let node = pick(.roi, candidates) else { return nil }
    let series = try NWBSeries(node, in: contents)
    let regions = try contents.member("rois", of: node).flatMap { $0.kind == .dataset ? $0.shape.first : nil }
    let (rows, columns, isTurned) = try series.layout(columns: regions)
    if isTurned {
      note(
        .found, "ROI signals",
        sentence {
          "\(series.data.path) \(shapeText(series.data.shape)) stands as [region, time], against the format's rule: "
          "its \(columns) regions say so; it was turned."
        })
    }
    describeRegions(node, count: columns)
    let isShortened = isPreview && rows * columns > 1 << 20
    let range = 0..<(isShortened ? min(rows, max(1, (1 << 20) / max(1, columns))) : rows)
    var matrix: Matrix<Float>
    if isShortened {
      note(
        .found, "preview", "\(series.path): only a part of its \(rows) x \(columns) values was read for this description.")
    }
    if isTurned && isShortened {
      matrix = Matrix(rows: 0, columns: columns, elements: [])
    } else {
      let array = isTurned ? try file.read(series.data.path) : try file.read(series.data.path, rows: range)
      guard let values = array.floats else {
        throw FileError.unusable("numbers were expected; it is \(array.typeName).", place: series.data.path)
      }
      matrix =
        isTurned
        ? Matrix(rows: columns, columns: rows, elements: values).transposed()
        : Matrix(rows: range.count, columns: columns, elements: values)
    }
    if series.conversion != 1 || series.offset != 0 {
      let (scale, offset) = (series.conversion, series.offset)
      matrix = Matrix(
        rows: matrix.rows, columns: matrix.columns, elements: matrix.elements.map { Float(Double($0) * scale + offset) })
    }
    note(
      .found, "ROI signals",
      "\(series.path): \(rows) frames of \(columns) regions, in \(series.unit ?? "an unknown unit").")
    let missing = matrix.elements.count { !$0.isFinite }
    if missing > 0 { note(.warning, "ROI signals", "\(missing) values are NaN or infinite.") }
    let kept = try acceptedRegions(of: node, count: columns)
    if let kept { matrix = matrix.selectingColumns(kept) }
    var clock = SampleClock.rate(0)
    if case .rate(let start, let rate) = series.clock, start == 0 {
      clock = .rate(rate)
    } else {
      clock = .times(try series.times(0..<matrix.rows, file))
    }
    let names = try regionNames(of: node, count: columns)
    return ROISignals(
      matrix: matrix, clock: clock, ids: kept.map { $0.map { names[$0] } } ?? names,
      curation: kept.flatMap { RegionCuration(kept: $0, of: columns) })
  }

  /// The ids that the table of the regions gives the columns of a series; their numbers where it gives none, or one twice.
  private func regionNames(of node: HDF5Tree.Node, count: Int) throws -> [String] {
    let numbers = (0..<count).map(String.init)
    guard let address = file.referencedAddress(attribute: "table", of: node.path + "/rois"),
      let table = contents.tree.node(at: address), let rows = try file.read(node.path + "/rois").integers, rows.count == count
    else { return numbers }
    let ids = try NWBTable(table, in: contents).ids
    guard rows.allSatisfy(ids.indices.contains), Set(rows.map { ids[$0] }).count == count else { return numbers }
    return rows.map { String(ids[$0]) }
  }

  /// ΔF/F before raw fluorescence; what is named after a by-product last.
  private func roiRank(_ node: HDF5Tree.Node) -> Int {
    let container = contents.containerType(of: node)
    let name = node.name.lowercased()
    let isByProduct = ["neuropil", "deconv", "background", "denoised", "spks"].contains { name.contains($0) }
    return (container == "DfOverF" ? 0 : container == "Fluorescence" ? 1 : 2) + (isByProduct ? 4 : 0)
  }

  private mutating func describeRegions(_ node: HDF5Tree.Node, count: Int) {
    guard let address = file.referencedAddress(attribute: "table", of: node.path + "/rois"),
      let table = contents.tree.node(at: address)
    else {
      note(.warning, "ROI signals", "\(node.path) does not say which regions of which plane its columns are.")
      return
    }
    uses[table.path] = "regions of the ROI signals"
    let masks = contents.tree.children(of: table.path).filter { $0.name.hasSuffix("_mask") }.map(\.name)
    note(
      .found, "ROI signals",
      "the regions are \(count) of the \(table.neurodataType ?? "table") \(table.path)"
        + (masks.isEmpty ? "." : " (\(masks.joined(separator: ", ")))."))
  }
}
