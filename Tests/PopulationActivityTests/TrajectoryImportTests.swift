import AnalysisTestSupport
import ArrayNumerics
import Foundation
import Plotting
import PopulationActivity
import Recordings
import Stages
import TestSupport
import Testing

/// Imported trajectories against closed forms.
@Suite struct TrajectoryImportTests {
  /// Uneven times around a step: the same for every run.
  private func unevenTimes(_ count: Int, step: Double, start: Double = 0) -> [Double] {
    var random = RandomStream(seed: 7, name: "uneven times")
    return (0..<count).map { start + (Double($0) + 0.6 * (random.uniform() - 0.5)) * step }
  }

  private func circle(_ t: [Double], radius: Double = 0.4, turns: Double = 0.5, centre: (Double, Double) = (3, -2))
    -> Trajectory
  {
    let phase = t.map { 2 * Double.pi * turns * $0 }
    return Trajectory(
      t: t, x: phase.map { centre.0 + radius * cos($0) }, y: phase.map { centre.1 + radius * sin($0) },
      headDirection: phase.map { wrapAngle($0 + 1) })
  }

  private func options(_ change: (inout TrajectoryParameters) -> Void) -> TrajectoryParameters {
    var options = TrajectoryParameters()
    change(&options)
    return options
  }

  private func number(_ result: TrajectoryResult, _ name: String) -> Double {
    result.recordedNumbers[name]?.double ?? .nan
  }

  // MARK: Closed forms

  @Test(arguments: [0.25, -0.25])
  func aCircleAtUnevenTimesHasConstantSpeedAndTurning(_ turns: Double) throws {
    let t = unevenTimes(1000, step: 0.02, start: 100)
    let rate = 2 * Double.pi * turns
    let result = try importedTrajectory(circle(t, turns: turns), options: options { $0.smoothing = 0.03 })
    #expect(result.valid.allSatisfy { $0 })
    let inner = 20..<result.t.count - 20
    for index in inner {
      #expect(close(result.speed[index], 0.4 * abs(rate), 0.01 * 0.4 * abs(rate)))
      #expect(close(result.angularVelocity[index], rate, 0.005 * abs(rate)))
      let phase = rate * result.t[index]
      #expect(abs(angleDifference(result.headDirection[index], phase + 1)) < 0.01)
      #expect(abs(angleDifference(result.movementDirection[index], phase + (turns > 0 ? 1 : -1) * .pi / 2)) < 0.02)
      // The offset of the arena stays.
      #expect(close(hypot(result.x[index] - 3, result.y[index] + 2), 0.4, 0.004))
    }
    #expect(result.headDirection.allSatisfy { $0 >= 0 && $0 < 2 * .pi })
    #expect(result.linearSpeedGains.max() == 1)
    #expect(close(result.angularSpeedGains.map(abs).max() ?? 0, 1, 1e-15))
    #expect(close(result.t[1] - result.t[0], 0.02, 0.001))
  }

  @Test func evenTimesStayAndTheErrorIsOfSecondOrder() throws {
    var errors: [Double] = []
    for step in [0.04, 0.02] {
      let t = (0..<Int(8 / step)).map { 50 + Double($0) * step }
      let result = try importedTrajectory(circle(t))
      #expect(result.t.count == t.count && zip(result.t, t).allSatisfy { close($0, $1, 1e-9) })
      #expect(zip(result.x, t).allSatisfy { close($0, 3 + 0.4 * cos(Double.pi * $1), 1e-9) })
      // Central differences of a circle: sin(a)/a with a = omega * step.
      let expected = 0.4 * sin(Double.pi * step) / step
      for index in 1..<t.count - 1 {
        #expect(close(result.speed[index], expected, 1e-9))
        #expect(close(result.angularVelocity[index], .pi, 1e-9))
      }
      errors.append(0.4 * .pi - expected)
    }
    #expect(close(errors[0] / errors[1], 4, 0.01))
  }

  @Test func aStraightLineIsExactUpToItsEndsAlsoWhenSmoothed() throws {
    let t = unevenTimes(300, step: 0.05)
    let line = Trajectory(t: t, x: t.map { 0.3 * $0 + 1 }, y: t.map { -0.4 * $0 })
    for smoothing in [0, 0.2] {
      let result = try importedTrajectory(
        line,
        options: options {
          $0.smoothing = smoothing; $0.rate = 50
        })
      for index in result.t.indices {
        #expect(close(result.velocityX[index], 0.3, 1e-9) && close(result.velocityY[index], -0.4, 1e-9))
        #expect(close(result.x[index], 0.3 * result.t[index] + 1, 1e-9))
        #expect(close(result.angularVelocity[index], 0, 1e-6))
      }
      #expect(number(result, "rate_hz") == 50)
    }
  }

