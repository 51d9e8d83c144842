import ArrayNumerics
import AttractorModels
import Foundation
import Testing

struct HierarchicalModelTests {
  /// The bands follow a velocity that changes, and say where the animal is without being told again.
  @Test func thePlaceIsThatOfTheVelocityIntegrated() throws {
    let bands = try BandCells(count: 36)
    let module = try BandModule(spacing: 2, angle: 0.2, bands: bands, grid: DrivenGrid(side: 8))
    let model = HierarchicalModel(try HierarchicalNetwork(modules: [module], places: [.zero]))
    #expect(model.stateCount == 3 * 72 + 128)
    let velocity = { (clock: Clock) in SIMD2(0.03 * cos(0.02 * clock.time), 0.03 * sin(0.05 * clock.time)) }
    var place = SIMD2(0.0, 0)
    let places = Trace(every: 1) { state -> SIMD2<Double> in
      place = model.position(of: state, near: place)
      return place
    }
    let run = try Run(model, integrator: .euler, dt: 0.05, steps: 4000)
    let end = try run(from: Checkpoint(state: model.state(at: .zero)), observing: [places], input: velocity)
    var truth = SIMD2<Double>.zero
    for step in 0..<4000 { truth += 0.05 * velocity(Clock(step: step, dt: 0.05)) }
    let error = places.values[3999] - truth
    // Two centimetres of a path of nearly seven metres: what a bump lags by, and the rest of the calibration.
    #expect((error * error).sum().squareRoot() < 0.06)
    let parts = model.parts(of: end.state)
    #expect(parts.bands[0].count == 3 && parts.grids[0].allSatisfy { $0 >= 0 || $0.isFinite })
    #expect(model.rates(of: end.state).count == 64)
  }
}
