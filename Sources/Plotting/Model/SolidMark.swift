/// Faces, points and lines in space, seen from far away (orthographic) and drawn from back to front.
public struct SolidMark: Sendable {
  /// A flat face with its corners in order.
  public struct Face: Sendable {
    public var corners: [SIMD3<Double>]
    public var paint: Paint

    public init(corners: [SIMD3<Double>], paint: Paint) {
      self.corners = corners
      self.paint = paint
    }
  }

  public var faces: [Face]
  public var points: [SIMD3<Double>]
  public var colors: PointColors
  /// The diameter of a point; nil: what suits their number.
  public var size: Double?
  public var faceOpacity: Double
  public var outlines: Bool

  public init(
    faces: [Face] = [], points: [SIMD3<Double>] = [], colors: PointColors = .uniform(.category(0)),
    size: Double? = nil, faceOpacity: Double = 1, outlines: Bool = false
  ) {
    self.faces = faces
    self.points = points
    self.colors = colors
    self.size = size
    self.faceOpacity = faceOpacity
    self.outlines = outlines
  }
}
