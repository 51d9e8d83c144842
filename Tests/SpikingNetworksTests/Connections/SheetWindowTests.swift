import ArrayNumerics
import SpikingNetworks
import Testing

/// Convolution and pooling, against sums made by SciPy's correlate2d and by NumPy on the same numbers: source n is
/// ((5n mod 13) − 6)/4, weight n of the kernel ((7n mod 11) − 5)/8, of which all sums are exact.
@Suite struct SheetWindowTests {
  static func source(_ count: Int) -> [Double] { (0..<count).map { Double(5 * $0 % 13 - 6) / 4 } }
  static func kernel(_ count: Int) -> [Double] { (0..<count).map { Double(7 * $0 % 11 - 5) / 8 } }

  /// What a relay puts out after one step, of numbers that reach it through a connection.
  static func passed(
    _ connection: Connection, sources: Int, targets: Int, weight: Distribution, representation: Representation = .csr,
    values: [Double]? = nil, threads: Int = 1
  ) throws -> [Double] {
    let network = NetworkDescription(
      dt: 1, duration: 1,
      populations: [
        PopulationDescription(
          "in", model: "table-generator", size: sources, parameters: ["values": .values(values ?? source(sources))]),
        PopulationDescription("out", model: "null", size: targets),
      ],
      projections: [
        ProjectionDescription(from: "in", to: "out", connection, weight: weight, representation: representation)
      ], monitors: [MonitorDescription("out", ["O"])])
    return try SpikingNetwork(network).run(steps: 1, work: Work(threads: threads), leastWork: 1).traces[0].values.elements
  }

