import ArrayFiles
import ArrayNumerics
import FoundationEssentials
import Schema

/// Clusters of a tetrode's spikes: a `.cut` file of Tint, or a `.clu` file of KlustaKwik.
enum AxonaClusters {
  /// Whether a file starts as those of Tint do.
  static func isCut(_ start: [UInt8]) -> Bool { start.starts(with: Array("n_clusters".utf8)) }

  /// The cluster of each spike.
  static func read(_ url: URL) throws -> [Int] {
    let file = try InputFile(url)
    let bytes = try file.bytes(at: 0, count: file.size)
    do {
      guard isCut(bytes) else {
        // KlustaKwik: the number of clusters, then cluster 1 for noise.
        return try IntegerText.parse(bytes[...]).dropFirst().map { max(0, $0 - 1) }
      }
      // After the boxes of the clusters a line `Exact_cut_for: NAME spikes: N`.
      var start = 0
      while start < bytes.count {
        let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
        let line = String(decoding: bytes[start..<end], as: UTF8.self)
        start = end + 1
        guard let place = line.firstRange(of: "spikes:"), line.contains("cut_for") else { continue }
        let promised = Int(line[place.upperBound...].trimmed)
        let clusters = try IntegerText.parse(start < bytes.count ? bytes[start...] : [])
        if let promised, promised != clusters.count {
          throw FileError.unusable("it promises \(promised) spikes and has the clusters of \(clusters.count).")
        }
        return clusters
      }
      throw FileError.unusable("it has no line 'Exact_cut_for: NAME spikes: N'.")
    } catch let error as FileError {
      throw error.located(file: file.name)
    }
  }
}

extension AxonaSession {
  /// The units of all tetrodes that have clusters; cluster 0 is noise.
  static func tetrodes(_ reading: inout RecordingReading) throws -> [SpikeTrain] {
    let keepsAll = reading.mapped("labels") == "all"
    guard keepsAll || reading.mapped("labels") == nil else {
      throw FileError.unusable("--map labels takes 'all' for Axona: cluster 0 is kept then.")
    }
    var trains: [SpikeTrain] = []
    var (noise, total, cut) = (0, 0, 0)
    var uncut: [String] = []
    for item in reading.source.items where item.path.hasPrefix(".") && Int(item.path.dropFirst()) != nil {
      let number = String(item.path.dropFirst())
      let clusterItem = reading.source.item("_\(number).cut") ?? reading.source.item(".clu.\(number)")
      guard let clusterItem, let url = file(item.path.lowercased(), reading) else {
        uncut.append(number)
        continue
      }
      let times = try spikeTimes(url, &reading)
      guard let clusters = try reading.array(clusterItem.path)?.integers, clusters.count == times.count else {
        throw FileError.unusable(
          "tetrode \(number) has \(times.count) spikes and \(clusterItem.path) another number of clusters.",
          remedy: "The cut was made of another trial, or one of the files is not whole.")
      }
      cut += 1
      total += times.count
      var units: [Int: [Double]] = [:]
      for (time, cluster) in zip(times, clusters) {
        if cluster <= 0 { noise += 1 }
        if cluster > 0 || keepsAll { units[cluster, default: []].append(time) }
      }
      trains += units.sorted { $0.key < $1.key }.map { SpikeTrain(id: "\(number)_\($0.key)", times: $0.value) }
    }
    if !uncut.isEmpty {
      reading.note(
        .warning, "spikes", "tetrodes \(firstNames(uncut, 8)) have no clusters (_N.cut or .clu.N) and were not used.")
    }
    if cut > 0 {
      reading.note(
        .found, "spikes",
        sentence {
          "\(cut) tetrodes, \(trains.count) clusters; \(noise) of \(total) spikes are noise (cluster 0)"
          if keepsAll { ", kept as asked for." } else { ", left out." }
        },
        option: keepsAll ? nil : "--map labels=all")
    }
    return trains
  }

  /// Times of a tetrode's spikes: each has a record of four channels, and each channel its time and waveform.
  private static func spikeTimes(_ url: URL, _ reading: inout RecordingReading) throws -> [Double] {
    let axona = try AxonaFile(url)
    let base = try axona.required("timebase")
    let stamp = axona.whole("bytes_per_timestamp") ?? 4
    let channels = axona.whole("num_chans") ?? 4
    let samples = axona.whole("samples_per_spike") ?? 50
    let width = axona.whole("bytes_per_sample") ?? 1
    guard stamp == 4, (1...64).contains(channels), (1...10_000).contains(samples), (1...4).contains(width) else {
      throw FileError.unusable(
        sentence {
          "its records are \(channels) channels of \(samples) samples of \(width) bytes with times of \(stamp) bytes; "
          "times of 4 bytes are read."
        },
        file: axona.file.name)
    }
    let size = channels * (stamp + samples * width)
    let (count, missing) = axona.records(of: size, promised: axona.whole("num_spikes"))
    if missing > 0 {
      reading.note(.warning, "spikes", "\(axona.file.name) ends early: \(missing) of its spikes are missing.")
    }
    let bytes = try axona.file.bytes(at: axona.data.lowerBound, count: count * size)
    return (0..<count).map { spike in
      let place = spike * size
      let ticks = (0..<4).reduce(0) { $0 << 8 | Int(bytes[place + $1]) }
      return Double(ticks) / base
    }
  }
}
