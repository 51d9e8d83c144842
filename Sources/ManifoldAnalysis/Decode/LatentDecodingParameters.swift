import LatentStates
import Schema

/// Parameters of the latent decoder.
public struct LatentDecodingParameters: ParameterTable {
  /// Which circles; with the tuning of another session it says them.
  public var shape = CircleOptions()
  /// Bins, states, starts, gauge and halves of the fit; the circles are those of `shape`.
  package var latent = LatentDecoderOptions()
  /// A results folder of which the tuning is taken; empty to fit it here.
  public var tuningFrom = ""
  /// Factor on the variance of the motion when the tuning is that of another session.
  public var motionWidening = 1.0

  public init() {}

  public static let parameters: [Parameter<LatentDecodingParameters>] =
    CircleOptions.parameters.map { fitting($0.within(\.shape)) } + [
      Parameter("latent-bin-ms", \.latent.binWidth, scale: 1e-3, unit: "ms", help: "width of the decoder's time bins"),
      fitting(
        Parameter(
          "states", \.latent.statesPerCircle, help: "states of each circle; 0 for 72 on a ring and 24 on a torus")),
      fitting(Parameter("scan", \.latent.scans, help: "try starts of the decoder's own beside the classes of tda")),
      fitting(
        Parameter(
          "gauge", \.latent.gauge,
          help: "the coordinate in which a ring turns alike everywhere, or all cells of a torus share one shape")),
      Parameter(
        "shared-shape", \.latent.sharedShape,
        help: "torus: weight of the shape that all cells share, in mean occupancies of a state"
      ).only("with --gauge and without --tuning-from") { $0.latent.gauge && $0.tuningFrom.isEmpty },
      Parameter(
        "bridge-s", \.latent.bridge, scale: 1, unit: "s",
        help: "gaps up to this length are bridged by the motion; the chain starts anew after longer ones"),
      fitting(
        Parameter(
          "held-out", \.latent.crossValidates,
          help: "fit both halves of the session too, for the held-out likelihood and the posterior's width")),
      Parameter(
        "tuning-from", \.tuningFrom,
        help: "results folder of another session whose tuning decodes this one; cells are matched by their identifiers"),
      Parameter(
        "motion-widening", \.motionWidening,
        help: "factor on the variance of the motion, above 1 where the state may move faster, as in sleep"
      ).only("with --tuning-from") { !$0.tuningFrom.isEmpty },
    ]

  /// A parameter of the fit, which is not made with the tuning of another session.
  private static func fitting(_ parameter: Parameter<LatentDecodingParameters>) -> Parameter<LatentDecodingParameters> {
    parameter.only("without --tuning-from") { $0.tuningFrom.isEmpty }
  }

  public func validate() throws {
    try shape.validate()
    try require(
      latent.binWidth >= 1e-3 && latent.binWidth <= 2, "latent-bin-ms", "a bin is between 1 ms and 2 s wide.")
    let states = latent.statesPerCircle
    try require(
      states == 0 || (12...360).contains(states), "states",
      "\(states) is neither 0 (the usual number) nor between 12 and 360.")
    try require(latent.sharedShape >= 0, "shared-shape", "a weight is not negative.")
    try require(latent.bridge >= 0 && latent.bridge <= 60, "bridge-s", "a bridge is between 0 and 60 s long.")
    try require(motionWidening > 0 && motionWidening <= 1000, "motion-widening", "the factor is above 0, at most 1000.")
  }
}
