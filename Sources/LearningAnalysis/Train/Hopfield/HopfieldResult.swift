import ArrayNumerics
import LearningModels
import Schema
import Stages

/// What a memory holds and what became of its recalls.
public struct HopfieldResult: StageResult {
  /// W, `[neuron, neuron]`, where it was asked for or is small.
  public var weights: Matrix<Float>?
  /// x_p, `[pattern, neuron]`.
  public var weightPatterns: Matrix<Double>
  /// c_p.
  public var weightFactors: [Double]
  /// d.
  public var weightDiagonal: [Double]
  /// `[pattern]`.
  public var names: [String]
  /// Rows and columns of a picture; empty for other patterns.
  public var pictureShape: [Int]
  /// `[recall, neuron]`.
  public var input: Matrix<Float>
  /// `[recall, neuron]`.
  public var recalled: Matrix<Float>
  /// `[recall, neuron]`.
  public var target: Matrix<Float>
  /// `[step, recall]`; what settled before the last step stays where it is.
  public var recallEnergy: Matrix<Double>
  /// `[step, recall]`.
  public var overlap: Matrix<Double>
  /// `[recall, pattern]`.
  public var patternOverlap: Matrix<Double>
  /// `[recall]`.
  public var steps: [Int]
  /// `[recall]`.
  public var outcomes: [String]
  /// `[pattern]`.
  public var patternEnergy: [Double]
  /// `[pattern]`.
  public var margins: [Double]
  /// `[pattern]`.
  public var crosstalk: [Double]
  /// `[pattern]`.
  public var unstableNeurons: [Int]
  /// How far patterns may be spoilt.
  public var basin: BasinTable?
  /// Where random states end.
  public var attractors: AttractorTable?
  /// What unlearning did.
  public var unlearning: UnlearningTable?
  /// How much random networks hold.
  public var capacity: CapacityTable?
  public var notes: StageNotes

  public static let fields = Field<HopfieldResult>.table {
    Field.array("weights", \.weights, axes: ["neuron", "neuron"], "weights, where they were asked for or up to 1024 neurons")
    Field.array(
      "weight_patterns", \.weightPatterns, axes: ["memory", "neuron"],
      "centred patterns x that the weights are made of: W = sum of factor x x' + diagonal")
    Field.array("weight_factors", \.weightFactors, axes: ["memory"], "factor of each; below 0 for what was unlearned")
    Field.array("weight_diagonal", \.weightDiagonal, axes: ["neuron"], "what is added to the diagonal of the sum")
    Field.array("pattern_names", \.names, axes: ["pattern"], "name of each pattern")
    Field.array("picture_shape", \.pictureShape, "rows and columns of a picture; empty for other patterns")
    Field.array("input", \.input, axes: ["recall", "neuron"], "states that recalls began with")
    Field.array("recalled", \.recalled, axes: ["recall", "neuron"], "states that they ended with")
    Field.array("target", \.target, axes: ["recall", "neuron"], "patterns that were meant")
    Field.array("energy", \.energy, axes: ["step"], "energy before the first step and after each, mean of the recalls")
    Field.array("recall_energy", \.recallEnergy, axes: ["step", "recall"], "the same of each recall")
    Field.array("overlap", \.overlap, axes: ["step", "recall"], "overlap with the pattern that was meant")
    Field.array("pattern_overlap", \.patternOverlap, axes: ["recall", "pattern"], "overlap of each end with every pattern")
    Field.array("steps", \.steps, axes: ["recall"], "steps that were made")
    Field.array("outcome", \.outcomes, axes: ["recall"], "fixed point, cycle of two, or not settled")
    Field.array("pattern_energy", \.patternEnergy, axes: ["pattern"], "energy of each pattern")
    Field.array(
      "margin", \.margins, axes: ["pattern"], "smallest margin of a neuron, field times state over length of its weights")
    Field.array("crosstalk", \.crosstalk, axes: ["pattern"], "what other patterns add to the field, over what its own adds")
    Field.array("unstable_neurons", \.unstableNeurons, axes: ["pattern"], "neurons that the first step changes")
    Field.part(\.basin)
    Field.part(\.attractors)
    Field.part(\.unlearning)
    Field.part(\.capacity)
    Field.number("neurons", \.neurons, "neurons")
    Field.number("patterns", \.patternCount, "patterns that were stored")
    Field.number("load", \.load, "patterns for each neuron")
    Field.number("capacity_mean_field", \.meanFieldCapacity, "random patterns that so many neurons hold, 0.138 n")
    Field.number("capacity_error_free", \.errorFreeCapacity, "those that they hold without an error, n / (4 ln n)")
    Field.number("recalled_patterns", \.recalledCount, "recalls that ended with an overlap above 0.97")
    Field.number("mean_overlap", \.meanOverlap, "mean overlap at the end")
    Field.number("fixed_points", \.fixedPoints, "recalls that ended in a fixed point")
    Field.number("two_cycles", \.twoCycles, "recalls that ended in a cycle of two")
  }

