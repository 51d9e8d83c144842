import ArrayNumerics
import AttractorModels
import Schema

/// Keeps what a probe reads, every so many steps.
final class ProbeRecorder: Monitor {
  let probe: Probe
  let every: Int
  /// A probe that looks one step back has to see every step.
  var stride: Int { probe.isLagged ? 1 : every }
  private var previous: [Double]
  private var singles: [Float] = []
  private var doubles: [Double] = []
  private var looks = 0

  /// - Parameters:
  ///   - steps: of the whole run, to make room once.
  ///   - start: the state before the first step.
  init(_ probe: Probe, every: Int, steps: Int, start: [Double]) {
    self.probe = probe
    self.every = every
    previous = probe.isLagged ? start : []
    let room = steps / every * probe.count
    if probe.isSingle { singles.reserveCapacity(room) } else { doubles.reserveCapacity(room) }
  }

  func observe(_ state: [Double], _ clock: Clock) {
    if clock.step % every == 0 {
      let values = probe.read(probe.isLagged ? previous : state, clock)
      if probe.isSingle { singles.append(contentsOf: values.map(Float.init)) } else { doubles += values }
      looks += 1
    }
    if probe.isLagged { previous = state }
  }

  /// What was kept so far.
  var kept: RunState.Kept {
    get { RunState.Kept(looks: looks, previous: previous, singles: singles, doubles: doubles) }
    set { (looks, previous, singles, doubles) = (newValue.looks, newValue.previous, newValue.singles, newValue.doubles) }
  }

  /// What was kept, time first.
  ///
  /// - Parameter timeAxis: the name of the first axis, which monitors with one stride share.
  func array(timeAxis: FieldAxis) -> NamedArray {
    let shape = [looks] + probe.shape
    return NamedArray(
      probe.information.name, unit: probe.information.unit, axes: [timeAxis] + probe.axes.map { FieldAxis(stringLiteral: $0) },
      probe.information.meaning,
      probe.isSingle ? DataArray(singles, shape: shape) : DataArray(doubles, shape: shape))
  }
}

/// Keeps the rates of some neurons at every step, for the spikes that are drawn from them.
final class RateRecorder: Monitor {
  let stride = 1
  let neurons: [Int]
  /// `[step, neuron]`
  var rates: [Float] = []
  private let read: ([Double]) -> [Double]

  init(_ neurons: [Int], steps: Int, read: @escaping ([Double]) -> [Double]) {
    self.neurons = neurons
    self.read = read
    rates.reserveCapacity(steps * neurons.count)
  }

  func observe(_ state: [Double], _ clock: Clock) {
    let all = read(state)
    for neuron in neurons { rates.append(Float(all[neuron])) }
  }
}
