import ArrayNumerics
import Foundation
import Schema

/// What came of writing an animation in several formats.
public struct AnimationFiles: Sendable {
  /// What was written.
  public var files: [URL] = []
  /// Why a format was left out: its program is missing, and another format was written.
  public var skipped: [PlottingError] = []
}

extension Animation {
  /// Writes the animation to a file: under a temporary name first, so that a file that exists is whole.
  ///
  /// Frames are drawn on all threads of `work`, twice as many at a time as there are threads, and encoded in order; memory does
  /// not grow with their number. A GIF has the same bytes whatever the number of threads. It shows at most 50 frames a
  /// second, since viewers slow down what is faster: of more, every second or third is taken.
  ///
  /// - Parameters:
  ///   - work: threads, progress in frames, cancellation, which also ends the program that writes a video.
  ///   - searchPath: the folders, separated by colons, in which that program, ffmpeg, is looked for.
  /// - Throws: `PlottingError.programMissing`, `.programFailed`, `.unevenFrames`, `.cannotWrite`, `.drawingFailed`; what
  ///   drawing a frame throws; `CancellationError`.
  public func write(
    to url: URL, format: MovementFormat, config: PlotConfig = PlotConfig(), work: Work = Work(), searchPath: String = ""
  ) throws {
    try config.validate()
    let config = config.with {
      $0.files.dpi = $0.movement.dpi
      // Neither format has half transparent pixels.
      $0.style.transparentBackground = false
    }
    let partial = url.deletingLastPathComponent().appendingPathComponent(
      ".\(url.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier).part")
    defer { try? FileManager.default.removeItem(at: partial) }
    let every = format == .gif ? max(1, Int((config.movement.fps / GIFWriter.fastest).rounded(.up))) : 1
    let frames = Array(stride(from: 0, to: frameCount, by: every))
    let painters = try (0..<2 * work.threads).map { _ in try FrameSlot(config) }
    let first = try painters[0].picture(of: try figure(ofFrame: frames[0]))
    switch format {
    case .gif:
      let palette = try palette(frames, painters, work: work)
      let pace = config.movement.fps / Double(every)
      var writer = try GIFWriter(
        partial, width: first.width, height: first.height, palette: palette, framesPerSecond: pace,
        repeats: config.movement.repeats)
      try forEachBatch(of: frames, first: first, painters, work: work) { try writer.append($0, work: work) }
      try writer.finish()
    case .mp4:
      let program = try VideoStream.find(searchPath: searchPath)
      let stream = try VideoStream(
        program: program, file: partial, width: first.width, height: first.height, framesPerSecond: config.movement.fps,
        title: name)
      do {
        try forEachBatch(of: frames, first: first, painters, work: work) { try stream.append($0, work: work) }
        try stream.finish(work: work)
      } catch {
        stream.kill()
        throw error
      }
    }
    guard rename(partial.path, url.path) == 0 else {
      throw PlottingError.cannotWrite(path: url.path, reason: String(cString: strerror(errno)))
    }
  }

  /// Writes `<folder>/<baseName>.<format>` in every format of `config.movement`.
  ///
  /// A format whose program is missing is left out, if another can be written; then the result says so.
  ///
  /// - Throws: as `write(to:format:config:work:searchPath:)`.
  public func write(
    in folder: URL, baseName: String? = nil, config: PlotConfig = PlotConfig(), work: Work = Work(), searchPath: String = ""
  ) throws -> AnimationFiles {
    var written = AnimationFiles()
    for format in config.movement.formats {
      let url = folder.appendingPathComponent("\(baseName ?? name).\(format.rawValue)")
      do {
        try write(to: url, format: format, config: config, work: work, searchPath: searchPath)
        written.files.append(url)
      } catch let error as PlottingError {
        guard case .programMissing = error else { throw error }
        written.skipped.append(error)
      }
    }
    if written.files.isEmpty, let error = written.skipped.first { throw error }
    return written
  }

  /// Draws the frames in order, a few at a time, each by a painter of its own.
  private func forEachBatch(
    of frames: [Int], first: Pixels, _ painters: [FrameSlot], work: Work, _ body: ([Pixels]) throws -> Void
  ) throws {
    for start in stride(from: 0, to: frames.count, by: painters.count) {
      let batch = frames[start..<min(start + painters.count, frames.count)]
      let pictures = try concurrentMap(batch.count, work: work) { index in
        let frame = batch[start + index]
        let picture = try painters[index].picture(of: try figure(ofFrame: frame))
        guard picture.width == first.width, picture.height == first.height else {
          throw PlottingError.unevenFrames(
            name: name, frame: frame, size: "\(picture.width) × \(picture.height)",
            first: "\(first.width) × \(first.height)")
        }
        return picture
      }
      try body(pictures)
      work.report("animation \(name)", completed: batch.endIndex, of: frames.count)
    }
  }

  /// The colours of six frames, evenly spread from the first to the last.
  private func palette(_ frames: [Int], _ painters: [FrameSlot], work: Work) throws -> GIFPalette {
    let samples = min(6, frames.count)
    var counts: [UInt32: Int] = [:]
    for sample in 0..<samples {
      let index = samples > 1 ? sample * (frames.count - 1) / (samples - 1) : 0
      let picture = try painters[0].picture(of: try figure(ofFrame: frames[index]))
      counts.merge(colorCounts(picture), uniquingKeysWith: +)
    }
    return GIFPalette(counts)
  }
}

/// The painter of one place in a batch. Calls at one place never overlap, since a batch ends before the next begins: hence it
/// may be handed to threads unchecked.
private struct FrameSlot: @unchecked Sendable {
  private let painter: FramePainter

  init(_ config: PlotConfig) throws(PlottingError) { painter = try FramePainter(config) }

  func picture(of figure: Figure) throws(PlottingError) -> Pixels { try painter.pixels(of: figure) }
}
