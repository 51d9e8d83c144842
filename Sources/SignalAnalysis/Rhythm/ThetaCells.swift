import ArrayNumerics
import Foundation
import Oscillations
import Schema

/// One cell and the phase.
struct CellPhase: Sendable {
  var identifier: String
  var spikes: SpikePhases
  /// Of the spikes, from where phase 0 was asked to be, rad.
  var phases: [Double]
  var locking: PhaseLocking
  /// By circular shifts; NaN where there is too little time.
  var shiftP: Double
  var modulation: SpikeModulation
  var cycles: CycleModulation
  var fields: [FieldPrecession]
}

/// How the spikes of each cell stand to the phase of theta.
public struct ThetaCells: FieldTable {
  /// Identifiers, `[N]`.
  public var identifiers: [String]
  /// Spikes with a phase.
  public var spikes: [Int]
  /// Length and direction (rad) of the mean resultant; NaN without spikes.
  public var locking: [Double], preferredPhase: [Double]
  /// p of the F test on the sums of one-second blocks; NaN with fewer than six.
  public var p: [Double]
  /// p against all circular shifts of five seconds or more.
  public var shiftP: [Double]
  /// Pairwise phase consistency, over pairs in different blocks of a second and over all pairs.
  public var blockConsistency: [Double], consistency: [Double]
  /// p of Rayleigh's test, which assumes independent spikes.
  public var rayleighP: [Double]
  /// Spikes in each of 36 bins of phase `[N, 36]`.
  public var phaseCounts: Matrix<Int>
  /// The rhythm of each cell by itself.
  public var rhythms: CellRhythms
  /// Spikes before and after the field potential, in time that was left out, and where there was too little theta.
  public var outside: Int, masked: Int, weak: Int

  public static let fields = Field<ThetaCells>.table {
    Field.array("cell_ids", \.identifiers, axes: ["cell"], "identifier of each cell")
    Field.array("spikes", \.spikes, unit: "spikes", axes: ["cell"], "spikes with a phase")
    Field.array("phase_locking", \.locking, axes: ["cell"], "length of the mean resultant of the phases")
    Field.array("preferred_phase", \.preferredPhase, unit: "rad", axes: ["cell"], "mean phase in [0, 2 pi)")
    Field.array("p", \.p, axes: ["cell"], "of locking, by the F test on one-second blocks; NaN with fewer than six")
    Field.array("p_shift", \.shiftP, axes: ["cell"], "of locking, against all circular shifts of 5 s or more")
    Field.array(
      "ppc_blocks", \.blockConsistency, axes: ["cell"], "pairwise phase consistency over pairs in different seconds")
    Field.array("ppc", \.consistency, axes: ["cell"], "pairwise phase consistency over all pairs; bursts raise it")
    Field.array("p_rayleigh", \.rayleighP, axes: ["cell"], "Rayleigh's p, which assumes independent spikes")
    Field.array("phase_counts", \.phaseCounts, unit: "spikes", axes: ["cell", "36"], "spikes in bins of 10 degrees from 0")
    Field.part(\.rhythms)
    Field.number("cells", \.identifiers.count, "cells")
    Field.number("cells_tested", \.tested, "cells with enough spikes for a test")
    Field.number("cells_locked", \.locked, "cells with p below 0.05")
    Field.number("spikes_outside", \.outside, "spikes before and after the field potential")
    Field.number("spikes_left_out", \.masked, "spikes in time that was left out")
    Field.number("spikes_without_theta", \.weak, "spikes where theta is below --min-strength")
  }

  /// A test is passed below.
  static let level = 0.05

  /// Cells that could be tested, and cells that are locked.
  public var tested: Int { p.count { !$0.isNaN } }
  /// Cells with p below 0.05.
  public var locked: Int { p.count { $0 < Self.level } }

  init?(from fields: FieldReader<ThetaCells>) throws {
    guard fields.holds(\.identifiers) else { return nil }
    identifiers = try fields[\.identifiers]
    spikes = try fields[\.spikes]
    locking = try fields[\.locking]
    preferredPhase = try fields[\.preferredPhase]
    p = try fields[\.p]
    shiftP = try fields[\.shiftP]
    blockConsistency = try fields[\.blockConsistency]
    consistency = try fields[\.consistency]
    rayleighP = try fields[\.rayleighP]
    phaseCounts = try fields[\.phaseCounts]
    rhythms = try CellRhythms(from: fields.part(CellRhythms.self))
    outside = try fields.number(\.outside)
    masked = try fields.number(\.masked)
    weak = try fields.number(\.weak)
  }

  /// Bins of phase.
  static let bins = 36

  init(_ cells: [CellPhase]) {
    identifiers = cells.map(\.identifier)
    spikes = cells.map(\.locking.count)
    locking = cells.map(\.locking.resultantLength)
    preferredPhase = cells.map(\.locking.preferredPhase)
    p = cells.map(\.locking.clusterP)
    shiftP = cells.map(\.shiftP)
    blockConsistency = cells.map(\.locking.blockConsistency)
    consistency = cells.map(\.locking.consistency)
    rayleighP = cells.map(\.locking.rayleighP)
    var counts = Matrix<Int>(rows: cells.count, columns: Self.bins, repeating: 0)
    for (cell, phases) in cells.map(\.phases).enumerated() {
      for phase in phases { counts[cell, min(Self.bins - 1, Int(phase / (2 * .pi) * Double(Self.bins)))] += 1 }
    }
    phaseCounts = counts
    rhythms = CellRhythms(cells)
    outside = cells.reduce(0) { $0 + $1.spikes.outside }
    masked = cells.reduce(0) { $0 + $1.spikes.masked }
    weak = cells.reduce(0) { $0 + $1.spikes.weak }
  }
}
