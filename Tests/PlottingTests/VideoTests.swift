import ArrayNumerics
import Foundation
import Plotting
import Testing

/// Videos, with scripts in the place of ffmpeg, and with the program itself where there is one on PATH.
@Suite struct VideoTests {
  private let animation = Animation(name: "turning", frameCount: 12, altText: "A line that turns.") { frame in
    let angle = Double(frame) / 12 * Double.pi
    let panel = Panel(
      x: Axis("x (a.u.)", range: -1...1), y: Axis("y (a.u.)", range: -1...1),
      marks: [.line(LineMark(x: [-cos(angle), cos(angle)], y: [-sin(angle), sin(angle)], paint: .category(0)))])
    return Figure(name: "frame", panels: [panel], altText: "One frame.", width: .millimetres(45.3))
  }

  private let config = PlotConfig().with { $0.movement.dpi = 72 }

  private func inFolder(program: String?, _ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("video-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    if let program {
      let script = folder.appendingPathComponent("ffmpeg")
      try "#!/bin/sh\n\(program)\n".write(to: script, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script.path)
    }
    try body(folder)
  }

  private func error(_ folder: URL, work: Work = Work()) -> (any Error)? {
    do {
      try animation.write(
        to: folder.appendingPathComponent("a.mp4"), format: .mp4, config: config, work: work, searchPath: folder.path)
      return nil
    } catch {
      return error
    }
  }

  @Test func theProgramGetsEveryFrameAndItsSize() throws {
    // The last argument is the file; the words go beside it.
    let program = "for last; do :; done; echo \"$@\" > \"$(dirname \"$last\")/words\"; cat > \"$last\""
    try inFolder(program: program) { folder in
      #expect(error(folder, work: Work(threads: 2)) == nil)
      let frame = try animation.figure(ofFrame: 0).pixels(config.with { $0.files.dpi = 72 }, evenSides: true)
      let raw = try Data(contentsOf: folder.appendingPathComponent("a.mp4"))
      #expect(raw.count == 12 * frame.bytes.count)
      // Axes lie on the marks as pixels, which rounds them.
      #expect(zip(raw, frame.bytes).allSatisfy { abs(Int($0) - Int($1)) <= 2 })
      let words = try String(contentsOf: folder.appendingPathComponent("words"), encoding: .utf8)
      #expect(words.contains("-video_size \(frame.width)x\(frame.height) -framerate 30 "))
      #expect(words.contains("-pix_fmt yuv420p"))
      #expect(frame.width % 2 == 0 && frame.height % 2 == 0)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["a.mp4", "ffmpeg", "words"])
    }
  }

  @Test func aProgramThatFailsIsQuoted() throws {
    try inFolder(program: "echo 'Unknown encoder libx264' >&2; exit 3") { folder in
      #expect(error(folder) as? PlottingError == .programFailed("ffmpeg", words: "Unknown encoder libx264"))
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(left == ["ffmpeg"])
    }
    try inFolder(program: "cat > /dev/null; exit 4") { folder in
      #expect(error(folder) as? PlottingError == .programFailed("ffmpeg", words: "it ended with 4"))
    }
  }

  @Test func aMissingProgramIsNamedWithWhatToDo() throws {
    try inFolder(program: nil) { folder in
      #expect(error(folder) as? PlottingError == .programMissing("ffmpeg", format: "mp4"))
      #expect("\(PlottingError.programMissing("ffmpeg", format: "mp4"))".contains("apt-get install ffmpeg"))
      // With another format in the list it is left out, and said so.
      let written = try animation.write(in: folder, config: config, searchPath: folder.path)
      #expect(written.files.map(\.lastPathComponent) == ["turning.gif"])
      #expect(written.skipped == [.programMissing("ffmpeg", format: "mp4")])
      let only = config.with { $0.movement.formats = [.mp4] }
      #expect(throws: PlottingError.self) { try animation.write(in: folder, config: only, searchPath: folder.path) }
    }
  }

  @Test func cancellationEndsTheProgram() throws {
    // It never reads, so that writing to it must wait.
    try inFolder(program: "echo $$ > \"$(dirname \"$0\")/pid\"; exec sleep 60") { folder in
      let pid = folder.appendingPathComponent("pid")
      let work = Work(isCancelled: { FileManager.default.fileExists(atPath: pid.path) })
      let start = ContinuousClock.now
      #expect(error(folder, work: work) is CancellationError)
      #expect(ContinuousClock.now - start < .seconds(30))
      let number = try Int32(String(contentsOf: pid, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
      #expect(kill(number, 0) != 0)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["ffmpeg", "pid"])
    }
  }

  @Test func theProgramItselfMakesAVideo() throws {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    try inFolder(program: nil) { folder in
      let url = folder.appendingPathComponent("a.mp4")
      do {
        try animation.write(to: url, format: .mp4, config: config, work: Work(threads: 2), searchPath: path)
      } catch PlottingError.programMissing {
        return
      }
      let bytes = try Data(contentsOf: url)
      #expect(bytes.dropFirst(4).prefix(4) == Data("ftyp".utf8))
      #expect(bytes.range(of: Data("avc1".utf8)) != nil)
    }
  }
}
