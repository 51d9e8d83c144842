/// A format that says itself what its contents are: NWB by its neurodata types, the folder of suite2p by its files.
/// What such a layout does not recognise is read by the usual names of arrays (`Role`).
protocol KnownLayout {
  /// The recording in a source of this layout, or `nil` when the source is of another one.
  ///
  /// `--map` names arrays and is obeyed by the reading by names: a layout that finds a role mapped there takes the named
  /// array for it, or returns `nil` and leaves the whole source to the reading by names.
  /// - Throws: `RecordingError` when the source is of this layout and cannot be used.
  static func recording(in source: ArraySource, options: ReadingOptions) throws -> Recording?
}

/// The layouts, in the order in which they are asked.
var knownLayouts: [any KnownLayout.Type] {
  [
    CellExplorer.self, TSToolbox.self, MoserTrack.self, GridCellTorusSession.self, FlyBallImaging.self,
    UnreadableMATLAB.self,
  ]
}
