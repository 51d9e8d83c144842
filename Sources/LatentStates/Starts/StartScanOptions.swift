/// Settings of the scan of starts: how often, and how coarsely, the ring is looked for before the final fit.
package struct StartScanOptions: Sendable, Equatable {
  /// Smoothing of the counts before the topology, s.
  package var sigmas = [0.1, 0.2, 0.4]
  /// Principal components.
  package var components = [3, 4, 6]
  /// Bins drawn.
  package var candidates = 3000
  /// Neighbours of each bin that was drawn, itself counted; fewer in proportion where there are fewer bins.
  package var neighbours = 225
  /// Landmarks among them.
  package var landmarks = 400
  /// Neighbours of a landmark, itself counted.
  package var landmarkNeighbours = 300
  /// The second class is a start too where its bar is at least this part of the first.
  package var secondClass = 0.2
  /// EM iterations of each start.
  package var iterations = 8
  /// After so many of them, starts that have come to the same solution go on as one.
  package var mergesAfter = [2, 4]
  /// States of each circle in the coarse fits.
  package var statesPerCircle = 60
  /// Number of circles that are looked for together.
  package var circles = 1
  /// Whether the fits hold the gauge.
  package var gauge = true
  /// Two starts reach the same solution when their log-likelihoods per bin differ by less, nats.
  package var tolerance = 0.01

  /// The settings for a ring.
  package init() {}

  /// The settings for tori: two draws with the settings that start them best, coarser states.
  package static let torus: StartScanOptions = {
    var options = StartScanOptions()
    (options.sigmas, options.components) = ([0.1, 0.2], [6])
    (options.candidates, options.neighbours) = (5000, 500)
    (options.landmarks, options.landmarkNeighbours) = (500, 330)
    (options.iterations, options.mergesAfter, options.statesPerCircle, options.circles) = (4, [2], 16, 2)
    // So few iterations leave starts of one solution at different places.
    options.tolerance = 0.1
    return options
  }()
}
