import ArrayNumerics
import Plotting
import PopulationActivity
import Schema
import Stages

/// A stage: how many spikes of each cell follow another within some bins, with a figure of its own.
enum Bursts: Stage {
  typealias Input = Results<Embedding>
  static let figure = FigureKind<BurstOptions>("index", about: "burst index of each cell")
  static let figureKinds = [AnyFigureKind(figure)]
  static let description = StageDescription(
    key: "bursts", group: .cells, title: "Bursts", summary: "spikes that follow another at once",
    purpose: "Counts for each cell the bins with a spike after a bin with one.", example: "outside bursts results")

  struct Parameters: ParameterTable {
    var reach = 1
    static let parameters: [Parameter<Parameters>] = [
      Parameter("reach", \.reach, unit: "bins", help: "how far back a spike is looked for")
    ]
    func validate() throws {
      if reach < 1 { throw ParameterError.invalid(name: "reach", reason: "\(reach) is not at least 1.") }
    }
  }

  struct Result: StageResult {
    var index: [Double]
    var cellIDs: [String]
    var notes = StageNotes()
    static let fields = Field<Result>.table {
      Field.array("burst_index", \.index, axes: ["cell"], "share of the spikes that follow another")
      Field.array("cell_ids", \.cellIDs, axes: ["cell"], "identifier of each cell")
      Field.number("median_index", \.median, "median of the burst index")
    }
    var median: Double { ArrayNumerics.median(index.filter(\.isFinite)) }
  }

  static func run(_ input: consuming Input, parameters: Parameters, context: RunContext) throws -> Result {
    let embedding = input.values
    let counts = try embedding.spikeCounts()
    let index = (0..<counts.columns).map { cell in
      let bins = (0..<counts.rows).filter { counts[$0, cell] > 0 }
      let following = bins.count { bin in (1...parameters.reach).contains { bin >= $0 && counts[bin - $0, cell] > 0 } }
      return bins.isEmpty ? .nan : Double(following) / Double(bins.count)
    }
    return Result(index: index, cellIDs: embedding.cellIDs)
  }

  static func headline(_ result: Result, parameters: Parameters) -> String {
    "Median burst index \(formatted(result.median)) of \(counted(result.index.count, "cell"))."
  }
  static func methods(_ parameters: Parameters, result: Result) -> String {
    "The burst index is the share of bins with a spike that follow one within \(parameters.reach)."
  }
  static func figures(_ result: Result, parameters: Parameters, pen: FigurePen) throws -> [NamedFigure] {
    [NamedFigure(figure, burstFigure(result.index, options: try pen[figure]), caption: "Burst index of each cell.")]
  }
}

extension Bursts.Result {
  init(from stored: StoredResult<Self>) throws {
    self.init(index: try stored[\.index], cellIDs: try stored[\.cellIDs], notes: stored.notes)
  }
}

/// A figure with an option of its own.
struct BurstOptions: FigureOptions {
  var frame = FigureFrame()
  var isSorted = true
  static let parameters: [Parameter<BurstOptions>] =
    [Parameter("sorted", \.isSorted, help: "largest first")] + frameParameters(.xLabel, .yLabel)
}

func burstFigure(_ index: [Double], options: BurstOptions) -> Figure {
  let values = options.isSorted ? index.sorted(by: >) : index
  let bars = BarsMark(edges: (0...values.count).map(Double.init), heights: values)
  return Figure(
    name: "bursts",
    panels: [
      Panel(
        x: Axis(options.frame.xLabel ?? "Cell"), y: Axis(options.frame.yLabel ?? "Burst index"), marks: [.bars(bars)])
    ], altText: "Burst index of \(values.count) cells."
  ).framed(options.frame)
}
