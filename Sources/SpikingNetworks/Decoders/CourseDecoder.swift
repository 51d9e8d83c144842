import ArrayNumerics
import Foundation

/// Decoders that give a course over time, by their names in SPAIC.
public enum CourseDecoder: String, Sendable, CaseIterable {
  /// The record itself.
  case null
  /// The potential itself.
  case voltage = "v_t"
  /// Smoothed by e^(−(3t/w)²) with w = 40 ms.
  case smoothed = "spike_conv"
  /// The same about the place of a spike within its step: the kernel, plus its derivative times the offset.
  case complexSmoothed = "complex_conv"
  /// A spike sets off a damped oscillation of each neuron, x ← β x + i β^offset; the groups sum w · Re x. Damping
  /// τ_d = 20 + 20 u ms, period τ_r = 10 + 50 u ms and weight w ~ N(0, 1) of each neuron are drawn; SPAIC trains them.
  case trajectory = "complex_trajectory"

  /// - Parameters:
  ///   - group: neurons of one group of `complex_trajectory`, in order; those left over are dropped.
  ///   - seed: of its draws.
  /// - Returns: `[step, neuron]`; of `complex_trajectory` `[step, group]`.
  public func decode(_ record: DecoderRecord, window: Double = 40, group: Int = 1, seed: UInt64 = 0) -> [Double] {
    switch self {
    case .null, .voltage: return record.values
    case .smoothed: return record.filtered(GaussianFilter(center: 0, width: window / 3, reach: window), withOffsets: false)
    case .complexSmoothed:
      return record.filtered(GaussianFilter(center: 0, width: window / 3, reach: window), withOffsets: true)
    case .trajectory: return trajectory(record, max(1, group), seed)
    }
  }

  private func trajectory(_ record: DecoderRecord, _ group: Int, _ seed: UInt64) -> [Double] {
    let groups = record.neurons / group
    var out = [Double](repeating: 0, count: record.steps * groups)
    for neuron in 0..<groups * group {
      var stream = RandomStream(seed: seed, name: "complex_trajectory", index: UInt64(neuron))
      let damping = record.dt / (20 + 20 * stream.uniform())
      let turn = 2 * Double.pi * record.dt / (10 + 50 * stream.uniform())
      let weight = stream.normal()
      var x = SIMD2<Double>.zero
      let (cosine, sine, kept) = (cos(turn), -sin(turn), exp(-damping))
      for step in 0..<record.steps {
        x = kept * SIMD2(cosine * x.x - sine * x.y, sine * x.x + cosine * x.y)
        let value = record[step, neuron]
        if value != 0 {
          let late = record.offset(step, neuron)
          // i β^offset
          x += value * exp(-damping * late) * SIMD2(sin(turn * late), cos(turn * late))
        }
        out[step * groups + neuron / group] += weight * x.x
      }
    }
    return out
  }
}

/// How far two records are apart as smoothed courses: SPAIC's `complex_timing_distance`.
public struct TimingDistance: Sendable, Equatable {
  /// The mean square of the difference of the courses.
  public var distance: Double
  /// Spikes a step and neuron of the record.
  public var rate: Double
  /// The same of the target.
  public var targetRate: Double
  /// The smoothed record, `[step, neuron]`.
  public var course: [Double]
  /// The smoothed target.
  public var targetCourse: [Double]

  /// Spikes are smoothed by e^(−(u − 2)²) with u = 6 t/`filterTime`, from the spike on; where spikes have a place
  /// within their step, as `complex_conv`.
  ///
  /// - Parameter filterTime: ms.
  /// - Precondition: both have the same steps and neurons.
  public init(_ record: DecoderRecord, target: DecoderRecord, filterTime: Double = 10) {
    precondition(record.steps == target.steps && record.neurons == target.neurons, "the records differ in size")
    let filter = GaussianFilter(center: filterTime / 3, width: filterTime / 6, reach: filterTime)
    course = record.filtered(filter, withOffsets: true)
    targetCourse = target.filtered(filter, withOffsets: true)
    let count = Double(max(1, record.values.count))
    distance = zip(course, targetCourse).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / count
    rate = record.sums().reduce(0, +) / count
    targetRate = target.sums().reduce(0, +) / count
  }
}

/// e^(−((t − center)/width)²); with a center only from the spike on.
struct GaussianFilter {
  /// ms.
  var center: Double
  /// ms.
  var width: Double
  /// Up to when it counts, ms.
  var reach: Double

  func value(_ t: Double) -> Double { exp(-pow((t - center) / width, 2)) }
  func slope(_ t: Double) -> Double { -2 * (t - center) / (width * width) * value(t) }
}

extension DecoderRecord {
  /// Where within its step a spike was.
  func offset(_ step: Int, _ neuron: Int) -> Double { offsets.isEmpty ? 0 : offsets[step * neurons + neuron] }

  /// Each value spread over time, `[step, neuron]`.
  func filtered(_ filter: GaussianFilter, withOffsets: Bool) -> [Double] {
    let reach = Int((filter.reach / dt).rounded())
    let before = filter.center == 0 ? reach : 0
    let kernel = (-before...reach).map { filter.value(Double($0) * dt) }
    let slopes = (-before...reach).map { filter.slope(Double($0) * dt) }
    var out = [Double](repeating: 0, count: values.count)
    for step in 0..<steps {
      for neuron in 0..<neurons where self[step, neuron] != 0 {
        // A spike that was so much earlier than the end of its step is that much further along.
        let late = withOffsets ? offset(step, neuron) * dt : 0
        for place in max(0, step - before)..<min(steps, step + reach + 1) {
          let index = place - step + before
          out[place * neurons + neuron] += self[step, neuron] * (kernel[index] + late * slopes[index])
        }
      }
    }
    return out
  }
}
