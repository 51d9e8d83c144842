import ArrayNumerics
import Recordings
import Schema
import SignalAnalysis
import Stages

/// The stage with settings as they are typed.
func fitBump(
  _ recording: Recording, _ settings: KeyValuePairs<String, String> = [:], threads: Int = 2
) throws -> BumpFittingResult {
  try BumpFitting.run(
    RecordingInput(recording),
    parameters: BumpFittingParameters(settings: settings.map { ParameterSetting(name: $0.key, text: $0.value) }),
    context: RunContext(work: Work(threads: threads), seed: 3))
}

/// A number of the record; NaN without it.
func number(_ result: BumpFittingResult, _ key: String) -> Double { result.recordedNumbers[key]?.double ?? .nan }

/// Median distance of two angles where both are known, rad.
func distance(_ a: [Double], _ b: [Double]) -> Double {
  median(zip(a, b).map { abs(angleDifference($0, $1)) }.filter(\.isFinite))
}