  public init(from stored: StoredResult<HopfieldResult>) throws {
    weights = try stored[\.weights]
    weightPatterns = try stored[\.weightPatterns]
    weightFactors = try stored[\.weightFactors]
    weightDiagonal = try stored[\.weightDiagonal]
    names = try stored[\.names]
    pictureShape = try stored[\.pictureShape]
    input = try stored[\.input]
    recalled = try stored[\.recalled]
    target = try stored[\.target]
    recallEnergy = try stored[\.recallEnergy]
    overlap = try stored[\.overlap]
    patternOverlap = try stored[\.patternOverlap]
    steps = try stored[\.steps]
    outcomes = try stored[\.outcomes]
    patternEnergy = try stored[\.patternEnergy]
    margins = try stored[\.margins]
    crosstalk = try stored[\.crosstalk]
    unstableNeurons = try stored[\.unstableNeurons]
    basin = try BasinTable(from: stored.fields.part(BasinTable.self))
    attractors = try AttractorTable(from: stored.fields.part(AttractorTable.self))
    unlearning = try UnlearningTable(from: stored.fields.part(UnlearningTable.self))
    capacity = try CapacityTable(from: stored.fields.part(CapacityTable.self))
    notes = stored.notes
    guard pictureShape.isEmpty || (pictureShape.count == 2 && pictureShape[0] * pictureShape[1] == neurons) else {
      throw FieldError.unfit("'picture_shape' does not fit the \(neurons) neurons")
    }
  }
}

extension HopfieldResult {
  init(_ network: HopfieldNetwork, set: PatternSet, recalls: HopfieldRecalls, parameters: HopfieldParameters) {
    let longest = (recalls.recalls.map(\.energy.count).max() ?? 1)
    func steps(_ values: (Recall) -> [Double]) -> Matrix<Double> {
      Matrix(
        rows: longest, columns: recalls.recalls.count,
        elements: (0..<longest).flatMap { step in
          recalls.recalls.map { recall in
            let own = values(recall)
            // A cycle of two goes on as it does; what rests stays.
            let back = recall.outcome == .twoCycle ? (step - own.count + 1) % 2 : 0
            return step < own.count ? own[step] : own[own.count - 1 - back]
          }
        })
    }
    let weights = network.weights
    (weightFactors, weightDiagonal, names) = (weights.coefficients, weights.diagonal, set.names)
    weightPatterns = Matrix(rows: weights.count, columns: weights.neurons, elements: weights.patterns)
    pictureShape = set.shape.map { [$0.rows, $0.columns] } ?? []
    (input, target) = (recalls.inputs.map(Float.init), recalls.targets.map(Float.init))
    recalled = Matrix(
      rows: recalls.recalls.count, columns: network.neurons,
      elements: recalls.recalls.flatMap { $0.state.map(Float.init) })
    recallEnergy = steps(\.energy)
    overlap = steps(\.overlap)
    patternOverlap = Matrix(
      rows: recalls.recalls.count, columns: set.values.rows,
      elements: recalls.recalls.flatMap { recall in
        (0..<set.values.rows).map { HopfieldNetwork.overlap(recall.state, Array(set.values.row($0))) }
      })
    self.steps = recalls.recalls.map(\.steps)
    outcomes = recalls.recalls.map(\.outcome.rawValue)
    patternEnergy = (0..<set.values.rows).map {
      network.energy(of: Array(set.values.row($0)), withEntropy: parameters.compat == .none)
    }
    (margins, crosstalk, unstableNeurons) = ([], [], [])
    notes = StageNotes()
    if let stability = try? PatternStability(network, patterns: set.values) {
      (margins, crosstalk, unstableNeurons) = (stability.margins, stability.crosstalk, stability.unstableNeurons)
    }
    notes = StageNotes(warnings: Self.warnings(set, parameters: parameters))
  }

  private static func warnings(_ set: PatternSet, parameters: HopfieldParameters) -> [String] {
    let (count, neurons) = (set.values.rows, set.values.columns)
    let capacity = HopfieldCapacity.meanField(neurons: neurons)
    var warnings: [String] = []
    if Double(count) > capacity {
      warnings.append(
        sentence {
          "\(counted(count, "pattern")) are more than the \(formatted(capacity, digits: 3)) random ones that \(neurons) "
          "neurons hold (0.138 n); recalls may end elsewhere."
        })
    }
    let distinct = Set((0..<count).map { Array(set.values.row($0)) }).count
    if distinct < count { warnings.append("\(count - distinct) of the \(count) patterns are equal to an earlier one.") }
    if parameters.activation == .sigmoid {
      warnings.append("Sigmoid neurons are between 0 and 1, and overlaps with patterns of -1 and 1 stay below 1.")
    }
    return warnings
  }

  /// Mean of the recalls, `[step]`.
  var energy: [Double] {
    (0..<recallEnergy.rows).map { recallEnergy.row($0).reduce(0, +) / Double(max(1, recallEnergy.columns)) }
  }
  var neurons: Int { input.columns }
  var patternCount: Int { names.count }
  var load: Double { Double(names.count) / Double(max(1, neurons)) }
  var meanFieldCapacity: Double { HopfieldCapacity.meanField(neurons: neurons) }
  var errorFreeCapacity: Double { HopfieldCapacity.errorFree(neurons: neurons) }
  /// Of each recall.
  var ends: [Double] { overlap.rows > 0 ? Array(overlap.row(overlap.rows - 1)) : [] }
  var recalledCount: Int { ends.count { $0 > BasinCurve.recalledOverlap } }
  var meanOverlap: Double { ends.reduce(0, +) / Double(max(1, ends.count)) }
  var fixedPoints: Int { outcomes.count { $0 == RecallOutcome.fixedPoint.rawValue } }
  var twoCycles: Int { outcomes.count { $0 == RecallOutcome.twoCycle.rawValue } }
}
