import ArrayNumerics
import Oscillations
import Schema

/// What a population says of the place of the animal within each theta cycle, and its sweeps.
public struct PlaceSweeps: FieldTable {
  /// Middle of each step, s; the place by the state-space decoder and by a flat prior, m, deviation of the posterior, m, and
  /// spikes; NaN where the animal does not run, and for the flat one without spikes.
  public var times: [Double], x: [Float], y: [Float], deviation: [Float], flatX: [Float], flatY: [Float]
  /// Spikes in each step.
  public var stepSpikes: [Int]
  /// Places of the cells in cell_ids.
  public var cells: [Int]
  /// Of each complete cycle: its middle, s, direction of the likeliest sweep less heading, rad in [−π, π), positive to the
  /// left, length, m, p, spikes, and cells that fire; NaN with fewer than five cells, and a direction also without length.
  public var sweepTimes: [Double], angles: [Double], lengths: [Double], p: [Double], spikes: [Int], active: [Int]
  /// Groups of cycles by their spikes: the mean number, the cycles, and the share with p of 0.05.
  public var groupSpikes: [Double], groupCycles: [Int], groupShare: [Double]
  /// In twelve parts of the cycle from phase 0: how far the decoded place is ahead, and beside, m, by both decoders.
  public var ahead: [Double], beside: [Double], flatAhead: [Double], flatBeside: [Double]
  /// Alternation of the sides, with p by permutation in blocks of eight, and that of the turns of the head.
  public var signChanges: Double, signP: Double, index: Double, indexP: Double, zigzag: Double, zigzagP: Double
  /// Zigzag of the turns of the head, with its p: a control.
  public var turnZigzag: Double, turnP: Double
  /// Cycles that were read, and pairs of neighbours with a direction.
  public var measured: Int, pairs: Int
  /// The share of them with p of 0.05: as likely as none of nineteen other orders of the steps.
  public var share: Double
  /// The length that all cycles together make likeliest, m, whether that is the farthest that was looked for, the median of
  /// single cycles, m, and the first over the spacing of the grid cells; `nil` without such cells.
  public var length: Double, isAtReach: Bool, medianLength: Double, lengthOverSpacing: Double?
  /// Median spacing of the grid cells among the cells, m, and how many these are.
  public var spacing: Double?, gridCells: Int
  /// Places are looked for within this distance of the animal, m.
  public var reach: Double
  /// Where cycles are cut, degrees from where phase 0 was asked to be.
  public var cutPhase: Double
  /// What the heading is.
  public var heading: String

