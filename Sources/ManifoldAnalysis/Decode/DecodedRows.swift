import ArrayNumerics
import LatentStates
import PopulationActivity

/// Angles, confidence and width of every row of the embedding within a bin of the latent decoder, interpolated between the
/// centres of the bins of a chain.
struct DecodedRows {
  /// Rows of the embedding.
  var rows: [Int]
  /// s
  var times: [Double]
  /// `[row, circle]` rad
  var coordinates: Matrix<Double>
  var confidence: Matrix<Double>
  /// Half widths of the arc that holds 90 %, rad.
  var widths: Matrix<Double>

  init(
    _ posterior: LatentPosterior, _ observations: LatentObservations, _ embedding: EmbeddingResult,
    calibration: PosteriorCalibration?, turn: LatentTurn
  ) {
    let circles = turn.space.circles
    let places = RowsInBins(embedding.bins, in: observations)
    let count = places.rows.count
    var coordinates: [Double] = []
    var confidence: [Double] = []
    var widths: [Double] = []
    coordinates.reserveCapacity(count * circles)
    confidence.reserveCapacity(count * circles)
    widths.reserveCapacity(count * circles)
    for index in 0..<count {
      let (first, second, part) = (places.first[index], places.second[index], places.part[index])
      for circle in 0..<circles {
        let (a, b) = (first * circles + circle, second * circles + circle)
        let angle = Double(posterior.angles[a])
        let moved = angle + part * angleDifference(Double(posterior.angles[b]), angle)
        coordinates.append(turn.apply(moved, circle: circle))
        confidence.append((1 - part) * Double(posterior.lengths[a]) + part * Double(posterior.lengths[b]))
        let width = Float(1 - part) * posterior.halfWidths[a] + Float(part) * posterior.halfWidths[b]
        widths.append(calibration?.halfWidth(width, circle: circle) ?? Double(width))
      }
    }
    rows = places.rows
    times = places.rows.map { embedding.times[$0] }
    self.coordinates = Matrix(rows: count, columns: circles, elements: coordinates)
    self.confidence = Matrix(rows: count, columns: circles, elements: confidence)
    self.widths = Matrix(rows: count, columns: circles, elements: widths)
  }
}
