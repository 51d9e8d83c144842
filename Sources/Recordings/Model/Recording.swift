import ArrayFiles
import ArrayNumerics
import FoundationEssentials

/// What was recorded in one session, in SI units on one clock.
public struct Recording: Sendable {
  /// The file or folder that it came from.
  public var source: RecordingSource
  /// The spikes of the population; `nil` when the file has none.
  public var spikes: SpikeData?
  /// The cells' names, in the order of trains or columns; empty without spikes.
  public var cellIDs: [String]
  /// Where the animal was and where it looked; `nil` without tracking.
  public var trajectory: Trajectory?
  /// Calcium or other signals of regions; `nil` when the file has none.
  public var roiSignals: ROISignals?
  /// One channel of the field potential; `nil` when the file has none.
  public var fieldPotential: FieldPotential?
  /// Named stretches of time; empty when the file has none.
  public var epochs: [Epoch]
  /// The unit in which the file gave positions; they are in metres here. `nil` without positions.
  public var positionUnit: RecordedPositionUnit?
  /// What a simulated recording was made with; `nil` for what was recorded, and where the simulation does not say.
  public var truth: LatentTruth?
  /// What the file says of the session as a whole; `nil` in formats that hold nothing of it.
  public var session: SessionMetadata?
  /// What each array was taken for, what was guessed, and what will need attention.
  public var findings: [Finding]

  public init(
    source: RecordingSource, spikes: SpikeData? = nil, cellIDs: [String]? = nil,
    trajectory: Trajectory? = nil,
    roiSignals: ROISignals? = nil, fieldPotential: FieldPotential? = nil, epochs: [Epoch] = [],
    positionUnit: RecordedPositionUnit? = nil, findings: [Finding] = []
  ) {
    self.source = source
    self.spikes = spikes
    switch spikes {
    case .trains(let trains): self.cellIDs = trains.map(\.id)
    case .counts(let matrix, _, _): self.cellIDs = cellIDs ?? (0..<matrix.columns).map(String.init)
    case nil: self.cellIDs = []
    }
    self.trajectory = trajectory
    self.roiSignals = roiSignals
    self.fieldPotential = fieldPotential
    self.epochs = epochs
    self.positionUnit = positionUnit
    self.findings = findings
  }
}

/// The file that a recording came from.
public struct RecordingSource: Sendable, Equatable {
  /// The file or folder as it was named.
  public var url: URL
  /// The name of the format: `NPZ`, `HDF5`, `MATLAB v7.3`, `CSV`, …
  public var format: String
  /// The files that were read: the file itself, or those of a folder.
  public var files: [URL]
  /// Where the trajectory was read, when in a file of its own.
  public var behaviour: URL?
  /// Where the field potential was read, when in a file of its own.
  public var fieldPotential: URL?

  public init(url: URL, format: String, files: [URL]? = nil) {
    self.url = url
    self.format = format
    self.files = files ?? [url]
  }

  /// The SHA-256 of the file's bytes, as hexadecimal digits, or that of a folder (`sha256(of:in:)`); reads all of it.
  public func sha256() throws -> String { try ArrayFiles.sha256(of: files, in: url) }
}

/// The spikes of a population.
public enum SpikeData: Sendable, Equatable {
  /// The times of each cell's spikes.
  case trains([SpikeTrain])
  /// Counts [time, cell]; row 0 covers [start, start + binWidth), in seconds.
  case counts(Matrix<Int32>, binWidth: Double, start: Double)

  /// The number of cells: of trains, or of columns of counts.
  public var cellCount: Int {
    switch self {
    case .trains(let trains): trains.count
    case .counts(let matrix, _, _): matrix.columns
    }
  }

