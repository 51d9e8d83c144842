import ArrayNumerics
import Schema

/// Poisson spikes whose rates change from picture to picture, by the integral of the rate: one exponential a spike. The stream
/// of a neuron depends on seed, name and number only.
///
/// A class, since the places in the streams move on; threads take disjoint ranges of neurons.
private final class PictureSpikes: @unchecked Sendable {
  /// Expected spikes a step at a value of 1.
  private let expected: Double
  private let values: [Double]
  private let count: Int
  /// Steps of a picture with its rest, and of the picture alone.
  private let period, shown: Int
  private let waiting: UnsafeMutablePointer<Double>
  private let streams: UnsafeMutablePointer<RandomStream>

  init(_ values: [Double], count: Int, expected: Double, period: Int, shown: Int, seed: UInt64, name: String) {
    (self.values, self.count, self.expected, self.period, self.shown) = (values, count, expected, period, shown)
    waiting = .allocate(capacity: count)
    streams = .allocate(capacity: count)
    for neuron in 0..<count {
      var stream = RandomStream(seed: seed, name: name, index: UInt64(neuron))
      (waiting + neuron).initialize(to: stream.exponential(mean: 1))
      (streams + neuron).initialize(to: stream)
    }
  }

  deinit {
    waiting.deallocate()
    streams.deallocate()
  }

  /// Where the streams stand, and what was drawn from them.
  var memory: [UnsafeMutableRawBufferPointer] {
    [
      UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(start: waiting, count: count)),
      UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(start: streams, count: count)),
    ]
  }

  /// The spikes of a step; a neuron that has several is there several times.
  func emit(_ neurons: Range<Int>, step: Int, spikes: inout [UInt32]) {
    let first = step / period * count
    guard step % period < shown, first < values.count else { return }
    for neuron in neurons {
      let rise = max(0, values[first + neuron]) * expected
      while waiting[neuron] <= rise {
        spikes.append(UInt32(truncatingIfNeeded: neuron))
        waiting[neuron] += streams[neuron].exponential(mean: 1)
      }
      waiting[neuron] -= rise
    }
  }
}

extension NeuronModel {
  /// Pictures one after another, each as Poisson rates for a while, then a rest.
  static let pictureGenerator = NeuronModel(
    name: "picture-generator", summary: "Pictures one after another, each value a Poisson rate, with a rest after each.",
    isSource: true, output: .spikes,
    parameters: [
      NeuronParameterInformation(
        name: "values", unit: "", value: 0, range: -Double.infinity...Double.infinity,
        meaning: "by picture, and in a picture by neuron; below 0 counts as 0"),
      NeuronParameterInformation(
        name: "rate", unit: "Hz", value: 60, range: 0...Double.infinity, meaning: "rate of a value of 1"),
      NeuronParameterInformation(
        name: "time", unit: "ms", value: 250, range: 0...1e9, meaning: "how long a picture is shown"),
      NeuronParameterInformation(name: "rest", unit: "ms", value: 100, range: 0...1e9, meaning: "silence after each"),
    ],
    remarks: "In a file the values may be {digits: 800, noise: 0.2, seed: 1}: moved digits of 8 x 8 pixels, 0 to 9 in turn.",
    equations: [
      "Poisson spikes; neuron i has the rate: rate max(0, values[p, i]) while picture p is shown",
      "picture p is shown from p (time + rest) on for time ms; in the rest after it there are no spikes",
    ], references: [.diehl2015],
    lists: ["values", "rate", "time", "rest"]
  ) { request in
    func number(_ name: String, _ standard: Double) -> Double { request.parameters[name]?.first ?? standard }
    let (values, count) = (request.parameters["values"] ?? [], request.count)
    let shown = Int((number("time", 250) / request.dt).rounded())
    let period = shown + Int((number("rest", 100) / request.dt).rounded())
    let place = "population \(request.name)"
    guard !values.isEmpty, values.count % count == 0 else {
      throw SpikingNetworksError(
        place, "\(values.count) values do not make pictures of \(count), one value for each neuron",
        remedy: "Give pictures times neurons numbers.")
    }
    guard shown >= 1 else {
      throw SpikingNetworksError(place, "a picture is shown for less than a step", remedy: "Give a longer 'time', ms.")
    }
    let spikes = PictureSpikes(
      values, count: count, expected: number("rate", 60) * request.dt / 1000, period: period, shown: shown,
      seed: request.seed, name: "\(request.name) spikes")
    return spikeSource(count, memory: { spikes.memory }) { spikes.emit($0, step: $1, spikes: &$2) }
  }
}
