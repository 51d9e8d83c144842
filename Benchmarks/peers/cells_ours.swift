// Pieces of the cell stages at the work of cells_peer.py. Benchmarks/cells compiles it against the built libraries.
//
// usage: cells_ours WORK FOLDER ROUNDS     prints a line of JSON for each round: CPU seconds and a number of the result
import ArrayNumerics
import CellTuning
import Foundation
import Recordings
import TuningMaps

/// Of this process, all threads.
func cpu() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
}

/// A session in memory, as the peers have it.
struct Session {
  let trains: [[Double]]
  let t: [Double]
  let x: [Double]
  let y: [Double]

  init(_ file: URL) throws {
    let recording = try RecordingReader.read(url: file)
    guard case .trains(let trains)? = recording.spikes else { fatalError("no spikes in \(file.path)") }
    self.trains = try trains.map { try $0.times }
    (t, x, y) = (recording.trajectory?.t ?? [], recording.trajectory?.x ?? [], recording.trajectory?.y ?? [])
  }

  /// Square bins, forty along the longer side.
  func grid() -> SpatialGrid {
    guard let grid = SpatialGrid(covering: x, y, binsAlongLongerSide: 40) else { fatalError("no positions") }
    return grid
  }

  /// Spikes counted in the samples of the tracking.
  func counts() -> SparseCounts {
    let step = (t[t.count - 1] - t[0]) / Double(t.count - 1)
    let first = t[0] - step / 2
    var counts = SparseCounts(rows: t.count)
    for train in trains {
      counts.appendCell(
        bins: train.compactMap { time in
          let bin = Int(((time - first) / step).rounded(.down))
          return bin >= 0 && bin < t.count ? Int32(bin) : nil
        })
    }
    return counts
  }
}

/// From spike times to smoothed rates, occupancy and information.
func rateMaps(_ session: Session) throws -> Double {
  let grid = session.grid()
  let step = (session.t[session.t.count - 1] - session.t[0]) / Double(session.t.count - 1)
  let set = try RateMapSet(
    counts: session.counts(), at: grid.indices(session.x, session.y), grid: grid, binWidth: step, smoothing: 1.5,
    minimumOccupancy: 0, work: Work(threads: 1))
  return mean(set.information)
}

/// From spike times to scores, with the peaks and the ellipse of the autocorrelograms.
func gridScores(_ session: Session, _ definition: GridScoreDefinition) throws -> Double {
  let grid = session.grid()
  let step = (session.t[session.t.count - 1] - session.t[0]) / Double(session.t.count - 1)
  let isCanns = definition == .canns
  let rates = try ArenaRates(
    at: grid.indices(session.x, session.y), grid: grid, binWidth: step, sigma: isCanns ? 0 : 1.2)
  let scoring = try GridScoring(definition, visited: rates.visited, smoothing: isCanns ? 1.2 : 0)
  let counts = session.counts()
  var scores: [Double] = []
  for cell in 0..<counts.columns {
    let (score, correlogram) = try scoring(rates.rates(of: rates.amounts(of: CellEvents(counts, cell: cell))))
    guard case .score(let value, let inner, _) = score else { continue }
    let peaks = AutocorrelogramPeaks(correlogram, beyond: inner)
    if AutocorrelogramPeaks.ellipse(through: peaks.places) != nil { scores.append(value) }
  }
  return mean(scores)
}

let (work, folder) = (CommandLine.arguments[1], URL(fileURLWithPath: CommandLine.arguments[2]))
let file = ["autocorrelogram": "many.npz", "autocorrelogram-ten": "ten.npz"][work] ?? "session.npz"
let session = try Session(folder.appendingPathComponent(file))

/// Does it once.
func result() throws -> Double {
  switch work {
  case "ratemaps": try rateMaps(session)
  case "gridscore": try gridScores(session, .expanding)
  case "gridscore-canns": try gridScores(session, .canns)
  case "autocorrelogram", "autocorrelogram-ten":
    SpikeAutocorrelogram(times: session.trains[0], longest: 0.2, resolution: 0.001).shares.reduce(0, +)
  default: fatalError("there is no work '\(work)'")
  }
}

// As the peer, once before it counts.
_ = try result()
for _ in 0..<(Int(CommandLine.arguments[3]) ?? 1) {
  let start = cpu()
  let found = try result()
  print("{\"cpu\": \(cpu() - start), \"result\": \(found)}")
}
