import ArrayFiles
import ArrayNumerics
import Foundation
import TestSupport

/// Two minutes of a simulated ring of head-direction cells on an animal that runs in circles.
struct SyntheticRecording {
  var trains: [[Double]]
  var t: [Double]
  var x: [Double]
  var y: [Double]
  var direction: [Double]

  init(cells: Int = 16, seconds: Double = 60, tuned: Bool = true) {
    var random = SplitMix(state: 11)
    let step = 0.02
    t = (0..<Int(seconds / step)).map { Double($0) * step }
    direction = t.map { (2.4 * $0 + 2 * sin(0.7 * $0)).truncatingRemainder(dividingBy: 2 * .pi) }
    x = t.map { 0.5 + 0.45 * cos(0.31 * $0) * cos(0.07 * $0) }
    y = t.map { 0.5 + 0.45 * sin(0.23 * $0) }
    trains = []
    for cell in 0..<cells {
      var times: [Double] = []
      for index in t.indices.dropLast() {
        let angle = tuned ? direction[index] - 2 * .pi * Double(cell) / Double(cells) : 2 * .pi * random.next()
        let rate = 1 + 40 * exp(4 * (cos(angle) - 1))
        if random.next() < rate * step { times.append(t[index] + step * random.next()) }
      }
      trains.append(times)
    }
  }

  var arrays: [(String, DataArray)] {
    var ends: [Int] = []
    for train in trains { ends.append((ends.last ?? 0) + train.count) }
    return [
      ("spike_times", DataArray(trains.flatMap { $0 })), ("spike_index", DataArray(ends)), ("t", DataArray(t)),
      ("x", DataArray(x)), ("y", DataArray(y)), ("head_direction", DataArray(direction)),
    ]
  }

  func write(to url: URL, replacing others: [(String, DataArray)] = []) throws {
    let names = others.map(\.0)
    try NPZArchive.write(arrays.filter { !names.contains($0.0) } + others, to: url)
  }

  /// The same recording with something changed.
  func changed(_ change: (inout SyntheticRecording) -> Void) -> SyntheticRecording {
    var copy = self
    change(&copy)
    return copy
  }
}

/// SplitMix64, enough for test data.
struct SplitMix {
  var state: UInt64

  mutating func bits() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// Uniform in [0, 1).
  mutating func next() -> Double { Double(bits() >> 11) * 0x1p-53 }
}

/// A small analysis: parameters that keep every stage below a second.
enum SmallAnalysis {
  static let homology =
    "--components 4 --stride 2 --active 600 --neighbors 80 --landmarks 60 --landmark-neighbors 40 --no-figures"

  /// `session.npz` and the folder `results` with embed, tda and decode, made once.
  static let folder: Result<TemporaryFolder, any Error> = Result {
    let folder = try TemporaryFolder(besideProgram: "CommandLineTests-analysis")
    try SyntheticRecording().write(to: folder.file("session.npz"))
    for line in [
      "embed session.npz -o results --no-figures", "tda results --shuffles 20 \(homology)", "decode results --no-figures",
    ] {
      let outcome = try Program.run(line, in: folder.url)
      guard outcome.status == 0 else { throw CocoaError(.featureUnsupported, userInfo: ["message": outcome.message]) }
    }
    return folder
  }

  /// A copy that a test may spoil.
  static func copy() throws -> TemporaryFolder {
    let source = try folder.get()
    let copy = try TemporaryFolder()
    for name in ["session.npz", "results"] {
      try FileManager.default.copyItem(at: source.file(name), to: copy.file(name))
    }
    return copy
  }
}
