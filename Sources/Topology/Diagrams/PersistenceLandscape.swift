import ArrayNumerics
import Foundation

/// The persistence landscape of a diagram: λ_k(t) is the k-th largest of the tents max(0, min(t - birth, death - t)) of its
/// bars (Bubenik 2015, JMLR 16, 77-102). Exact: every λ_k is kept as the corners of a piecewise linear function.
///
/// Landscapes are vectors: they can be averaged over sessions and compared by norms, which diagrams cannot.
public struct PersistenceLandscape: Sendable, Equatable {
  /// A corner of one function.
  public struct Corner: Sendable, Equatable {
    /// Filtration value, in the unit of the diagram.
    public var t: Double
    /// In the same unit.
    public var value: Double

    public init(t: Double, value: Double) {
      self.t = t
      self.value = value
    }
  }

  /// λ_1, λ_2, …: corners by ascending t. Each begins and ends with value 0, and is 0 outside.
  public let levels: [[Corner]]

  /// Builds the landscape by following the upper envelope of what is left of the bars again and again (Bubenik and Dłotko 2017,
  /// doi:10.1016/j.jsc.2016.03.009).
  ///
  /// - Parameters:
  ///   - diagram: bars of one dimension.
  ///   - end: where infinite bars are cut; without it they are left out.
  ///   - mostLevels: how many functions are kept; all without it.
  /// - Throws: `TopologyError.invalidBar`; `CancellationError`.
  /// - Complexity: O(n²) for n bars that overlap.
  public init(
    of diagram: [PersistencePair], endingAt end: Double? = nil, mostLevels: Int? = nil, work: Work = Work()
  ) throws {
    let split = try SplitDiagram(diagram)
    var bars = zip(split.births, split.deaths).map { EnvelopeBar(birth: $0, death: $1) }
    if let end { bars += split.essentialBirths.filter { $0 < end }.map { EnvelopeBar(birth: $0, death: end) } }
    bars.sort(by: <)
    var levels: [[Corner]] = []
    while !bars.isEmpty, levels.count < mostLevels ?? .max {
      try work.checkCancellation()
      levels.append(takeEnvelope(from: &bars))
    }
    self.levels = levels
  }

  /// The functions at the given places: `[level, place]`, as many rows as asked for, 0 where there is no such level.
  public func values(at places: [Double], levels count: Int) -> Matrix<Double> {
    var result = Matrix<Double>(rows: max(0, count), columns: places.count, repeating: 0)
    for level in 0..<min(count, levels.count) {
      for (column, t) in places.enumerated() { result[level, column] = value(level: level, at: t) }
    }
    return result
  }

  /// One function (numbered from 0) at one place.
  public func value(level: Int, at t: Double) -> Double {
    guard levels.indices.contains(level) else { return 0 }
    let corners = levels[level]
    var (low, high) = (0, corners.count)
    while low < high {
      let middle = (low + high) / 2
      if corners[middle].t <= t { low = middle + 1 } else { high = middle }
    }
    guard low > 0, low < corners.count else { return 0 }
    let (left, right) = (corners[low - 1], corners[low])
    return left.value + (right.value - left.value) * ((t - left.t) / (right.t - left.t))
  }

  /// The norm (Σ_k ∫ λ_k(t)ᵖ dt)^(1/p), integrated exactly; the largest value of all functions for p = +infinity.
  ///
  /// - Throws: `TopologyError.invalidOrder` for p below 1.
  public func norm(order p: Double) throws -> Double {
    guard p >= 1 else { throw TopologyError.invalidOrder(p) }
    if p == .infinity { return levels.joined().map(\.value).max() ?? 0 }
    var total = 0.0
    for corners in levels {
      for (left, right) in zip(corners, corners.dropFirst()) {
        let (width, rise) = (right.t - left.t, right.value - left.value)
        // A slope is -1, 0 or 1; only on a flat piece does the antiderivative of vᵖ not apply.
        total +=
          abs(rise) <= 1e-9 * width
          ? width * pow((left.value + right.value) / 2, p)
          : width * (pow(right.value, p + 1) - pow(left.value, p + 1)) / (rise * (p + 1))
      }
    }
    return pow(total, 1 / p)
  }
}

/// A bar in the order of the envelope: by birth, the longest of one birth first.
private struct EnvelopeBar: Comparable {
  var birth: Double
  var death: Double

  static func < (a: EnvelopeBar, b: EnvelopeBar) -> Bool { (a.birth, b.death) < (b.birth, a.death) }

  var top: PersistenceLandscape.Corner { .init(t: (birth + death) / 2, value: (death - birth) / 2) }
}

/// Removes the upper envelope from sorted bars and returns its corners. Where a bar takes over from another, the part of the
/// two that lies below the envelope stays in the list as a bar.
private func takeEnvelope(from bars: inout [EnvelopeBar]) -> [PersistenceLandscape.Corner] {
  var current = bars[0]
  // What is left: bars before `next` that are never looked at again in this round, and the rest of them.
  var left: [EnvelopeBar] = []
  var hidden: [EnvelopeBar] = []
  var corners: [PersistenceLandscape.Corner] = [.init(t: current.birth, value: 0), current.top]
  for bar in bars.dropFirst() {
    if bar.death <= current.death {
      left.append(bar)
      continue
    }
    if bar.birth >= current.death {
      corners.append(.init(t: current.death, value: 0))
      if bar.birth > current.death { corners.append(.init(t: bar.birth, value: 0)) }
    } else {
      let overlap = EnvelopeBar(birth: bar.birth, death: current.death)
      corners.append(.init(t: overlap.top.t, value: overlap.top.value))
      hidden.append(overlap)
    }
    corners.append(bar.top)
    current = bar
  }
  corners.append(.init(t: current.death, value: 0))
  // The overlaps have ascending births and deaths, and the rest is in order.
  var merged: [EnvelopeBar] = []
  merged.reserveCapacity(left.count + hidden.count)
  var (i, j) = (0, 0)
  while i < left.count || j < hidden.count {
    if j == hidden.count || (i < left.count && !(hidden[j] < left[i])) {
      merged.append(left[i])
      i += 1
    } else {
      merged.append(hidden[j])
      j += 1
    }
  }
  bars = merged
  return corners
}
