import ArrayNumerics
import Foundation
import Plotting
import Recordings
import Schema
import Stages

/// Options that every command takes.
struct CommonOptions: ParameterTable {
  var output: String?
  var seed = 0
  var threads: Int?
  var maximumMemory: ByteCount?
  var positionUnit: String?
  var timeUnit: String?
  var spikeTimeUnit: String?
  var angleUnit: String?
  var lostValue: String?
  var map: [String] = []
  var module: Int?
  var binWidth: Double?
  var frameRate: Double?
  var bodyPart: String?
  var track: String?
  var minimumLikelihood: Double?
  var headMarkers: [String] = []
  var behaviour: String?
  /// Those of the plot configuration when nil.
  var figureFormats: [FigureFormat]?
  var plotConfig: String?
  var figures = true
  var archive = ArchiveFormat.npz
  var force = false
  var quiet = false
  var verbose = false
  var json = false

  static let parameters: [Parameter<CommonOptions>] = [
    Parameter("output", \.output, help: "folder for the results (also -o)"),
    Parameter("seed", \.seed, help: "seed of all random numbers"),
    Parameter(
      "threads", \.threads, help: "number of threads; all by default, or what SLURM_CPUS_PER_TASK says"),
    Parameter("max-memory", \.maximumMemory, help: "refuse what would need more, for example 4G or 800M"),
    Parameter(
      "position-unit", \.positionUnit, help: "unit of positions in the file: m, cm, mm, in, ft or px:METRES_PER_PIXEL"),
    Parameter(
      "time-unit", \.timeUnit, help: "unit of all times in the file: s, ms, us or samples:HERTZ; seconds by default"),
    Parameter(
      "spike-time-unit", \.spikeTimeUnit, help: "unit of the spike times, when it is not that of the tracking"),
    Parameter("angle-unit", \.angleUnit, help: "unit of head directions in the file: rad, deg or turns"),
    Parameter(
      "lost-value", \.lostValue,
      help: "number that stands for lost positions and angles, such as -1; none where every number is meant"),
    Parameter("map", \.map, help: "where things are in the file, for example spikes=/units/times,x=/pos/x"),
    Parameter("module", \.module, help: "which module of a file with spikes_mod1, spikes_mod2, …"),
    Parameter("bin-width", \.binWidth, unit: "s", help: "bin width of a count matrix that does not say it"),
    Parameter(
      "frame-rate", \.frameRate, unit: "Hz", help: "frames per second of tracking or signals that come without times"),
    Parameter("body-part", \.bodyPart, help: "the body part or node of DeepLabCut and SLEAP files that is the position"),
    Parameter("track", \.track, help: "the individual or track of files with several animals"),
    Parameter(
      "min-likelihood", \.minimumLikelihood,
      help: "points with a lower likelihood (DeepLabCut, where it is 0.9 by default) or score (SLEAP) count as lost"),
    Parameter(
      "head-markers", \.headMarkers, help: "two body parts FRONT,BACK between which the head direction is taken"),
    Parameter(
      "behaviour", \.behaviour, help: "file with position or head direction, when they are not in the recording itself"),
    Parameter(
      "figure-format", \.figureFormats, help: "svg, png or pdf, repeatable; svg and png unless --plot-config says otherwise"),
    Parameter("plot-config", \.plotConfig, help: "YAML file with settings of the figures"),
    Parameter("figures", \.figures, help: "draw figures"),
    Parameter("archive", \.archive, help: "container of the arrays: npz or h5"),
    Parameter("force", \.force, help: "compute although the result is there"),
    Parameter("quiet", \.quiet, help: "say nothing but errors"),
    Parameter(
      "verbose", \.verbose,
      help: "also say why each stage is computed, what was read and how, all numbers, and the time and memory that it took"),
    Parameter("json", \.json, help: "the record of the result on standard output, and nothing else there"),
  ]