  public static let fields = Field<PlaceSweeps>.table {
    Field.array("decoded_t", \.times, unit: "s", axes: ["decoded"], "middle of each step of 10 ms")
    Field.array("decoded_x", \.x, unit: "m", axes: ["decoded"], "decoded place, state-space model; NaN where not running")
    Field.array("decoded_y", \.y, unit: "m", axes: ["decoded"], "as decoded_x, upward")
    Field.array("decoded_sd", \.deviation, unit: "m", axes: ["decoded"], "deviation of its posterior")
    Field.array("decoded_flat_x", \.flatX, unit: "m", axes: ["decoded"], "decoded place, flat prior, 20 ms; NaN without spikes")
    Field.array("decoded_flat_y", \.flatY, unit: "m", axes: ["decoded"], "as decoded_flat_x, upward")
    Field.array("decoded_spikes", \.stepSpikes, unit: "spikes", axes: ["decoded"], "spikes in each step")
    Field.array("place_cell", \.cells, axes: ["place"], "place of each cell that is read in cell_ids")
    Field.array("position_sweep_t", \.sweepTimes, unit: "s", axes: ["position sweep"], "middle of each theta cycle")
    Field.array(
      "position_sweep_angle", \.angles, unit: "rad", axes: ["position sweep"],
      "likeliest direction less heading in [-pi, pi), positive to the left; NaN where none, or fewer than five active cells")
    Field.array("position_sweep_length", \.lengths, unit: "m", axes: ["position sweep"], "its length; 0 where none is likelier")
    Field.array(
      "position_sweep_cycle_p", \.p, axes: ["position sweep"], "against 19 other orders of the steps of the cycle, 0.05 to 1")
    Field.array("position_sweep_spikes", \.spikes, unit: "spikes", axes: ["position sweep"], "spikes in the cycle")
    Field.array("position_sweep_cells", \.active, axes: ["position sweep"], "cells that fire in the cycle")
    Field.array(
      "sweep_group_spikes", \.groupSpikes, unit: "spikes", axes: ["spike group"], "mean spikes of each group of cycles")
    Field.array("sweep_group_cycles", \.groupCycles, axes: ["spike group"], "cycles in it")
    Field.array(
      "sweep_group_share", \.groupShare, axes: ["spike group"], "share with position_sweep_cycle_p of 0.05, by chance 0.05")
    Field.array("ahead_by_phase", \.ahead, unit: "m", axes: ["12"], "mean of decoded place ahead of the animal, from phase 0")
    Field.array("beside_by_phase", \.beside, unit: "m", axes: ["12"], "mean distance to the side")
    Field.array("flat_ahead_by_phase", \.flatAhead, unit: "m", axes: ["12"], "as ahead_by_phase, flat prior")
    Field.array("flat_beside_by_phase", \.flatBeside, unit: "m", axes: ["12"], "as beside_by_phase, flat prior")
    Field.number("position_sweep_cycles", \.measured, "complete theta cycles with five active cells")
    Field.number("position_sweep_pairs", \.pairs, "pairs of neighbours among them that both have a direction")
    Field.number("position_sweep_share", \.share, "share with position_sweep_cycle_p of 0.05, by chance 0.05")
    Field.number("position_sweep_side_changes", \.signChanges, "share of neighbouring cycles on different sides")
    Field.number("position_sweep_side_changes_p", \.signP, "its p by permutation in blocks of eight cycles")
    Field.number("position_sweep_alternation", \.index, "index of alternation, 1 for sides that alternate")
    Field.number("position_sweep_alternation_p", \.indexP, "its p")
    Field.number(
      "position_sweep_zigzag", \.zigzag, "reversed correlation of neighbouring differences, 0.5 for independent cycles")
    Field.number("position_sweep_zigzag_p", \.zigzagP, "its p")
    Field.number("position_sweep_zigzag_heading", \.turnZigzag, "control: zigzag of the turns of the heading")
    Field.number("position_sweep_zigzag_heading_p", \.turnP, "its p")
    Field.number(
      "position_sweep_length_m", \.length, "length that all cycles together make likeliest, whatever their directions")
    Field.number("position_sweep_length_at_reach", \.isAtReach, "whether that is the farthest that was looked for")
    Field.number("position_sweep_length_median_m", \.medianLength, "median of single cycles, which noise makes longer")
    Field.number("grid_spacing_m", \.spacing, "median spacing of the grid cells that are read")
    Field.number("grid_cells_read", \.gridCells, "cells that are read with a grid score of 0.3 or more")
    Field.number("position_sweep_length_over_spacing", \.lengthOverSpacing, "position_sweep_length_m over the spacing")
    Field.number("decoded_within_m", \.reach, "distance from the animal within which places are looked for")
    Field.number("position_sweep_cut_deg", \.cutPhase, "where the half of the cycle with sweeps begins")
    Field.number("heading_is", \.heading, "what the heading is")
  }

  init?(from fields: FieldReader<PlaceSweeps>) throws {
    guard fields.holds(\.times) else { return nil }
    times = try fields[\.times]
    x = try fields[\.x]
    y = try fields[\.y]
    deviation = try fields[\.deviation]
    flatX = try fields[\.flatX]
    flatY = try fields[\.flatY]
    stepSpikes = try fields[\.stepSpikes]
    cells = try fields[\.cells]
    sweepTimes = try fields[\.sweepTimes]
    angles = try fields[\.angles]
    lengths = try fields[\.lengths]
    p = try fields[\.p]
    spikes = try fields[\.spikes]
    active = try fields[\.active]
    groupSpikes = try fields[\.groupSpikes]
    groupCycles = try fields[\.groupCycles]
    groupShare = try fields[\.groupShare]
    ahead = try fields[\.ahead]
    beside = try fields[\.beside]
    flatAhead = try fields[\.flatAhead]
    flatBeside = try fields[\.flatBeside]
    signChanges = try fields.number(\.signChanges)
    signP = try fields.number(\.signP)
    index = try fields.number(\.index)
    indexP = try fields.number(\.indexP)
    zigzag = try fields.number(\.zigzag)
    zigzagP = try fields.number(\.zigzagP)
    turnZigzag = try fields.number(\.turnZigzag)
    turnP = try fields.number(\.turnP)
    measured = try fields.number(\.measured)
    pairs = try fields.number(\.pairs)
    share = try fields.number(\.share)
    length = try fields.number(\.length)
    isAtReach = try fields.number(\.isAtReach)
    medianLength = try fields.number(\.medianLength)
    lengthOverSpacing = try fields.number(\.lengthOverSpacing)
    spacing = try fields.number(\.spacing)
    gridCells = try fields.number(\.gridCells)
    reach = try fields.number(\.reach)
    cutPhase = try fields.number(\.cutPhase)
    heading = try fields.number(\.heading)
    guard groupSpikes.count == groupShare.count, ahead.count == flatAhead.count else {
      throw FieldError.unfit("'sweep_group_share' or 'ahead_by_phase' has another length than its neighbours")
    }
  }
}
