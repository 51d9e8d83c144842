import ArrayNumerics
import CellTuning
import Foundation
import Schema

/// Where the fields of cells stand: lattices of plane waves, and the peaks of autocorrelograms.
public struct GridLattices: FieldTable {
  /// Lengths of the three shortest vectors `[N, 3]`, m, by rising direction; equal unless the lattice is sheared. NaN without
  /// score.
  public var spacing: Matrix<Double>
  /// Their directions `[N, 3]`, degrees in [0, 180).
  public var orientation: Matrix<Double>
  /// Spacing of the best regular lattice `[N]`, m.
  public var regularSpacing: [Double]
  /// Its direction `[N]`, degrees in [0, 60).
  public var regularOrientation: [Double]
  /// Whether the three differ by more than a tenth and that fits better, `[N]`.
  public var isSheared: [Bool]
  /// Distances of the three peaks of the autocorrelogram `[N, 3]`, m, by rising direction; NaN for those that are not there.
  public var peakSpacing: Matrix<Double>
  /// Their directions `[N, 3]`, degrees in [0, 180).
  public var peakOrientation: Matrix<Double>
  /// Centre x and y, semi-axes (the longer first), m, and direction of the longer in degrees, of the ellipse through the peaks
  /// `[N, 5]`; NaN where there is none.
  public var ellipse: Matrix<Double>

  public static let fields = Field<GridLattices>.table {
    Field.array(
      "spacing", \.spacing, unit: "m", axes: ["cell", "3"],
      "lengths of three lattice vectors by plane waves, equal unless sheared; NaN without score or lattice in the range")
    Field.array("orientation", \.orientation, unit: "deg", axes: ["cell", "3"], "their directions in [0, 180)")
    Field.array("lattice_spacing", \.regularSpacing, unit: "m", axes: ["cell"], "spacing of the best regular lattice")
    Field.array("lattice_orientation", \.regularOrientation, unit: "deg", axes: ["cell"], "its direction in [0, 60)")
    Field.array("sheared", \.isSheared, axes: ["cell"], "whether a sheared lattice fits better, its axes a tenth apart or more")
    Field.array(
      "peak_spacing", \.peakSpacing, unit: "m", axes: ["cell", "3"], "distances of three peaks of the autocorrelogram")
    Field.array("peak_orientation", \.peakOrientation, unit: "deg", axes: ["cell", "3"], "their directions in [0, 180)")
    Field.array(
      "ellipse", \.ellipse, unit: "m and deg", axes: ["cell", "5"],
      "ellipse through the peaks: centre x, y, semi-axes (m), direction of the longer (deg)")
  }

  init(from fields: FieldReader<GridLattices>) throws {
    spacing = try fields[\.spacing]
    orientation = try fields[\.orientation]
    regularSpacing = try fields[\.regularSpacing]
    regularOrientation = try fields[\.regularOrientation]
    isSheared = try fields[\.isSheared]
    peakSpacing = try fields[\.peakSpacing]
    peakOrientation = try fields[\.peakOrientation]
    ellipse = try fields[\.ellipse]
  }

  /// - Parameter side: of a bin along x and y, m.
  init(_ cells: [GridAnalysis], side: SIMD2<Double>) {
    func three(_ values: [Double]?) -> [Double] { Array(((values ?? []) + [.nan, .nan, .nan]).prefix(3)) }
    func table(_ width: Int, _ row: (GridAnalysis) -> [Double]) -> Matrix<Double> {
      Matrix(rows: cells.count, columns: width, elements: cells.flatMap(row))
    }
    func length(_ vector: SIMD2<Double>) -> Double { (vector * vector).sum().squareRoot() }
    func degrees(_ vector: SIMD2<Double>) -> Double {
      let angle = wrapAngle(atan2(vector.y, vector.x)) * 180 / .pi
      return angle >= 180 ? angle - 180 : angle
    }
    spacing = table(3) { three($0.lattice?.axes.map(length)) }
    orientation = table(3) { three($0.lattice?.axes.map(degrees)) }
    regularSpacing = cells.map { $0.lattice?.spacing ?? .nan }
    regularOrientation = cells.map { $0.lattice?.orientation ?? .nan }
    isSheared = cells.map { $0.lattice?.isSheared ?? false }
    peakSpacing = table(3) { three($0.peaks?.places.map { length($0 * side) }) }
    peakOrientation = table(3) { three($0.peaks?.places.map { degrees($0 * side) }) }
    ellipse = table(5) { cell in
      guard let peaks = cell.peaks, let found = AutocorrelogramPeaks.ellipse(through: peaks.places.map { $0 * side }) else {
        return [.nan, .nan, .nan, .nan, .nan]
      }
      return [0, 0, found.major, found.minor, found.direction * 180 / .pi]
    }
  }
}
