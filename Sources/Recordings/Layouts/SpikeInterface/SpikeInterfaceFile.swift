import ArrayFiles
import ArrayNumerics
import Schema

/// Sorted spikes as SpikeInterface's `NpzSortingExtractor` writes them: the sample and the unit of each spike for each segment,
/// `unit_ids` and `sampling_frequency`.
///
/// Source: Buccino et al. 2020, eLife 9:e61834, doi 10.7554/eLife.61834.
enum SpikeInterfaceFile: KnownLayout {
  static func recording(in source: ArraySource, options: ReadingOptions) throws -> Recording? {
    guard source.format == "NPZ", options.map.keys.allSatisfy({ $0.lowercased() == "segment" }),
      source.item("unit_ids") != nil, source.item("sampling_frequency") != nil
    else { return nil }
    var reading = RecordingReading(source, options)
    let segments = reading.spikeInterfaceSegments(at: "")
    guard !segments.isEmpty else { return nil }
    let segment = try SpikeInterfaceSorting.chosen(segments, reading)
    let trains = try reading.spikeInterfaceArrays(at: "", segment: segment).trains()
    reading.noteSegment(segment, of: segments.count)
    let spikes = try reading.select(reading.checkSpikes(.trains(trains), trajectory: nil))
    let used = ["unit_ids", "sampling_frequency", "num_segment", "spike_indexes_seg\(segment)", "spike_labels_seg\(segment)"]
    reading.noteUnused(files: used, because: "they belong to other segments or are none of this layout")
    return reading.recording(spikes: spikes)
  }
}
