import ArrayFiles
import ArrayNumerics
import FoundationEssentials
import Schema

/// What a simulation of this program leaves: a results folder with its archive, or the archive itself.
///
/// In it `x` and `y` are the axes of the model where nothing moved about, and the positions of an animal where one did.
enum SimulatedSession: FolderLayout {
  static let format = "simulation"
  static let signature = "simulate.npz or .h5"
  private static let archives = ["simulate.npz", "simulate.h5"]

  static func source(in folder: FolderListing) throws -> ArraySource? {
    guard let name = archives.first(where: folder.has) else { return nil }
    return try ArraySource(contentsOf: folder.file(name))
  }

  static func recording(in source: ArraySource, options: ReadingOptions) throws -> Recording? {
    guard let options = withoutAxes(source, options) else { return nil }
    var reading = RecordingReading(source, options, try RoleAssignment(source, options: options))
    return try reading.run()
  }

  static func outline(of source: ArraySource, options: ReadingOptions) throws -> RecordingOutline? {
    guard withoutAxes(source, options) != nil else { return nil }
    return try recording(in: source, options: options).map { RecordingOutline(recording: $0) }
  }

  /// Options that leave the axes of a model out; `nil` for other files and where the user says what is what.
  private static func withoutAxes(_ source: ArraySource, _ options: ReadingOptions) -> ReadingOptions? {
    func length(_ key: String) -> Int? { source.items.first { $0.depth == 1 && $0.key == key }.flatMap { $0.shape.first } }
    // Under another name its cells tell.
    let isSimulation =
      source.url.deletingPathExtension().lastPathComponent == "simulate" || length("cell_places") != nil
    guard isSimulation, let times = length("t") else { return nil }
    let axes = ["x", "y"].filter { key in length(key).map { $0 != times } ?? false && options.map[key] == nil }
    guard !axes.isEmpty, options.map["position"] == nil else { return nil }
    var options = options
    for axis in axes { options.map[axis] = "none" }
    // Without spikes the activity of a ring is what a microscope would see: a signal of each neuron.
    let shape = [times, length("x") ?? 0]
    if axes == ["x"], options.map["roi"] == nil, length("y") == nil, length("spike_times") == nil,
      let activity = ["r", "u"].lazy.compactMap({ key in source.items.first { $0.key == key && $0.shape == shape } }).first
    {
      options.map["roi"] = activity.path
    }
    return options
  }
}
