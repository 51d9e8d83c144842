/// What the latent decoder is asked to do.
package struct LatentDecoderOptions: Sendable, Equatable {
  /// Circles whose product the states are, 1 to `LatentDecoder.mostCircles`: one for a ring, two for a torus.
  package var circles = 1
  /// Wanted width of a bin, s; the nearest whole number of bins of the activity is taken.
  package var binWidth = 0.05
  /// States of each circle, at least 4; 0 for the usual number (`LatentStateSpace.usualStates(circles:)`).
  package var statesPerCircle = 0
  /// Whether the decoder looks for starts of its own beside the angles that it is given; with more than two circles it never
  /// does.
  package var scans = true
  /// Whether the fit holds the gauge: homogeneous motion of a ring, one shared shape of a torus.
  package var gauge = true
  /// Weight of the shared shape of a torus, in mean occupancies of a state; 0 for none.
  package var sharedShape = 0.5
  /// Longest gap that the motion bridges, s.
  package var bridge = 0.0
  /// Whether either half of the session is predicted by a fit to the other.
  package var crossValidates = true

  /// A ring, with everything that is usual.
  package init() {}

  /// The states that are asked for.
  package var space: LatentStateSpace {
    LatentStateSpace(
      circles: circles,
      statesPerCircle: statesPerCircle > 0 ? statesPerCircle : LatentStateSpace.usualStates(circles: circles))
  }

  /// How the last fit, from the best of the starts, is made.
  package var fitOptions: LatentFitOptions {
    var options = LatentFitOptions(space: space)
    options.sharedShape = gauge ? sharedShape : 0
    if !gauge { options.gaugeFrom = nil }
    return options
  }
}
