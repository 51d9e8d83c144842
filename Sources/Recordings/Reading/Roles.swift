import ArrayFiles
import Schema

/// The parts that arrays play in a recording.
enum Role: String, CaseIterable {
  case spikes, spikeIndex, cellIDs, time, x, y, position, headDirection, binWidth, binStart, roi, roiRate
  case roiQuantity, roiIDs
  case lfp, lfpRate, samplingRate, epochs, epochNames, positionUnit, truth, truthTime

  /// Names that are taken by themselves, in lower case, the preferred first.
  var names: [String] {
    switch self {
    // The last one is that of the ALF convention.
    case .spikes: ["spike", "spikes", "spike_times", "spiketimes", "spikes.times"]
    case .spikeIndex: ["spike_index", "spike_times_index", "spikes_index"] + Role.labelNames
    case .cellIDs: ["cell_ids", "cell_id", "unit_ids"]
    case .time: ["t", "time", "times", "timestamps", "timestamp"]
    case .x: ["x"]
    case .y: ["y"]
    case .position: ["position", "positions", "pos"]
    case .headDirection: ["head_direction", "hd", "azimuth", "ang", "head direction", "headdirection", "head_dir", "headdir"]
    case .binWidth: ["bin_width", "dt"]
    case .binStart: ["bin_start"]
    case .roi: ["dff", "f", "roi"]
    case .roiRate: ["roi_rate"]
    case .roiQuantity: ["roi_quantity"]
    case .roiIDs: ["roi_ids"]
    case .lfp: ["lfp", "eeg"]
    // Beside the rate of the samples in which spikes are counted.
    case .lfpRate:
      [
        "lfp_fs", "lfp_rate", "lfp_sampling_rate", "lfp_sample_rate", "fs_lfp", "eeg_fs", "eeg_rate", "eeg_sampling_rate",
        "fs_eeg",
      ]
    case .samplingRate: ["fs", "sampling_rate", "sampling_frequency", "sample_rate"]
    case .epochs: ["epochs"]
    case .epochNames: ["epoch_names"]
    case .positionUnit: ["position_unit"]
    case .truth: ["truth_angles"]
    case .truthTime: ["truth_t"]
    }
  }

  /// Names that also stand for other things, or are spelled in many ways: taken where none of the names above is there, and
  /// only for an array with an entry for each sample of the tracking.
  var looseNames: [String] {
    switch self {
    case .x: ["pos_x", "x_pos", "posx", "xpos", "position_x", "x_position"]
    case .y: ["pos_y", "y_pos", "posy", "ypos", "position_y", "y_position"]
    case .headDirection:
      [
        "heading", "heading_direction", "head_heading", "head_angle", "headangle", "head_yaw", "facing_direction",
        "head_orientation", "yaw",
      ]
    default: []
    }
  }
  /// Of these those that are also speeds: a unit of angles has to stand with them.
  static let turningNames: Set<String> = ["yaw"]

  /// What arrays with the cell of each spike are called; taken only where there is one entry for each spike.
  static let labelNames = [
    "spike_clusters", "spike_cluster", "spike_cells", "spike_cell", "spike_labels", "spike_label", "spike_units", "spike_unit",
    "spike_ids", "spike_id", "clusters", "cluster", "units", "unit", "cells", "cell", "neurons", "neuron", "labels", "label",
    "ids", "id", "spikes.clusters",
  ]

  /// Where an animal was and when: what an analysis cannot go on without, once it stands in the file.
  static let behaviour: Set<Role> = [.time, .x, .y, .position, .headDirection]

  /// What messages call it.
  var title: String {
    switch self {
    case .spikes: "spikes"
    case .spikeIndex: "spike index"
    case .cellIDs: "cell names"
    case .time: "time"
    case .x, .y, .position, .positionUnit: "position"
    case .headDirection: "head direction"
    case .binWidth, .binStart: "bin width"
    case .roi, .roiRate, .roiQuantity, .roiIDs: "ROI signals"
    case .lfp, .lfpRate, .samplingRate: "field potential"
    case .epochs, .epochNames: "epochs"
    case .truth, .truthTime: "simulated truth"
    }
  }

  /// The role a user means with a name given to `--map`.
  init?(mapKey: String) {
    let key = mapKey.lowercased()
    let aliases: [String: Role] = [
      "spikes": .spikes, "position": .position, "roi": .roi, "lfp": .lfp, "time": .time,
    ]
    guard let role = aliases[key] ?? Role.allCases.first(where: { $0.names.contains(key) }) else {
      return nil
    }
    self = role
  }

