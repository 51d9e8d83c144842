import ArrayNumerics
import Foundation
import LearningModels
import Testing

struct HopfieldTests {
  static let golden = Matrix(
    rows: 2, columns: 6, elements: [1.0, -1, 1, 1, -1, 1, -1, -1, 1, -1, 1, 1])

  @Test func weightsAreThoseOfCanns() throws {
    var network = try HopfieldNetwork(neurons: 6)
    network.zeroesTies = true
    try network.weights.store(Self.golden)
    let known = [0, 0.1944444, -0.1388889, 1.027778, -0.9722222, -0.1388889]
    let row = Array(try network.weights.dense().row(0))
    for (found, known) in zip(row, known) { #expect(abs(Double(found) - known) < 1e-6) }
    var stream = RandomStream(seed: 0, name: "t")
    var options = RecallOptions()
    options.stopsWhenSettled = false
    let end = try network.recall(from: [1, 1, 1, 1, -1, 1], options: options, stream: &stream)
    #expect(end.state == [1, 1, 1, 1, -1, 1])
    #expect(abs((end.energy.last ?? 0) + 1.638889) < 1e-6 && end.steps == 20)
    try network.weights.store(
      Matrix(rows: 1, columns: 6, elements: Array(Self.golden.row(1))), options: HebbianOptions(subtractsMean: false),
      isRemoved: true)
    let anti = [0, -0.8055556, 0.8611112, 0.02777767, 0.02777785, 0.8611112]
    for (found, known) in zip(try network.weights.dense().row(0), anti) { #expect(abs(Double(found) - known) < 1e-6) }
  }
}
