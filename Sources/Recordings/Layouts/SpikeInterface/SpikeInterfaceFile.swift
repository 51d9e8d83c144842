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
    let prefix = "spike_indexes_seg"
    let segments = source.items.compactMap { item in
      item.path.hasPrefix(prefix) ? Int(item.path.dropFirst(prefix.count)) : nil
    }.sorted()
    guard !segments.isEmpty else { return nil }
    var reading = RecordingReading(source, options)
    let segment = try chosen(segments, reading)
    let trains = try trains(reading, segment: segment)
    reading.note(
      .found, "spikes",
      sentence {
        "SpikeInterface: segment \(segment) of \(segments.count), samples over sampling_frequency, so that 0 s is the first "
        "sample of the recording."
      })
    let spikes = try reading.select(reading.checkSpikes(.trains(trains), trajectory: nil))
    let used = ["unit_ids", "sampling_frequency", "num_segment", "spike_indexes_seg\(segment)", "spike_labels_seg\(segment)"]
    reading.noteUnused(files: used, because: "they belong to other segments or are none of this layout")
    return reading.recording(spikes: spikes)
  }

  /// The segment that was asked for, or the only one: each has a clock of its own.
  private static func chosen(_ segments: [Int], _ reading: RecordingReading) throws -> Int {
    guard let number = try reading.mappedNumber("segment") else {
      guard segments.count == 1 else {
        throw FileError.unusable(
          "it has \(segments.count) segments, each with a clock of its own.",
          remedy: "Choose one: --map segment=\(segments[0]).")
      }
      return segments[0]
    }
    guard let segment = Int(exactly: number), segments.contains(segment) else {
      throw FileError.unusable(
        "--map segment=\(measured(number)): it has the segments \(segments.map(String.init).joined(separator: ", ")).")
    }
    return segment
  }

  /// The trains in the order of `unit_ids`, also those of units without a spike.
  private static func trains(_ reading: RecordingReading, segment: Int) throws -> [SpikeTrain] {
    let (samplesAt, labelsAt) = ("spike_indexes_seg\(segment)", "spike_labels_seg\(segment)")
    guard let rate = try reading.vector(at: "sampling_frequency"), rate.count == 1, rate[0] > 0, rate[0].isFinite else {
      throw FileError.unusable("it holds no rate above 0 Hz.", place: "sampling_frequency")
    }
    guard let names = try reading.array("unit_ids")?.texts, let samples = try reading.array(samplesAt)?.integers else {
      throw FileError.unusable("samples are whole numbers and units have names; these do not.", place: samplesAt)
    }
    guard let labels = try reading.array(labelsAt)?.texts, labels.count == samples.count else {
      throw FileError.unusable("it has no unit for each of the \(samples.count) spikes of the segment.", place: labelsAt)
    }
    guard Set(names).count == names.count else {
      throw FileError.unusable("a unit occurs twice.", place: "unit_ids", remedy: "Write the sorting anew.")
    }
    if let early = samples.firstIndex(where: { $0 < 0 }) {
      throw FileError.unusable("spike \(early) is at sample \(samples[early]).", place: samplesAt)
    }
    var times: [String: [Double]] = [:]
    for (sample, label) in zip(samples, labels) { times[label, default: []].append(Double(sample) / rate[0]) }
    let unknown = Set(times.keys).subtracting(names)
    guard unknown.isEmpty else {
      throw FileError.unusable(
        "spikes belong to units that are not in unit_ids: \(firstNames(unknown.sorted())).", place: labelsAt)
    }
    return names.map { SpikeTrain(id: $0, times: times[$0] ?? []) }
  }
}
