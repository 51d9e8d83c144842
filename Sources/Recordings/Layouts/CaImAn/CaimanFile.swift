import ArrayFiles
import ArrayNumerics
import FoundationEssentials
import Schema

/// The HDF5 file that CaImAn saves: `/estimates` with `C` denoised and `S` deconvolved [component, frame], `F_dff` ΔF/F,
/// `YrA` the residuals, `idx_components` the accepted components; the frame rate `fr` somewhere under `/params`.
enum CaimanFile: KnownLayout {
  static let settings = ["roi", "accepted", "fs"]

  static func recording(in source: ArraySource, options: ReadingOptions) throws -> Recording? {
    guard source.format == "HDF5", source.item("/estimates") != nil, source.item("/estimates/C") != nil else { return nil }
    var reading = RecordingReading(source, options)
    try reading.requireMap(settings)
    let (name, quantity) = try signal(&reading)
    var traces = try traces(reading, name)
    let kept = try accepted(&reading, count: traces.rows)
    let total = traces.rows
    traces = traces.selectingRows(kept)
    let matrix = traces.transposed()
    let missing = matrix.elements.count { !$0.isFinite }
    if missing > 0 { reading.note(.warning, "ROI signals", "\(missing) values of \(name) are NaN or infinite.") }
    reading.note(
      .found, "ROI signals",
      "CaImAn estimates/\(name): \(matrix.rows) frames of \(matrix.columns) of \(total) components.")
    let rate = try frameRate(&reading)
    reading.noteUnused(
      files: name.split(separator: "+").map { "/estimates/\($0)" } + CaimanVerdicts.paths + ["/params"],
      because: "they are neither the chosen signal nor a verdict on components")
    return reading.recording(
      roiSignals: ROISignals(
        matrix: matrix, clock: rate.map { .rate($0) }, quantity: quantity, ids: kept.map(String.init),
        curation: RegionCuration(kept: kept, of: total)))
  }

  /// Deconvolved where there is something, else ΔF/F, else the denoised traces.
  private static func signal(_ reading: inout RecordingReading) throws -> (name: String, quantity: ROIQuantity) {
    let known: [(String, ROIQuantity)] = [
      ("S", .deconvolved), ("F_dff", .dff), ("C", .fluorescence), ("C+YrA", .fluorescence),
    ]
    if let wanted = reading.mapped("roi") {
      guard let choice = known.first(where: { $0.0.lowercased() == wanted.lowercased() }) else {
        throw FileError.unusable(
          "--map roi=\(wanted): there is no such signal.", remedy: "Choose S, F_dff, C or C+YrA.")
      }
      return choice
    }
    for choice in known.prefix(3) where try isMatrix(reading, choice.0) {
      let others = try known.filter { try $0.0 != choice.0 && isMatrix(reading, $0.0) }.map(\.0)
      reading.note(
        .found, "ROI signals",
        "estimates/\(choice.0) was taken (\(choice.1.rawValue))"
          + (others.isEmpty ? "." : "; also there: \(firstNames(others, 8))."),
        option: "--map roi=S|F_dff|C|C+YrA")
      return choice
    }
    throw FileError.unusable("none of estimates/S, F_dff and C is a matrix [component, frame].")
  }

  /// CaImAn writes the text `NoneType` in the place of what was not computed.
  private static func isMatrix(_ reading: RecordingReading, _ name: String) throws -> Bool {
    let parts = name.split(separator: "+")
    return parts.allSatisfy { part in
      guard let item = reading.source.item("/estimates/\(part)") else { return false }
      return item.shape.count == 2 && item.shape.allSatisfy { $0 > 0 } && item.typeName.hasPrefix("float")
    }
  }

  private static func traces(_ reading: RecordingReading, _ name: String) throws -> Matrix<Float> {
    let parts = name.split(separator: "+").map(String.init)
    guard var sum = try reading.matrix("/estimates/\(parts[0])") else {
      throw FileError.unusable("there is no estimates/\(parts[0]).", remedy: "Choose with --map roi=S|F_dff|C.")
    }
    for part in parts.dropFirst() {
      guard let other = try reading.matrix("/estimates/\(part)"), other.rows == sum.rows, other.columns == sum.columns else {
        throw FileError.unusable("estimates/\(part) is not there in the shape of estimates/\(parts[0]).")
      }
      sum = Matrix(
        rows: sum.rows, columns: sum.columns, elements: zip(sum.elements, other.elements).map { $0 + $1 })
    }
    return sum
  }

  private static func accepted(_ reading: inout RecordingReading, count: Int) throws -> [Int] {
    if reading.mapped("accepted") == "all" { return Array(0..<count) }
    guard reading.mapped("accepted") == nil else {
      throw FileError.unusable("--map accepted takes 'all' for CaImAn files.")
    }
    let verdicts = try CaimanVerdicts(reading, count: count)
    guard let indices = verdicts.accepted(of: count) else {
      let measures = ["SNR_comp", "r_values", "cnn_preds"].filter { name in
        reading.source.item("/estimates/" + name).map { elementCount($0.shape) == count } ?? false
      }
      reading.note(
        .warning, "ROI signals",
        sentence {
          "no idx_components says which components are accepted; all \(count) were kept"
          if !measures.isEmpty { " (\(firstNames(measures)), which grade them, were not used)" }
          "."
        })
      return Array(0..<count)
    }
    verdicts.note(&reading)
    guard !indices.isEmpty else {
      throw FileError.unusable(
        "idx_components accepts none of the \(count) components.", remedy: "Take all with --map accepted=all.")
    }
    if indices.count < count {
      reading.note(
        .found, "ROI signals",
        "\(indices.count) of \(count) components are accepted by \(verdicts.names); the others were left out.",
        option: "--map accepted=all")
    }
    return indices
  }

  private static func frameRate(_ reading: inout RecordingReading) throws -> Double? {
    if let rate = try reading.mappedNumber("fs") {
      guard rate > 0 else { throw FileError.unusable("--map fs=\(rate): a rate is positive.") }
      return rate
    }
    let items = reading.source.items.filter {
      $0.path.hasPrefix("/params") && $0.key == "fr" && $0.shape.allSatisfy { $0 == 1 }
    }
    for item in items {
      if let rate = try? reading.vector(item).first, rate > 0, rate.isFinite {
        reading.note(.found, "time", "\(measured(rate)) frames a second, as \(item.path) says, from 0.")
        return rate
      }
    }
    if let rate = reading.options.frameRate { return rate }
    reading.note(
      .warning, "time", "no /params/…/fr says the frame rate; no analysis can start without it.", option: "--frame-rate HZ")
    return nil
  }
}
