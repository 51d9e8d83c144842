import ArrayNumerics
import CellTuning
import Foundation
import TestSupport
import Testing

@Suite struct WrappedMixtureTests {
  /// Cells around a lattice, spacings and orientations.
  private static func group(
    _ count: Int, _ spacing: Double, _ orientation: Double, scatter: (Double, Double) = (0.013, 0.8), stream: UInt64
  ) -> [(spacing: Double, orientation: Double)] {
    var random = RandomStream(seed: stream, name: "group")
    return (0..<count).map { _ in
      let angle = orientation + random.normal(standardDeviation: scatter.1)
      return (
        spacing * exp(random.normal(standardDeviation: scatter.0)), angle - 60 * (angle / 60).rounded(.down)
      )
    }
  }

  private static func mixture(_ cells: [(spacing: Double, orientation: Double)]) -> WrappedMixture {
    WrappedMixture(spacings: cells.map(\.spacing), orientations: cells.map(\.orientation), seed: 1)
  }

  @Test func twoModulesAreFoundBySpacing() {
    let found = Self.mixture(Self.group(50, 0.45, 42, stream: 1) + Self.group(45, 0.31, 13, stream: 2))
    #expect(found.components.count == 2)
    #expect(close(found.components[0].spacing, 0.31, 0.005) && close(found.components[1].spacing, 0.45, 0.005))
    #expect(found.labels == [Int](repeating: 1, count: 50) + [Int](repeating: 0, count: 45))
  }

  @Test func oneModuleIsNotSplit() {
    let found = Self.mixture(Self.group(60, 0.45, 12, stream: 3))
    #expect(found.components.count == 1 && found.labels.count { $0 == 0 } >= 59)
  }

  @Test func closeModulesAreNotMerged() {
    let bySpacing = Self.mixture(Self.group(60, 0.45, 12, stream: 4) + Self.group(60, 0.38, 12, stream: 5))
    let byAngle = Self.mixture(Self.group(60, 0.45, 12, stream: 6) + Self.group(60, 0.45, 22, stream: 7))
    for found in [bySpacing, byAngle] {
      #expect(found.components.count == 2)
      #expect(Set(found.labels.prefix(60)).count == 1 && Set(found.labels.suffix(60)).count == 1)
    }
  }

  @Test func anOrientationAtTheWrapIsOneModule() {
    let found = Self.mixture(Self.group(40, 0.4, 59.8, scatter: (0.02, 1.5), stream: 8))
    #expect(found.components.count == 1)
    let orientation = found.components[0].orientation
    #expect(min(orientation, 60 - orientation) < 1)
  }

  @Test func withoutCommonLatticesThereIsNone() {
    #expect(Self.mixture([]).components.isEmpty)
    #expect(Self.mixture(Self.group(3, 0.45, 12, stream: 9)).labels == [-1, -1, -1])
    let scattered = (0..<30).map { cell in
      (spacing: 0.2 * exp(1.5 * hashedUniform(70, UInt64(cell))), orientation: 60 * hashedUniform(71, UInt64(cell)))
    }
    #expect(Self.mixture(scattered).labels.allSatisfy { $0 == -1 })
  }
}
