import ArrayNumerics
import Schema
import Stages

/// Fields of all neurons.
public struct FiringFieldResult: StageResult {
  /// `[neuron, y, x]`, NaN where no sample fell.
  public var maps: [Float]
  /// How many there are.
  public var neurons: Int
  /// `[y, x]`
  public var samples: Matrix<Int>
  /// Of the bins.
  public var xEdges: [Double]
  /// Of the bins.
  public var yEdges: [Double]
  /// Of the edges: m of an arena, rad of the axes of a model.
  public var unit: String
  /// The model.
  public var model: String
  /// The monitor that says the place.
  public var over: String
  /// Of a network of several, the first is 1; `nil` for all.
  public var module: Int?

  public static let fields = Field<FiringFieldResult>.table {
    Field.array(
      "maps", \.mapArray, axes: ["cell", "y", "x"], type: "float32",
      "mean rate, row 0 at the smallest y; NaN in a bin without samples")
    Field.array("samples", \.samples, axes: ["y", "x"], "samples in each bin")
    Field.array("x_edges", \.xEdges, unit: .of(\.unit, "m of an arena; rad of the axes"), axes: ["x+1"], "edges along x")
    Field.array("y_edges", \.yEdges, unit: .of(\.unit, "m of an arena; rad of the axes"), axes: ["y+1"], "edges along y")
    Field.number("cells", \.neurons, "neurons")
    Field.number("model", \.model, "the model")
    Field.number("over", \.over, "the monitor that says the place")
    Field.number("module", \.module, "the module of a network of several whose neurons they are; all if it is not there")
    Field.number("place_unit", \.unit, "unit of the edges")
    Field.number("visited_bins", \.visited, "bins with samples")
  }

  init(
    maps: [Float], neurons: Int, samples: Matrix<Int>, xEdges: [Double], yEdges: [Double], unit: String, model: String,
    over: String, module: Int? = nil
  ) {
    self.maps = maps
    self.neurons = neurons
    self.samples = samples
    self.xEdges = xEdges
    self.yEdges = yEdges
    self.unit = unit
    self.model = model
    self.over = over
    self.module = module
  }

  public init(from stored: StoredResult<FiringFieldResult>) throws {
    self.init(
      maps: try stored[\.mapArray].floats ?? [], neurons: try stored.number(\.neurons), samples: try stored[\.samples],
      xEdges: try stored[\.xEdges], yEdges: try stored[\.yEdges], unit: try stored.number(\.unit),
      model: try stored.number(\.model), over: try stored.number(\.over),
      module: try stored.number(\.module))
  }

  private var mapArray: DataArray { DataArray(maps, shape: [neurons, samples.rows, samples.columns]) }
  var visited: Int { samples.elements.count { $0 > 0 } }
  public var notes: StageNotes { StageNotes() }

  /// `[y, x]`
  func map(of neuron: Int) -> Matrix<Double> {
    let size = samples.count
    return Matrix(
      rows: samples.rows, columns: samples.columns, elements: maps[neuron * size..<(neuron + 1) * size].map(Double.init))
  }
}
