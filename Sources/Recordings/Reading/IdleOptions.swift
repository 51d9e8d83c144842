import ArrayFiles
import FoundationEssentials
import Schema

extension ReadingOptions {
  /// An option that can do nothing with what was read was meant for something else.
  ///
  /// - Throws: `ParameterError.idle`
  func refuseIdle(with recording: Recording) throws {
    let name = recording.source.url.lastPathComponent
    func refuse(_ option: String, _ isIdle: Bool, _ condition: String) throws {
      if isIdle { throw ParameterError.idle(name: option, condition: "\(condition) \(name) holds none") }
    }
    var hasTrains = false
    if case .trains? = recording.spikes { hasTrains = true }
    let hasBins = recording.roiSignals != nil || (recording.spikes != nil && !hasTrains)
    try refuse("bin-width", binWidth != nil && !hasBins, "with counts in bins, and")
    try refuse("spike-time-unit", spikeTimeUnit != nil && !hasTrains, "with times of spikes, and")
    try refuse("angle-unit", angleUnit != nil && recording.trajectory?.headDirection == nil, "with head directions, and")
    try refuse("position-unit", positionUnit != nil && recording.trajectory?.x == nil, "with positions, and")
    try refuse("lost-value", lostValue != nil && recording.trajectory == nil, "with positions or head directions, and")
    let clocksFrames = frameRate.map { recording.roiSignals?.clock == .rate($0) } ?? false
    try refuse(
      "frame-rate", frameRate != nil && recording.trajectory == nil && !clocksFrames,
      "with positions, head directions or signals of regions without times, and")
  }
}
