import AttractorModels
import Synchronization

/// Reads off a sheet where it says that the animal is: how far its pattern moved from state to state, by the calibrated gain.
/// It has to see the states of a run one after another.
final class SheetPosition: Sendable {
  private let tracker: Mutex<SheetTracker>
  private let calibration: SheetCalibration
  private let start: SIMD2<Double>

  /// - Parameters:
  ///   - start: where the animal is when the sheet is in the state that the calibration left, m.
  /// - Throws: `NumericsError`
  init(_ sheet: VelocitySheet, _ calibration: SheetCalibration, start: SIMD2<Double>) throws {
    var tracker = try SheetTracker(side: sheet.side)
    try tracker.observe(calibration.start.map { max($0, 0) })
    self.tracker = Mutex(tracker)
    self.calibration = calibration
    self.start = start
  }

  /// m; `nil` where the pattern is lost.
  func position(of state: [Double]) -> SIMD2<Double>? {
    let displacement = tracker.withLock { tracker -> SIMD2<Double>? in
      guard (try? tracker.observe(state.map { max($0, 0) })) != nil else { return nil }
      return tracker.displacement
    }
    return displacement.map { start + calibration.way(for: $0) }
  }
}
