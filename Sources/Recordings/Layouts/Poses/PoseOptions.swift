import Schema

/// What to take of a file of pose estimation (DeepLabCut, SLEAP).
public struct PoseOptions: Sendable, Equatable {
  /// The body part or node that is the position; the best tracked one without it.
  public var bodyPart: String?
  /// The individual or track of a file with several; the one with most points without it.
  public var track: String?
  /// Points with a lower likelihood or score count as lost; `nil` for 0.9 with DeepLabCut and no threshold with SLEAP, whose
  /// scores are heights of peaks and no probabilities.
  public var minimumLikelihood: Double?
  /// The body part at the front of the head: the head direction is that from `backMarker` to it, and is not taken without
  /// both.
  public var frontMarker: String?
  /// The body part at the back of the head.
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

  /// - Throws: `ParameterError.idle` when anything was asked for that only a file with poses has.
  func refuse(without poses: String) throws {
    let given = [
      ("body-part", bodyPart != nil), ("track", track != nil), ("min-likelihood", minimumLikelihood != nil),
      ("head-markers", frontMarker != nil),
    ]
    guard let name = given.first(where: { $0.1 })?.0 else { return }
    throw ParameterError.idle(
      name: name, condition: "where poses are read (DeepLabCut, SLEAP, ndx-pose), and \(poses) holds none")
  }
}
