import ArrayNumerics
import Schema
import Stages

/// A landscape over the axes of a model, frame by frame.
public struct EnergyLandscapeResult: StageResult {
  /// s, of each frame.
  public var times: [Double]
  /// Positions along the axes, rad.
  public var x: [Double]
  /// The second axis of a torus.
  public var y: [Double]?
  /// `[frame, x]` or `[frame, y, x]`, single precision.
  public var activity: DataArray
  /// In the same way; `nil` where it was not looked at.
  public var input: DataArray?
  /// `[frame]`, NaN while there is input and where all is silent; `nil` where the model has no such function.
  public var energy: [Float]?
  /// The monitor that the activity is: u or r.
  public var activityName: String
  /// The name of the model.
  public var model: String
  /// Of x and y: rad, or none for numbers of cells.
  public var placeUnit: String
  /// Looks of the simulation.
  public var total: Int

  public static let fields = Field<EnergyLandscapeResult>.table {
    Field.array("t", \.times, unit: "s", axes: ["frame"], "time of each frame")
    Field.array("x", \.x, unit: .of(\.placeUnit, "rad of the axes"), axes: ["x"], "places of the neurons along x")
    Field.array("y", \.y, unit: .of(\.placeUnit, "rad of the axes"), axes: ["y"], "places of the neurons along y")
    Field.array("activity", \.activity, axes: ["frame", "*"], type: "float32", "synaptic input of every neuron, or its rate")
    Field.array("input", \.input, axes: ["frame", "*"], type: "float32", "stimulus that reaches every neuron")
    Field.array(
      "energy", \.energy, axes: ["frame"],
      "Lyapunov function of the shape of the activity; NaN while there is input, and where all is silent")
    Field.number("activity_is", \.activityName, "the monitor that the activity is")
    Field.number("model", \.model, "the model")
    Field.number("place_unit", \.placeUnit, "unit of x and y; empty for numbers of cells")
    Field.number("frames", \.times.count, "frames")
    Field.number("looks", \.total, "looks of the simulation")
    Field.number("energy_growth", \.energyGrowth, "largest growth of the energy from a frame to the next")
  }

  init(
    times: [Double], x: [Double], y: [Double]?, activity: DataArray, input: DataArray?, energy: [Float]?,
    activityName: String, model: String, placeUnit: String, total: Int
  ) {
    self.times = times
    self.x = x
    self.y = y
    self.activity = activity
    self.input = input
    self.energy = energy
    self.activityName = activityName
    self.model = model
    self.placeUnit = placeUnit
    self.total = total
  }

  public init(from stored: StoredResult<EnergyLandscapeResult>) throws {
    self.init(
      times: try stored[\.times], x: try stored[\.x], y: try stored[\.y], activity: try stored[\.activity],
      input: try stored[\.input], energy: try stored[\.energy], activityName: try stored.number(\.activityName),
      model: try stored.number(\.model), placeUnit: try stored.number(\.placeUnit), total: try stored.number(\.total))
  }

  public var notes: StageNotes { StageNotes() }

  /// The largest growth between neighbouring frames without input, negative where it always falls; `nil` without an energy.
  var energyGrowth: Double? {
    guard let energy else { return nil }
    return zip(energy.dropFirst(), energy).map { Double($0 - $1) }.filter(\.isFinite).max()
  }

  /// Values of one frame.
  var frameSize: Int { activity.shape.dropFirst().reduce(1, *) }
}
