import ArrayFiles
import ArrayNumerics
import Foundation
import Glibc
import Recordings
import Schema
import Stages

/// Runs one benchmark in this process and prints a line of JSON. One process for each, so that the peak memory is its own.
@main
enum Benchmarks {
  static let usage = """
    usage: benchmarks NAME SESSION.npz [--repetitions N] [--threads N]
           benchmarks cloud POINTS.npy [--max-dimension D] [--repetitions N] [--threads N]
           benchmarks learning WORK [--repetitions N]
           benchmarks reducer POINTS.npy METHOD PICTURE.npy [--repetitions N] [--threads N]
           benchmarks open RECORDING WHAT
           benchmarks array FILE NAME
           benchmarks diagrams MATRICES.npz DIAGRAMS.npz [--threads N]

    \(Benchmark.all.map { "  \($0.name.padding(toLength: 13, withPad: " ", startingAt: 0))\($0.summary)" }
      .joined(separator: "\n"))

    """

  static func main() {
    do {
      try run(Array(CommandLine.arguments.dropFirst()))
    } catch {
      FileHandle.standardError.write(Data("benchmarks: \(error)\n".utf8))
      exit(1)
    }
  }

  private static func run(_ arguments: [String]) throws {
    keepFreedMemory()
    guard arguments.count >= 2, let repetitions = number("--repetitions", in: arguments, default: 3),
      let threads = number("--threads", in: arguments, default: 2),
      let maxDimension = number("--max-dimension", in: arguments, default: 1)
    else { misused() }
    let (name, session) = (arguments[0], URL(fileURLWithPath: arguments[1]))
    if name == "diagrams" {
      guard arguments.count >= 3 else { misused() }
      return try DiagramBatch.run(from: session, to: URL(fileURLWithPath: arguments[2]), threads: threads)
    }
    if name == "open" {
      // A reading as a user has it: once, in a process of its own; measured from outside. Each cell's spike times are in
      // memory once, one cell after the other, as in an analysis; the total is of those that were there.
      var options = ReadingOptions()
      options.threads = threads
      guard case .trains(let trains)? = try RecordingReader.read(url: session, options: options).spikes else { misused() }
      return print(try trains.reduce(0) { $0 + (try $1.times.count) })
    }
    if name == "array" {
      // One array or cell as a user has it: once, in a process of its own, measured from outside.
      guard arguments.count >= 3 else { misused() }
      return print(try elementCount(in: session, of: arguments[2]))
    }
    let body: () throws -> String
    if name == "cloud" {
      body = try CloudBenchmark.prepare(session, maxDimension: maxDimension, threads: threads)
    } else if name == "reducer" {
      guard arguments.count >= 4,
        let work = try ReducerBenchmark.prepare(
          arguments[2], session, output: URL(fileURLWithPath: arguments[3]), threads: threads)
      else { misused() }
      body = work
    } else if name == "learning" {
      guard let work = try LearningBenchmark.prepare(arguments[1]) else { misused() }
      body = work
    } else {
      guard let benchmark = Benchmark.all.first(where: { $0.name == name }) else { misused() }
      body = try benchmark.prepare(session, RunContext(work: Work(threads: threads), seed: 1))
    }
    var measurements: [Measurement] = []
    var outcome = ""
    for _ in 0..<repetitions {
      let (measurement, text) = try Measurement.of(body)
      measurements.append(measurement)
      outcome = text
    }
    let line = JSONValue.record([
      "work": .string(name), "threads": .integer(threads),
      "wall": JSONValue(measurements.map(\.wall)), "cpu": JSONValue(measurements.map(\.cpu)),
      "peak_memory_MB": .number(Measurement.peakMemory), "outcome": .string(outcome),
    ])
    print(line.compactText)
  }

  private static func elementCount(in file: URL, of name: String) throws -> Int {
    let source = try ArraySource(contentsOf: file)
    guard let item = source.item(name) else { misused() }
    switch try source.read(item) {
    case .array(let array): return array.count
    case .ragged(let arrays): return arrays.reduce(0) { $0 + $1.array.count }
    case .object: return 1
    }
  }

  private static func misused() -> Never {
    FileHandle.standardError.write(Data(usage.utf8))
    exit(64)
  }

  private static func number(_ option: String, in arguments: [String], default value: Int) -> Int? {
    guard let place = arguments.firstIndex(of: option) else { return value }
    guard place + 1 < arguments.count, let number = Int(arguments[place + 1]), number > 0 else { return nil }
    return number
  }
}
