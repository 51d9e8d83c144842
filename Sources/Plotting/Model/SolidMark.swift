/// Faces, points and lines in space, seen from far away (orthographic) and drawn from back to front.
public struct SolidMark: Sendable {
  /// A flat face with its corners in order.
  public struct Face: Sendable {
    /// In order; at least three.
    public var corners: [SIMD3<Double>]
    /// Its colour where it faces the viewer.
    public var paint: Paint

    public init(corners: [SIMD3<Double>], paint: Paint) {
      self.corners = corners
      self.paint = paint
    }
  }

  /// Flat faces.
  public var faces: [Face]
  /// Points.
  public var points: [SIMD3<Double>]
  /// How points get their colours.
  public var colors: PointColors
  /// The diameter of a point; nil: what suits their number.
  public var size: Double?
  /// 1 where nothing shines through.
  public var faceOpacity: Double
  /// Draw the edges of faces.
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
