import FoundationEssentials
import Schema

/// What a user says about a file that the file does not say itself.
public struct ReadingOptions: Sendable, Equatable {
  /// The unit of positions; guessed from their extent, and reported, without it.
  public var positionUnit: PositionUnit?
  /// The unit of all times in the file; seconds without it, unless a column's name says otherwise.
  public var timeUnit: TimeUnit?
  /// The unit of spike times when it is another than that of the tracking.
  public var spikeTimeUnit: TimeUnit?
  /// The unit of head directions when the file does not say it, or says another than it means.
  public var angleUnit: AngleUnit?
  /// How lost positions and angles are marked; found by the values, and reported, without it.
  public var lostValue: LostValue?
  /// Which array plays which role, for example `["spikes": "/units/times", "x": "pos_x"]`. Roles: `spikes`, `spike_index`,
  /// `cell_ids`, `t`, `x`, `y`, `position`, `head_direction`, `bin_width`, `roi`, `lfp`, `fs`. Several arrays joined by
  /// `+` are one cell each (`spikes=a+b`); `bin_width` and `fs` also take a number; `x=pos[1]` is a column, from 0, and
  /// `x=none` leaves a role out. In NWB a path is
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
  /// A file with the field potential when it is not in the recording itself.
  public var fieldPotential: URL?
  /// Whether only the first rows of long arrays are seen, so that spikes and tracking may lie in different parts of a session.
  var isExcerpt = false
  /// The rows in the file of the arrays that an excerpt cuts, by path.
  var wholeRows: [String: Int] = [:]
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

/// How lost positions and angles are marked in a file.
public enum LostValue: Sendable, Equatable {
  /// By NaN alone: every number is meant.
  case none
  /// By this number too.
  case number(Double)

  /// Reads `none` or a number; `nil` for anything else.
  public init?(argument: String) {
    if argument.lowercased() == "none" {
      self = .none
    } else if let number = Double(parameterText: argument) {
      self = .number(number)
    } else {
      return nil
    }
  }
}
