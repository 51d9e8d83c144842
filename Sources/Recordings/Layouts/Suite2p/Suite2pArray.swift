import ArrayFiles
import ArrayNumerics
import Schema

/// One of suite2p's files without the others: `F.npy`, `Fneu.npy` or `spks.npy`, which suite2p writes as [ROI, frame]. With its
/// neighbours it is read as their folder (`Suite2pFolder`).
enum Suite2pArray: KnownLayout {
  private static let signals: [String: ROIQuantity] = ["f": .fluorescence, "fneu": .fluorescence, "spks": .deconvolved]

  static func recording(in source: ArraySource, options: ReadingOptions) throws -> Recording? {
    guard source.format == "NPY", source.items.count == 1, let item = source.items.first else { return nil }
    if item.key == "iscell", options.map.isEmpty {
      throw FileError.unusable(
        "this is suite2p's curation, which says of each region whether it is a cell; the signals are not beside it.",
        remedy: "Name the folder with F.npy or spks.npy.")
    }
    guard let quantity = signals[item.key], item.shape.count == 2, options.map["roi"] == nil, options.map["spikes"] == nil
    else { return nil }
    var reading = RecordingReading(source, options, try RoleAssignment(source, options: options))
    guard var matrix = try reading.numericArray(item)?.floatMatrix else { return nil }
    // Recordings have more frames than regions; a taller matrix was turned before it was saved.
    let isTurned = matrix.columns >= matrix.rows
    if isTurned { matrix = matrix.transposed() }
    let shape = "\(matrix.rows) frames of \(matrix.columns) regions"
    reading.note(
      .guessed, "ROI signals",
      sentence {
        if isTurned {
          "\(item.path) was taken for suite2p's, by its name: [ROI, time], \(shape)."
        } else {
          "\(item.path) has a name of suite2p's, whose arrays are [ROI, time], but more rows than columns: "
          "taken as [time, ROI], \(shape)."
        }
      },
      option: isTurned ? "--map roi=\(item.path) takes rows as time" : "--map roi=\(item.path).T takes columns as time")
    reading.note(
      .warning, "ROI signals",
      sentence {
        "iscell.npy and the neuropil are not beside it: all regions are kept, also those that are no cells, "
        "and nothing is corrected."
      })
    let missing = matrix.elements.count { !$0.isFinite }
    if missing > 0 { reading.note(.warning, "ROI signals", "\(missing) values are NaN or infinite.") }
    let rate = try reading.number(.roiRate) ?? reading.number(.samplingRate) ?? reading.options.frameRate
    if rate == nil {
      reading.note(.warning, "ROI signals", "the file does not say when the frames were taken.", option: "--frame-rate HZ")
    }
    return reading.recording(
      roiSignals: ROISignals(matrix: matrix, clock: rate.map { .rate($0) }, quantity: quantity))
  }
}
