import ArrayNumerics
import CalciumBumps
import Schema
import Stages

/// A step of the preparation of signals.
public enum PreparationStep: String, Choice {
  /// Takes out the exponential decay of the mean brightness.
  case bleaching
  /// (F − F₀) / F₀ with a running percentile of each region.
  case relativeChange = "dff"
  /// Each region less its mean, over its standard deviation.
  case standardized = "z-score"
}

/// How signals are prepared.
struct Preparation {
  /// In the order in which they are done.
  var steps: [PreparationStep]
  /// Of the baseline, 0 to 100.
  var percentile: Double
  /// Of the baseline, s.
  var window: Double
}

extension RegionFrames {
  /// Does the steps to the signals.
  ///
  /// - Throws: `StageError.unusableData` for signals that a step cannot be done to.
  mutating func prepare(_ preparation: Preparation, stage: String, work: Work) throws {
    for step in preparation.steps {
      switch step {
      case .bleaching:
        guard let (corrected, frames) = SignalPreparation.withoutBleaching(values) else {
          throw StageError.unusableData(
            stage: stage, reason: "the mean brightness is 0 or below in some frames, so it cannot decay exponentially.",
            remedy: "Bleaching is corrected in fluorescence, before dF/F: leave out --prepare bleaching, or put it first.")
        }
        values = corrected
        bleachingTime = frames * self.step
      case .relativeChange:
        let isAlready = kind == .dff || unit == "dF/F"
        let window = max(1, Int(min(preparation.window / self.step, 1e9).rounded()))
        guard !isAlready,
          let changed = try SignalPreparation.relativeChange(
            values, percentile: preparation.percentile, window: window, work: work)
        else {
          throw StageError.unusableData(
            stage: stage,
            reason: sentence {
              if isAlready {
                "the signals are dF/F already."
              } else {
                "a baseline is 0 or below, so a change relative to it has no meaning."
              }
            }, remedy: "Leave out --prepare dff.")
        }
        values = changed
        unit = "dF/F"
      case .standardized:
        values = SignalPreparation.standardized(values)
        unit = "z"
      }
    }
  }
}
