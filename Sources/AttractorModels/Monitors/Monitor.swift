/// Sees the state every `stride` steps and keeps what it wants. An object, since it is read after the run that it outlives.
public protocol Monitor: AnyObject {
  /// Steps between two looks.
  var stride: Int { get }
  /// Takes one look, after `clock.step` steps.
  func observe(_ state: [Double], _ clock: Clock)
}

/// Keeps one value for each look.
public final class Trace<Value>: Monitor {
  /// Steps between two looks.
  public let stride: Int
  /// Of the looks, in the model's unit of time.
  public private(set) var times: [Double] = []
  /// What was read.
  public private(set) var values: [Value] = []
  private let read: ([Double]) -> Value

  /// - Precondition: `stride ≥ 1`.
  public init(every stride: Int, _ read: @escaping ([Double]) -> Value) {
    precondition(stride >= 1, "a monitor needs a stride of at least 1, not \(stride)")
    self.stride = stride
    self.read = read
  }

  /// Takes one look.
  public func observe(_ state: [Double], _ clock: Clock) {
    times.append(clock.time)
    values.append(read(state))
  }
}

/// Mean and variance of every value that is read, without keeping them (Welford 1962, doi:10.1080/00401706.1962.10490022).
public final class RunningMoments: Monitor {
  /// Steps between two looks.
  public let stride: Int
  /// Looks so far.
  public private(set) var count = 0
  /// Of each value.
  public private(set) var mean: [Double] = []
  private var squares: [Double] = []
  private let read: ([Double]) -> [Double]

  /// - Precondition: `stride ≥ 1`.
  public init(every stride: Int, _ read: @escaping ([Double]) -> [Double]) {
    precondition(stride >= 1, "a monitor needs a stride of at least 1, not \(stride)")
    self.stride = stride
    self.read = read
  }

  /// Of each value, divided by the count.
  public var variance: [Double] { squares.map { $0 / Double(max(1, count)) } }

  /// Takes one look.
  public func observe(_ state: [Double], _ clock: Clock) {
    let values = read(state)
    if count == 0 {
      mean = [Double](repeating: 0, count: values.count)
      squares = mean
    }
    count += 1
    for index in values.indices {
      let difference = values[index] - mean[index]
      mean[index] += difference / Double(count)
      squares[index] += difference * (values[index] - mean[index])
    }
  }
}
