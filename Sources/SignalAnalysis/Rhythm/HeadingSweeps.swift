import ArrayNumerics
import Foundation
import Oscillations
import PopulationActivity
import Recordings
import Schema

/// Sweeps of the direction that a population says, from cycle to cycle of theta.
public struct HeadingSweeps: FieldTable {
  /// Middle of each cycle, s, decoded direction less heading, rad in [−π, π), and the spikes that were read; NaN without
  /// enough.
  public var times: [Double], angles: [Double], spikes: [Int]
  /// Places of the direction cells in cell_ids, with preferred direction, rad, and mean vector length.
  public var cells: [Int], preferred: [Double], vectorLength: [Double]
  /// The share of cycles on the other side than the one before, with its p, and the indices of alternation.
  public var signChanges: Double, signP: Double, index: Double, indexP: Double, zigzag: Double, zigzagP: Double
  /// Zigzag of the other half of the cycle, and of the turns of the head, with p: controls.
  public var offZigzag: Double, offP: Double, turnZigzag: Double, turnP: Double
  /// Cycles with an angle, and pairs of neighbours.
  public var cyclesRead: Int, pairs: Int
  /// The middle of the half that is read, and the phase at which the population fires most, degrees from where phase 0 was
  /// asked to be.
  public var readPhase: Double, mostPhase: Double
  /// How far both halves of the cells agree in that half, the mean of sin d₁ sin d₂.
  public var agreement: Double
  /// Middle of each step of 10 ms, s, and the direction by the state-space decoder and by a flat prior, rad; NaN there without
  /// spikes.
  public var stepTimes: [Double], decoded: [Float], flat: [Float]
  /// In twelve parts of the cycle from phase 0, the mean size of decoded direction less heading, rad, by both decoders.
  public var away: [Double], flatAway: [Double]

  public static let fields = Field<HeadingSweeps>.table {
    Field.array("sweep_t", \.times, unit: "s", axes: ["sweep"], "middle of the spikes of each theta cycle; NaN without")
    Field.array(
      "sweep_angle", \.angles, unit: "rad", axes: ["sweep"],
      "decoded direction less heading in [-pi, pi); NaN with fewer than four spikes")
    Field.array("sweep_spikes", \.spikes, unit: "spikes", axes: ["sweep"], "spikes that were read")
    Field.array("direction_cell", \.cells, axes: ["direction"], "place of each direction cell in cell_ids")
    Field.array("direction_preferred", \.preferred, unit: "rad", axes: ["direction"], "its preferred direction")
    Field.array("direction_vector_length", \.vectorLength, axes: ["direction"], "length of the mean vector of its rates")
    Field.array("decoded_direction_t", \.stepTimes, unit: "s", axes: ["direction step"], "middle of each step of 10 ms")
    Field.array(
      "decoded_direction", \.decoded, unit: "rad", axes: ["direction step"],
      "decoded direction in [0, 2 pi), state-space model")
    Field.array(
      "decoded_direction_flat", \.flat, unit: "rad", axes: ["direction step"],
      "decoded direction, flat prior, 20 ms; NaN without spikes")
    Field.array(
      "direction_away_by_phase", \.away, unit: "rad", axes: ["12"], "mean size of decoded direction less heading, from phase 0")
    Field.array(
      "direction_flat_away_by_phase", \.flatAway, unit: "rad", axes: ["12"], "as direction_away_by_phase, flat prior")
    Field.number("sweep_cycles", \.cyclesRead, "theta cycles with a decoded direction")
    Field.number("sweep_pairs", \.pairs, "pairs of neighbouring cycles that both have one")
    Field.number("sweep_side_changes", \.signChanges, "share of neighbouring cycles on different sides")
    Field.number("sweep_side_changes_p", \.signP, "its p by permutation in blocks of eight cycles")
    Field.number("sweep_alternation", \.index, "index of alternation, 1 for sides that alternate")
    Field.number("sweep_alternation_p", \.indexP, "its p")
    Field.number("sweep_zigzag", \.zigzag, "reversed correlation of neighbouring differences, 0.5 for independent cycles")
    Field.number("sweep_zigzag_p", \.zigzagP, "its p")
    Field.number("sweep_zigzag_off_phase", \.offZigzag, "control: zigzag of the other half of the cycle")
    Field.number("sweep_zigzag_off_phase_p", \.offP, "its p")
    Field.number("sweep_zigzag_heading", \.turnZigzag, "control: zigzag of the turns of the head")
    Field.number("sweep_zigzag_heading_p", \.turnP, "its p")
    Field.number("sweep_phase_deg", \.readPhase, "middle of the half of the cycle that is read")
    Field.number("sweep_agreement", \.agreement, "how far both halves of the cells agree there on the side, up to 1")
    Field.number("sweep_most_phase_deg", \.mostPhase, "phase at which the direction cells fire most")
  }

