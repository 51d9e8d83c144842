import ArrayNumerics
import DimensionReduction
import LatentStates
import Topology

/// The circles of one draw of landmarks, by persistent cohomology; none where the draw cannot be reduced or a class has no
/// angle.
func circlesInRates(_ rates: Matrix<Float>, _ draw: StartDraw, _ work: Work) throws -> [LandmarkAngles] {
  var parameters = LandmarkParameters()
  parameters.components = draw.components
  parameters.stride = 1
  parameters.active = draw.candidates
  parameters.selection = .uniform(seed: draw.seed, draw: draw.number)
  parameters.neighbours = draw.neighbours
  parameters.landmarks = draw.landmarks
  parameters.landmarkNeighbours = draw.landmarkNeighbours
  let cloud: LandmarkResult
  do {
    cloud = try landmarkCloud(rates: rates, parameters: parameters, work: work)
  } catch is DimensionReductionError {
    return []
  }
  let persistence = try persistentCohomology(
    of: cloud.distances, parameters: PersistenceParameters(maxDimension: 1, coefficient: 47), work: work)
  let lifetimes = persistence.diagrams[1].map { $0.finiteLifetime(limit: persistence.threshold) }
  guard let first = lifetimes.first, lifetimes.count >= draw.circles else { return [] }
  let choices =
    draw.circles > 1
    ? [Array(0..<draw.circles)]
    : lifetimes.indices.prefix(2).filter { $0 == 0 || lifetimes[$0] >= draw.secondClass * first }.map { [$0] }
  return try choices.compactMap { classes -> LandmarkAngles? in
    do {
      let coordinates = try circularCoordinates(
        result: persistence, distances: cloud.distances, classes: classes,
        rule: draw.circles > 1 ? .common(0.99) : .perClass(0.99), work: work)
      return LandmarkAngles(classNumber: classes[0], rows: cloud.landmarks.map { cloud.rows[$0] }, angles: coordinates.angles)
    } catch is TopologyError {
      return nil
    }
  }
}
