import ArrayNumerics
import Schema
import Stages

/// Cells on the decoded ring or torus, with what the others' coordinates say about each.
public struct CohoSpaceResult: StageResult {
  /// `[N, bins]` in rows, or `[N, bins, bins]` with circle 2 along axis 1 and circle 1 along axis 2; NaN where no time was
  /// spent.
  public var rateMaps: Matrix<Float>
  /// Time spent in each bin, as the maps, s.
  public var occupancy: [Double]
  /// Bins of each circle.
  public var binsPerCircle: Int
  /// Direction of the mean of each map, rad in [0, 2π), `[N, circle]`; NaN for a silent cell.
  public var centers: Matrix<Double>
  /// Length of that mean, 0 to 1, `[N, circle]`; NaN for a silent cell.
  public var vectorLengths: Matrix<Double>
  /// What coordinates from which the cell was left out say about it in held-out time, `[N]`, bits per spike; NaN for a cell
  /// without spikes, and of signals that do not add up.
  public var information: [Double]
  /// `[N]`, part of the deviance that they explain.
  public var explainedDeviance: [Double]
  /// The CohoScore, `[N]`: 0 for one place, 1 for all; NaN for fewer than five active rows.
  public var score: [Double]
  /// Identifiers, `[N]`.
  public var cellIDs: [String]
  /// Unit of the maps: Hz, or that of a calcium signal.
  public var unit: String
  /// Bins of the decoder in which cells were left out.
  public var leaveOutBins: Int
  /// Bins of the decoder in all.
  public var decoderBins: Int
  /// The comparison with the world; `nil` where there is none.
  public var world: TorusAgainstWorld?
  /// Why there is none, as half a sentence; `nil` where there is one.
  public var notCompared: String?

  /// Circles, 1 or 2.
  public var circles: Int { centers.columns }

  public static let fields = Field<CohoSpaceResult>.table {
    Field.array(
      "rate_maps", \.mapArray, unit: .of(\.unit, "Hz; of calcium signals their own"), axes: ["cell", "*"], type: "float32",
      "rate on a ring, or on a torus with circle 2 along axis 1 and circle 1 along axis 2; NaN where no time was spent")
    Field.array("occupancy", \.occupancyArray, unit: "s", axes: ["*"], type: "float64", "time spent in each bin")
    Field.array(
      "centers", \.centers, unit: "rad", axes: ["cell", "circle"], "direction of the mean of each map; NaN for a silent cell")
    Field.array(
      "mean_vector_length", \.vectorLengths, axes: ["cell", "circle"], "length of that mean, 0 for a flat map to 1")
    Field.array(
      "information", \.information, unit: "bits/spike", axes: ["cell"],
      "what coordinates decoded without the cell say about it in held-out time")
    Field.array(
      "explained_deviance", \.explainedDeviance, axes: ["cell"], "part of the deviance that they explain in held-out time")
    Field.array(
      "score", \.score, axes: ["cell"], "CohoScore: circular variance of the coordinates at which the cell was most active")
    Field.array("cell_ids", \.cellIDs, axes: ["cell"], "identifier of each cell")
    Field.number("cells", \.cellIDs.count, "cells")
    Field.number("circles", \.circles, "circles")
    Field.number("bins_per_circle", \.binsPerCircle, "bins of each circle")
    Field.number("median_information_bits_per_spike", \.medianInformation, "median of the information")
    Field.number("cells_with_information", \.informedCells, "cells above 0 bits per spike")
    Field.number("median_score", \.medianScore, "median of the CohoScore")
    Field.number("rate_unit", \.unit, "unit of the maps")
    Field.number("leave_out_bins", \.leaveOutBins, "bins of the decoder in which cells were left out")
    Field.number("decoder_bins", \.decoderBins, "bins of the decoder")
    Field.part(\.world)
    Field.number("not_compared", \.notCompared, "why the coordinates are not compared with the world")
  }

