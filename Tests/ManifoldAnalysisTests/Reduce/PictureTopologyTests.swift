import ArrayNumerics
import DimensionReduction
import Foundation
import ManifoldAnalysis
import Plotting
import PopulationActivity
import Stages
import TestSupport
import Testing

@Suite struct PictureTopologyTests {
  private func picture(
    _ embedding: EmbeddingResult, _ change: (inout UMAPReductionParameters) -> Void = { _ in }
  ) throws -> ManifoldPicture {
    var parameters = UMAPReductionParameters()
    parameters.layouts = 1
    change(&parameters)
    return try UMAPReduction.run(PictureResults(embedding, nil), parameters: parameters, context: RunContext(seed: 2))
  }

  private func check(_ picture: ManifoldPicture) -> QualityCheck? {
    UMAPReduction.checks(picture, parameters: UMAPReductionParameters()).first { $0.name == "Picture keeps the topology" }
  }

  @Test func loopOfARingIsKept() throws {
    let result = try picture(RingRates.embedding().embedding)
    let topology = try #require(result.topology)
    #expect(topology.loops.data == 1 && topology.loops.picture == 1 && topology.cavities == nil && topology.isKept)
    #expect(check(result)?.outcome == .pass)
    #expect(check(result)?.found == "long bars in H1: 1 of the data, 1 of the picture")
  }

  /// A smooth ring has one bar and next to no others, which had hidden it where two or three stood in the diagram.
  @Test func roughnessDoesNotHideALoop() throws {
    func long(_ bars: [[Double]]) -> Int {
      PictureTopology.long(Matrix(rows: bars.count, columns: 2, elements: bars.flatMap { $0 }))
    }
    #expect(long([[2.4, 17.8], [0.2857, 0.2861]]) == 1)
    #expect(long([[2.4, 17.8], [0.5, 0.52], [0.2857, 0.2861]]) == 1)
    #expect(long([[2.4, 17.8], [0.2, 0.3]]) == 1)
    #expect(long([[2.4, 17.8]]) == 1 && long([]) == 0)
    #expect(long([[0.5, 0.52], [0.2857, 0.2861]]) == 0)
    #expect(long([[1, 9], [1, 8], [0.9, 0.95]]) == 2)
    // No gap that is wide, and roughness with another below it.
    #expect(long([[1, 4], [1, 3.9], [1, 3.8], [1, 3.7], [1, 3.6]]) == 0)
    #expect(long([[3, 3.2], [1, 1.001]]) == 0)
    for seed in UInt64(1)...6 {
      var parameters = UMAPReductionParameters()
      parameters.layouts = 1
      let picture = try UMAPReduction.run(
        PictureResults(RingRates.embedding(seed: seed).embedding, nil), parameters: parameters, context: RunContext(seed: seed))
      #expect(picture.topology?.loops.picture == 1, "seed \(seed)")
    }
  }

  /// On one axis a ring is folded: whatever comes of its loop, the check follows the numbers of bars and never fails.
  @Test func checkFollowsTheBars() throws {
    let result = try picture(RingRates.embedding().embedding) { $0.picture.dimensions = 1 }
    let topology = try #require(result.topology)
    #expect(topology.loops.data == 1 && topology.cavities == nil)
    #expect(check(result)?.outcome == (topology.isKept ? .pass : .warn))
    let text = UMAPReduction.methods(UMAPReductionParameters(), result: result)
    #expect(text.contains("1 of the data, \(topology.loops.picture) of the picture"))
  }

