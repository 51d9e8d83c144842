/// What came of it, on the bins of the decoder and for the cells that were used.
package struct LatentDecoderOutcome: Sendable {
  package var observations: LatentObservations
  package var fit: LatentFit
  /// All starts with what the coarse fits made of them, the angles that were given first.
  package var starts: [LatentStart]
  /// Index of the start that was taken.
  package var chosen: Int
  /// `nil` when it was not asked for.
  package var crossFit: CrossFit?
  package var calibration: PosteriorCalibration
  /// What all cells share beside their tuning; `nil` where no spikes are observed.
  package var gain: CommonGain?
  package var cells: LeaveOneCellOut
  /// `nil` unless there is one circle.
  package var folding: RingFolding?
}
