/// Mean activity of every neuron in each bin of one or two variables, without keeping the activity: tuning curves and firing
/// fields.
public final class TuningMonitor: Monitor {
  /// Bins of one variable.
  public struct Axis: Sendable, Equatable {
    /// Of the variable.
    public var range: ClosedRange<Double>
    /// How many there are.
    public var bins: Int
    /// Whether the end of the range is its beginning: values beyond are brought back.
    public var isCircular: Bool

    public init(_ range: ClosedRange<Double>, bins: Int, isCircular: Bool = false) {
      self.range = range
      self.bins = bins
      self.isCircular = isCircular
    }

    /// The bin of a value; `nil` outside and for NaN. The upper end belongs to the last bin.
    func bin(of value: Double) -> Int? {
      let width = range.upperBound - range.lowerBound
      guard value.isFinite, width > 0 else { return nil }
      var part = (value - range.lowerBound) / width
      if isCircular { part -= part.rounded(.down) }
      guard part >= 0, part <= 1 else { return nil }
      return min(bins - 1, Int(part * Double(bins)))
    }
  }

  /// Steps between two looks.
  public let stride: Int
  /// Of the variables; the first runs fastest.
  public let axes: [Axis]
  /// Looks in each bin.
  public private(set) var counts: [Int]
  /// Looks at which a variable lay outside its range.
  public private(set) var outside = 0
  private var sums: [[Double]] = []
  private let variables: (Clock) -> [Double]
  private let read: ([Double]) -> [Double]

  /// - Parameters:
  ///   - variables: one value for each axis, of the moment that is looked at.
  ///   - read: the activity of every neuron, of a state.
  /// - Throws: `badParameter` for no axis, or one without bins or extent.
  public init(
    every stride: Int, axes: [Axis], variables: @escaping (Clock) -> [Double], read: @escaping ([Double]) -> [Double]
  ) throws(AttractorModelsError) {
    guard stride >= 1 else { throw .badParameter(name: "the stride", value: Double(stride), expected: "1 or more") }
    guard !axes.isEmpty else { throw .badParameter(name: "the number of axes", value: 0, expected: "1 or more") }
    for axis in axes where axis.bins < 1 || !(axis.range.upperBound > axis.range.lowerBound) {
      throw .badParameter(
        name: "the number of bins", value: Double(axis.bins), expected: "1 or more, over a range with an extent")
    }
    self.stride = stride
    self.axes = axes
    self.variables = variables
    self.read = read
    counts = [Int](repeating: 0, count: axes.reduce(1) { $0 * $1.bins })
  }

  /// Takes one look.
  public func observe(_ state: [Double], _ clock: Clock) {
    var (place, step) = (0, 1)
    for (axis, value) in zip(axes, variables(clock)) {
      guard let bin = axis.bin(of: value) else {
        outside += 1
        return
      }
      place += bin * step
      step *= axis.bins
    }
    let values = read(state)
    if sums.isEmpty { sums = [[Double]](repeating: [Double](repeating: 0, count: values.count), count: counts.count) }
    counts[place] += 1
    for index in values.indices { sums[place][index] += values[index] }
  }

  /// The mean activity of each bin, `[bin][neuron]`; NaN where there was no look.
  public var means: [[Double]] {
    zip(sums, counts).map { sums, count in sums.map { count > 0 ? $0 / Double(count) : .nan } }
  }
}
