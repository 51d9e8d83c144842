// Pieces of theta at the work of SciPy and NumPy in Benchmarks/theta, which compiles it against the built libraries.
//
// usage: theta_ours hour FILE ROUNDS       spectra and phase of a field potential
//        theta_ours locking FILE ROUNDS    the null of the locking of every cell, at every shift
//
// Prints a line of JSON for each round: CPU seconds and a number of the result.
import ArrayNumerics
import Foundation
import Oscillations
import Recordings

/// Of this process, all threads.
func cpu() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
}

/// A field potential in memory, and for the locking the cells that are tested.
struct Session {
  let samples: [Double]
  let rate: Double
  private var known: ThetaRhythm?
  private var places: [[Double]] = []

  init(_ file: URL, isLocking: Bool) throws {
    let recording = try RecordingReader.read(url: file)
    guard let potential = recording.fieldPotential else { fatalError("no field potential in \(file.path)") }
    var samples: [Double] = []
    try potential.forEachEvenBlock { samples += $0 }
    (self.samples, rate) = (samples, potential.rate)
    if isLocking, case .trains(let trains)? = recording.spikes {
      let rhythm = try self.rhythm()
      known = rhythm
      places = try trains.map { try $0.times.compactMap { rhythm.place(of: $0) } }
    }
  }

  func rhythm() throws -> ThetaRhythm {
    let one = Work(threads: 1)
    return try ThetaRhythm(PreparedField(samples, rate: rate, work: one), band: 4...12, work: one)
  }

  /// Artefacts, multitaper and Welch spectra, aperiodic fit and peak, spectrogram, tracked phase and amplitude, bouts.
  func hour() throws -> Double { try rhythm().cycles.last ?? .nan }

  /// As the program tests it: the null is made once, then each cell is moved by every shift.
  func locking() throws -> Double {
    guard let known,
      let null = try ShiftNull(
        phase: known.cycles.map { 2 * .pi * $0 }, isUsed: known.isUsed, rate: known.field.slowRate, frequency: 8)
    else { fatalError("too little theta") }
    return try places.reduce(0) { $0 + null.pValue($1) } / Double(places.count)
  }
}

let work = CommandLine.arguments[1]
let session = try Session(URL(fileURLWithPath: CommandLine.arguments[2]), isLocking: work == "locking")

/// Does it once.
func result() throws -> Double { try work == "hour" ? session.hour() : session.locking() }

_ = try result()
for _ in 0..<(Int(CommandLine.arguments[3]) ?? 1) {
  let start = cpu()
  let found = try result()
  print("{\"cpu\": \(cpu() - start), \"result\": \(found)}")
}
