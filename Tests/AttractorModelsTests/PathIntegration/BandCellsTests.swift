import ArrayNumerics
import AttractorModels
import Foundation
import Testing

struct BandCellsTests {
  /// With Euler's method the gain at small speeds does not depend on dt: measured values of an implementation of its own.
  @Test(arguments: [
    (0.1, [1.0438, 1.0430, 1.0405, 1.0245]), (0.05, [1.0438, 1.0431, 1.0409, 1.0270]),
    (0.02, [1.0438, 1.0432, 1.0412, 1.0286]),
  ])
  func theGainIsThatOfTheReference(_ dt: Double, _ known: [Double]) throws {
    let cells = try BandCells(count: 36)
    for (speed, gain) in zip([0.005, 0.05, 0.1, 0.25], known) {
      let found = try BandCalibration.gain(of: cells, .euler, dt: dt, speed: speed)
      #expect(abs(found - gain) < 2e-4)
    }
  }

  @Test func fewerPointsStandForAllCells() throws {
    let gains = try [36, 180].map {
      try BandCalibration.gain(of: BandCells(count: $0), .sequentialEuler, dt: 0.1, speed: 0.1)
    }
    #expect(abs(gains[0] - gains[1]) < 1e-9)
    #expect(throws: AttractorModelsError.self) { try BandCells(count: 10) }
  }

  @Test(arguments: [
    (Integrator.euler, 0.1), (.euler, 0.05), (.sequentialEuler, 0.05), (.rungeKutta4, 0.1), (.exponentialEuler, 0.05),
  ])
  func theCalibratedGainIsOne(_ integrator: Integrator, _ dt: Double) throws {
    let calibration = try BandCalibration(integrator: integrator, dt: dt)
    let cells = try BandCells(count: 36)
    for speed in [0.005, 0.03, -0.1, 0.2, 0.27] {
      let command = calibration.command(for: speed)
      let gain = try BandCalibration.gain(of: cells, integrator, dt: dt, speed: command) * command / speed
      #expect(abs(gain - 1) < 1e-4)
    }
  }

  /// A velocity that changes all the time: 200 time units, some 20 rad.
  @Test func aPathIsIntegrated() throws {
    let calibration = try BandCalibration(dt: 0.05)
    let cells = try BandCells(count: 48)
    func speed(_ t: Double) -> Double { 0.15 * sin(0.31 * t) + 0.1 * sin(0.117 * t + 1) }
    let phases = Trace(every: 1, cells.phase)
    let settled = try Run(cells, integrator: .euler, dt: 0.05, steps: 1000) { _ in .init(speed: 0) }
    let run = try Run(cells, integrator: .euler, dt: 0.05, steps: 4000)
    try run(from: Checkpoint(state: settled.state), observing: [phases]) {
      .init(speed: calibration.command(for: speed($0.time)))
    }
    let unwrapped = unwrapAngles(phases.values)
    var (truth, worst) = (0.0, 0.0)
    for step in 0..<4000 {
      truth += 0.05 * speed(0.05 * Double(step))
      worst = max(worst, abs(unwrapped[step] - truth))
    }
    #expect(worst < 0.04)
  }

  @Test func anAnchorDrawsTheBump() throws {
    let cells = try BandCells()
    let run = try Run(cells, integrator: .euler, dt: 0.05, steps: 600)
    let end = try run { _ in .init(speed: 0, anchor: (1.5, 100)) }
    #expect(abs(cells.phase(of: end.state) - 1.5) < 1e-3)
  }
}