  @Test func aLinearTrackHasTwoDirectionsAndNoTurning() throws {
    let t = (0..<400).map { Double($0) * 0.05 }
    // Back and forth over 1 m at 20 cm/s.
    let x = t.map { time -> Double in
      let phase = (0.2 * time).truncatingRemainder(dividingBy: 2)
      return phase < 1 ? phase : 2 - phase
    }
    let result = try importedTrajectory(Trajectory(t: t, x: x))
    #expect(result.isLinear && result.y.allSatisfy { $0 == 0 } && result.velocityY.allSatisfy { $0 == 0 })
    #expect(fingerprint(result)["position"]?.shape == [400, 2])
    for index in t.indices where index % 100 > 1 && index % 100 < 99 {
      #expect(close(result.speed[index], 0.2, 1e-9))
      #expect(close(result.movementDirection[index], (index / 100) % 2 == 0 ? 0 : .pi, 1e-12))
    }
    #expect(result.angularVelocity.allSatisfy { $0.isNaN })
    #expect(number(result, "dimensions") == 1 && number(result, "arena_coverage") == 1)
    #expect(
      try !TrajectoryImport.figures(result, parameters: .init(), pen: FigurePen(PlotConfig(), stem: "trajectory")).isEmpty)
  }

  @Test func headDirectionUnwrapsBeforeItIsResampled() throws {
    // Turning at 3 rad/s through many wraps, sampled at 10 Hz and asked for at 40 Hz.
    let t = (0..<100).map { Double($0) * 0.1 }
    let head = t.map { wrapAngle(3 * $0) }
    let still = [Double](repeating: 0.5, count: 100)
    let result = try importedTrajectory(
      Trajectory(t: t, x: still, y: still, headDirection: head), options: options { $0.rate = 40 })
    for index in result.t.indices {
      #expect(close(result.angularVelocity[index], 3, 1e-9))
      #expect(abs(angleDifference(result.headDirection[index], 3 * result.t[index])) < 1e-9)
      #expect(result.speed[index] == 0 && result.movementDirection[index].isNaN)
    }
    #expect(result.linearSpeedGains.allSatisfy { $0 == 0 })
  }

  @Test func movementStandsInForTheHeadOnlyWhenAsked() throws {
    let t = (0..<300).map { Double($0) * 0.02 }
    // East, a rest, then north.
    let x = t.map { min($0, 2) * 0.2 }
    let y = t.map { max($0 - 4, 0) * 0.2 }
    let plain = try importedTrajectory(Trajectory(t: t, x: x, y: y))
    #expect(plain.headDirection.allSatisfy { $0.isNaN })
    #expect(plain.notes.warnings.contains { $0.contains("no head direction") })
    let asked = try importedTrajectory(Trajectory(t: t, x: x, y: y), options: options { $0.headDirection = .movement })
    #expect(asked.headDirection[50] == 0 && asked.headDirection[150] == 0)
    #expect(close(asked.headDirection[250], .pi / 2, 1e-12))
    #expect(asked.movementDirection[150].isNaN)
    #expect(asked.notes.warnings.contains { $0.contains("as asked") })
    // The turn of a quarter circle, whatever its shape in time.
    #expect(close(asked.angularVelocity.filter(\.isFinite).reduce(0, +) * 0.02, .pi / 2, 1e-6))
  }

  // MARK: Awkward data

  @Test func repeatedAndBackwardTimesAreMendedAndCounted() throws {
    let t = (0..<200).map { Double($0) * 0.02 }
    var order = Array(0..<200)
    order.swapAt(50, 51)
    order.insert(80, at: 81)
    order.insert(80, at: 81)
    let whole = circle(t)
    func shuffled(_ values: [Double]?) -> [Double] { order.map { values?[$0] ?? .nan } }
    let result = try importedTrajectory(
      Trajectory(t: shuffled(whole.t), x: shuffled(whole.x), y: shuffled(whole.y), headDirection: shuffled(whole.headDirection))
    )
    let expected = try importedTrajectory(whole)
    #expect(identical(fingerprint(result), fingerprint(expected)))
    #expect(number(result, "repeated_times") == 2 && number(result, "backward_times") == 1)
    #expect(result.notes.dropped.contains { $0.count == 2 && $0.reason == "the time of another sample" })
  }

  @Test func shortGapsAreFilledAndLongOnesStayEmpty() throws {
    let t = (0..<500).map { Double($0) * 0.02 }
    var gappy = circle(t)
    for index in Array(100..<108) + Array(300..<340) {
      gappy.x?[index] = .nan
      gappy.headDirection?[index] = .nan
    }
    let result = try importedTrajectory(gappy)
    #expect((100..<108).allSatisfy { result.valid[$0] })
    #expect(zip(result.valid, t.indices).allSatisfy { $0 == !(300..<340).contains($1) })
    for index in 300..<340 {
      #expect(result.x[index].isNaN && result.y[index].isNaN && result.speed[index].isNaN)
      #expect(result.headDirection[index].isNaN && result.angularVelocity[index].isNaN)
    }
    // Beside the gap the differences are one-sided and stay right.
    #expect(close(result.speed[299], 0.4 * .pi, 0.01) && close(result.speed[340], 0.4 * .pi, 0.01))
    #expect(close(number(result, "longest_gap_s"), 41 * 0.02, 1e-9))
    #expect(number(result, "lost_samples") == 48)
    #expect(close(number(result, "valid_fraction"), 460.0 / 500, 1e-12))
    let patient = try importedTrajectory(gappy, options: options { $0.maximumGap = 1 })
    #expect(patient.valid.allSatisfy { $0 })
  }

  @Test func framesThatAreMissingAreCountedAsGapsToo() throws {
    let all = (0..<500).map { Double($0) * 0.02 }
    let t = all.indices.filter { !(200..<260).contains($0) }.map { all[$0] }
    let result = try importedTrajectory(circle(t))
    #expect(result.t.count == 500 && result.valid.count { !$0 } == 60)
    #expect(number(result, "missing_frames") == 60)
  }

  @Test func nanAtTheEndsIsNotExtrapolated() throws {
    let t = (0..<100).map { Double($0) * 0.02 }
    var cut = circle(t)
    for index in Array(0..<10) + Array(95..<100) { cut.x?[index] = .nan }
    let result = try importedTrajectory(cut)
    #expect(result.t.count == 100)
    #expect(result.valid.indices.allSatisfy { result.valid[$0] == (10..<95).contains($0) })
  }

  @Test func jumpsAreRemovedAndNothingElse() throws {
    let t = (0..<1000).map { Double($0) * 0.02 }
    var jumping = circle(t)
    // Single frames, a run of a reflection, and the first and last samples.
    let wrong = [0, 100, 400, 401, 402, 403, 404, 405, 700, 702, 999]
    for index in wrong {
      jumping.x?[index] = 9
      jumping.y?[index] = 9
    }
    let result = try importedTrajectory(jumping)
    let clean = try importedTrajectory(circle(t))
    #expect(number(result, "jump_samples") == 11 && number(result, "jumps") == 6)
    for index in 1..<999 { #expect(close(result.x[index], clean.x[index], 0.01)) }
    #expect(!result.valid[0] && !result.valid[999] && result.valid[1...998].allSatisfy { $0 })
    let kept = try importedTrajectory(jumping, options: options { $0.maximumSpeed = nil })
    #expect(kept.x[100] == 9)
    // The same seen from the other end.
    let reversed = Trajectory(t: t, x: jumping.x?.reversed(), y: jumping.y?.reversed())
    #expect(number(try importedTrajectory(reversed), "jump_samples") == 11)
  }

  @Test func whatIsNoPathIsRefusedInWords() throws {
    func message(_ trajectory: Trajectory, _ change: (inout TrajectoryParameters) -> Void = { _ in }) -> String {
      do {
        _ = try importedTrajectory(trajectory, options: options(change))
        return ""
      } catch { return "\(error)" }
    }
    let t = (0..<100).map { Double($0) * 0.02 }
    let lost = [Double](repeating: .nan, count: 100)
    #expect(message(Trajectory(t: t, x: lost, y: lost)).contains("all are NaN"))
    #expect(message(Trajectory(t: t)).contains("no position"))
    #expect(message(Trajectory(t: [1], x: [0], y: [0])).contains("at least two samples"))
    #expect(message(Trajectory(t: [], x: [], y: [])).contains("at least two samples"))
    #expect(message(Trajectory(t: [0, .nan], x: [0, 1], y: [0, 1])).contains("time number 1"))
    #expect(message(Trajectory(t: [0, 1], x: [0], y: [0])).contains("belong together"))
    var one = lost
    one[4] = 1
    #expect(message(Trajectory(t: t, x: one, y: one)).contains("only 1 sample has a position"))
    // Centimetres taken for metres.
    #expect(message(Trajectory(t: t, x: t.map { 40 * $0 }, y: t)).contains("--position-unit"))
    // Two sessions, each from 0.
    #expect(
      message(Trajectory(t: t.map { 10 * $0 } + t.map { 10 * $0 + 0.01 }, x: t + t, y: t + t)).contains("clock goes back"))
    // One time far away.
    #expect(message(Trajectory(t: t.dropLast() + [1e7], x: t, y: t)).contains("without tracking"))
    #expect(message(Trajectory(t: t, x: t, y: t)) { $0.smoothing = -1 }.contains("smooth-ms"))
  }

  @Test func twoSamplesAreATrajectory() throws {
    let result = try importedTrajectory(Trajectory(t: [5, 5.1], x: [0, 0.1], y: [1, 1]))
    #expect(result.t.count == 2 && close(result.speed[0], 1, 1e-9) && close(result.speed[1], 1, 1e-9))
    #expect(
      try !TrajectoryImport.figures(result, parameters: .init(), pen: FigurePen(PlotConfig(), stem: "trajectory")).isEmpty)
  }

  @Test func smoothingWorksOnAllSamplesAlsoWhenFewerAreAsked() throws {
    // 100 Hz with noise of 5 mm, asked for at 10 Hz: taking every tenth sample would keep the noise.
    var random = RandomStream(seed: 3, name: "noise")
    let t = (0..<4000).map { Double($0) * 0.01 }
    let noisy = t.map { 0.1 * $0 + 0.005 * random.normal() }
    let trajectory = Trajectory(t: t, x: noisy, y: [Double](repeating: 0, count: t.count))
    func spread(_ result: TrajectoryResult) -> Double { standardDeviation(result.velocityX.filter(\.isFinite)) }
    let raw = try importedTrajectory(trajectory, options: options { $0.rate = 10 })
    let smooth = try importedTrajectory(
      trajectory,
      options: options {
        $0.rate = 10; $0.smoothing = 0.1
      })
    #expect(close(number(smooth, "rate_hz"), 10, 1e-9))
    // Averaging over 35 samples of noise (2 sqrt(pi) sigma) leaves a sixth of it.
    #expect(spread(smooth) < 0.25 * spread(raw))
    #expect(close(mean(smooth.velocityX), 0.1, 0.002))
  }

  @Test func aFlippedAxisTurnsTheOtherWay() throws {
    let t = (0..<200).map { Double($0) * 0.02 }
    let result = try importedTrajectory(circle(t), options: options { $0.flipsY = true })
    let plain = try importedTrajectory(circle(t))
    #expect(close(result.angularVelocity[100], -plain.angularVelocity[100], 1e-9))
    #expect(close(result.velocityY[50], -plain.velocityY[50], 1e-9))
    #expect(zip(result.y, plain.y).allSatisfy { close($0 + $1, -4, 1e-3) })
  }

  // MARK: Compatibility

  /// What canns 1.5.0 gives for five samples with a time step of the task of 0.1 s.
  @Test func compatibilityRepeatsTheNumbersOfCanns() throws {
    let trajectory = Trajectory(t: [0, 0.1, 0.2, 0.35, 0.5], x: [0, 0.1, 0.1, 0.1, 0], y: [0, 0, 0.1, 0.1, 0.1])
    let result = try importedTrajectory(trajectory, options: options { $0.compatibility = .canns })
    func same(_ a: [Double], _ b: [Double]) -> Bool { a.count == b.count && zip(a, b).allSatisfy { close($0, $1, 1e-6) } }
    #expect(result.t == trajectory.t)
    #expect(same(result.velocityX, [1, 1, 0, 0, -0.6666667]) && same(result.velocityY, [0, 0, 1, 0, 0]))
    #expect(same(result.speed, [1, 1, 1, 0, 0.6666667]))
    #expect(same(result.movementDirection, [0, 0, 1.5707963, 0, 3.1415927]))
    #expect(same(result.headDirection, [0, 0, 1.5707963, 1.5707963, 3.1415927]))
    #expect(same(result.rotation ?? [], [0, 0, 1.5707963, 0, 1.5707963]))
    #expect(same(result.angularVelocity, [0, 0, 15.7079633, 0, 15.7079633]))
    #expect(same(result.linearSpeedGains, [1, 1, 1, 0, 0.6666667]))
    #expect(same(result.angularSpeedGains, [0, 0, 1, 0, 1]))
  }

  @Test func theTimeStepOfTheTaskIsWhatMakesTheirAngularVelocityWrong() throws {
    // 500 samples a second: with the task's 0.1 s canns is 50 times too small.
    let t = (0..<800).map { Double($0) * 0.002 }
    let whole = circle(t)
    let theirs = try importedTrajectory(whole, options: options { $0.compatibility = .canns })
    let ours = try importedTrajectory(whole)
    #expect(close(ours.angularVelocity[400] / theirs.angularVelocity[400], 50, 1e-6))
    #expect(theirs.notes.warnings.contains { $0.contains("50 times too small") })
    // With the step of the data it is the backward difference, which agrees where the turning is constant.
    let told = try importedTrajectory(
      whole,
      options: options {
        $0.compatibility = .canns; $0.taskStep = 0.002
      })
    #expect(close(told.angularVelocity[400], ours.angularVelocity[400], 1e-9))
  }

  // MARK: The stage

  @Test func theResultComesBackWhole() throws {
    let t = (0..<300).map { Double($0) * 0.02 }
    var gappy = circle(t)
    for index in 100..<150 { gappy.x?[index] = .nan }
    let recording = Recording(
      source: RecordingSource(url: URL(fileURLWithPath: "circle.npz"), format: "NPZ"), trajectory: gappy,
      positionUnit: RecordedPositionUnit(unit: .centimetre, guessed: true, reason: "a reason"))
    let result = try TrajectoryImport.run(RecordingInput(recording), parameters: .init(), context: RunContext())
    #expect(
      result.storedArrays.map(\.key).starts(with: [
        "t", "position", "velocity", "speed", "movement_direction", "head_direction", "angular_velocity", "valid",
      ]))
    #expect(result.recordedNumbers["position_unit_guessed"] == .bool(true))
    #expect(TrajectoryImport.checks(result, parameters: .init()).count == 6)
    #expect(TrajectoryImport.methods(.init(), result: result).contains("50 Hz"))
    let none = Recording(source: recording.source)
    #expect(throws: StageError.self) {
      try TrajectoryImport.run(RecordingInput(none), parameters: .init(), context: RunContext())
    }
  }

  /// Whatever the input: the rows belong together, the times are even, what is valid is finite.
  @Test(arguments: 0..<40) func arbitraryTracksKeepThePromises(_ seed: Int) throws {
    var random = RandomStream(seed: UInt64(seed), name: "arbitrary track")
    let count = 2 + Int(300 * random.uniform())
    var t: [Double] = []
    var (x, y, head): ([Double], [Double], [Double]) = ([], [], [])
    for _ in 0..<count {
      t.append(
        random.uniform() < 0.1 ? (t.last ?? 0) : (t.last ?? 0) + 0.04 * random.uniform() + (random.uniform() < 0.02 ? 0.5 : 0))
      x.append(random.uniform() < 0.1 ? .nan : (x.last { $0.isFinite } ?? 0) + 0.01 * random.normal())
      y.append(random.uniform() < 0.03 ? 5 * random.normal() : (y.last { $0.isFinite } ?? 0) + 0.01 * random.normal())
      head.append(random.uniform() < 0.1 ? .nan : 6.28 * random.uniform())
    }
    let result: TrajectoryResult
    do {
      result = try importedTrajectory(
        Trajectory(t: t, x: x, y: y, headDirection: head), options: options { $0.smoothing = seed % 2 == 0 ? 0 : 0.03 })
    } catch is StageError { return }
    let rows = result.t.count
    for (key, array) in fingerprint(result) { #expect(array.shape.first == rows, "\(key)") }
    for index in 0..<rows where result.valid[index] {
      #expect(result.x[index].isFinite && result.y[index].isFinite && result.speed[index].isFinite)
    }
    #expect(zip(result.t.dropFirst(), result.t).allSatisfy { close($0 - $1, result.t[1] - result.t[0], 1e-9) })
    #expect(result.linearSpeedGains.allSatisfy { $0.isNaN || (0...1).contains($0) })
    #expect(result.angularSpeedGains.allSatisfy { $0.isNaN || (-1...1).contains($0) })
  }
}
