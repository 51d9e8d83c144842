import ArrayFiles
import ArrayNumerics
import FoundationEssentials

/// Which neurodata type is a kind of which: the core of NWB 2 as far as it is read here, and what the file's own
/// extensions say in `/specifications`.
struct NeurodataTypes {
  /// Subtypes of NWB core and hdmf-common that matter to a recording.
  private static let core: [String: String] = [
    "SpatialSeries": "TimeSeries", "PoseEstimationSeries": "SpatialSeries", "ElectricalSeries": "TimeSeries",
    "SpikeEventSeries": "ElectricalSeries",
    "RoiResponseSeries": "TimeSeries", "TwoPhotonSeries": "ImageSeries", "OnePhotonSeries": "ImageSeries",
    "ImageSeries": "TimeSeries", "IntervalSeries": "TimeSeries", "AnnotationSeries": "TimeSeries",
    "IndexSeries": "TimeSeries", "DecompositionSeries": "TimeSeries", "OptogeneticSeries": "TimeSeries",
    "AbstractFeatureSeries": "TimeSeries", "PatchClampSeries": "TimeSeries",
    "CurrentClampSeries": "PatchClampSeries", "VoltageClampSeries": "PatchClampSeries",
    "Units": "DynamicTable", "TimeIntervals": "DynamicTable", "PlaneSegmentation": "DynamicTable",
    "ElectrodesTable": "DynamicTable", "VectorIndex": "VectorData", "DynamicTableRegion": "VectorData",
  ]

  private var parents: [String: String]

  /// - Parameter found: the types of the file's objects; its own specifications are read only when one of them is not
  ///   known.
  init(_ file: HDF5File, _ tree: HDF5Tree) {
    parents = NeurodataTypes.core
    let known = Set(parents.keys).union(parents.values).union([
      "NWBFile", "ProcessingModule", "Position", "CompassDirection", "EyeTracking", "PupilTracking", "LFP",
      "FilteredEphys", "DfOverF", "Fluorescence", "ImageSegmentation", "ImagingPlane", "OpticalChannel", "Device",
      "ElectrodeGroup", "VectorData", "ElementIdentifiers", "Subject", "BehavioralTimeSeries", "BehavioralEvents",
      "BehavioralEpochs", "Images", "GrayscaleImage", "DynamicTable",
    ])
    let unknown = Set(tree.nodes.compactMap(\.neurodataType)).subtracting(known)
    guard !unknown.isEmpty else { return }
    for node in tree.nodes
    where node.kind == .dataset && node.path.hasPrefix("/specifications/") && node.shape.isEmpty {
      guard let text = try? file.read(node.path).strings?.first, text.utf8.count < 8 << 20,
        let specification = try? JSONDecoder().decode(Specification.self, from: Data(text.utf8))
      else { continue }
      specification.collect(into: &parents, depth: 0)
    }
  }

  /// Whether a type is `base` or inherits from it.
  func isA(_ type: String?, _ base: String) -> Bool {
    var current = type
    for _ in 0..<32 {
      guard let name = current else { return false }
      if name == base { return true }
      current = parents[name]
    }
    return false
  }

  /// A part of a cached specification: types are defined at any depth.
  private struct Specification: Decodable {
    var neurodata_type_def: String?
    var neurodata_type_inc: String?
    var data_type_def: String?
    var data_type_inc: String?
    var groups: [Specification]?
    var datasets: [Specification]?

    func collect(into parents: inout [String: String], depth: Int) {
      guard depth < 32 else { return }
      if let name = neurodata_type_def ?? data_type_def, let parent = neurodata_type_inc ?? data_type_inc,
        parents[name] == nil
      {
        parents[name] = parent
      }
      for part in (groups ?? []) + (datasets ?? []) { part.collect(into: &parents, depth: depth + 1) }
    }
  }
}