  @Test(arguments: Representation.allCases) func aConvolutionIsACorrelation(representation: Representation) throws {
    let windows = SheetConvolution(
      input: SheetShape(2, 5, 6), channels: 3, kernel: [3, 2], stride: [2, 1], padding: [1, 0])
    #expect(windows.output == SheetShape(3, 3, 5) && windows.weights == 36)
    let found = try Self.passed(
      .convolution(windows), sources: 60, targets: 45, weight: .values(Self.kernel(36)), representation: representation)
    #expect(
      found == [
        0.625, 0.09375, 0.375, -0.5625, 1.34375, 0.25, -0.53125, 1.125, -0.0625, -1.65625, -1.4375, 0.65625, -0.5, 0.78125,
        -0.78125, -1.46875, 0.28125, 0.0, 1.34375, -0.5625, -0.71875, -1.21875, 0.71875, -0.1875, 1.34375, -0.03125, -0.21875,
        -0.8125, 1.03125, 0.03125, -0.8125, -0.21875, -0.03125, 0.15625, -0.0625, 0.71875, -1.21875, -0.71875, 1.40625, -0.125,
        0.0, 0.28125, -1.46875, -0.78125, 1.53125,
      ])
  }

  @Test func dilationAndGroups() throws {
    let windows = SheetConvolution(
      input: SheetShape(4, 7, 7), channels: 2, kernel: [3, 3], stride: [1, 2], padding: [1, 2], dilation: [2, 2], groups: 2)
    #expect(windows.output == SheetShape(2, 5, 4) && windows.weights == 36)
    let found = try Self.passed(
      .convolution(windows), sources: 196, targets: 40, weight: .values(Self.kernel(36)), threads: 3)
    #expect(
      found == [
        -1.09375, -0.8125, 1.90625, -0.75, -1.9375, 2.0625, 1.0625, 0.03125, -0.125, 1.8125, -1.21875, -0.84375, 1.28125,
        -2.09375, 2.1875, -0.90625, -1.65625, 2.875, -1.1875, -0.90625, 0.65625, 0.4375, -0.53125, -0.71875, 1.40625, -2.5625,
        -1.09375, 2.0, -2.03125, 2.375, -0.21875, 0.8125, 2.65625, -1.21875, 1.46875, -1.59375, 0.15625, -0.15625, -1.625,
        1.34375,
      ])
  }

  @Test func theReverseSpreads() throws {
    let windows = SheetConvolution(
      input: SheetShape(2, 3, 3), channels: 2, kernel: [3, 3], stride: [2, 2], padding: [1, 1], isTransposed: true)
    #expect(windows.output == SheetShape(2, 5, 5) && windows.weights == 36)
    let found = try Self.passed(.convolution(windows), sources: 18, targets: 50, weight: .values(Self.kernel(36)))
    #expect(
      found == [
        -0.1875, 0.25, -0.8125, 1.125, 0.59375, -0.5, 0.59375, 1.59375, -0.59375, 0.03125, -0.4375, 0.84375, 0.96875, 0.5,
        0.34375, -0.3125, 1.09375, -0.25, 0.71875, -0.59375, -0.6875, 1.03125, 0.71875, -1.34375, -0.3125, 0.375, -1.625,
        0.53125, 0.3125, -0.53125, 0.9375, -0.28125, -0.375, 0.65625, -0.875, 0.4375, 0.125, -0.625, 0.84375, -0.46875, 1.0625,
        1.3125, -1.0625, -0.1875, -0.34375, 0.5, 0.25, -0.5625, 0.15625, 0.40625,
      ])
    // A kernel of ones as large as the stride repeats every number: SPAIC's upsample.
    let larger = SheetConvolution(
      input: SheetShape(1, 2, 2), channels: 1, kernel: [2, 2], stride: [2, 2], isTransposed: true)
    #expect(
      try Self.passed(.convolution(larger), sources: 4, targets: 16, weight: .constant(1), values: [1, 2, 3, 4])
        == [1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4])
  }

  @Test func poolingTakesMeanOrMaximum() throws {
    let mean = SheetPooling(.average, input: SheetShape(2, 5, 6), kernel: [3, 2], padding: [1, 0])
    #expect(mean.output == SheetShape(2, 3, 3))
    let expected = [
      -0.25, -0.20833333333333334, 0.375, 0.041666666666666664, -0.16666666666666666, 0.16666666666666666, 0.125, -0.375,
      0.20833333333333334, 0.375, -0.125, -0.08333333333333333, 0.16666666666666666, -0.041666666666666664, -0.25,
      0.20833333333333334, 0.25, -0.25,
    ]
    let found = try Self.passed(.pooling(mean), sources: 60, targets: 18, weight: .constant(1))
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-15 })
    let largest = SheetPooling(.maximum, input: SheetShape(2, 5, 6), kernel: [3, 2], padding: [1, 0])
    for threads in 1...3 {
      #expect(
        try Self.passed(.pooling(largest), sources: 60, targets: 18, weight: .constant(1), threads: threads)
          == [0.75, 1, 1.5, 1.5, 1, 1.25, 1.5, 0.75, 1.25, 1.5, 0.75, 1, 1.25, 1.5, 1, 1.25, 1.5, 0.75])
    }
    // Where all are below 0, the border does not count as 0.
    let below = try Self.passed(
      .pooling(largest), sources: 60, targets: 18, weight: .constant(2), values: Self.source(60).map { $0 - 10 })
    #expect(below[0] == 2 * (0.75 - 10) && below[17] == 2 * (0.75 - 10))
  }

  /// Of spikes one arrives where any was, in each step by itself.
  @Test func aMaximumOfSpikesIsOne() throws {
    let network = NetworkDescription(
      dt: 1, duration: 5,
      populations: [
        PopulationDescription(
          "in", model: "spike-generator", size: 16,
          parameters: ["times": .values([1, 1, 1, 2, 3]), "neurons": .values([0, 1, 4, 15, 5])]),
        PopulationDescription("out", model: "null", size: 4),
      ],
      projections: [
        ProjectionDescription(
          from: "in", to: "out", .pooling(SheetPooling(.maximum, input: SheetShape(1, 4, 4))), weight: .constant(0.5))
      ], monitors: [MonitorDescription("out", ["O"])])
    let found = try SpikingNetwork(network).run().traces[0].values
    let rows = (0..<5).map { Array(found.row($0)) }
    #expect(rows == [[0, 0, 0, 0], [0.5, 0, 0, 0], [0, 0, 0, 0.5], [0.5, 0, 0, 0], [0, 0, 0, 0]])
  }

  /// Drawn weights are drawn for the kernel and not for each pair.
  @Test func windowsShareDrawnWeights() throws {
    let windows = SheetConvolution(input: SheetShape(1, 6, 6), channels: 2, kernel: [3, 3])
    let network = NetworkDescription(
      duration: 1, seed: 5,
      populations: [
        PopulationDescription("a", model: "poisson-generator", size: 36), PopulationDescription("b", model: "lif", size: 32),
      ],
      projections: [
        ProjectionDescription(
          from: "a", to: "b", .convolution(windows), weight: .normal(mean: 0.05, standardDeviation: 0.05))
      ])
    let synapses = try SpikingNetwork(network).synapses(of: 0)
    #expect(synapses.count == 2 * 16 * 9)
    for channel in 0..<2 {
      let own = synapses.filter { $0.target / 16 == channel }
      #expect(Set(own.map(\.weight)).count == 9)
      for target in channel * 16..<(channel + 1) * 16 {
        // Sources of a window ascend as the places of the kernel do.
        let (row, column) = (target % 16 / 4, target % 4)
        let window = own.filter { $0.target == target }
        #expect(window.map(\.source) == (0..<9).map { (row + $0 / 3) * 6 + column + $0 % 3 })
        #expect(window.map(\.weight) == own.filter { $0.target == channel * 16 }.map(\.weight))
      }
    }
  }

  @Test func whatDoesNotFitIsRefused() {
    func refusal(
      _ connection: Connection, sources: Int = 36, targets: Int = 16, weight: Distribution = .constant(1),
      synapse: SynapseKind = .direct, plasticity: PlasticityRule? = nil
    ) -> String {
      do {
        _ = try SpikingNetwork(
          NetworkDescription(
            duration: 1,
            populations: [
              PopulationDescription("a", model: "poisson-generator", size: sources),
              PopulationDescription("b", model: "lif", size: targets),
            ],
            projections: [
              ProjectionDescription(
                from: "a", to: "b", connection, weight: weight, plasticity: plasticity, synapse: synapse)
            ]))
        return ""
      } catch {
        return "\(error)"
      }
    }
    let sheet = SheetShape(1, 6, 6)
    let fitting = SheetConvolution(input: sheet, channels: 1)
    #expect(refusal(.convolution(fitting)).isEmpty)
    #expect(refusal(.convolution(fitting), targets: 17).contains("1 × 4 × 4 = 16 neurons, and the target has 17"))
    #expect(refusal(.convolution(fitting), sources: 35).contains("1 × 6 × 6 = 36 neurons, and the source has 35"))
    #expect(refusal(.convolution(fitting), weight: .values([1, 2])).contains("has 2 values, and 9 are needed"))
    #expect(refusal(.convolution(fitting), weight: .values(.init(repeating: .nan, count: 9))).contains("NaN"))
    #expect(refusal(.convolution(fitting), plasticity: PlasticityRule()).contains("share their weights"))
    #expect(refusal(.convolution(SheetConvolution(input: sheet, channels: 1, kernel: [9, 9]))).contains("no window of 9 × 9"))
    #expect(refusal(.convolution(SheetConvolution(input: sheet, channels: 1, stride: [0, 1]))).contains("out of range"))
    #expect(refusal(.convolution(SheetConvolution(input: sheet, channels: 3, groups: 2))).contains("divisible"))
    #expect(
      refusal(.convolution(SheetConvolution(input: SheetShape(.max, 2, 2), channels: 1))).contains("out of range"))
    let pooling = SheetPooling(.maximum, input: sheet, padding: [2, 0])
    #expect(refusal(.pooling(pooling), targets: 15).contains("more than half"))
    let maximum = SheetPooling(.maximum, input: sheet)
    #expect(refusal(.pooling(maximum), targets: 9).isEmpty)
    #expect(refusal(.pooling(maximum), targets: 9, synapse: .firstOrder(tau: 2)).contains("the maximum arrives"))
  }
}
