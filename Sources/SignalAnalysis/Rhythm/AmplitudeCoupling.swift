import ArrayNumerics
import Oscillations
import Schema

/// Coupling of the amplitudes of fast rhythms to the phase of theta.
public struct AmplitudeCoupling: FieldTable {
  /// Middles of the bands, Hz.
  public var frequencies: [Double]
  /// Tort's index, and length and phase (rad) of the mean vector.
  public var index: [Double], meanVector: [Double], preferredPhase: [Double]
  /// The index against shifted amplitudes; NaN without shifts.
  public var zScore: [Double], p: [Double]
  /// Mean amplitude in eighteen bins of phase from 0 over that of all `[band, 18]`.
  public var profiles: Matrix<Double>
  /// Bands of phase and of amplitude, Hz, and for each pair Tort's index, in deviations of shifted amplitudes from their mean,
  /// and its p over the whole picture `[phase, amplitude]`.
  public var slow: [Double], fast: [Double], pairs: Matrix<Double>, pairScores: Matrix<Double>, pairP: Matrix<Double>

  public static let fields = Field<AmplitudeCoupling>.table {
    Field.array("coupling_frequency", \.frequencies, unit: "Hz", axes: ["band"], "middle of each band of amplitudes")
    Field.array("coupling_index", \.index, axes: ["band"], "Tort's modulation index")
    Field.array("coupling_vector", \.meanVector, axes: ["band"], "length of the mean vector over the mean amplitude")
    Field.array("coupling_phase", \.preferredPhase, unit: "rad", axes: ["band"], "phase of theta with the largest amplitude")
    Field.array("coupling_z", \.zScore, axes: ["band"], "the index in deviations of shifted amplitudes from their mean")
    Field.array("coupling_p", \.p, axes: ["band"], "of the index, against amplitudes shifted by 5 s or more")
    Field.array(
      "coupling_profile", \.profiles, axes: ["band", "18"], "mean amplitude in bins of 20 degrees from 0, over that of all")
    Field.array("comodulogram_phase", \.slow, unit: "Hz", axes: ["slow band"], "middle of each band of phases")
    Field.array("comodulogram_amplitude", \.fast, unit: "Hz", axes: ["fast band"], "middle of each band of amplitudes")
    Field.array("comodulogram", \.pairs, axes: ["slow band", "fast band"], "Tort's modulation index of each pair of bands")
    Field.array(
      "comodulogram_z", \.pairScores, axes: ["slow band", "fast band"],
      "the index in deviations of shifted amplitudes from their mean")
    Field.array(
      "comodulogram_p", \.pairP, axes: ["slow band", "fast band"], "against the largest of all pairs at each shift")
    Field.number("bands_coupled", \.coupled, "bands with coupling_p below 0.05")
  }

  /// Bands with p below 0.05.
  public var coupled: Int { p.count { $0 < ThetaCells.level } }

  init?(from fields: FieldReader<AmplitudeCoupling>) throws {
    guard fields.holds(\.frequencies) else { return nil }
    frequencies = try fields[\.frequencies]
    index = try fields[\.index]
    meanVector = try fields[\.meanVector]
    preferredPhase = try fields[\.preferredPhase]
    zScore = try fields[\.zScore]
    p = try fields[\.p]
    profiles = try fields[\.profiles]
    slow = try fields[\.slow]
    fast = try fields[\.fast]
    pairs = try fields[\.pairs]
    pairScores = try fields[\.pairScores]
    pairP = try fields[\.pairP]
  }

  /// - Parameter comodulogram: `nil` where no band fits.
  init(_ spectrum: CouplingSpectrum, comodulogram: Comodulogram?) {
    let none = Matrix<Double>(rows: 0, columns: 0, elements: [])
    (slow, fast) = (comodulogram?.slow ?? [], comodulogram?.fast ?? [])
    (pairs, pairScores, pairP) = (
      comodulogram?.index ?? none, comodulogram?.zScore ?? none, comodulogram?.pValue ?? none
    )
    frequencies = spectrum.frequencies
    index = spectrum.coupling.map(\.modulationIndex)
    meanVector = spectrum.coupling.map(\.meanVector)
    preferredPhase = spectrum.coupling.map(\.preferredPhase)
    zScore = spectrum.coupling.map(\.zScore)
    p = spectrum.coupling.map(\.pValue)
    profiles = Matrix(
      rows: frequencies.count, columns: PhaseAmplitudeCoupling.bins, elements: spectrum.coupling.flatMap(\.profile))
  }
}

/// Coherence of the spikes of each cell with the field potential.
public struct CellCoherence: FieldTable {
  /// Hz.
  public var frequencies: [Double]
  /// `[N, frequency]`; NaN for cells with too few spikes.
  public var coherence: Matrix<Float>
  /// What 5 % of the frequencies exceed without coherence, `[N]`.
  public var level: [Double]

  public static let fields = Field<CellCoherence>.table {
    Field.array("coherence_frequency", \.frequencies, unit: "Hz", axes: ["coherence"], "frequency of the coherence")
    Field.array(
      "coherence", \.coherence, axes: ["cell", "coherence"],
      "coherence of spikes and field potential; NaN with fewer than fifty spikes")
    Field.array("coherence_level", \.level, axes: ["cell"], "what 5 % of the frequencies exceed without coherence")
  }

  init?(from fields: FieldReader<CellCoherence>) throws {
    guard fields.holds(\.frequencies) else { return nil }
    frequencies = try fields[\.frequencies]
    coherence = try fields[\.coherence]
    level = try fields[\.level]
  }

  init(_ cells: [SpikeFieldCoherence?], frequencies: [Double]) {
    self.frequencies = frequencies
    coherence = Matrix(
      rows: cells.count, columns: frequencies.count,
      elements: cells.flatMap { $0?.coherence.map(Float.init) ?? [Float](repeating: .nan, count: frequencies.count) })
    level = cells.map { $0?.level ?? .nan }
  }
}
