import ArrayNumerics
import Foundation
import Plotting
import Synchronization
import Testing

@Suite struct AnimationTests {
  /// A bump that walks around an image of many colours, with a curve below it.
  private func walking(_ frames: Int, watch: @escaping @Sendable (Int) -> Void = { _ in }) -> Animation {
    Animation(name: "walk", frameCount: frames, altText: "A bump that walks.", caption: "A bump.") { frame in
      watch(frame)
      let centre = Double(frame) / 30 * 2 * Double.pi
      let angles = (0..<40).map { Double($0) / 40 * 2 * Double.pi }
      let activity = angles.map { exp(4 * (cos($0 - centre) - 1)) }
      var image = Panel(
        x: .hidden(0...1), y: .hidden(0...1),
        marks: [
          .heatMap(
            HeatMapMark(
              values: Matrix(rows: 4, columns: 40, elements: (0..<160).map { activity[$0 % 40] }), xRange: 0...1, yRange: 0...1,
              scale: ColorScale(range: 0...1, label: "Activity")))
        ], height: .millimetres(8))
      image = image.at(row: 0, column: 0)
      let curve = Panel(
        x: Axis("Place (a.u.)", range: 0...6.3), y: Axis("Rate (a.u.)", range: 0...1.05),
        marks: [.line(LineMark(x: angles, y: activity, paint: .category(0)))], height: .millimetres(16))
      return Figure(
        name: "frame", panels: [image, curve.at(row: 1, column: 0)], altText: "One frame.", width: .millimetres(45))
    }
  }

  private func config(_ change: (inout PlotConfig) -> Void = { _ in }) -> PlotConfig {
    var config = PlotConfig()
    config.movement.dpi = 72
    config.movement.fps = 30
    change(&config)
    return config
  }

  private func inFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("animation-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

  private func gif(_ animation: Animation, _ config: PlotConfig, work: Work = Work()) throws -> [UInt8] {
    try inFolder { folder in
      let url = folder.appendingPathComponent("walk.gif")
      try animation.write(to: url, format: .gif, config: config, work: work)
      // Nothing else is left behind.
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["walk.gif"])
      return [UInt8](try Data(contentsOf: url))
    }
  }

  @Test(arguments: Theme.allCases) func aGIFShowsTheFramesThatWereDrawn(theme: Theme) throws {
    let config = config { $0.style.theme = theme }
    let animation = walking(24)
    let decoded = try GIFDecoder(try gif(animation, config, work: Work(threads: 2)))
    #expect(decoded.frames.count == 24)
    #expect(decoded.repeats)
    // 24 frames at 30 a second are 0.8 s; hundredths add up.
    #expect(decoded.frames.map(\.delay).reduce(0, +) == 80)
    #expect(Set(decoded.frames.map(\.delay)) == [3, 4])
    var files = config
    files.files.dpi = 72
    for (index, frame) in decoded.frames.enumerated() {
      let drawn = try animation.figure(ofFrame: index).pixels(files, evenSides: true)
      #expect(drawn.width == decoded.width && drawn.height == decoded.height)
      #expect(drawn.width % 2 == 0 && drawn.height % 2 == 0)
      var (sum, worst) = (0, 0)
      for (pixel, color) in frame.colors.enumerated() {
        for (channel, shift) in [16, 8, 0].enumerated() {
          let difference = abs(Int((color >> UInt32(shift)) & 0xFF) - Int(drawn.bytes[4 * pixel + 2 - channel]))
          sum += difference
          worst = max(worst, difference)
        }
      }
      // 255 colours stand for a few thousand: no channel is far off, and on average they are right.
      #expect(worst <= 40, "frame \(index)")
      #expect(Double(sum) / Double(3 * frame.colors.count) < 0.8, "frame \(index)")
      // The ground is exactly the ground.
      #expect(frame.colors[0] == UInt32(theme == .light ? 0xFFFFFF : 0x14181D))
    }
  }

  /// What frames share is drawn once; no frame differs from the figure that is drawn by itself by more than what rounding does
  /// where an axis lies over a mark.
  @Test func framesAreTheFiguresDrawnAlone() throws {
    let config = config { $0.files.dpi = 72 }
    for animation in [walking(12), turning(12)] {
      let painter = try FramePainter(config)
      for frame in 0..<12 {
        let figure = try animation.figure(ofFrame: frame)
        let (shared, alone) = (try painter.pixels(of: figure), try figure.pixels(config, evenSides: true))
        #expect(shared.width == alone.width && shared.height == alone.height)
        let most = zip(shared.bytes, alone.bytes).map { abs(Int($0) - Int($1)) }.max() ?? 255
        #expect(most <= 2, "\(animation.name), frame \(frame)")
      }
    }
  }

