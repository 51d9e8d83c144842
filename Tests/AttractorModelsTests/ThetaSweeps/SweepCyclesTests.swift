import AttractorModels
import Foundation
import Testing

struct SweepCyclesTests {
  /// The grid cells go ahead by turns to the left and to the right by a known angle and length.
  @Test func aSweepIsReadWhereItIsFurthest() {
    let (heading, speed) = (0.7, 0.2)
    let readings = (0..<450).map { step -> SweepReading in
      let position = SIMD2(speed * 0.001 * Double(step) * cos(heading), speed * 0.001 * Double(step) * sin(heading))
      let side: Double = (step / 100).isMultiple(of: 2) ? 1 : -1
      let reach = 0.1 * sin(.pi * (Double(step % 100) + 0.5) / 100)
      let angle = heading + side * 0.5
      return SweepReading(
        position: position, heading: heading, internalPosition: position + SIMD2(reach * cos(angle), reach * sin(angle)),
        internalDirection: heading + side * 0.3, activity: step % 100 == 20 ? 1 : 0.1)
    }
    let cycles = SweepCycles(readings, dt: 0.001, cycle: 0.1)
    // The last half cycle does not count.
    #expect(cycles.lengths.count == 4)
    #expect(cycles.sides == [1, -1, 1, -1])
    for cycle in 0..<4 {
      let side: Double = cycle.isMultiple(of: 2) ? 1 : -1
      #expect(abs(cycles.lengths[cycle] - 0.1 * sin(.pi * 49.5 / 100)) < 1e-12 || abs(cycles.lengths[cycle] - 0.1) < 1e-4)
      #expect(abs(cycles.angles[cycle] - side * 0.5) < 1e-12)
      #expect(abs(cycles.directionAngles[cycle] - side * 0.3) < 1e-12)
      #expect(abs(cycles.speeds[cycle] - speed) < 1e-9)
      #expect(cycles.steps[cycle] / 100 == cycle)
      #expect(abs(cycles.turning[cycle]) < 1e-12)
    }
  }

  /// Cycles that do not last whole steps.
  @Test func everyStepBelongsToOneCycle() {
    let readings = (0..<1000).map { step in
      SweepReading(
        position: .zero, heading: 0, internalPosition: SIMD2(Double(step), 0), internalDirection: 0, activity: 1)
    }
    let cycles = SweepCycles(readings, dt: 0.001, cycle: 0.1255)
    #expect(cycles.steps == [125, 250, 376, 501, 627, 752, 878])
    #expect(cycles.sides.allSatisfy { $0 == 0 })
  }
}