  func validate() throws {
    if let threads { try require(threads >= 1, "threads", "\(threads) is not at least 1.") }
    try require(seed >= 0, "seed", "\(seed) is negative.")
    try require(
      figureFormats.map { !$0.isEmpty } ?? true, "figure-format",
      "no format is given; leave figures out with --no-figures.")
    if let positionUnit {
      try require(
        PositionUnit(argument: positionUnit) != nil, "position-unit",
        "'\(positionUnit)' is not a unit; write m, cm, mm, in, ft or px:METRES_PER_PIXEL (px:0.0025).")
    }
    if let binWidth { try require(binWidth > 0, "bin-width", "\(binWidth) is not positive.") }
    if let module { try require(module >= 1, "module", "\(module) is not at least 1.") }
    if let angleUnit {
      try require(AngleUnit(argument: angleUnit) != nil, "angle-unit", "'\(angleUnit)' is not a unit; write rad, deg or turns.")
    }
    if let lostValue {
      try require(
        LostValue(argument: lostValue) != nil, "lost-value", "'\(lostValue)' is not a number; write one such as -1, or none.")
    }
    if let frameRate { try require(frameRate > 0, "frame-rate", "\(frameRate) is not positive.") }
    if let minimumLikelihood {
      try require((0...1).contains(minimumLikelihood), "min-likelihood", "\(minimumLikelihood) is not between 0 and 1.")
    }
    try require([0, 2].contains(headMarkers.count), "head-markers", "two names are needed, FRONT,BACK.")
    for case (let name, let unit?) in [("time-unit", timeUnit), ("spike-time-unit", spikeTimeUnit)] {
      try require(
        TimeUnit(argument: unit) != nil, name,
        "'\(unit)' is not a unit; write s, ms, us or samples:HERTZ (samples:30000).")
    }
  }
}

/// An amount of memory as people write it: 800M, 4G, 1.5GiB.
struct ByteCount: ParameterValue {
  var bytes: Int

  static var expectedText: String { "an amount of memory such as 800M or 4G" }

  init?(parameterText: String) {
    let units: [(String, Double)] = [
      ("gib", 0x1p30), ("mib", 0x1p20), ("gb", 1e9), ("mb", 1e6), ("g", 1e9), ("m", 1e6), ("k", 1e3), ("b", 1),
    ]
    let text = parameterText.lowercased()
    let (suffix, scale) = units.first { text.hasSuffix($0.0) } ?? ("", 1)
    guard let value = Double(parameterText: String(text.dropLast(suffix.count))), value > 0, value * scale < 1e18 else {
      return nil
    }
    bytes = Int(value * scale)
  }

  var json: JSONValue { .integer(bytes) }
}

extension CommonOptions {
  /// Threads, seed, memory, progress and cancellation for the stages.
  ///
  /// - Parameter scratch: the folder for what does not fit into memory.
  func context(scratch: URL? = nil) -> RunContext {
    RunContext(
      work: Work(
        threads: threadCount,
        progress: quiet ? SilentProgress() : TerminalProgress(), isCancelled: { Interruption.isRequested }),
      seed: UInt64(seed), memoryBudget: memoryBudget, scratch: scratch)
  }

  /// Bytes that the process may hold, as the command line or the batch system says; `nil` where neither does.
  var givenMemory: Int? {
    // Megabytes; 0 stands for all of the machine's, and so does what no machine has.
    let slurmMemory = ProcessInfo.processInfo.environment["SLURM_MEM_PER_NODE"].flatMap { Int($0) }
    return maximumMemory?.bytes
      ?? slurmMemory.flatMap { (1...1_000_000_000).contains($0) ? $0 * 1_000_000 : nil }
  }

  /// The same, or what the machine has.
  var memoryBudget: Int { givenMemory ?? Self.memoryOfTheMachine }

  /// Bytes that the process may hold to say what is in a file. Recordings hardly shrink to a twentieth; a few megabytes that
  /// unpack to gigabytes are a mistake or a trap, and nobody who only looks wants to wait for them.
  func memoryToDescribe(_ file: URL) -> Int {
    if let givenMemory { return givenMemory }
    let values = try? file.resourceValues(forKeys: [.isRegularFileKey, .fileSizeKey])
    guard values?.isRegularFile == true, let size = values?.fileSize else { return memoryBudget }
    return min(memoryBudget, max(1_000_000_000, 20 * size))
  }

  /// What the machine has, or the limit of the shell where that is less: more could only fail in the middle of the work.
  private static var memoryOfTheMachine: Int {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    let physical = ProcessInfo.processInfo.physicalMemory
    return Int(clamping: min(physical, UInt64(limit.rlim_cur)))
  }

  private var threadCount: Int {
    let slurmThreads = ProcessInfo.processInfo.environment["SLURM_CPUS_PER_TASK"].flatMap { Int($0) }
    return threads ?? slurmThreads.flatMap { $0 >= 1 ? $0 : nil } ?? ProcessInfo.processInfo.activeProcessorCount
  }