  /// A circle, whose range and words change with the frames.
  private func turning(_ frames: Int) -> Animation {
    Animation(name: "turn", frameCount: frames, altText: "A bump that turns.") { frame in
      let angles = (0..<16).map { Double($0) / 16 * 2 * Double.pi }
      return ringBumpFigure(
        signals: angles.map { exp(cos($0 - 0.4 * Double(frame)) - 1) }, angles: angles, range: 0...1, bump: 0.4 * Double(frame),
        measured: frame > 6 ? nil : 1, heading: frame > 8 ? "many words, more of them than the frame is wide" : "\(frame) s")
    }
  }

  @Test func onlyTheRectangleThatChangedIsWritten() throws {
    let decoded = try GIFDecoder(try gif(walking(6), config()))
    #expect(decoded.frames[0].width == decoded.width && decoded.frames[0].height == decoded.height)
    for frame in decoded.frames.dropFirst() { #expect(frame.width * frame.height < decoded.width * decoded.height * 3 / 4) }
    let still = Animation(name: "still", frameCount: 3, altText: "Nothing moves.") { _ in
      histogramFigure(values: [1, 2], bins: 2, label: "Speed (cm/s)")
    }
    let same = try GIFDecoder(try gif(still, config()))
    #expect(same.frames.dropFirst().allSatisfy { $0.width == 1 && $0.height == 1 && $0.colors == same.frames[0].colors })
  }

  @Test func theBytesOfAGIFDoNotDependOnTheThreads() throws {
    let one = try gif(walking(11), config())
    for threads in [2, 3, 8] { #expect(try gif(walking(11), config(), work: Work(threads: threads)) == one) }
  }

  @Test func aGIFShowsAtMostFiftyFramesASecond() throws {
    let fast = try GIFDecoder(try gif(walking(30), config { $0.movement.fps = 120 }))
    #expect(fast.frames.count == 10)
    #expect(fast.frames.map(\.delay).reduce(0, +) == 25)
    let once = try GIFDecoder(try gif(walking(2), config { $0.movement.repeats = false }))
    #expect(!once.repeats)
  }

  /// Frames are drawn when their turn comes: memory does not grow with their number.
  @Test func aLongAnimationHoldsOnlyAFewFrames() throws {
    final class Progress: ProgressSink {
      let written = Atomic(0)
      let ahead = Mutex(0)
      func report(_ step: ProgressStep) { written.store(step.completed, ordering: .relaxed) }
    }
    let progress = Progress()
    let animation = walking(200) { frame in
      let distance = frame - progress.written.load(ordering: .relaxed)
      // The frames from which the palette is learned are drawn before all others.
      guard progress.written.load(ordering: .relaxed) > 0 else { return }
      progress.ahead.withLock { $0 = max($0, distance) }
    }
    let bytes = try gif(animation, config(), work: Work(threads: 2, progress: progress))
    #expect(progress.written.load(ordering: .relaxed) == 200)
    #expect(progress.ahead.withLock { $0 } < 4)
    #expect(try GIFDecoder(bytes).frames.count == 200)
  }

  @Test func theStillFrameCarriesTheWordsOfTheAnimation() throws {
    let still = try walking(9).still()
    #expect(still.name == "walk")
    #expect(still.caption == "A bump.")
    #expect(still.altText == "A bump that walks.")
    #expect(walking(9).stillFrame == 4)
    #expect(Animation(name: "a", frameCount: 0, altText: "") { _ in still }.frameCount == 1)
  }

  @Test func framesOfDifferentSizesAreAnError() throws {
    let growing = Animation(name: "growing", frameCount: 3, altText: "Grows.") { frame in
      histogramFigure(
        values: [1, 2], bins: 2, label: "Speed (cm/s)",
        options: HistogramOptions().with { $0.frame.height = 30 + Double(frame) * 9 })
    }
    #expect {
      try gif(growing, config())
    } throws: { error in
      guard case PlottingError.unevenFrames("growing", frame: 1, _, _) = error else { return false }
      return "\(error)".contains("fixed ranges")
    }
  }

  @Test func cancellationLeavesNoFile() throws {
    try inFolder { folder in
      let url = folder.appendingPathComponent("walk.gif")
      let work = Work(threads: 2, isCancelled: { true })
      #expect(throws: CancellationError.self) { try walking(50).write(to: url, format: .gif, config: config(), work: work) }
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(left.isEmpty)
    }
  }
}
