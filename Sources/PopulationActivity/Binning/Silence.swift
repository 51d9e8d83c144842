import ArrayNumerics
import Recordings
import Schema

/// Stretches in which no cell fires although many spikes were to be expected.
///
/// Sessions that were joined in one file leave such time between them. Without any spike and any tracking it is no data; with
/// tracking nobody can tell a recorder that stood still from cells that did, so it is said and kept.
struct Silence: Equatable {
  /// Runs of bins in which nothing was recorded.
  var withoutData: [Range<Int>] = []
  /// Runs of bins that were tracked, without a spike.
  var doubtful: [Range<Int>] = []

  /// Shortest gap in the tracking that can be without data, s, and the spikes that are missing in it.
  static let gap = (seconds: 2.0, spikes: 30.0)
  /// The same for silence alone: while there is tracking, or in a recording without.
  static let pause = (seconds: 60.0, spikes: 100.0)

  init(withoutData: [Range<Int>] = [], doubtful: [Range<Int>] = []) {
    self.withoutData = withoutData
    self.doubtful = doubtful
  }

  /// - Parameters:
  ///   - firing: whether any cell fires in each bin.
  ///   - spikes: the sum of the counts.
  ///   - isTracked: whether there is tracking in each bin; `nil` for a recording without.
  ///   - width: of a bin, s.
  init(firing: [Bool], spikes: Int, isTracked: [Bool]?, binWidth width: Double) {
    let gaps = isTracked.map { tracked in runs(in: tracked.count) { !tracked[$0] } } ?? []
    if spikes == 0 { return }
    var recorded = firing.count
    // The second time with the rate of the time that was recorded.
    for _ in 0..<2 {
      let perBin = Double(spikes) / Double(recorded)
      func bins(_ least: (seconds: Double, spikes: Double)) -> Int {
        Int(max(1, least.seconds / width, least.spikes / perBin).rounded(.up))
      }
      let pauses = silentRuns(firing, in: firing.indices, atLeast: bins(Self.pause))
      withoutData =
        isTracked == nil ? pauses : gaps.flatMap { silentRuns(firing, in: $0, atLeast: bins(Self.gap)) }
      doubtful =
        isTracked == nil ? [] : pauses.flatMap { rest(of: $0, without: withoutData) }.filter { $0.count >= bins(Self.pause) }
      recorded = firing.count - withoutData.reduce(0) { $0 + $1.count }
    }
  }

  /// The runs that hold one of the given bins.
  func among(_ bins: [Int]) -> Silence {
    func isAmong(_ run: Range<Int>) -> Bool { bins.contains { run.contains($0) } }
    return Silence(withoutData: withoutData.filter(isAmong), doubtful: doubtful.filter(isAmong))
  }

  /// The names that the file gives to what lies between the gaps; empty where it does not tell two of them apart.
  private func sessions(_ epochs: [Epoch], on grid: TimeGrid) -> [String] {
    func time(_ bin: Int) -> Double { grid.start + Double(bin) * grid.width }
    let within = epochs.sorted { $0.start < $1.start }.filter { epoch in
      epoch.name != Epoch.invalidName
        && !withoutData.contains { epoch.start < time($0.lowerBound) && time($0.upperBound) < epoch.stop }
    }
    var names: [String] = []
    for epoch in within where !names.contains(epoch.name) { names.append(epoch.name) }
    return (2...8).contains(names.count) ? names : []
  }

  /// - Parameter epochs: those of the file, by which sessions may be named.
  func warnings(on grid: TimeGrid, epochs: [Epoch]) -> [String] {
    func seconds(_ bins: Int) -> String { measured(grid.start + Double(bins) * grid.width) }
    func list(_ runs: [Range<Int>]) -> String {
      firstNames(runs.map { "\(seconds($0.lowerBound)) to \(seconds($0.upperBound)) s" }, 4)
    }
    var warnings: [String] = []
    if !withoutData.isEmpty {
      let sessions = sessions(epochs, on: grid)
      let duration = Double(withoutData.reduce(0) { $0 + $1.count }) * grid.width
      warnings.append(
        sentence {
          "Nothing was recorded in \(counted(withoutData.count, "gap")) of \(measured(duration)) s in all "
          "(\(list(withoutData))): no spike of any cell and no tracking. This time is left out. "
          "If sessions were joined in the file, look at each by itself too "
          if sessions.isEmpty {
            "(--epoch start:stop)."
          } else {
            "(\(sessions.map { "--epoch '\($0)'" }.joined(separator: ", ")), as the file names them)."
          }
        })
    }
    if let first = doubtful.first {
      warnings.append(
        sentence {
          "No cell fires for long although the tracking goes on (\(list(doubtful))): if the recorder stood still, "
          "leave that time out, as with --exclude \(seconds(first.lowerBound)):\(seconds(first.upperBound))."
        })
    }
    return warnings
  }
}

/// The maximal runs of bins without a spike that are long enough, ascending.
private func silentRuns(_ firing: [Bool], in bins: Range<Int>, atLeast length: Int) -> [Range<Int>] {
  runs(in: bins.count) { !firing[bins.lowerBound + $0] }.filter { $0.count >= length }.map {
    $0.lowerBound + bins.lowerBound..<$0.upperBound + bins.lowerBound
  }
}

/// What is left of a run without others, which ascend.
private func rest(of run: Range<Int>, without others: [Range<Int>]) -> [Range<Int>] {
  var (result, start): ([Range<Int>], Int) = ([], run.lowerBound)
  for other in others where other.overlaps(run) {
    if other.lowerBound > start { result.append(start..<other.lowerBound) }
    start = max(start, other.upperBound)
  }
  if start < run.upperBound { result.append(start..<run.upperBound) }
  return result
}
