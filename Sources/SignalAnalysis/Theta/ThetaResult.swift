import Schema
import Stages

/// Theta in one recording: spectrum, course over time, and the cells.
public struct ThetaResult: StageResult {
  /// Spectrum, background and peak.
  public var spectrum: ThetaSpectrum
  /// Its shape; `nil` where there is too little theta.
  public var waveform: ThetaWaveform?
  /// What the field potential is, and what of it was left out.
  public var field: FieldDescription
  /// The channels that were compared; `nil` where none were named.
  public var channels: FieldChannels?
  /// How the spikes stand to the phase; `nil` without spikes.
  public var cells: ThetaCells?
  /// Phase precession in each field; `nil` without spikes or position.
  public var precession: PrecessionFields?
  /// Coherence of the cells; `nil` without spikes, or with less than twenty seconds.
  public var coherence: CellCoherence?
  /// Coupling of amplitudes to the phase; `nil` where it was not asked for.
  public var coupling: AmplitudeCoupling?
  /// What speed does to theta; `nil` without position.
  public var speed: SpeedEffect?
  /// Sweeps of direction; `nil` without heading or direction cells.
  public var sweeps: HeadingSweeps?
  /// The place within the cycle, and its sweeps; `nil` without position in the plane or cells that say it.
  public var places: PlaceSweeps?
  /// Phase, amplitude and frequency at every sample.
  public var course: ThetaCourse

  public static let fields = Field<ThetaResult>.table {
    Field.part(\.spectrum)
    Field.part(\.course)
    Field.part(\.waveform)
    Field.part(\.cells)
    Field.part(\.precession)
    Field.part(\.coherence)
    Field.part(\.coupling)
    Field.part(\.speed)
    Field.part(\.sweeps)
    Field.part(\.places)
    Field.part(\.channels)
    Field.part(\.field)
  }
}

extension ThetaResult {
  public init(from stored: StoredResult<ThetaResult>) throws {
    let spectrum = try ThetaSpectrum(from: stored.fields.part(ThetaSpectrum.self))
    self.init(
      spectrum: spectrum,
      waveform: try ThetaWaveform(from: stored.fields.part(ThetaWaveform.self), unit: spectrum.unit),
      field: try FieldDescription(from: stored.fields.part(FieldDescription.self)),
      channels: try FieldChannels(from: stored.fields.part(FieldChannels.self)),
      cells: try ThetaCells(from: stored.fields.part(ThetaCells.self)),
      precession: try PrecessionFields(from: stored.fields.part(PrecessionFields.self)),
      coherence: try CellCoherence(from: stored.fields.part(CellCoherence.self)),
      coupling: try AmplitudeCoupling(from: stored.fields.part(AmplitudeCoupling.self)),
      speed: try SpeedEffect(from: stored.fields.part(SpeedEffect.self)),
      sweeps: try HeadingSweeps(from: stored.fields.part(HeadingSweeps.self)),
      places: try PlaceSweeps(from: stored.fields.part(PlaceSweeps.self)),
      course: try ThetaCourse(from: stored.fields.part(ThetaCourse.self), unit: spectrum.unit))
    let count = cells?.identifiers.count ?? 0
    guard precession?.cells.allSatisfy({ (0..<count).contains($0) }) ?? true else {
      throw FieldError.unfit("'field_cell' names a cell that is not there")
    }
  }
}