  /// The number of spikes of each cell.
  public var spikeCounts: [Int] {
    switch self {
    case .trains(let trains): return trains.map(\.count)
    case .counts(let matrix, _, _):
      var sums = [Int](repeating: 0, count: matrix.columns)
      for row in 0..<matrix.rows {
        for (column, count) in matrix.row(row).enumerated() { sums[column] += Int(count) }
      }
      return sums
    }
  }
}

/// Where the animal was and where it looked, at given times.
public struct Trajectory: Sendable, Equatable {
  /// Times in seconds on the recording's clock, strictly ascending.
  public var t: [Double]
  /// Positions in metres; NaN where tracking was lost. `nil` when only the head direction was tracked.
  public var x: [Double]?
  /// Positions in metres; NaN where tracking was lost. `nil` on a linear track.
  public var y: [Double]?
  /// Head direction in radians, in [0, 2π); NaN where it was lost.
  public var headDirection: [Double]?
  /// What was done to the file's times.
  public var repairs = ClockRepairs()

  public init(t: [Double], x: [Double]? = nil, y: [Double]? = nil, headDirection: [Double]? = nil) {
    self.t = t
    self.x = x
    self.y = y
    self.headDirection = headDirection
  }
}

/// When signals of regions of interest were sampled.
public enum SampleClock: Sendable, Equatable {
  /// Samples per second, from time 0.
  case rate(Double)
  /// The time of each sample, in seconds.
  case times([Double])
}

/// What a signal of regions of interest measures.
public enum ROIQuantity: String, Sendable, Codable {
  /// Relative change of fluorescence, without unit.
  case dff = "dF/F"
  /// Inferred spikes: not negative, sums make sense, the scale is arbitrary.
  case deconvolved
  /// Fluorescence in the detector's units, with a baseline of its own for each region.
  case fluorescence
  /// What the file does not say.
  case unknown = "signal"
}

/// Fluorescence or another signal of regions of interest.
public struct ROISignals: Sendable, Equatable {
  /// [time, ROI], in the file's unit (ΔF/F for `dff`).
  public var matrix: Matrix<Float>
  /// `nil` when the file does not say when its samples were taken.
  public var clock: SampleClock?
  /// What the signal measures, which decides how it is binned and smoothed.
  public var quantity: ROIQuantity
  /// The names of the regions, in the order of columns.
  public var ids: [String]
  /// Of a file that left out regions by its own curation: which of all recorded ones the columns are. The place of a region
  /// on a ring goes by it.
  public var curation: RegionCuration?

  /// - Parameter ids: the columns' numbers from 0 without it.
  public init(
    matrix: Matrix<Float>, clock: SampleClock?, quantity: ROIQuantity = .unknown, ids: [String]? = nil,
    curation: RegionCuration? = nil
  ) {
    self.curation = curation
    self.matrix = matrix
    self.clock = clock
    self.quantity = quantity
    self.ids = ids ?? (0..<matrix.columns).map(String.init)
  }

  /// Samples per second, when that is how the file says it.
  public var rate: Double? {
    if case .rate(let rate)? = clock { return rate }
    return nil
  }

  /// The time of each sample in seconds, when that is how the file says it.
  public var t: [Double]? {
    if case .times(let t)? = clock { return t }
    return nil
  }
}

/// Which of all regions that were recorded a file's own curation kept.
public struct RegionCuration: Sendable, Equatable {
  /// The kept ones, as places among all, ascending.
  public var kept: [Int]
  /// How many were recorded.
  public var count: Int

  /// `nil` where all were kept.
  public init?(kept: [Int], of count: Int) {
    guard kept.count < count else { return nil }
    self.kept = kept
    self.count = count
  }
}

/// A local field potential. Where the file allows, its samples are read only when they are asked for.
public struct FieldPotential: Sendable, Equatable {
  private enum Content: Sendable, Equatable {
    case values([Double])
    case deferred(DeferredSignal)
  }

