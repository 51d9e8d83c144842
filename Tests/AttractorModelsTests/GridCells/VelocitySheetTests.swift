import ArrayNumerics
import AttractorModels
import Foundation
import Testing

struct VelocitySheetTests {
  /// canns 1.5.0 in single precision: six directions along the rows, shifted by the receiver.
  @Test func theSheetOfCannsIsRepeated() throws {
    let parameters = VelocitySheet.Parameters(wavelength: 5)
    let sheet = try VelocitySheet(side: 6, parameters: parameters, layout: .compatible)
    let start = (0..<36).map { 0.01 * Double($0) }
    let run = try Run(sheet, integrator: .euler, dt: 5e-4, steps: 5)
    let end = try run(from: Checkpoint(state: start)) { _ in SIMD2(0.3, -0.2) }
    let s5 = "0.1306744 0.1126284 0.1313946 0.1514116 0.1332971 0.1805564 0.1744994 0.1563563"
    #expect(relativeDifference(Array(end.state[..<8]), numbers(s5)) < 5e-6)
    // Row 7 of the weights: what each of the first cells does to cell 7.
    var workspace = try sheet.makeWorkspace()
    var drive = [Double](repeating: 0, count: 36)
    let row = (0..<12).map { cell -> Double in
      var one = [Double](repeating: 0, count: 36)
      one[cell] = 1
      sheet.drive(one, .zero, &workspace, into: &drive)
      return drive[7] - 1
    }
    let known = """
      -0.04172239 -0.07085332 -0.07442357 -0.07085332 -0.04172239 -0.02373254 -0.02373263 -0.0644795 -0.0761843 -0.0644795
      -0.02373263 0
      """
    #expect(relativeDifference(row, numbers(known)) < 5e-6)
  }

  /// The pattern moves with the velocity, alike along both axes, and against it in the layout of canns.
  @Test func thePatternMovesWithTheVelocity() throws {
    let sheet = try VelocitySheet(side: 40)
    let calibration = try SheetCalibration(sheet, dt: 1e-3)
    #expect(calibration.gain[0] > 40 && calibration.gain[3] > 40)
    #expect(abs(calibration.gain[0] / calibration.gain[3] - 1) < 0.1)
    #expect(abs(calibration.gain[1]) < 0.05 * calibration.gain[0] && abs(calibration.gain[2]) < 0.05 * calibration.gain[0])
    #expect(calibration.largestError < 0.1)
    let compatible = try VelocitySheet(side: 40, layout: .compatible)
    let reversed = try SheetCalibration(compatible, dt: 1e-3, speeds: [0.5], directions: 4)
    #expect(abs(reversed.gain[0] + 83) < 4)
  }

  @Test func theTrackerSeesPartsOfACell() throws {
    func pattern(_ shift: SIMD2<Double>) -> [Double] {
      (0..<1600).map { cell -> Double in
        let (x, y) = (Double(cell % 40) - shift.x, Double(cell / 40) - shift.y)
        let unit = 2 * Double.pi / 40
        return 3 + cos(unit * 3 * x) + cos(unit * (2 * y - x)) + cos(unit * (3 * x + 2 * y))
      }
    }
    var tracker = try SheetTracker(side: 40)
    for step in 0...50 { try tracker.observe(pattern(SIMD2(0.37 * Double(step), -0.11 * Double(step)))) }
    #expect(abs(tracker.displacement.x - 18.5) < 1e-10 && abs(tracker.displacement.y + 5.5) < 1e-10)
  }

  /// The pattern that grows from noise has the wave number of the theory, as far as waves fit on the sheet.
  @Test func thePatternHasTheSpacingOfTheTheory() throws {
    let sheet = try VelocitySheet(side: 64, parameters: .init(shift: 1, wavelength: 8))
    var stream = RandomStream(seed: 1, name: "start")
    let start = (0..<64 * 64).map { _ in 0.1 * stream.uniform() }
    let run = try Run(sheet, integrator: .euler, dt: 1e-3, steps: 500)
    let end = try run(from: Checkpoint(state: start)) { _ in .zero }
    let waves = try RealFourierTransform2D(rows: 64, columns: 64).forward(Matrix(rows: 64, columns: 64, elements: end.state))
    var (sum, total) = (0.0, 0.0)
    for row in 0..<64 {
      for column in 0...12 where (row, column) != (0, 0) {
        let wave = hypot(Double(row <= 32 ? row : row - 64), Double(column))
        // Not the harmonics of the bumps' shape.
        guard wave < 9 else { continue }
        let power = waves[row, column].magnitude * waves[row, column].magnitude
        (sum, total) = (sum + wave * power, total + power)
      }
    }
    let found = 2 / 3.0.squareRoot() * 64 * total / sum
    #expect(sheet.growthRate > 0)
    #expect(abs(found / sheet.theoreticalSpacing - 1) < 0.1)
  }

  @Test func wrongSheetsAreRefused() {
    #expect(throws: AttractorModelsError.self) { try VelocitySheet(side: 41) }
    #expect(throws: AttractorModelsError.self) { try VelocitySheet(side: 10) }
    #expect(throws: AttractorModelsError.self) { try VelocitySheet(parameters: .init(timeConstant: 0)) }
    #expect(throws: AttractorModelsError.self) { try VelocitySheet(parameters: .init(shift: .nan)) }
  }
}