  public init(
    rateMaps: Matrix<Float>, occupancy: [Double], binsPerCircle: Int, centers: Matrix<Double>,
    vectorLengths: Matrix<Double>, information: [Double], explainedDeviance: [Double], score: [Double], cellIDs: [String],
    unit: String, leaveOutBins: Int, decoderBins: Int, world: TorusAgainstWorld?, notCompared: String?
  ) {
    self.rateMaps = rateMaps
    self.occupancy = occupancy
    self.binsPerCircle = binsPerCircle
    self.centers = centers
    self.vectorLengths = vectorLengths
    self.information = information
    self.explainedDeviance = explainedDeviance
    self.score = score
    self.cellIDs = cellIDs
    self.unit = unit
    self.leaveOutBins = leaveOutBins
    self.decoderBins = decoderBins
    self.world = world
    self.notCompared = notCompared
  }

  public init(from stored: StoredResult<CohoSpaceResult>) throws {
    let maps = try stored[\.mapArray]
    let (centers, bins) = (try stored[\.centers], try stored.number(\.binsPerCircle))
    let cellIDs = try stored[\.cellIDs]
    guard (1...2).contains(centers.columns), let values = maps.floats, bins > 0,
      maps.shape == [cellIDs.count] + [Int](repeating: bins, count: centers.columns)
    else { throw FieldError.unfit("'rate_maps' is not [cell] by one or two circles of 'bins_per_circle' bins") }
    let size = centers.columns == 1 ? bins : bins * bins
    let occupancy = try stored[\.occupancyArray].doubles ?? []
    guard occupancy.count == size else { throw FieldError.unfit("'occupancy' has not the bins of 'rate_maps'") }
    self.init(
      rateMaps: Matrix(rows: cellIDs.count, columns: size, elements: values), occupancy: occupancy, binsPerCircle: bins,
      centers: centers, vectorLengths: try stored[\.vectorLengths], information: try stored[\.information],
      explainedDeviance: try stored[\.explainedDeviance], score: try stored[\.score], cellIDs: cellIDs,
      unit: try stored.number(\.unit), leaveOutBins: try stored.number(\.leaveOutBins),
      decoderBins: try stored.number(\.decoderBins),
      world: try TorusAgainstWorld(from: stored.fields.part(TorusAgainstWorld.self)),
      notCompared: try stored.number(\.notCompared))
  }
}

extension CohoSpaceResult {
  private var shape: [Int] { [Int](repeating: binsPerCircle, count: circles) }
  private var mapArray: DataArray { DataArray(rateMaps.elements, shape: [rateMaps.rows] + shape) }
  private var occupancyArray: DataArray { DataArray(occupancy, shape: shape) }
  /// bits per spike; NaN when no cell has any.
  public var medianInformation: Double { medianOfFinite(information) }
  /// NaN when no cell has one.
  public var medianScore: Double { medianOfFinite(score) }
  /// Cells that the others predict better than a constant rate.
  public var informedCells: Int { information.count { $0 > 0 } }

  private func medianOfFinite(_ values: [Double]) -> Double {
    let known = values.filter(\.isFinite)
    return known.isEmpty ? .nan : median(known)
  }

  public var notes: StageNotes {
    let silent = cellIDs.indices.filter { !centers[$0, 0].isFinite }.map { cellIDs[$0] }
    let unknown = information.count { !$0.isFinite }
    var warnings: [String] = []
    if !silent.isEmpty {
      warnings.append("No centre, since nothing was done in the decoded time: \(listed(silent, "cell").lowercased()).")
    }
    if unknown == information.count, unknown > silent.count {
      warnings.append("Bits per spike are defined for spikes and deconvolved signals, not for \(unit).")
    }
    if leaveOutBins < decoderBins {
      warnings.append("Cells were left out in \(leaveOutBins) of \(decoderBins) bins of the decoder (--leave-out-bins).")
    }
    if let notCompared { warnings.append("The coordinates are not compared with the world: \(notCompared).") }
    return StageNotes(warnings: warnings)
  }
}
