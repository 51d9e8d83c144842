import ModelAnalysis
import Testing

/// Windows of sheets and synapses that collect, as a file asks for them; their numbers are tested with their engine.
@Suite struct NetworkWindowTests {
  static let file = """
    populations:
      - {name: eye, model: table-generator, size: 16,
         parameters: {values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]}}
      - {name: edges, model: "null", size: 18}
      - {name: mean, model: "null", size: 4}
      - {name: top, model: "null", size: 4}
      - {name: level, model: nonspikingifb, size: 16}
    projections:
      - {from: eye, to: edges, connect: {kind: convolution, input: [1, 4, 4], channels: 2, kernel: 2},
         weight: [1, 0, 0, -1, 0.5, 0.5, 0.5, 0.5]}
      - {from: eye, to: mean, connect: {kind: average-pooling, input: [1, 4, 4]}}
      - {from: eye, to: top, connect: {kind: max-pooling, input: [1, 4, 4], kernel: [2, 2], stride: 2}}
      - {from: eye, to: level, connect: one-to-one, synapse: {kind: batchnorm2d, channels: 1}}
    monitors:
      - {population: edges, variables: [O]}
      - {population: mean, variables: [O]}
      - {population: top, variables: [O]}
      - {population: level, variables: [v]}
    dt: 1 ms
    duration: 1 ms
    """

  @Test func windowsAreRead() throws {
    let result = try simulate(Self.file)
    let edges = try #require(result["edges.O"]?.doubles)
    #expect(edges[..<9].allSatisfy { $0 == -5 } && edges[9...] == [7, 9, 11, 15, 17, 19, 23, 25, 27])
    #expect(result["mean.O"]?.doubles == [3.5, 5.5, 11.5, 13.5])
    #expect(result["top.O"]?.doubles == [6, 8, 14, 16])
    let level = try #require(result["level.v"]?.doubles)
    #expect(abs(level.reduce(0, +)) < 1e-12 && abs(level.reduce(0) { $0 + $1 * $1 } / 16 - 1) < 1e-5)
    #expect(result.network?.projections[0] == "eye to edges: convolution")
  }

  @Test(arguments: [
    ("channels: 2, kernel: 2", "kernel: 2", "needs 'channels'"),
    ("input: [1, 4, 4], ch", "input: 16, ch", "channels, rows and"),
    ("kernel: 2}", "kernel: [2, 2, 2]}", "one whole number, or two"), ("kernel: 2}", "kernel: 2, size: 3}", "'size'"),
    ("kind: average-pooling", "kind: average-poolin", "did you mean 'average-pooling'"),
    ("kind: average-pooling, input: [1, 4, 4]", "kind: average-pooling, input: [1, 4, 5]", "the source has 16"),
    ("kind: batchnorm2d, channels: 1", "kind: batchnorm2d, channels: 5", "not 5 channels"),
    ("kind: batchnorm2d, channels: 1", "kind: batchnorm2d, momentum: 5", "'momentum'"),
    ("0.5, 0.5]", "0.5]", "has 7 values, and 8 are needed"),
  ])
  func whatIsWrongIsRefused(good: String, bad: String, words: String) {
    #expect(Self.file.contains(good))
    #expect {
      try simulate(Self.file.replacing(good, with: bad))
    } throws: { "\($0)".contains(words) }
  }
}
