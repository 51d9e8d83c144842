import PopulationActivity

extension EmbeddingResult {
  /// The way along the track from a quarter of a second before each bin of time to a quarter after, m: its sign is the
  /// direction of running; `nil` without a track.
  func waysAlongTrack() -> [Double]? {
    guard let x, y == nil else { return nil }
    let reach = max(1, Int((0.25 / binWidth).rounded()))
    return x.indices.map { x[min(x.count - 1, $0 + reach)] - x[max(0, $0 - reach)] }
  }
}
