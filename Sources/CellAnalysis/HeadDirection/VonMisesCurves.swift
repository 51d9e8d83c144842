import CellTuning
import Schema

/// Curves of one peak, b + A e^{κ (cos(θ − μ) − 1)}, of all cells; NaN for those without spikes.
public struct VonMisesCurves: FieldTable {
  /// μ, rad in [0, 2π), `[N]`.
  public var direction: [Double]
  /// κ, `[N]`.
  public var concentration: [Double]
  /// b, Hz, `[N]`.
  public var baseline: [Double]
  /// A, Hz, `[N]`.
  public var amplitude: [Double]
  /// 1 − deviance over that of a constant rate, `[N]`.
  public var explained: [Double]
  /// Unit of the rates.
  public var unit: String

  public static let fields = Field<VonMisesCurves>.table {
    Field.array("fit_direction", \.direction, unit: "rad", axes: ["cell"], "peak of the fitted curve of one peak, in [0, 2 pi)")
    Field.array("fit_concentration", \.concentration, axes: ["cell"], "its concentration kappa")
    Field.array("fit_baseline", \.baseline, unit: .of(\.unit, "as tuning"), axes: ["cell"], "its rate away from the peak")
    Field.array("fit_amplitude", \.amplitude, unit: .of(\.unit, "as tuning"), axes: ["cell"], "its height above that")
    Field.array("fit_explained", \.explained, axes: ["cell"], "deviance that it explains; below 0.8 one peak is not enough")
  }

  init(_ curves: [VonMisesTuning?], unit: String) {
    self.unit = unit
    direction = curves.map { $0?.direction ?? .nan }
    concentration = curves.map { $0?.concentration ?? .nan }
    baseline = curves.map { $0?.baseline ?? .nan }
    amplitude = curves.map { $0?.amplitude ?? .nan }
    explained = curves.map { $0?.explained ?? .nan }
  }

  init(from fields: FieldReader<VonMisesCurves>, unit: String) throws {
    self.unit = unit
    direction = try fields[\.direction]
    concentration = try fields[\.concentration]
    baseline = try fields[\.baseline]
    amplitude = try fields[\.amplitude]
    explained = try fields[\.explained]
  }
}
