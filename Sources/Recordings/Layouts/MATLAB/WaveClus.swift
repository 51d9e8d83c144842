import ArrayFiles
import ArrayNumerics
import Schema

/// A channel sorted by wave_clus (`times_NAME.mat`): `cluster_class` [spike, 2] holds the class of each spike and its time in
/// milliseconds; class 0 was not assigned.
///
/// Source: Quian Quiroga, Nadasdy, Ben-Shaul 2004, Neural Computation 16, doi 10.1162/089976604774201631; wave_clus's guide.
enum WaveClus: KnownLayout {
  static func recording(in source: ArraySource, options: ReadingOptions) throws -> Recording? {
    guard source.format.hasPrefix("MATLAB"), options.map.keys.allSatisfy({ $0.lowercased() == "labels" }),
      let item = source.numbers("/cluster_class"), item.shape.count == 2, item.shape[1] == 2 || item.shape[0] == 0
    else { return nil }
    var reading = RecordingReading(source, options)
    let takesAll = reading.mapped("labels").map { $0.lowercased() == "all" }
    guard takesAll != false else {
      throw FileError.unusable("--map labels takes 'all' for files of wave_clus, which adds class 0.")
    }
    let values = try source.vector(item)
    let perSecond = (options.spikeTimeUnit ?? options.timeUnit)?.perSecond ?? 1000
    var trains: [Int: [Double]] = [:]
    for row in 0..<values.count / 2 {
      guard let cell = Int(exactly: values[2 * row]), cell >= 0 else {
        throw FileError.unusable(
          "row \(row) has the class \(values[2 * row]); whole numbers from 0 were expected.", place: item.path)
      }
      trains[cell, default: []].append(values[2 * row + 1] / perSecond)
    }
    let unassigned = trains[0]?.count ?? 0
    if takesAll != true { trains[0] = nil }
    guard !trains.isEmpty else {
      throw FileError.unusable(
        "no spike belongs to a class: \(unassigned) are of class 0.", place: item.path, remedy: "Take them: --map labels=all.")
    }
    reading.note(
      .found, "spikes",
      sentence {
        "wave_clus: \(item.path) with \(values.count / 2) spikes in \(trains.count) classes, times in "
        if perSecond == 1000 { "milliseconds" } else { "units of 1/\(measured(perSecond)) s" }
        "."
      },
      option: "--spike-time-unit s|us|samples:HZ")
    if unassigned > 0, takesAll != true {
      reading.note(
        .found, "spikes", "\(unassigned) spikes of class 0 belong to no cell and were left out.", option: "--map labels=all")
    }
    if let forced = source.numbers("/forced"), try source.vector(forced).contains(where: { $0 != 0 }) {
      let count = try source.vector(forced).count { $0 != 0 }
      reading.note(.found, "spikes", "\(count) spikes were forced into a class by its template; they are kept.")
    }
    let sorted = trains.sorted { $0.key < $1.key }.map { SpikeTrain(id: String($0.key), times: $0.value) }
    let spikes = try reading.select(reading.checkSpikes(.trains(sorted), trajectory: nil))
    reading.noteUnused(files: [item.path, "/forced"], because: "they are waveforms, features and settings of the sorter")
    return reading.recording(spikes: spikes)
  }
}
