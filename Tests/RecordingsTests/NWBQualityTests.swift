import ArrayFiles
import ArrayNumerics
import Foundation
import Recordings
import TestSupport
import Testing

/// Curation of regions, quality of units, confidence of poses and columns of series in NWB files made here.
@Suite struct NWBQualityTests {
  private let folder: TemporaryFolder
  private let file: URL

  init() throws {
    folder = try TemporaryFolder()
    file = folder.file("made.nwb")
  }

  private func write(_ body: (HDF5Writer) throws -> Void) throws {
    let writer = try HDF5Writer(file)
    try writer.attributes([("neurodata_type", .text("NWBFile")), ("nwb_version", .text("2.7.0"))])
    try body(writer)
    try writer.finish()
  }

  private func type(_ name: String) -> [(String, HDF5Writer.Attribute)] { [("neurodata_type", .text(name))] }

  private func read(_ map: [String: String] = [:], _ change: (inout ReadingOptions) -> Void = { _ in }) throws -> Recording {
    var options = ReadingOptions(map: map)
    change(&options)
    return try RecordingReader.read(url: file, options: options)
  }

  private func problem(_ map: [String: String] = [:]) -> String { failure(file, map: map) }

  // MARK: Regions

  /// Ten frames of four regions, the signal of region r being r, in the order 3, 2, 1, 0 of the table's rows.
  private func writeRegions(_ columns: [(String, DataArray)]) throws {
    try write { writer in
      let table = "/processing/ophys/ImageSegmentation/PlaneSegmentation"
      try writer.group(table, type("PlaneSegmentation"))
      try writer.dataset("\(table)/id", DataArray([0, 1, 2, 3] as [Int64], shape: [4]), type("ElementIdentifiers"))
      for (name, values) in columns { try writer.dataset("\(table)/\(name)", values, type("VectorData")) }
      let series = "/processing/ophys/DfOverF/dff"
      try writer.group("/processing/ophys/DfOverF", type("DfOverF"))
      try writer.group(series, type("RoiResponseSeries"))
      try writer.dataset(
        "\(series)/data", DataArray((0..<40).map { (place: Int) -> Double in Double(3 - place % 4) }, shape: [10, 4]),
        [("unit", .text("n.a."))])
      try writer.dataset("\(series)/starting_time", DataArray([0.0], shape: []), [("rate", .number(10))])
      try writer.dataset(
        "\(series)/rois", DataArray([3, 2, 1, 0] as [Int64], shape: [4]),
        type("DynamicTableRegion") + [("table", .reference(table))])
    }
  }

  private func flags(_ values: [Int64]) -> DataArray { DataArray(values, shape: [values.count]) }

  @Test(arguments: ["Accepted", "accepted", "iscell", "is_cell", "keep", "valid_roi"])
  func acceptedRegionsAreKept(_ name: String) throws {
    try writeRegions([(name, flags([1, 0, 0, 1]))])
    let recording = try read()
    let signals = try #require(recording.roiSignals)
    // Columns 0 and 3, which are the rows 3 and 0 of the table.
    #expect(signals.ids == ["3", "0"] && signals.curation == RegionCuration(kept: [0, 3], of: 4))
    #expect(Array(signals.matrix.row(0)) == [3, 0])
    #expect(signals.rate == 10)
    #expect(recording.says("2 of 4 regions are accepted by"))
    let all = try read(["accepted": "all"])
    #expect(all.roiSignals?.ids == ["3", "2", "1", "0"] && all.roiSignals?.curation == nil)
    #expect(all.says("accepts 2 of 4 regions; all were kept", .warning))
  }

  @Test func rejectedRegionsAreLeftOut() throws {
    try writeRegions([("Rejected", flags([0, 1, 0, 0]))])
    #expect(try read().roiSignals?.ids == ["3", "2", "0"])
    // Neither accepted nor rejected: nobody has decided.
    try writeRegions([("Accepted", flags([1, 0, 0, 0])), ("Rejected", flags([0, 0, 0, 1]))])
    let recording = try read()
    #expect(recording.roiSignals?.ids == ["0"])
    #expect(recording.says("2 of them are neither accepted nor rejected"))
  }