  private var content: Content
  /// Samples per second.
  public var rate: Double
  /// The time of the first sample, in seconds.
  public var start: Double
  /// The unit of the samples as the file says it, `V` for volts; `nil` where it does not.
  public var unit: String?
  /// Where the clock jumps forward, in order; empty where the samples follow each other evenly.
  public var gaps: [Gap]

  /// Time between two samples in which nothing was recorded.
  public struct Gap: Sendable, Equatable {
    /// The first sample after it.
    public var sample: Int
    /// The time that is missing, in seconds: more than a step lies between this sample and the one before.
    public var seconds: Double

    public init(sample: Int, seconds: Double) {
      self.sample = sample
      self.seconds = seconds
    }
  }

  public init(samples: [Double], rate: Double, start: Double = 0, gaps: [Gap] = [], unit: String? = nil) {
    self.init(.values(samples), rate, start, gaps, unit)
  }

  package init(deferred signal: DeferredSignal, rate: Double, start: Double, gaps: [Gap] = [], unit: String? = nil) {
    self.init(.deferred(signal), rate, start, gaps, unit)
  }

  private init(_ content: Content, _ rate: Double, _ start: Double, _ gaps: [Gap], _ unit: String?) {
    self.content = content
    self.rate = rate
    self.start = start
    self.gaps = gaps
    self.unit = unit.map { ["v", "volt", "volts"].contains($0.lowercased()) ? "V" : $0 }
  }

  /// Volts of one unit of the samples; `nil` where the file names none of voltage.
  package var voltsPerUnit: Double? {
    switch unit?.lowercased() {
    case "v": 1
    case "mv", "millivolt", "millivolts": 1e-3
    case "uv", "\u{B5}v", "\u{3BC}v", "microvolt", "microvolts": 1e-6
    default: nil
    }
  }

  /// The number of samples, known without reading them.
  public var count: Int {
    switch content {
    case .values(let samples): samples.count
    case .deferred(let signal): signal.count
    }
  }

  /// In the file's unit (volts in NWB); integers without a conversion are kept as they were counted. Read anew from the
  /// file with each call where they were not read yet.
  ///
  /// - Throws: `FileError` when the file can no longer be read.
  public var samples: [Double] {
    get throws {
      switch content {
      case .values(let samples): samples
      case .deferred(let signal): try signal.read()
      }
    }
  }

  /// Hands out the samples in order, a block at a time, so that no more than a block is held of a large file.
  ///
  /// - Throws: as `samples`, and what `body` throws.
  public func forEachBlock(_ body: (_ block: [Double]) throws -> Void) throws {
    switch content {
    case .values(let samples): try body(samples)
    case .deferred(let signal): try signal.forEachBlock(body)
    }
  }

  /// The time of every sample, in seconds.
  var times: [Double] {
    var (missing, next) = (0.0, 0)
    return (0..<count).map { sample in
      while next < gaps.count, gaps[next].sample <= sample {
        missing += gaps[next].seconds
        next += 1
      }
      return start + Double(sample) / rate + missing
    }
  }

  /// The time just after the last sample, in seconds.
  public var end: Double { start + Double(count) / rate + gaps.reduce(0) { $0 + $1.seconds } }
}

extension Recording {
  /// The stretches that the file itself calls invalid: epochs named `invalid_times`, which no analysis should use unasked.
  public var invalidTimes: [Epoch] { epochs.filter { $0.name == Epoch.invalidName } }
}

/// A named stretch of time [start, stop), in seconds.
public struct Epoch: Sendable, Equatable, Codable {
  /// The name of stretches that are invalid, that of NWB's table of them.
  public static let invalidName = "invalid_times"
  /// As the file names it; several may share a name.
  public var name: String
  /// Seconds on the recording's clock; belongs to the epoch.
  public var start: Double
  /// Seconds on the recording's clock; does not belong to the epoch.
  public var stop: Double

  public init(name: String, start: Double, stop: Double) {
    self.name = name
    self.start = start
    self.stop = stop
  }
}
