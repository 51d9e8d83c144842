import ArrayFiles

/// A format that says itself what its contents are: NWB by its neurodata types, the folder of suite2p by its files.
/// What such a layout does not recognise is read by the usual names of arrays (`Role`).
protocol KnownLayout: Sendable {
  /// The recording in a source of this layout, or `nil` when the source is of another one.
  ///
  /// `--map` names arrays and is obeyed by the reading by names: a layout that finds a role mapped there takes the named
  /// array for it, or returns `nil` and leaves the whole source to the reading by names.
  /// - Throws: `FileError` when the source is of this layout and cannot be used.
  static func recording(in source: ArraySource, options: ReadingOptions) throws -> Recording?

  /// The same for a description: of large arrays only headers and first values need to be read. A layout that does not
  /// care leaves this out, and is asked for the whole recording.
  static func outline(of source: ArraySource, options: ReadingOptions) throws -> RecordingOutline?
}

extension KnownLayout {
  static func outline(of source: ArraySource, options: ReadingOptions) throws -> RecordingOutline? {
    try recording(in: source, options: options).map { RecordingOutline(recording: $0) }
  }
}

/// A recording as far as it was read to describe it.
struct RecordingOutline {
  /// Large arrays may be cut short or empty in it.
  var recording: Recording
  /// The spikes of each cell, where they are not in `recording`.
  var spikeCounts: [Int]?
  /// First and last time of spikes, of the field potential and of tracking, where these are not whole in `recording`.
  var spikeSpan: [Double]?
  var signalSpan: [Double]?
  var timeSpan: [Double]?
  /// What objects were taken for, by path.
  var uses: [String: String] = [:]
}

/// The layouts, in the order in which they are asked.
var knownLayouts: [any KnownLayout.Type] {
  [
    SimulatedSession.self, ImportedTrack.self, PoseLayout.self, NWBLayout.self, Suite2pFolder.self, Suite2pArray.self,
    PhyFolder.self, ALFFolder.self, NeurosuiteSession.self, AxonaSession.self, PynappleFile.self, SpikeInterfaceFile.self,
    SpikeInterfaceFolder.self, TableFolder.self, CaimanFile.self, InscopixTable.self, CellExplorer.self, TSToolbox.self,
    MoserTrack.self, GridCellTorusSession.self, FilterFramework.self, WaveClus.self, FlyBallImaging.self, UnreadableMATLAB.self,
  ]
}