  @Test func cavitiesAreLookedAtInThreeDimensions() throws {
    let result = try picture(RingRates.embedding().embedding) { $0.picture.dimensions = 3 }
    let topology = try #require(result.topology)
    #expect(topology.loops.data == 1 && topology.loops.picture == 1 && topology.cavities != nil)
    let pen = FigurePen(PlotConfig(), stem: "reduce")
    var parameters = UMAPReductionParameters()
    parameters.picture.dimensions = 3
    #expect(
      try UMAPReduction.figures(result, parameters: parameters, pen: pen).map(\.name)
        == ["cloud", "views", "density", "path", "bars", "variance"])
    #expect(try UMAPReduction.animations(result, parameters: parameters, pen: pen).isEmpty)
    parameters.picture.drawsAnimation = true
    let animation = try #require(try UMAPReduction.animations(result, parameters: parameters, pen: pen).first)
    #expect(animation.name == "turning" && animation.animation.frameCount == 120)
    // Half a turn on, the cloud stands the other way round: another view, the same frame.
    _ = try animation.animation.figure(ofFrame: 60)
  }

  @Test func fewBinsHaveNone() throws {
    let result = try picture(RingRates.embedding(bins: 50).embedding)
    #expect(result.topology == nil && check(result) == nil)
  }

  @Test func supervisedPictureSaysSo() throws {
    let (embedding, angles) = RingRates.embedding { rates in
      // So much noise that the ring is hardly seen.
      for place in rates.indices { rates[place] += 60 * Float(hashedUniform(31, UInt64(place))) }
    }
    let plain = try picture(embedding)
    let shaped = try picture(embedding) {
      $0.target = .headDirection
      $0.targetWeight = 0.7
    }
    let (before, after) = (try RingRates.error(plain.embedding, angles), try RingRates.error(shaped.embedding, angles))
    #expect(after < before / 2, "\(before) \(after)")
    var parameters = UMAPReductionParameters()
    parameters.target = .headDirection
    let pen = FigurePen(PlotConfig(), stem: "reduce")
    let caption = try UMAPReduction.figures(shaped, parameters: parameters, pen: pen)[0].caption
    #expect(caption.contains("was shaped by the head-direction too and is no evidence"))
    #expect(throws: StageError.self) { try picture(embedding) { $0.target = .position } }
  }

  @Test func alignedPictureStandsAsTheOther() throws {
    let (first, angles) = RingRates.embedding(bins: 500)
    let (second, later) = RingRates.embedding(bins: 500, turns: 7.7, seed: 19)
    let context = RunContext(seed: 6)
    var parameters = UMAPReductionParameters()
    parameters.layouts = 1
    let fitted = try UMAPReduction.run(PictureResults(first, nil), parameters: parameters, context: context)
    let model = FittedModel<UMAPReduction>(result: fitted, parameters: parameters, seed: 6, folder: "monday")
    parameters.alignedTo = "monday"
    let aligned = try UMAPReduction.run(
      ModelInput(PictureResults(second, nil), model: model), parameters: parameters, context: context)
    // One alignment of the angle serves both.
    let both = Matrix(rows: 1000, columns: 2, elements: fitted.embedding.elements + aligned.embedding.elements)
    #expect(try RingRates.error(both, angles + later) < 0.25)
    #expect(aligned.parts == [500] && aligned.trust.trustworthiness > 0.95)
    #expect(UMAPReduction.methods(parameters, result: aligned).contains("components of the recording in monday"))
  }

  /// The same graph; the layout by quality and likeness.
  @Test func compatibleWithUMAPLearnKeepsTheGraph() throws {
    let (embedding, angles) = RingRates.embedding()
    let own = try picture(embedding)
    let other = try picture(embedding) { $0.compatibility = .umapLearn }
    let graph = try #require(other.graph)
    #expect(own.graph == nil && graph.offsets.count == 601 && graph.offsets.last == graph.neighbors.count)
    #expect(graph.weights.allSatisfy { $0 > 0 && $0 <= 1 })
    #expect(try RingRates.error(other.embedding, angles) < 0.2)
    #expect(try procrustesSimilarity(own.embedding, other.embedding) > 0.8)
    #expect(abs(own.trust.trustworthiness - other.trust.trustworthiness) < 0.01)
  }
}
