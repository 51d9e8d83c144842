/// What to take of a file of pose estimation (DeepLabCut, SLEAP).
public struct PoseOptions: Sendable, Equatable {
  /// The body part or node that is the position; the best tracked one without it.
  public var bodyPart: String?
  /// The individual or track of a file with several; the one with most points without it.
  public var track: String?
  /// Points with a lower likelihood or score count as lost; `nil` for 0.9 with DeepLabCut and no threshold with SLEAP, whose
  /// scores are heights of peaks and no probabilities.
  public var minimumLikelihood: Double?
  /// The body parts between which the head direction is taken, from the back one to the front one.
  public var frontMarker: String?
  public var backMarker: String?

  public init(
    bodyPart: String? = nil, track: String? = nil, minimumLikelihood: Double? = nil,
    headMarkers: (front: String, back: String)? = nil
  ) {
    self.bodyPart = bodyPart
    self.track = track
    self.minimumLikelihood = minimumLikelihood
    frontMarker = headMarkers?.front
    backMarker = headMarkers?.back
  }
}