  func readingOptions() throws -> ReadingOptions {
    var options = ReadingOptions()
    options.threads = threadCount
    options.positionUnit = positionUnit.flatMap(PositionUnit.init(argument:))
    options.timeUnit = timeUnit.flatMap(TimeUnit.init(argument:))
    options.spikeTimeUnit = spikeTimeUnit.flatMap(TimeUnit.init(argument:))
    options.angleUnit = angleUnit.flatMap(AngleUnit.init(argument:))
    options.lostValue = lostValue.flatMap(LostValue.init(argument:))
    options.module = module
    options.binWidth = binWidth
    options.frameRate = frameRate
    options.poses = PoseOptions(
      bodyPart: bodyPart, track: track, minimumLikelihood: minimumLikelihood,
      headMarkers: headMarkers.count == 2 ? (front: headMarkers[0], back: headMarkers[1]) : nil)
    options.behaviour = behaviour.map { URL(fileURLWithPath: $0) }
    for entry in map {
      let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw ParameterError.invalid(
          name: "map", reason: "'\(entry)' is not of the form WHAT=PLACE, as in spikes=/units/times.")
      }
      if let other = options.map.updateValue(parts[1], forKey: parts[0]), other != parts[1] {
        throw ParameterError.invalid(
          name: "map", reason: "\(parts[0]) is said to be \(other) and \(parts[1]). Name one of them.")
      }
    }
    return options
  }

  /// What of these options decides how a recording is read.
  var readingRecord: [JSONValue.Member] {
    var members: [JSONValue.Member] = []
    if let positionUnit { members.append(.init("position-unit", .string(positionUnit))) }
    if let timeUnit { members.append(.init("time-unit", .string(timeUnit))) }
    if let spikeTimeUnit { members.append(.init("spike-time-unit", .string(spikeTimeUnit))) }
    if let angleUnit { members.append(.init("angle-unit", .string(angleUnit))) }
    if let lostValue { members.append(.init("lost-value", .string(lostValue))) }
    if !map.isEmpty { members.append(.init("map", JSONValue(map))) }
    if let module { members.append(.init("module", .integer(module))) }
    if let binWidth { members.append(.init("bin-width", .number(binWidth))) }
    if let frameRate { members.append(.init("frame-rate", .number(frameRate))) }
    if let bodyPart { members.append(.init("body-part", .string(bodyPart))) }
    if let track { members.append(.init("track", .string(track))) }
    if let minimumLikelihood { members.append(.init("min-likelihood", .number(minimumLikelihood))) }
    if !headMarkers.isEmpty { members.append(.init("head-markers", JSONValue(headMarkers))) }
    return members
  }

  /// Options that say how a recording is read do nothing for a command that reads a results folder.
  ///
  /// - Throws: `ParameterError.idle`
  func refuseReadingOptions(for command: String) throws {
    let given = readingRecord.map(\.key) + (behaviour == nil ? [] : ["behaviour"])
    if let name = given.first {
      throw ParameterError.idle(name: name, condition: "where a recording is read, and \(command) reads a results folder")
    }
  }

  func figureSettings(of stages: [RegisteredStage]) throws -> FigureSettings {
    var config = PlotConfig()
    if let plotConfig {
      guard let text = givenText(plotConfig) else {
        throw UsageError("--plot-config: there is no file \(plotConfig).")
      }
      do {
        config = try PlotConfig(yaml: text)
      } catch {
        throw UsageError("--plot-config \(plotConfig): \(error)")
      }
    }
    if figures {
      do {
        try config.check(stages.flatMap { stage in stage.figureKinds.map { (stage.description.stem, $0) } })
      } catch {
        throw UsageError("--plot-config \(plotConfig ?? ""): \(error)")
      }
    }
    return FigureSettings(
      isEnabled: figures, formats: figureFormats, config: config,
      searchPath: ProcessInfo.processInfo.environment["PATH"] ?? "")
  }

  /// - Parameter stages: what the command runs; a figure that none of them draws has no options.
  func environment(
    folder: ResultsFolder, command: String, drawing stages: [RegisteredStage]
  ) throws -> StageEnvironment {
    var environment = StageEnvironment(
      folder: folder, context: context(scratch: folder.url), figures: try figureSettings(of: stages), archive: archive,
      force: force, readingRecord: readingRecord,
      program: ProgramIdentity(
        name: "canns-analyze", version: CannsAnalyze.version, command: command, time: Self.timeStamp()))
    let output = Output(self)
    environment.tellsWaiting = { output.note($0) }
    if verbose { environment.tellsReason = { output.note($0) } }
    return environment
  }

  /// The time now, for the provenance: SOURCE_DATE_EPOCH where it is set, for builds that must repeat to the byte.
  static func timeStamp() -> String {
    let epoch = ProcessInfo.processInfo.environment["SOURCE_DATE_EPOCH"].flatMap { Double($0) }
    let date = epoch.map { Date(timeIntervalSince1970: $0) } ?? Date()
    return date.formatted(.iso8601)
  }
}