  /// What a role's values measure, where they have a unit.
  private var quantity: UnitNames.Quantity? {
    switch self {
    case .time, .spikes, .binWidth, .binStart, .truthTime: .time
    case .x, .y, .position: .length
    case .headDirection, .truth: .angle
    case .roiRate, .lfpRate, .samplingRate: .rate
    default: nil
    }
  }
  /// Units that may end the name of any role: that one does not belong to it is said.
  private static let plainUnits: Set<String> = [
    "s", "ms", "us", "ns", "sec", "msec", "usec", "seconds", "milliseconds", "microseconds", "samples", "frames", "m", "cm",
    "mm", "px", "pixel", "pixels", "deg", "degrees", "rad", "radians", "hz", "khz",
  ]
  /// Of the units of times those that only rows of them have: `x_min` is the least x.
  private static let longUnits: Set<String> = ["min", "mins", "minute", "minutes", "hour", "hours"]

  /// Whether a name with this unit at its end can stand for the role.
  func allows(unit: String, of item: ArraySource.Item) -> Bool {
    if Role.plainUnits.contains(unit) { return true }
    if Role.longUnits.contains(unit) { return (self == .time || self == .spikes) && elementCount(item.shape) ?? 0 > 1 }
    return UnitNames.quantity(atEnd: unit) == quantity
  }

  /// A name without a unit at its end, and that unit: `x_cm`, `x (cm)`, `x [cm]`.
  static func splitUnit(_ key: String) -> (name: String, unit: String?) {
    if let last = key.last, [")", "]"].contains(last), let open = key.lastIndex(where: { "([".contains($0) }) {
      let unit = String(key[key.index(after: open)...].dropLast())
      let name = key[..<open].reversed().drop { $0 == " " || $0 == "_" }.reversed()
      if UnitNames.quantity(atEnd: unit) != nil { return (String(name), unit) }
    }
    guard let underscore = key.lastIndex(of: "_") else { return (key, nil) }
    let end = String(key[key.index(after: underscore)...])
    return UnitNames.quantity(atEnd: end) != nil ? (String(key[..<underscore]), end) : (key, nil)
  }
}

/// Which item of a file plays which role.
struct RoleAssignment {
  private(set) var items: [Role: [ArraySource.Item]] = [:]
  /// Units that the names of items end in.
  private(set) var units: [Role: String] = [:]
  /// Numbers given in place of arrays (`bin_width=0.02`).
  private(set) var numbers: [Role: Double] = [:]
  /// The matrices that were asked for turned (`roi=F.T`).
  private(set) var turned: Set<Role> = []
  /// The arrays that the user chose.
  private(set) var mapped: Set<Role> = []
  private(set) var findings: [Finding] = []

  /// No role: for a layout that finds things by itself.
  init() {}

  init(_ source: ArraySource, options: ReadingOptions) throws {
    for (key, path) in options.map.sorted(by: { $0.key < $1.key }) { try assign(key, path, source) }
    if mapped.contains(.x) || mapped.contains(.y) { mapped.insert(.position) }
    for role in Role.allCases where items[role] == nil && !mapped.contains(role) {
      if role == .position && (items[.x] != nil || items[.y] != nil) { continue }
      try find(role, in: source)
    }
    for role in [Role.x, .y, .headDirection] where items[role] == nil && !mapped.contains(role) {
      if role != .headDirection && (items[.position] != nil || mapped.contains(.position)) { continue }
      findLoosely(role, in: source)
    }
    if items[.spikes] == nil { try findModules(in: source, module: options.module) }
    if let module = options.module, !(items[.spikes]?.first?.key.hasSuffix("mod\(module)") ?? false) {
      try findModules(in: source, module: module)
    }
  }

  func item(_ role: Role) -> ArraySource.Item? { items[role]?.first }

