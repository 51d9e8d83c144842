import ArrayNumerics
import Foundation

/// How often the torus of a simulated module of grid cells is seen, by the number of cells, the length of the recording and the
/// mean rate; and how often one is seen in the same cells shifted against each other, so that none is there.
package struct PowerSurface: Sendable {
  /// Sessions that were simulated at one combination, and how many were called a torus.
  package struct Node: Sendable {
    /// Sessions of a module.
    package var sessions: Double
    /// Of these called a torus.
    package var seen: Double
    /// Sessions without a torus.
    package var sessionsWithout: Double
    /// Of these called a torus.
    package var seenWithout: Double

    package init(sessions: Double, seen: Double, sessionsWithout: Double, seenWithout: Double) {
      (self.sessions, self.seen) = (sessions, seen)
      (self.sessionsWithout, self.seenWithout) = (sessionsWithout, seenWithout)
    }
  }

  private let axes: [[Double]]
  private let nodes: [Node]

  /// - Parameters:
  ///   - cells: numbers of cells, ascending.
  ///   - minutes: lengths, ascending.
  ///   - rates: mean rates of a cell in Hz, ascending.
  ///   - nodes: `[cells, minutes, rates]`, the rates fastest.
  package init(cells: [Double], minutes: [Double], rates: [Double], nodes: [Node]) {
    precondition(nodes.count == cells.count * minutes.count * rates.count)
    axes = [cells, minutes, rates]
    self.nodes = nodes
  }

  /// What the surface says of a recording, linearly between the simulated combinations on logarithmic axes; beyond them that of
  /// the nearest one. `nil` where nothing was simulated.
  package func power(of size: RecordingSize) -> TorusPower? {
    let place = zip(axes, [Double(size.cells), size.minutes, size.rate]).map(Self.position)
    var sum = Node(sessions: 0, seen: 0, sessionsWithout: 0, seenWithout: 0)
    for corner in 0..<8 {
      var (index, weight) = (0, 1.0)
      for (axis, (lower, share)) in place.enumerated() {
        let isUpper = corner >> axis & 1 == 1
        index = index * axes[axis].count + min(lower + (isUpper ? 1 : 0), axes[axis].count - 1)
        weight *= isUpper ? share : 1 - share
      }
      let node = nodes[index]
      sum.sessions += weight * node.sessions
      sum.seen += weight * node.seen
      sum.sessionsWithout += weight * node.sessionsWithout
      sum.seenWithout += weight * node.seenWithout
    }
    guard sum.sessions > 0 else { return nil }
    let isSimulated = zip(axes, [Double(size.cells), size.minutes, size.rate]).allSatisfy { axis, value in
      value >= axis[0] && value <= axis[axis.count - 1]
    }
    return TorusPower(
      size: size, probability: sum.seen / sum.sessions,
      interval: wilsonInterval(successes: sum.seen, of: sum.sessions), isSimulated: isSimulated)
  }

  /// The last value of the axis that is not above `value`, and how far towards the next it is.
  private static func position(_ axis: [Double], _ value: Double) -> (lower: Int, share: Double) {
    let lower = max(0, (axis.lastIndex { $0 <= value } ?? 0))
    guard lower + 1 < axis.count, value > axis[lower] else { return (lower, 0) }
    return (lower, log(value / axis[lower]) / log(axis[lower + 1] / axis[lower]))
  }
}

/// What the power of an analysis depends on.
public struct RecordingSize: Sendable, Equatable {
  /// Cells that are used.
  public var cells: Int
  /// Time that is used, s.
  public var seconds: Double
  /// Spikes of a cell per second of that time, mean over the cells, Hz.
  public var rate: Double

  /// - Parameters: as the properties.
  public init(cells: Int, seconds: Double, rate: Double) {
    (self.cells, self.seconds, self.rate) = (cells, seconds, rate)
  }

  /// The same in minutes.
  public var minutes: Double { seconds / 60 }
}

/// The probability that the torus of a module would be seen in a recording of this size.
package struct TorusPower: Sendable, Equatable {
  package var size: RecordingSize
  /// Share of the simulated sessions that were called a torus.
  package var probability: Double
  /// 95 % interval of it.
  package var interval: ClosedRange<Double>
  /// Whether the size lies within what was simulated.
  package var isSimulated: Bool
}

extension TorusPower {
  var bounds: [Double] { [interval.lowerBound, interval.upperBound] }
}
