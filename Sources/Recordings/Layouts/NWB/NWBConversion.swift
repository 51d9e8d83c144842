import ArrayFiles
import ArrayNumerics
import FoundationEssentials

extension Recording {
  /// Writes the recording as NWB 2: units or spike counts, position, head direction, field potential, ROI signals, epochs and
  /// what is known of the session. The same recording gives the same bytes: ids follow from the content, and the dates are
  /// those of the session.
  ///
  /// - Parameter results: series of an analysis that are written beside the recording.
  /// - Returns: what the format asks for and the recording does not say, and what was written in its place.
  /// - Throws: `FileError` when the file cannot be written.
  @discardableResult
  public func writeNWB(to url: URL, results: [NWBTimeSeries] = []) throws -> [Finding] {
    var findings: [Finding] = []
    let hash = try contentHash(results)
    let start = session?.startTime.flatMap { isDate($0) ? $0 : nil }
    if start == nil {
      findings.append(
        Finding(
          .guessed, "session",
          "the start of the session is not known; \(NWBWriter.unknownStart) stands in its place, and the description says so."))
    }
    let description =
      session?.description.flatMap { $0.isEmpty ? nil : $0 }
      ?? "Converted by canns-analyze from \(source.url.lastPathComponent) (\(source.format))."
    let note = " The start of the session is not known: \(NWBWriter.unknownStart) stands for it."
    let identifier = session?.identifier.flatMap { $0.isEmpty ? nil : $0 }
    if identifier == nil {
      findings.append(Finding(.guessed, "session", "the session has no identifier; it got one from its content."))
    }
    var writer = try NWBWriter(url, contentHash: hash, session: session)
    try writer.root(
      identifier: identifier ?? String(hash.prefix(32)),
      description: start == nil && !description.hasSuffix(note) ? description + note : description,
      start: start ?? NWBWriter.unknownStart)
    switch spikes {
    case .trains(let trains)?: try writer.units(trains)
    case .counts(let matrix, let binWidth, let start)?:
      try writer.counts(matrix, binWidth: binWidth, start: start, cellIDs: cellIDs)
    case nil: break
    }
    if let trajectory, trajectory.x != nil || trajectory.headDirection != nil { try writer.trajectory(trajectory) }
    if let fieldPotential {
      try writer.fieldPotential(fieldPotential)
      if fieldPotential.voltsPerUnit == nil {
        findings.append(
          Finding(
            .guessed, "field potential",
            "NWB wants volts; the numbers of the source, whose unit is not known, were written as they are (the file says so).")
        )
      }
    }
    if let roiSignals {
      try writer.roiSignals(roiSignals)
      findings.append(
        Finding(
          .guessed, "ROI signals",
          "the imaging plane and the masks of the regions are not known; placeholders were written"
            + (roiSignals.clock == nil ? ", and frame numbers in place of times." : ".")))
    }
    if truth != nil {
      findings.append(
        Finding(.warning, "simulated truth", "NWB has no place for it: not written; .npz, .h5 and .mat keep it."))
    }
    if !epochs.isEmpty { try writer.epochs(epochs) }
    try writer.results(results)
    try writer.finish()
    return findings
  }

  /// ISO 8601 with a time of day.
  private func isDate(_ text: String) -> Bool {
    text.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?/) != nil
  }

  /// The SHA-256 of everything that is written.
  private func contentHash(_ results: [NWBTimeSeries]) throws -> String {
    let digest = try SHA256Digest()
    func add(_ text: String) throws { try Array((text + "\n").utf8).withUnsafeBytes { try digest.update($0) } }
    func add(_ values: [Double]?) throws { try (values ?? []).withUnsafeBytes { try digest.update($0) } }
    for text in [session?.identifier, session?.description, session?.startTime, session?.subjectID] {
      try add(text ?? "-")
    }
    for text in session?.further ?? [] { try add(text) }
    switch spikes {
    case .trains(let trains)?:
      for train in trains {
        try add("\(train.id) \(train.count)")
        try add(train.times)
      }
    case .counts(let matrix, let binWidth, let start)?:
      try add("counts \(binWidth) \(start)")
      for id in cellIDs { try add(id) }
      try matrix.elements.withUnsafeBytes { try digest.update($0) }
    case nil: break
    }
    if let trajectory {
      try add("trajectory")
      for values in [trajectory.t, trajectory.x, trajectory.y, trajectory.headDirection] { try add(values) }
    }
    if let roiSignals {
      try add("roi \(roiSignals.rate ?? 0)")
      try roiSignals.matrix.elements.withUnsafeBytes { try digest.update($0) }
      try add(roiSignals.t)
    }
    if let fieldPotential {
      try add("lfp \(fieldPotential.rate) \(fieldPotential.start)")
      try add(fieldPotential.samples)
    }
    for epoch in epochs { try add("\(epoch.name) \(epoch.start) \(epoch.stop)") }
    for result in results {
      try add(result.name + result.unit + result.description)
      try add(result.data.doubles)
      try add(result.timestamps)
    }
    return try digest.finish()
  }
}