  private mutating func assign(_ key: String, _ path: String, _ source: ArraySource) throws {
    guard let role = Role(mapKey: key) else {
      throw FileError.unusable(
        "--map has no role '\(key)'.",
        remedy:
          "Roles are spikes, spike_index, cell_ids, t, x, y, position, head_direction, bin_width, roi, lfp, fs."
      )
    }
    mapped.insert(role)
    if path.lowercased() == "none", source.item(path) == nil { return }
    // Of cells it is how many there are.
    let areNumbers: Set<Role> = [.binWidth, .samplingRate, .lfpRate, .roiRate, .binStart, .cellIDs]
    if areNumbers.contains(role), role != .cellIDs || source.item(path) == nil, let number = Double(parameterText: path) {
      numbers[role] = number
      return
    }
    var path = path
    if role == .roi || role == .spikes, source.item(path) == nil, path.hasSuffix(".T") {
      path.removeLast(2)
      turned.insert(role)
    }
    items[role] =
      try (source.item(path).map { [$0] })
      ?? path.split(separator: "+").map { part in
        guard let item = source.item(String(part)) else {
          throw FileError.unusable(
            "--map \(key)=\(path): there is no array '\(part)'.", file: source.url.lastPathComponent,
            remedy: "It has \(firstNames(source.items.map(\.path), 12)).")
        }
        return item
      }
    units[role] = Role.splitUnit(items[role]?.first?.key ?? "").unit
  }

  /// Takes the item with the best name, the one nearest the root first.
  private mutating func find(_ role: Role, in source: ArraySource) throws {
    for name in role.names {
      let matches = source.items.filter { item in
        let key = item.path.hasPrefix("@") ? String(item.key.dropFirst()) : item.key
        let split = Role.splitUnit(key)
        let isNamed = split.name == name && split.unit.map { role.allows(unit: $0, of: item) } ?? false
        return (key == name || isNamed) && suits(item, role)
      }
      guard let best = matches.min(by: { $0.depth < $1.depth }) else { continue }
      if role == .spikes, let trains = SpikeGroups.trains(matches, in: source) {
        items[role] = trains
        return
      }
      if role == .spikes { try SpikeGroups.refuseSeveral(matches, best) }
      items[role] = [best]
      units[role] = best.key == name ? nil : Role.splitUnit(best.key).unit
      let others = matches.filter { $0 != best }.map(\.path)
      if !others.isEmpty {
        findings.append(
          Finding(
            .guessed, role.title,
            "\(best.path) was taken; also there: \(others.prefix(5).joined(separator: ", ")).",
            option: "--map \(mapName(role))=\(others[0])"))
      }
      return
    }
    try refuseUnreadable(role, source)
    noteMisfit(role, source)
  }

  /// Takes the item with a name that may mean the role, where it has an entry for each sample.
  private mutating func findLoosely(_ role: Role, in source: ArraySource) {
    let samples = (items[.time] ?? items[.x])?.first.flatMap { elementCount($0.shape) }
    for name in role.looseNames {
      for item in source.items where suits(item, role) && !items.values.contains(where: { $0.contains(item) }) {
        let split = Role.splitUnit(item.key)
        guard item.key == name || split.name == name && split.unit.map({ role.allows(unit: $0, of: item) }) ?? false,
          let count = elementCount(item.shape), count > 1
        else { continue }
        let unit = item.key == name ? nil : split.unit
        let isAngle = (item.unit ?? unit).map { AngleUnit.stated($0) != nil } ?? false
        guard count == samples, isAngle || !Role.turningNames.contains(name) else {
          findings.append(
            Finding(
              .warning, role.title,
              sentence {
                "\(item.path) may be the \(role.title) by its name, and was not used: "
                if count != samples { "no times have an entry for each of its \(count)." }
                if count == samples { "no unit says that it is an angle." }
              }, option: "--map \(mapName(role))=\(item.path)"))
          continue
        }
        items[role] = [item]
        units[role] = unit
        findings.append(
          Finding(
            .guessed, role.title, "\(item.path) was taken as the \(role.title) by its name.",
            option: "--map \(mapName(role))=none"))
        return
      }
    }
  }

  /// Signals whose name is right and whose shape is none of a recording: said, since nobody would look for the reason.
  private mutating func noteMisfit(_ role: Role, _ source: ArraySource) {
    let wanted = [
      Role.roi: "a matrix [time, region] of several frames and regions", .lfp: "one channel, a number a sample",
      .headDirection: "one angle for each sample",
    ]
    // 'f' stands for many other things.
    guard let wanted = wanted[role],
      let item = source.items.first(where: { $0.depth == 1 && $0.key.count > 1 && role.names.contains($0.key) }),
      role != .headDirection || item.shape.count == 2 && !item.isContainer
    else { return }
    findings.append(
      Finding(
        .warning, role.title, "\(item.path) \(shapeText(item.shape)) has their name and not their shape (\(wanted)): not used.",
        option: role == .lfp && item.shape.count == 2
          ? "--map lfp=\(item.path)[0] takes the first of its channels" : "--map \(mapName(role))=NAME"))
  }

