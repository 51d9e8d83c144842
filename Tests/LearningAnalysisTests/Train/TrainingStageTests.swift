import ArrayFiles
import ArrayNumerics
import Foundation
import LearningAnalysis
import LearningModels
import Schema
import Stages
import TestSupport
import Testing

struct TrainingStageTests {
  private let file = FileInput(URL(fileURLWithPath: "train.yaml"))

  private func memory(threads: Int = 1, _ change: (inout HopfieldParameters) -> Void) throws -> HopfieldResult {
    var parameters = HopfieldParameters()
    change(&parameters)
    try parameters.validate()
    return try HopfieldTraining.run(
      file, parameters: parameters, context: RunContext(work: Work(threads: threads), seed: 3))
  }

  @Test func thePicturesAreRecalledFromThirtyPercentOfNoise() throws {
    let result = try memory { $0.size = 128 }
    #expect(result.recalled.rows == 4 && result.recalled.columns == 16_384 && result.weights == nil)
    for row in 0..<4 {
      #expect(abs(result.overlap[0, row] - 0.4) < 0.03)
      #expect(result.overlap[result.overlap.rows - 1, row] > 0.97)
      #expect(result.outcomes[row] == "fixed point")
    }
    // The energy of a step is that of its state, and the weights are what the factors say.
    let energies = result.recallEnergy
    for row in 0..<4 { #expect(energies[energies.rows - 1, row] < energies[0, row]) }
    #expect(result.weightPatterns.rows == 4 && result.weightFactors == [0.25, 0.25, 0.25, 0.25])
  }

  @Test func theFactorsGiveTheMatrix() throws {
    let result = try memory {
      ($0.patterns, $0.count, $0.neurons, $0.noise) = (["random"], 5, 60, 0.1)
    }
    let weights = try #require(result.weights)
    for i in 0..<60 {
      for j in 0..<60 {
        var sum = i == j ? result.weightDiagonal[i] : 0
        for p in 0..<5 { sum += result.weightFactors[p] * result.weightPatterns[p, i] * result.weightPatterns[p, j] }
        #expect(abs(Double(weights[i, j]) - sum) < 1e-6)
      }
    }
  }

  @Test func moreThanItHoldsIsWarnedOfWithTheNumber() throws {
    let result = try memory { ($0.patterns, $0.count, $0.neurons) = (["random"], 30, 100) }
    #expect(result.notes.warnings.contains { $0.contains("30 patterns") && $0.contains("13.8") })
    #expect(try memory { ($0.patterns, $0.count, $0.neurons) = (["random"], 5, 100) }.notes.warnings.isEmpty)
  }

  @Test func everyNumberOfThreadsGivesTheSame() throws {
    let change: (inout HopfieldParameters) -> Void = {
      ($0.patterns, $0.count, $0.neurons, $0.noise) = (["random"], 6, 80, 0.2)
      ($0.basinTrials, $0.attractorStarts, $0.unlearning) = (3, 20, 10)
    }
    let (one, three) = (try memory(threads: 1, change), try memory(threads: 3, change))
    for (a, b) in zip(one.storedFields, three.storedFields) {
      switch (a.content, b.content) {
      case (.array(let first), .array(let second)): #expect(first == second, "\(a.information.key)")
      default: #expect(a.content.number?.compactText == b.content.number?.compactText, "\(a.information.key)")
      }
    }
  }

  /// A pattern recalled from itself by the rules of canns: 20 steps, whatever happens.
  @Test func compatGoesOnToTheLastStep() throws {
    let result = try memory {
      ($0.patterns, $0.count, $0.neurons, $0.noise, $0.compat) = (["random"], 2, 50, 0.1, .canns)
    }
    #expect(result.recallEnergy.rows == 21 && result.outcomes.allSatisfy { $0 == "not settled" })
  }

  @Test func sangerIsWithinADegree() throws {
    let parameters = ComponentParameters()
    let result = try SangerTraining.run(file, parameters: parameters, context: RunContext(seed: 1))
    let angles = try #require(result.angles)
    #expect(angles.rows == 40 && (0..<4).allSatisfy { angles[39, $0] < 1 } && result.components == [0, 1, 2, 3])
    #expect((result.gaps ?? []).allSatisfy { $0 > 0.3 } && result.eigenvalues.count == 8)
    let last = try AntiHebbianTraining.run(file, parameters: parameters, context: RunContext(seed: 1))
    #expect(last.components == [7, 7, 7, 7] && (0..<4).allSatisfy { last.angles?[39, $0] ?? 90 < 1 })
  }

  /// The golden numbers of canns come through the stage when the file asks for its way.
  @Test func compatGivesOnePassOverTheInputsAsTheyAre() throws {
    let folder = try TemporaryFolder()
    let url = folder.url.appendingPathComponent("x.npy")
    let patterns: [Double] = [1, 0.5, -0.2, 0.3, -0.4, 0.9, -0.6, 0.8, 0.1, 0.2, 0.2, -1]
    try NPYFile.write(DataArray(patterns, shape: [4, 3]), to: url)
    var parameters = ComponentParameters()
    (parameters.patterns, parameters.compat, parameters.learning.outputs) = ([url.path], .canns, 2)
    (parameters.learning.plan.epochs, parameters.learning.plan.rate, parameters.learning.plan.shuffles) = (1, 0.1, false)
    parameters.learning.schedule = .constant
    let result = try OjaTraining.run(file, parameters: parameters, context: RunContext(seed: 1))
    var trainer = OjaTrainer(layer: try LinearLayer(inputs: 3, outputs: 2, seed: 1))
    _ = try trainer.train(
      on: Matrix(rows: 4, columns: 3, elements: patterns), plan: TrainingPlan(epochs: 1, rate: 0.1))
    #expect(result.weights == trainer.weights.map(Float.init))
  }

  @Test func moreNeuronsThanComponentsAreRefused() {
    var parameters = ComponentParameters()
    parameters.learning.outputs = 9
    #expect(throws: StageError.self) {
      try SangerTraining.run(file, parameters: parameters, context: RunContext())
    }
  }

