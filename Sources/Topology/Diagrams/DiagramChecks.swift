/// A diagram split into the bars that end and the births of those that never do.
struct SplitDiagram {
  var births: [Double] = []
  var deaths: [Double] = []
  /// Ascending.
  var essentialBirths: [Double] = []

  var count: Int { births.count }

  /// Bars of length zero lie on the diagonal and change no distance; they are left out.
  ///
  /// - Throws: `TopologyError.invalidBar` for NaN, an infinite birth or a death before the birth.
  init(_ diagram: [PersistencePair]) throws {
    for (index, pair) in diagram.enumerated() {
      guard pair.birth.isFinite, pair.death >= pair.birth else {
        throw TopologyError.invalidBar(index: index, birth: pair.birth, death: pair.death)
      }
      if pair.isEssential {
        essentialBirths.append(pair.birth)
      } else if pair.death > pair.birth {
        births.append(pair.birth)
        deaths.append(pair.death)
      }
    }
    essentialBirths.sort()
  }
}

/// How far apart two points of a diagram are.
public enum DiagramNorm: Sendable, Equatable, CaseIterable {
  /// The larger of the differences of birth and death (L∞).
  case maximum
  /// The straight line (L2).
  case euclidean

  @inline(__always) func distance(_ birth: Double, _ death: Double, _ otherBirth: Double, _ otherDeath: Double)
    -> Double
  {
    let (x, y) = (abs(birth - otherBirth), abs(death - otherDeath))
    return self == .maximum ? max(x, y) : (x * x + y * y).squareRoot()
  }

  /// Distance to the nearest point of the diagonal.
  @inline(__always) func toDiagonal(_ birth: Double, _ death: Double) -> Double {
    self == .maximum ? (death - birth) / 2 : (death - birth) / 2.0.squareRoot()
  }
}