  init?(from fields: FieldReader<HeadingSweeps>) throws {
    guard fields.holds(\.times) else { return nil }
    times = try fields[\.times]
    angles = try fields[\.angles]
    spikes = try fields[\.spikes]
    cells = try fields[\.cells]
    preferred = try fields[\.preferred]
    vectorLength = try fields[\.vectorLength]
    stepTimes = try fields[\.stepTimes]
    decoded = try fields[\.decoded]
    flat = try fields[\.flat]
    away = try fields[\.away]
    flatAway = try fields[\.flatAway]
    cyclesRead = try fields.number(\.cyclesRead)
    pairs = try fields.number(\.pairs)
    signChanges = try fields.number(\.signChanges)
    signP = try fields.number(\.signP)
    index = try fields.number(\.index)
    indexP = try fields.number(\.indexP)
    zigzag = try fields.number(\.zigzag)
    zigzagP = try fields.number(\.zigzagP)
    offZigzag = try fields.number(\.offZigzag)
    offP = try fields.number(\.offP)
    turnZigzag = try fields.number(\.turnZigzag)
    turnP = try fields.number(\.turnP)
    mostPhase = try fields.number(\.mostPhase)
    readPhase = try fields.number(\.readPhase)
    agreement = try fields.number(\.agreement)
  }

  /// A direction cell has a mean vector of this length, and so many spikes; so many cells can be read.
  static let leastVector = 0.3
  static let fewestSpikes = 100
  static let fewestCells = 10
  /// Seconds between two samples of the heading.
  private static let step = 0.02
  /// Seconds of a step of decoding, bins of direction, deviation of the Gaussian over them, bins, and walk of the state-space
  /// model, rad per √s.
  private static let decodingStep = 0.01
  private static let bins = 60
  private static let smoothing = 1.5
  private static let walk = 2.5

  /// - Parameter zero: added to the phase of the peak, rad.
  /// - Returns: `nil` without a heading, or with fewer than ten direction cells.
  init?(
    _ phases: [SpikePhases], rhythm: ThetaRhythm, trajectory: Trajectory?, zero: Double, permutations: Int, seed: UInt64,
    work: Work
  ) throws {
    guard let trajectory, trajectory.headDirection != nil, let first = trajectory.t.first, let last = trajectory.t.last,
      last > first, (last - first) / Self.step < 5e7
    else { return nil }
    let times = (0...Int((last - first) / Self.step)).map { first + Double($0) * Self.step }
    guard let headings = try Tracking(trajectory, at: times, maximumGap: 0.5).headDirection else { return nil }
    func heading(at time: Double) -> Double {
      let place = ((time - first) / Self.step).rounded()
      return place >= 0 && place < Double(headings.count) ? headings[Int(place)] : .nan
    }
    let tunings = phases.map { cell in
      HeadingTuning(headings: cell.present.map { heading(at: $0) }, occupancy: headings)
    }
    let chosen = tunings.indices.filter {
      tunings[$0].meanVectorLength >= Self.leastVector && tunings[$0].spikes >= Self.fewestSpikes
    }
    guard chosen.count >= Self.fewestCells else { return nil }
    let spikes = chosen.enumerated().flatMap { place, cell in
      zip(phases[cell].times, phases[cell].cycles).map { time, cycle in
        DirectionSweeps.Spike(
          time: time, cycle: cycle, preferred: tunings[cell].preferred, heading: heading(at: time), isOdd: place % 2 == 1)
      }
    }
    guard let sweeps = try DirectionSweeps(spikes) else { return nil }
    func alternation(_ angles: [Double], _ name: String) throws -> Alternation {
      try Alternation(angles, permutations: permutations, seed: seed, name: name, work: work)
    }
    let found = try alternation(sweeps.angles, "direction")
    let (off, turns) = (try alternation(sweeps.offPhase, "off phase"), try alternation(sweeps.turns, "heading"))
    self.times = sweeps.times
    angles = sweeps.angles
    self.spikes = sweeps.spikes
    cells = chosen
    preferred = chosen.map { tunings[$0].preferred }
    vectorLength = chosen.map { tunings[$0].meanVectorLength }
    (cyclesRead, pairs) = (found.cycles, found.pairs)
    (signChanges, signP, index, indexP) = (found.signChanges, found.signP, found.index, found.indexP)
    (zigzag, zigzagP) = (found.zigzag, found.zigzagP)
    (offZigzag, offP, turnZigzag, turnP) = (off.zigzag, off.zigzagP, turns.zigzag, turns.zigzagP)
    mostPhase = rounded(wrapAngle(sweeps.mostPhase + zero) * 180 / .pi)
    readPhase = rounded(wrapAngle(sweeps.readPhase + zero) * 180 / .pi)
    agreement = sweeps.agreement
    let decoder = try RingDecoder(
      tuning: chosen.map { cell in
        try directionRates(
          headings: phases[cell].present.map { heading(at: $0) }, occupancy: headings, step: Self.step, bins: Self.bins,
          smoothing: Self.smoothing)
      }, motion: Self.walk, step: Self.decodingStep)
    let binned = BinnedSpikes(
      chosen.map { phases[$0].present }, start: first, step: Self.decodingStep,
      steps: Int((last - first) / Self.decodingStep))
    let directions = try decoder(binned, work: work)
    let steps = (0..<binned.steps).map(binned.time)
    stepTimes = steps
    (decoded, flat) = (directions.smooth.map(Float.init), directions.flat.map(Float.init))
    let cycles = steps.map { time -> Double in
      guard let place = rhythm.place(of: time), rhythm.isUsed[Int(place)] else { return .nan }
      return rhythm.cycle(at: place)
    }
    func away(_ directions: [Double]) -> [Double] {
      CycleMeans.of(
        zip(steps, directions).map { abs(angleDifference($1, heading(at: $0))) }, cycles: cycles, zero: zero)
    }
    (self.away, flatAway) = (away(directions.smooth), away(directions.flat))
  }
}
