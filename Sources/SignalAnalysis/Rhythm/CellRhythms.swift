import Oscillations
import Schema

/// The rhythm of each cell by itself: its strength, its frequency, and whether it skips cycles.
public struct CellRhythms: FieldTable {
  /// Amplitude of the peak from 5 to 11 Hz over the level of the autocorrelogram, and p by jittered bursts.
  public var index: [Double], p: [Double]
  /// The usual ratio of powers, which is no test.
  public var ratio: [Double]
  /// Hz; NaN where p is not below 0.05, or the peak stands at an end.
  public var frequency: [Double]
  /// Frequency over that of the field potential, by lags in cycles; NaN as `frequency`.
  public var relativeFrequency: [Double]
  /// (m₂ − m₁)/(m₂ + m₁) of the pairs one and two cycles apart, and p by exchanged cycles.
  public var skipping: [Double], skippingP: [Double]

  public static let fields = Field<CellRhythms>.table {
    Field.array(
      "theta_index", \.index, axes: ["cell"], "amplitude of the theta peak of the autocorrelogram over its level")
    Field.array("theta_p", \.p, axes: ["cell"], "of theta_index, by jittered bursts; NaN with too few pairs of spikes")
    Field.array(
      "theta_ratio", \.ratio, axes: ["cell"], "power within 1 Hz of the peak over that of 0 to 50 Hz; no test by itself")
    Field.array(
      "theta_frequency", \.frequency, unit: "Hz", axes: ["cell"], "frequency of the cell; NaN unless theta_p is below 0.05")
    Field.array(
      "relative_frequency", \.relativeFrequency, axes: ["cell"],
      "frequency of the cell over that of the field potential, by lags in cycles; NaN as theta_frequency")
    Field.array(
      "skipping", \.skipping, axes: ["cell"], "pairs of spikes two cycles apart less those one cycle apart, over their sum")
    Field.array("skipping_p", \.skippingP, axes: ["cell"], "of skipping, by exchanged neighbouring cycles")
    Field.number("cells_rhythmic", \.rhythmic, "cells with theta_p below 0.05")
    Field.number("cells_skipping", \.skippers, "cells with skipping_p below 0.05")
  }

  /// Cells with a rhythm of their own, and cells that skip cycles.
  public var rhythmic: Int { p.count { $0 < ThetaCells.level } }
  /// Cells with p of skipping below 0.05.
  public var skippers: Int { skippingP.count { $0 < ThetaCells.level } }

  init(from fields: FieldReader<CellRhythms>) throws {
    index = try fields[\.index]
    p = try fields[\.p]
    ratio = try fields[\.ratio]
    frequency = try fields[\.frequency]
    relativeFrequency = try fields[\.relativeFrequency]
    skipping = try fields[\.skipping]
    skippingP = try fields[\.skippingP]
  }

  init(_ cells: [CellPhase]) {
    index = cells.map(\.modulation.peak.amplitude)
    p = cells.map(\.modulation.pValue)
    ratio = cells.map(\.modulation.peak.ratio)
    func ifRhythmic(_ value: KeyPath<CellPhase, Double>) -> [Double] {
      cells.map { $0.modulation.pValue < ThetaCells.level ? $0[keyPath: value] : .nan }
    }
    frequency = ifRhythmic(\.modulation.peak.frequency)
    relativeFrequency = ifRhythmic(\.cycles.relativeFrequency)
    skipping = cells.map(\.cycles.skipping)
    skippingP = cells.map(\.cycles.skippingP)
  }
}
