import Schema

/// How a simulation was made, as its record keeps it.
public struct SimulationFacts: FieldTable, Equatable {
  /// The name of the model.
  public var model: String
  /// What it is.
  public var title: String
  /// The name of the task.
  public var task: String
  /// As a file calls it.
  public var integrator: String
  /// A step, in the model's unit of time.
  public var step: Double
  /// One unit of the model's time, s.
  public var secondsPerUnit: Double
  /// How many there were.
  public var steps: Int
  /// How many there are.
  public var neurons: Int
  /// Axes of the model.
  public var dimensions: Int
  /// joined, doubled or open.
  public var ends: String
  /// Of the axes; `nil` where they are not closed.
  public var circumference: Double?
  /// Once round each axis; 0 of one that is open. `nil` of results that do not say.
  public var circumferences: [Double]?
  /// `name=value` of each parameter of the model.
  public var parameters: [String]
  /// `name=value` of what decides the path of an animal; empty without one.
  public var path: [String]
  /// Neurons whose spikes were drawn; `nil` where none were.
  public var cells: Int?
  /// Drawn altogether.
  public var spikes: Int?
  /// Hz of one unit of rate.
  public var spikeScale: Double?

  /// How long it lasted, s.
  public var duration: Double { Double(steps) * step * secondsPerUnit }

  public static let fields = Field<SimulationFacts>.table {
    Field.number("model", \.model, "the model")
    Field.number("model_title", \.title, "what it is")
    Field.number("task", \.task, "what it was to do")
    Field.number("integrator", \.integrator, "how its equations were integrated")
    Field.number("dt", \.step, "a step, in the model's unit of time")
    Field.number("unit_s", \.secondsPerUnit, "one unit of the model's time")
    Field.number("steps", \.steps, "steps")
    Field.number("duration_s", \.duration, "how long it lasted")
    Field.number("neurons", \.neurons, "neurons")
    Field.number("dimensions", \.dimensions, "axes of the model")
    Field.number("grid_ends", \.ends, "joined, doubled: both ends of an axis are neurons, or open")
    Field.number("circumference", \.circumference, "once round an axis")
    Field.number("axis_circumferences", \.circumferences, "once round each axis; 0 of one that is open")
    Field.number("model_parameters", \.parameters, "parameters of the model")
    Field.number("path_parameters", \.path, "what decides the path of an animal")
    Field.number("cells", \.cells, "neurons whose spikes were drawn")
    Field.number("spikes", \.spikes, "spikes that were drawn")
    Field.number("spike_scale", \.spikeScale, "spikes per second of one unit of rate")
  }

  init(from fields: FieldReader<SimulationFacts>) throws {
    self.init(
      model: try fields.number(\.model), title: try fields.number(\.title), task: try fields.number(\.task),
      integrator: try fields.number(\.integrator), step: try fields.number(\.step),
      secondsPerUnit: try fields.number(\.secondsPerUnit), steps: try fields.number(\.steps),
      neurons: try fields.number(\.neurons), dimensions: try fields.number(\.dimensions), ends: try fields.number(\.ends),
      circumference: try fields.number(\.circumference), circumferences: try fields.number(\.circumferences),
      parameters: try fields.number(\.parameters),
      path: try fields.number(\.path),
      cells: try fields.number(\.cells), spikes: try fields.number(\.spikes), spikeScale: try fields.number(\.spikeScale))
  }

  init(
    model: String, title: String, task: String, integrator: String, step: Double, secondsPerUnit: Double, steps: Int,
    neurons: Int, dimensions: Int, ends: String, circumference: Double?, circumferences: [Double]? = nil,
    parameters: [String], path: [String], cells: Int?, spikes: Int?, spikeScale: Double?
  ) {
    self.model = model
    self.title = title
    self.task = task
    self.integrator = integrator
    self.step = step
    self.secondsPerUnit = secondsPerUnit
    self.steps = steps
    self.neurons = neurons
    self.dimensions = dimensions
    self.ends = ends
    self.circumference = circumference
    self.circumferences = circumferences
    self.parameters = parameters
    self.path = path
    self.cells = cells
    self.spikes = spikes
    self.spikeScale = spikeScale
  }

  /// Whether places of the axes are angles: once round is 2π.
  var isAngular: Bool { circumference.map { abs($0 - 2 * .pi) < 1e-9 } ?? false }

  /// Once round an axis; `nil` of one that is open.
  func circumference(ofAxis axis: Int) -> Double? {
    guard let circumferences, axis < circumferences.count else { return circumference }
    return circumferences[axis] > 0 ? circumferences[axis] : nil
  }

  /// The value of a parameter of the model; `nil` where it has none of the name, or one that is no number.
  func parameter(_ name: String) -> Double? {
    parameters.first { $0.hasPrefix("\(name)=") }.flatMap { Double($0.dropFirst(name.count + 1)) }
  }
}