  @Test func aRateThatExplodesIsSaidToDoSo() throws {
    var parameters = ComponentParameters()
    (parameters.normalizes, parameters.learning.plan.rate, parameters.learning.schedule) = (false, 50, .constant)
    let error = #expect(throws: StageError.self) {
      try HebbianTraining.run(file, parameters: parameters, context: RunContext(seed: 1))
    }
    #expect(error?.description.contains("smaller learning_rate") ?? false)
  }

  @Test func neuronsBecomeSelectiveForBars() throws {
    let result = try SelectivityTraining.run(
      file, parameters: SelectivityParameters(), context: RunContext(seed: 1))
    #expect(result.selectivity.allSatisfy { $0 > 0.8 } && Set(result.preferred).count >= 4)
    #expect(result.names[2] == "45°" && result.pictureShape == [8, 8] && result.notes.warnings.isEmpty)
  }

  @Test func spikeTimingDrivesWeightsApart() throws {
    var parameters = SpikeTimingParameters()
    (parameters.correlated, parameters.correlation) = (50, 0.1)
    let result = try SpikeTimingTraining.run(file, parameters: parameters, context: RunContext(seed: 1))
    #expect(result.correlatedWeight ?? 0 > (result.otherWeight ?? 1) + 0.3)
    #expect(result.bimodality > 0.7 && result.rates.count == 6 && result.outputs.rows == 50)
    #expect(result.windowLags.count == 121 && abs(result.windowChanges[61] - 0.00475) < 1e-12)
    let spikes = result.outputs.elements.reduce(0, +)
    #expect(Int(spikes.rounded()) == result.spikeTimes.count)
    #expect(throws: ParameterError.self) {
      _ = try SpikeTimingParameters(settings: [ParameterSetting(name: "dt-ms", text: "100")])
    }
  }
}
