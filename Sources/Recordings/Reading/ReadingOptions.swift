import FoundationEssentials

/// What a user says about a file that the file does not say itself.
public struct ReadingOptions: Sendable, Equatable {
  /// The unit of positions; guessed from their extent, and reported, without it.
  public var positionUnit: PositionUnit?
  /// The unit of all times in the file; seconds without it, unless a column's name says otherwise.
  public var timeUnit: TimeUnit?
  /// The unit of spike times when it is another than that of the tracking.
  public var spikeTimeUnit: TimeUnit?
  /// Which array plays which role, for example `["spikes": "/units/times", "x": "pos_x"]`. Roles: `spikes`, `spike_index`,
  /// `cell_ids`, `t`, `x`, `y`, `position`, `head_direction`, `bin_width`, `roi`, `lfp`, `fs`. Several arrays joined by
  /// `+` are one cell each (`spikes=a+b`); `bin_width` and `fs` also take a number. In NWB a path is
  /// that of a typed object or its data, and `lfp=/PATH[3]` is the column 3 of its data, from 0.
  public var map: [String: String]
  /// The cells to keep; all without it.
  public var cells: CellSelection?
  /// Which of `spikes_mod1`, `spikes_mod2`, … to read.
  public var module: Int?
  /// Seconds of a bin of a count matrix.
  public var binWidth: Double?
  /// Frames per second of tracking that comes without times.
  public var frameRate: Double?
  /// What to take of files of pose estimation.
  public var poses = PoseOptions()
  /// A file with the trajectory when it is not in the recording itself.
  public var behaviour: URL?
  /// Threads that unpack compressed arrays; what is read does not depend on it.
  public var threads = 1

  public init(
    positionUnit: PositionUnit? = nil, timeUnit: TimeUnit? = nil, spikeTimeUnit: TimeUnit? = nil,
    map: [String: String] = [:], cells: CellSelection? = nil, module: Int? = nil, binWidth: Double? = nil,
    behaviour: URL? = nil
  ) {
    self.positionUnit = positionUnit
    self.timeUnit = timeUnit
    self.spikeTimeUnit = spikeTimeUnit
    self.map = map
    self.cells = cells
    self.module = module
    self.binWidth = binWidth
    self.behaviour = behaviour
  }
}