  @Test func suite2psOwnColumnOfTwoIsUnderstood() throws {
    try writeRegions([("iscell", DataArray([1, 0.9, 0, 0.2, 1, 0.8, 0, 0.1], shape: [4, 2]))])
    #expect(try read().roiSignals?.ids == ["2", "0"])
  }

  @Test func withoutADecisionAllAreKept() throws {
    try writeRegions([("Accepted", flags([0, 0, 0, 0])), ("Rejected", flags([0, 0, 0, 0]))])
    #expect(try read().roiSignals?.ids.count == 4)
    try writeRegions([("Accepted", flags([1, 1, 1, 1]))])
    #expect(try read().roiSignals?.ids.count == 4)
    // Numbers that are no flags are no decision.
    try writeRegions([("valid", flags([5, 0, 2, 1]))])
    #expect(try read().roiSignals?.ids.count == 4)
  }

  @Test func contradictionsAreRefused() throws {
    try writeRegions([("Accepted", flags([1, 0, 0, 1])), ("Rejected", flags([1, 1, 0, 0]))])
    #expect(problem().contains("Accepted and Rejected contradict each other: 1 of 4 rows are both, the first the row 0"))
    #expect(problem().contains("--map accepted=all"))
    #expect(problem(["accepted": "all"]).isEmpty)
    try writeRegions([("Rejected", flags([1, 1, 1, 1]))])
    #expect(problem().contains("accept none of the 4 regions"))
    #expect(problem(["accepted": "0.5"]).contains("--map accepted takes 'all'"))
  }

  // MARK: Units

