/// A moving figure as a value: so many frames, each a figure that is drawn when it is needed, from any thread.
///
/// All frames must come out at one size, so the axes of what moves need fixed ranges.
public struct Animation: Sendable {
  /// A short name for files: `energy-landscape`.
  public var name: String
  /// At least 1.
  public let frameCount: Int
  /// What stands below it in a report.
  public var caption: String
  /// What a person who cannot see it should know: one or two sentences.
  public var altText: String
  /// The frame that stands for the whole where nothing moves: in print, and for people who do not want movement.
  public var stillFrame: Int
  private let draw: @Sendable (Int) throws -> Figure

  /// An animation of `frameCount` frames, at least one.
  ///
  /// - Parameters:
  ///   - stillFrame: the frame for print; `nil`: the middle one.
  ///   - draw: the figure of a frame. It is called from several threads at once and must not be parallel itself.
  public init(
    name: String, frameCount: Int, altText: String, caption: String = "", stillFrame: Int? = nil,
    draw: @escaping @Sendable (_ frame: Int) throws -> Figure
  ) {
    self.name = name
    self.frameCount = max(1, frameCount)
    self.altText = altText
    self.caption = caption
    self.stillFrame = min(max(0, stillFrame ?? self.frameCount / 2), self.frameCount - 1)
    self.draw = draw
  }

  /// The figure of a frame from 0 to `frameCount − 1`.
  ///
  /// - Throws: what drawing it throws.
  public func figure(ofFrame frame: Int) throws -> Figure {
    precondition((0..<frameCount).contains(frame), "frame \(frame) of \(frameCount)")
    return try draw(frame)
  }

  /// The figure for print, with the words of the animation.
  ///
  /// - Throws: what drawing it throws.
  public func still() throws -> Figure {
    var figure = try figure(ofFrame: stillFrame)
    figure.name = name
    figure.altText = altText
    if !caption.isEmpty { figure.caption = caption }
    return figure
  }
}
