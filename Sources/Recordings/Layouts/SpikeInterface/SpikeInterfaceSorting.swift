import ArrayFiles
import ArrayNumerics
import Schema

/// The spikes of one segment of a sorting: the sample of each, and which unit it is of.
struct SpikeInterfaceSorting {
  /// Samples a second.
  var rate: Double
  /// The names of all units, also of those without a spike.
  var units: [String]
  /// Of each spike, from the first sample of the segment on.
  var samples: [Int]
  /// Of each spike, as a place in `units`.
  var unitOfSpike: [Int]
  /// Where the samples stand, for messages.
  var place: String

  /// A train for each unit, in their order.
  ///
  /// - Throws: `FileError` for rates that are none, samples before the start and units that occur twice.
  func trains() throws -> [SpikeTrain] {
    guard rate > 0, rate.isFinite else {
      throw FileError.unusable("it holds no rate above 0 Hz.", place: "sampling_frequency")
    }
    guard Set(units).count == units.count else {
      throw FileError.unusable("a unit occurs twice.", place: "unit_ids", remedy: "Write the sorting anew.")
    }
    if let early = samples.firstIndex(where: { $0 < 0 }) {
      throw FileError.unusable("spike \(early) is at sample \(samples[early]).", place: place)
    }
    var times = [[Double]](repeating: [], count: units.count)
    for (sample, unit) in zip(samples, unitOfSpike) { times[unit].append(Double(sample) / rate) }
    return zip(units, times).map { SpikeTrain(id: $0, times: $1) }
  }

  /// The segment that was asked for, or the only one: each has a clock of its own.
  static func chosen(_ segments: [Int], _ reading: RecordingReading) throws -> Int {
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
}

extension RecordingReading {
  mutating func noteSegment(_ segment: Int, of count: Int) {
    note(
      .found, "spikes",
      sentence {
        "SpikeInterface: segment \(segment) of \(count), samples over sampling_frequency, so that 0 s is the first "
        "sample of the recording."
      })
  }

  /// The samples, the units' names and the rate as an `.npz` of SpikeInterface holds them, whose arrays stand at `stem`.
  func spikeInterfaceArrays(at stem: String, segment: Int) throws -> SpikeInterfaceSorting {
    let (samplesAt, labelsAt) = ("\(stem)spike_indexes_seg\(segment)", "\(stem)spike_labels_seg\(segment)")
    guard let rate = try vector(at: stem + "sampling_frequency"), rate.count == 1 else {
      throw FileError.unusable("it holds no rate above 0 Hz.", place: "sampling_frequency")
    }
    guard let names = try array(stem + "unit_ids")?.texts, let samples = try array(samplesAt)?.integers else {
      throw FileError.unusable("samples are whole numbers and units have names; these do not.", place: samplesAt)
    }
    guard let labels = try array(labelsAt)?.texts, labels.count == samples.count else {
      throw FileError.unusable("it has no unit for each of the \(samples.count) spikes of the segment.", place: labelsAt)
    }
    let places = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let unknown = Set(labels).filter { places[$0] == nil }
    guard unknown.isEmpty else {
      throw FileError.unusable(
        "spikes belong to units that are not in unit_ids: \(firstNames(unknown.sorted())).", place: labelsAt)
    }
    return SpikeInterfaceSorting(
      rate: rate[0], units: names, samples: samples, unitOfSpike: labels.compactMap { places[$0] }, place: samplesAt)
  }

  /// The segments of which the arrays stand at `stem`.
  func spikeInterfaceSegments(at stem: String) -> [Int] {
    let prefix = stem + "spike_indexes_seg"
    return source.items.compactMap { $0.path.hasPrefix(prefix) ? Int($0.path.dropFirst(prefix.count)) : nil }.sorted()
  }
}