  @Test(arguments: [
    (
      "quality", DataArray(["good", "mua", "noise"]), ["0", "1"],
      ["3 units 'noise': they were left", "3 units 'mua'; they were kept"]
    ),
    ("bc_unitType", DataArray(["GOOD", "NON-SOMA", "GOOD"]), ["0", "1", "2"], ["1 of 3 units 'NON-SOMA'; they were kept"]),
    ("default_qc", DataArray(["pass", "fail", "pass"]), ["0", "1", "2"], ["1 of 3 units 'fail'; they were kept"]),
    ("is_good", DataArray([true, false, true]), ["0", "2"], ["is_good rejects 1 of 3 units: they were left out"]),
    // Flags that a library without truth values writes as words.
    ("is_good", DataArray(["True", "no", "yes"]), ["0", "2"], ["is_good rejects 1 of 3 units: they were left out"]),
    ("exclude", DataArray([0, 0, 1] as [Int64], shape: [3]), ["0", "1"], ["exclude rejects 1 of 3 units"]),
  ])
  func unitsThatAreNoneAreLeftOut(_ column: String, _ values: DataArray, _ cells: [String], _ words: [String]) throws {
    try write { writer in
      try writer.group("/units", type("Units") + [("colnames", .texts([column, "spike_times"]))])
      try writer.dataset("/units/id", flags([0, 1, 2]), type("ElementIdentifiers"))
      try writer.dataset("/units/\(column)", values, type("VectorData"))
      try writer.dataset("/units/spike_times", DataArray([0.1, 0.2, 0.3]), type("VectorData"))
      try writer.dataset("/units/spike_times_index", flags([1, 2, 3]), type("VectorIndex"))
    }
    let recording = try read()
    #expect(recording.cellIDs == cells)
    for part in words { #expect(recording.says(part, .warning)) }
    // Whoever chooses has them all.
    #expect(try read(["accepted": "all"]).cellIDs == ["0", "1", "2"])
    #expect(try read { $0.cells = CellSelection(["2"]) }.cellIDs == ["2"])
  }

  @Test func gradesAndPlacesOfUnitsAreSaid() throws {
    try write { writer in
      let columns = ["isi_violations", "location", "electrodes", "spike_times"]
      try writer.group("/units", type("Units") + [("colnames", .texts(columns))])
      try writer.dataset("/units/id", flags([0, 1, 2]), type("ElementIdentifiers"))
      try writer.dataset("/units/isi_violations", DataArray([0.02, 0.4, 1.2]), type("VectorData"))
      try writer.dataset("/units/location", DataArray(["CA1", "CA1", "CA1"]), type("VectorData"))
      try writer.dataset("/units/electrodes", flags([1, 0, 1]), type("DynamicTableRegion"))
      try writer.dataset("/units/electrodes_index", flags([1, 2, 3]), type("VectorIndex"))
      try writer.dataset("/units/spike_times", DataArray([0.1, 0.2, 0.3]), type("VectorData"))
      try writer.dataset("/units/spike_times_index", flags([1, 2, 3]), type("VectorIndex"))
      let electrodes = "/general/extracellular_ephys/electrodes"
      try writer.group(electrodes, type("DynamicTable") + [("colnames", .texts(["location"]))])
      try writer.dataset("\(electrodes)/id", flags([0, 1]), type("ElementIdentifiers"))
      try writer.dataset("\(electrodes)/location", DataArray(["MEC", "CA1"]), type("VectorData"))
    }
    let recording = try read()
    #expect(recording.cellIDs == ["0", "1", "2"])
    #expect(recording.says("isi_violations (0.02 to 1.2) grades the cells and was not used", .warning))
    #expect(recording.says("'electrodes/location' says that the cells are of 2 kinds ('CA1' 2, 'MEC' 1)", .warning))
    #expect(!recording.says("'location' says", .warning))
    #expect(!(try read { $0.cells = CellSelection(["1"]) }.says("grades", .warning)))
  }

  @Test func invalidTimesKeepTheirNameUnderAnyTagAndFormat() throws {
    try write { writer in
      try writer.group("/units", type("Units") + [("colnames", .texts(["spike_times"]))])
      try writer.dataset("/units/id", flags([0]), type("ElementIdentifiers"))
      try writer.dataset("/units/spike_times", DataArray([0.1, 0.2, 0.3]), type("VectorData"))
      try writer.dataset("/units/spike_times_index", flags([3]), type("VectorIndex"))
      let table = "/intervals/invalid_times"
      try writer.group(table, type("TimeIntervals") + [("colnames", .texts(["start_time", "stop_time", "label"]))])
      try writer.dataset("\(table)/id", flags([0, 1]), type("ElementIdentifiers"))
      try writer.dataset("\(table)/start_time", DataArray([0.15, 0.25]), type("VectorData"))
      try writer.dataset("\(table)/stop_time", DataArray([0.2, 0.5]), type("VectorData"))
      try writer.dataset("\(table)/label", DataArray(["chewing", "cable"]), type("VectorData"))
    }
    let expected = [Epoch(name: "invalid_times", start: 0.15, stop: 0.2), Epoch(name: "invalid_times", start: 0.25, stop: 0.5)]
    let recording = try read()
    #expect(recording.invalidTimes == expected)
    #expect(recording.says("calls 2 stretches, 0.3 s in all, invalid: they are left out", .warning))
    for name in ["out.npz", "out.nwb"] {
      try recording.write(to: folder.file(name))
      #expect(try RecordingReader.read(url: folder.file(name)).invalidTimes == expected)
    }
  }

  // MARK: Poses

  /// 100 samples at 20 Hz of a nose at x = 0, 1, … and y = 2x pixels, and of a tail 10 pixels to the left.
  private func writePoses(
    confidence: [Double], unit: String = "pixels", software: String = "DeepLabCut", columns: Int = 2
  ) throws {
    try write { writer in
      let group = "/processing/behavior/PoseEstimation"
      try writer.group(group, type("PoseEstimation"))
      try writer.dataset("\(group)/source_software", DataArray([software], shape: []))
      for (part, shift) in [("nose", 0.0), ("tail", -10)] {
        let series = "\(group)/\(part)"
        try writer.group(series, type("PoseEstimationSeries"))
        let values = (0..<100).flatMap { (row: Int) -> [Double] in
          let point: [Double] = [Double(row) + shift, Double(2 * row), 7]
          return Array(point.prefix(columns))
        }
        try writer.dataset("\(series)/data", DataArray(values, shape: [100, columns]), [("unit", .text(unit))])
        try writer.dataset("\(series)/timestamps", DataArray((0..<100).map { (row: Int) -> Double in 5 + Double(row) / 20 }))
        let sure = part == "nose" ? confidence : [Double](repeating: 0.95, count: 100)
        try writer.dataset("\(series)/confidence", DataArray(sure))
      }
    }
  }

  /// 0.99, and 0.1 in every fourth sample.
  private var mixed: [Double] { (0..<100).map { $0 % 4 == 0 ? 0.1 : 0.99 } }

  @Test func pointsOfLowConfidenceAreLost() throws {
    try writePoses(confidence: mixed)
    let recording = try read { options in
      options.positionUnit = .pixel(metresPerPixel: 0.01)
      options.poses.bodyPart = "nose"
    }
    let trajectory = try #require(recording.trajectory)
    #expect(trajectory.t.first == 5 && trajectory.t.count == 100)
    #expect(trajectory.x?.count { $0.isNaN } == 25)
    #expect(abs((trajectory.x?[3] ?? 0) - 0.03) < 1e-12 && abs((trajectory.y?[3] ?? 0) - 0.06) < 1e-12)
    #expect(recording.says("25 of 100 points of nose are less likely than 0.9"))
    let lower = try read { options in
      options.positionUnit = .pixel(metresPerPixel: 0.01)
      options.poses = PoseOptions(bodyPart: "nose", minimumLikelihood: 0.05)
    }
    #expect(lower.trajectory?.x?.count { $0.isNaN } == 0)
  }

  @Test func theBestTrackedPartIsTakenAndMarkersGiveTheDirection() throws {
    try writePoses(confidence: mixed)
    let best = try read { $0.positionUnit = .pixel(metresPerPixel: 0.01) }
    #expect(abs((best.trajectory?.x?[20] ?? 0) - 0.1) < 1e-12)
    #expect(best.says("tail was taken", .guessed))
    // The series that --map chooses is taken, with its confidence.
    let chosen = try read(["position": "/processing/behavior/PoseEstimation/nose"]) {
      $0.positionUnit = .pixel(metresPerPixel: 0.01)
    }
    #expect(chosen.trajectory?.x?.count { $0.isNaN } == 25)
    let markers = try read { options in
      options.positionUnit = .pixel(metresPerPixel: 0.01)
      options.poses = PoseOptions(headMarkers: ("nose", "tail"))
    }
    #expect(markers.trajectory?.headDirection?[1] == 0)
    #expect(markers.trajectory?.headDirection?.count { $0.isNaN } == 25)
  }

  @Test func pixelsNeedTheirLength() throws {
    try writePoses(confidence: mixed)
    #expect(problem().contains("--position-unit px:METRES_PER_PIXEL"))
    try writePoses(confidence: mixed, unit: "cm", columns: 3)
    #expect(abs((try read().trajectory?.y?[20] ?? 0) - 0.4) < 1e-12)
  }

  @Test func scoresThatAreNoProbabilitiesAreNoThreshold() throws {
    try writePoses(confidence: mixed, software: "SLEAP")
    let recording = try read { options in
      options.positionUnit = .pixel(metresPerPixel: 0.01)
      options.poses.bodyPart = "nose"
    }
    #expect(recording.trajectory?.x?.count { $0.isNaN } == 0)
    #expect(recording.says("25 of 100 points of nose have a score below 0.3", .warning))
    try writePoses(confidence: [0.5])
    #expect(problem().contains("a number for each of 100 points was expected"))
  }

  @Test(.enabled(if: fieldReport("19-nwb-pose-confidence/pose.nwb") != nil)) func thePosesOfAReport() throws {
    let file = try #require(fieldReport("19-nwb-pose-confidence/pose.nwb"))
    let recording = try RecordingReader.read(
      url: file, options: ReadingOptions(positionUnit: .pixel(metresPerPixel: 0.002)))
    #expect(recording.trajectory?.x?.count { $0.isNaN } == 363)
    let range = try #require(recording.trajectory?.x?.filter(\.isFinite).max())
    #expect(range < 0.86)
  }

  // MARK: Columns

  @Test func columnsOfASeriesAreChosenByNumber() throws {
    try write { writer in
      try writer.group("/processing/behavior/Position", type("Position"))
      try writer.group("/processing/behavior/Position/xy", type("SpatialSeries"))
      let values = (0..<40).flatMap { (row: Int) -> [Double] in [Double(row), 100, 1, Double(2 * row)] }
      try writer.dataset(
        "/processing/behavior/Position/xy/data", DataArray(values, shape: [40, 4]), [("unit", .text("cm"))])
      let times = (0..<40).map { (row: Int) -> Double in Double(row) / 10 }
      try writer.dataset("/processing/behavior/Position/xy/timestamps", DataArray(times))
    }
    #expect(problem().contains("--map 'x=/processing/behavior/Position/xy[0],y=/processing/behavior/Position/xy[1]'"))
    let path = "/processing/behavior/Position/xy"
    let recording = try read(["x": "\(path)[3]", "y": "\(path)[0]"])
    #expect(recording.trajectory?.x?[5] == 0.1 && recording.trajectory?.y?[5] == 0.05)
    #expect(recording.says("column 3 of the 4"))
    #expect(problem(["x": "\(path)[4]", "y": "\(path)[0]"]).contains("--map 'x=\(path)[0]'"))
    #expect(problem(["x": path, "y": "\(path)[0]"]).contains("it is (40, 4)"))
  }

  // MARK: Observation

  /// Two units with spikes from 0 to 90 s, observed where `intervals` say.
  private func writeObserved(_ intervals: [[(Double, Double)]]) throws {
    try write { writer in
      try writer.group("/units", type("Units") + [("colnames", .texts(["spike_times", "obs_intervals"]))])
      try writer.dataset("/units/id", DataArray([0, 1] as [Int64], shape: [2]), type("ElementIdentifiers"))
      let times = (0...90).map { Double($0) }
      try writer.dataset("/units/spike_times", DataArray(times + times), type("VectorData"))
      try writer.dataset(
        "/units/spike_times_index", DataArray([91, 182] as [Int64], shape: [2]),
        type("VectorIndex") + [("target", .reference("/units/spike_times"))])
      let all = intervals.flatMap { $0 }
      try writer.dataset(
        "/units/obs_intervals", DataArray(all.flatMap { [$0.0, $0.1] }, shape: [all.count, 2]), type("VectorData"))
      try writer.dataset(
        "/units/obs_intervals_index", DataArray([intervals[0].count, all.count].map(Int64.init), shape: [2]),
        type("VectorIndex") + [("target", .reference("/units/obs_intervals"))])
    }
  }

  @Test func timeInWhichNoUnitWasObservedIsInvalid() throws {
    try writeObserved([[(20, 40), (50, 60)], [(20, 40), (50, 60)]])
    let recording = try read()
    #expect(recording.invalidTimes.map(\.start) == [0, 40, 60] && recording.invalidTimes.map(\.stop) == [20, 50, 90])
    #expect(recording.says(.warning, "units", "the other 60 s are left out"))
    try writeObserved([[(0, 90)], [(0, 90)]])
    #expect(try read().invalidTimes.isEmpty && !read().says(.warning, "units", "observed"))
    try writeObserved([[(0, 90)], [(20, 40)]])
    let partial = try read()
    #expect(partial.invalidTimes.isEmpty && partial.says(.warning, "units", "1 of 2 units were observed for a part"))
  }

  // MARK: Series of no type of their own

  @Test func aTimeSeriesMayBeADirectionOrAPositionByItsName() throws {
    let t = (0..<40).map { Double($0) / 10 }
    func write(_ name: String, _ unit: String, _ data: DataArray, type: String = "TimeSeries") throws {
      try self.write { writer in
        let path = "/processing/behavior/\(name)"
        try writer.group(path, self.type(type))
        try writer.dataset("\(path)/data", data, [("unit", .text(unit))])
        try writer.dataset("\(path)/timestamps", DataArray(t))
      }
    }
    let degrees = t.map { 30 + 5 * $0 }
    for name in ["head_direction", "HeadDirection", "hd"] {
      try write(name, "degrees", DataArray(degrees))
      let recording = try read()
      #expect(zip(recording.trajectory?.headDirection ?? [], degrees).allSatisfy { abs($0 - $1 * .pi / 180) < 1e-12 })
      #expect(recording.trajectory?.headDirection?.count == 40)
      #expect(recording.says(.guessed, "head direction", "is a TimeSeries"))
    }
    try write("position", "cm", DataArray(t.flatMap { [10 + $0, 20 - $0] }, shape: [40, 2]))
    #expect(try abs((read().trajectory?.y?[30] ?? 0) - 0.17) < 1e-12)
    // A speed is none, and other names are not guessed at.
    try write("heading", "rad/s", DataArray(degrees))
    #expect(problem().contains("holds no units"))
    try write("pupil", "degrees", DataArray(degrees))
    #expect(problem().contains("holds no units"))
  }
}
