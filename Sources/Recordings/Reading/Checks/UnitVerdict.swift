/// How a unit stands to the values that are in it.
enum UnitVerdict: Equatable {
  /// The values are what one expects in this unit.
  case agrees
  /// They are unusual in it; the reader warns.
  case doubtful
  /// They cannot be in it; the reader refuses, unless an option says that they are.
  case contradicted
}

/// How a unit is known.
enum UnitOrigin: Equatable {
  /// By an option: taken as it is, whatever the values.
  case given
  /// By the file: an attribute, the end of a name, or the rules of its format.
  case stated(String)
  /// By the values alone.
  case guessed

  var isGiven: Bool { self == .given }
  var isStated: Bool {
    if case .stated = self { return true }
    return false
  }
}

/// The steps of a series from one sample to the next, gaps and missing values left out.
struct StepSurvey {
  /// Absolute differences of neighbours, in the unit of the values.
  private(set) var steps: [Double] = []
  /// The same for each second; empty without times.
  private(set) var rates: [Double] = []

  /// Steps across more than this many median steps of the clock are gaps.
  static let longestGap = 5.0

  /// - Parameters:
  ///   - columns: one value for each time and axis; a step is the length of the vector of differences.
  ///   - t: the times of the samples in seconds.
  init(_ columns: [[Double]], at t: [Double]?) {
    guard let first = columns.first, first.count > 1 else { return }
    let times = t?.count == first.count ? t : nil
    let usual = times.map(medianStep) ?? .nan
    steps.reserveCapacity(first.count)
    for index in 1..<first.count {
      var square = 0.0
      for column in columns { square += (column[index] - column[index - 1]) * (column[index] - column[index - 1]) }
      guard square.isFinite else { continue }
      guard let times else {
        steps.append(square.squareRoot())
        continue
      }
      let interval = times[index] - times[index - 1]
      guard interval > 0, interval <= StepSurvey.longestGap * usual else { continue }
      steps.append(square.squareRoot())
      rates.append(square.squareRoot() / interval)
    }
  }

  /// The share of steps beyond a length; 0 without steps.
  func share(beyond length: Double) -> Double {
    steps.isEmpty ? 0 : Double(count(beyond: length)) / Double(steps.count)
  }

  /// The number of steps beyond a length.
  func count(beyond length: Double) -> Int { steps.count { $0 > length } }
}