  /// Times and positions that are no numbers would silently take the whole behaviour with them.
  private func refuseUnreadable(_ role: Role, _ source: ArraySource) throws {
    guard Role.behaviour.contains(role) else { return }
    // The codes of NumPy's dates, spans of time and complex numbers.
    let types = [
      "str", "complex", "object", "bytes", "compound", "<M", "<m", ">M", ">m", "<c", ">c", "<f", ">f", "text of a table",
    ]
    guard
      let item = source.items.first(where: { item in
        item.depth == 1 && (elementCount(item.shape) ?? 2) > 1
          && (types.contains(where: item.typeName.hasPrefix) || role == .position && item.shape.count > 2)
          && [item.key, Role.splitUnit(item.key).name].contains(where: role.names.contains)
      })
    else { return }
    let option = role == .time ? "t" : role.names[0]
    let what = [Role.time: "times", .headDirection: "directions"][role] ?? "positions"
    throw FileError.unusable(
      "\(what) are \(item.shape.count > 2 ? "a matrix [time, 2]" : "numbers"); it is \(item.typeName) "
        + "\(shapeText(item.shape)).",
      place: item.path,
      remedy: role == .time
        ? "Save it as float64 in seconds, or choose another array: --map t=NAME."
        : "Save it as float64 with NaN where it is lost, choose another array, or leave it out: --map \(option)=none.")
  }

  private func mapName(_ role: Role) -> String {
    role == .time ? "t" : role == .spikes ? "spikes" : role.names[0]
  }

  /// Whether an item could play a role, by its shape: a name such as `f` or `t` also stands for other things.
  private func suits(_ item: ArraySource.Item, _ role: Role) -> Bool {
    // Python keeps a list with None in it as objects.
    let isObjects = item.typeName == "object" && item.shape.count == 1 && Role.behaviour.contains(role)
    let isNumeric = isObjects || ["float", "int", "uint", "bool"].contains { item.typeName.hasPrefix($0) }
    let large = item.shape.filter { $0 != 1 }.count
    switch role {
    case .spikeIndex where Role.labelNames.contains(Role.splitUnit(item.key).name):
      guard let spikes = items[.spikes]?.first, spikes.path != item.path, spikes.shape.filter({ $0 != 1 }).count == 1
      else { return false }
      return (isNumeric || item.typeName.hasPrefix("str")) && elementCount(item.shape) == elementCount(spikes.shape)
    case .time where items[.spikes]?.first.map { item.path.hasPrefix($0.path + "/") } ?? false:
      return false
    case .time where item.typeName == TableDates.typeName: return true
    // A record of any kind has one of these.
    case .time where item.key == "timestamp" && item.depth > 1: return false
    case .spikes:
      return item.typeName != "link" && item.typeName != "str" && (!item.isContainer || item.typeName == "group")
    case .positionUnit, .roiQuantity: return item.typeName.hasPrefix("str") && large == 0
    case .cellIDs, .epochNames, .roiIDs: return !item.isContainer
    case .roi: return isNumeric && large == 2
    case .binWidth, .samplingRate, .lfpRate, .binStart, .roiRate: return isNumeric && large == 0
    case .position, .truth: return isNumeric && (1...2).contains(item.shape.count)
    case .epochs: return isNumeric && item.shape.count == 2
    default: return isNumeric && large <= 1 && !item.shape.isEmpty
    }
  }

  private mutating func findModules(in source: ArraySource, module: Int?) throws {
    let modules = source.items.filter { $0.key.hasPrefix("spikes_mod") || $0.key.hasPrefix("spike_mod") }
      .sorted { naturallyPrecedes($0.path, $1.path) }
    let names = modules.map(\.path).joined(separator: ", ")
    if let module {
      guard let item = modules.first(where: { $0.key.hasSuffix("mod\(module)") }) else {
        throw FileError.unusable(
          "there is no module \(module); "
            + (modules.isEmpty ? "the file has no modules." : "it has \(names)."),
          file: source.url.lastPathComponent, remedy: "Choose with --module, or leave it out.")
      }
      items[.spikes] = [item]
    } else if let first = modules.first {
      items[.spikes] = [first]
      if modules.count > 1 {
        findings.append(
          Finding(.guessed, "spikes", "\(first.path) was taken of \(names).", option: "--module N"))
      }
    }
  }
}
