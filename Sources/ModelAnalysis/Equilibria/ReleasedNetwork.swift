import ArrayNumerics
import AttractorModels
import Schema

/// A network of any kind that is let go from many states, to see where it rests.
protocol ReleasedModel: Sendable {
  /// Values of a state, all of which are kept.
  var stateCount: Int { get }
  /// Of the activity, in the model's unit of time.
  var timeConstant: Double { get }
  /// Values of the largest part whose Jacobian is decomposed whole.
  var largestPart: Int { get }
  /// The states in which it comes to rest, each once: those of a continuous attractor as one family.
  ///
  /// - Parameters:
  ///   - starts: how many; as many as are quick where it is not given.
  ///   - kept: eigenvalues of each.
  ///   - tolerance: eigenvalues that count as 0, in units of one over the time constant.
  /// - Throws: `CancellationError`, `NumericsError`, what making the workspace throws.
  func released(
    starts: Int?, eigenvalues kept: Int, tolerance: Double, seed: UInt64, work: Work
  ) throws -> (rows: PointRows, unrested: UnrestedStarts)
  /// Simulations from every point, whose lengths of way go into the table.
  ///
  /// - Throws: `CancellationError`, what making the workspace throws.
  func relaxation(
    _ table: inout PointTable, first: [Int], duration: Double, seed: UInt64, work: Work
  ) throws -> RelaxationTable
}

/// Starts from which a network has not come to rest when it is looked at.
struct UnrestedStarts: Equatable {
  /// Per time constant: the part of its largest value by which a state still changes, of those that keep a shape and drift, as
  /// a bump does that a rim far away pushes.
  var drifts: [Double] = []
  /// The others: they still change, or have no finite value.
  var lost = 0

  /// A state that changes by less than this part of itself in a time constant drifts.
  static let slow = 0.01
}

/// One of them, under an input that does not change.
struct ReleasedNetwork<Network: DynamicalModel>: ReleasedModel where Network.Input: Sendable {
  let network: Network
  let input: Network.Input
  /// So many states to let it go from.
  let starts: @Sendable (_ count: Int, _ seed: UInt64) -> [[Double]]
  /// Where the bump of a state is along each axis, rad; NaN for nowhere, empty for a network without places.
  let center: @Sendable ([Double]) -> [Double]
  /// Of the activity, in the model's unit of time.
  let timeConstant: Double
  /// Ranges of a state of which none acts on those before it.
  let parts: [Range<Int>]

  init(
    network: Network, input: Network.Input, starts: @escaping @Sendable (_ count: Int, _ seed: UInt64) -> [[Double]],
    center: @escaping @Sendable ([Double]) -> [Double], timeConstant: Double? = nil, parts: [Range<Int>]? = nil
  ) {
    self.network = network
    self.input = input
    self.starts = starts
    self.center = center
    self.timeConstant = timeConstant ?? network.fields.first?.timeConstant ?? 1
    self.parts = parts ?? [0..<network.stateCount]
  }

  var stateCount: Int { network.stateCount }
  var largestPart: Int { parts.map(\.count).max() ?? 0 }

  /// Time constants for which it goes its own way before what is left is relaxed.
  private static var settling: Int { 200 }
  /// Per time constant: what is slower than this is taken for at rest where a rim is far; differences give eigenvalues better
  /// than that.
  static var leastTolerance: Double { 1e-5 }

  func released(
    starts count: Int?, eigenvalues kept: Int, tolerance: Double, seed: UInt64, work: Work
  ) throws -> (rows: PointRows, unrested: UnrestedStarts) {
    // Each point costs a dense decomposition.
    let count = count ?? min(24, max(3, 4_000_000 / (largestPart * largestPart)))
    let states = starts(count, seed) + [network.restingState()]
    let scale = max(states.reduce(0) { $1.reduce($0) { max($0, abs($1)) } }, 1e-12)
    var problem = try EquilibriumProblem(network, input: input)
    var (found, unrested) = ([Equilibrium](), UnrestedStarts())
    for (index, start) in states.enumerated() {
      try work.checkCancellation()
      work.report("letting it go", completed: index, of: states.count)
      let settled = try settled(from: start)
      guard settled.allSatisfy(\.isFinite), let rest = try rest(near: settled, scale: scale, &problem) else {
        let rate = changeRate(of: settled)
        if rate < UnrestedStarts.slow { unrested.drifts.append(rate) } else { unrested.lost += 1 }
        continue
      }
      let isKnown = found.contains { known in
        zip(known.state, rest.state).allSatisfy { abs($0 - $1) < 1e-6 * scale }
      }
      if !isKnown { found.append(rest) }
    }
    let judged = try found.map { point -> (point: Equilibrium, values: [Complex], stability: Stability) in
      try work.checkCancellation()
      let values = try problem.eigenvalues(at: point.state, parts: parts)
      return (
        point, values,
        Stability(
          realParts: values.map { $0.real * timeConstant }, tolerance: max(tolerance, Self.leastTolerance))
      )
    }
    var rows = PointRows(neurons: stateCount, eigenvalues: kept)
    func add(_ one: (point: Equilibrium, values: [Complex], stability: Stability)) {
      rows.add(
        one.point.state, residual: one.point.residual, center: center(one.point.state), values: one.values,
        unstable: one.stability.unstableCount, kind: one.stability.kind)
    }
    for free in Set(judged.filter { $0.stability.kind == .continuous }.map(\.stability.marginalCount)).sorted(by: >) {
      rows.begin(
        "states that are free in \(counted(free, "direction"))", dimension: free, copies: 1, index: free == 1 ? 0 : nil)
      for one in judged where one.stability.kind == .continuous && one.stability.marginalCount == free { add(one) }
    }
    for (number, one) in judged.filter({ $0.stability.kind != .continuous }).enumerated() {
      let isSilent = one.point.state.allSatisfy { abs($0) < 1e-9 * scale }
      let above = one.values.count {
        abs($0.imaginary) < 1e-9 && $0.real * timeConstant > max(tolerance, Self.leastTolerance)
      }
      rows.begin(
        isSilent ? "silence" : "state \(number + 1)", dimension: 0, copies: 1, index: above.isMultiple(of: 2) ? 1 : -1)
      add(one)
    }
    return (rows, unrested)
  }

  /// The part of its largest value by which a state changes in a time constant; infinite for one that is silent or no number.
  private func changeRate(of state: [Double]) -> Double {
    guard let largest = state.map(abs).max(), largest > 0, largest.isFinite, var workspace = try? network.makeWorkspace()
    else { return .infinity }
    var drive = state
    network.drive(state, input, &workspace, into: &drive)
    var fastest = 0.0
    for (field, range) in zip(network.fields, network.fieldRanges) {
      for index in range {
        fastest = max(fastest, abs(drive[index] - state[index]) * timeConstant / field.timeConstant)
      }
    }
    return fastest.isFinite ? fastest / largest : .infinity
  }

  /// Where it is after going its own way for a while.
  private func settled(from start: [Double]) throws -> [Double] {
    let input = input
    let dt = network.shortestTimeConstant / 10
    let steps = Int((Double(Self.settling) * timeConstant / dt).rounded())
    return try Run(network, integrator: .euler, dt: dt, steps: steps)(
      from: Checkpoint(state: start), observing: []
    ) { _ in input }.state
  }

  /// The state that it comes to from there; `nil` where it does not rest.
  private func rest(
    near settled: [Double], scale: Double, _ problem: inout EquilibriumProblem<Network>
  ) throws -> Equilibrium? {
    let tolerance = 1e-12 * max(1, scale)
    if let rest = try? problem.relax(from: settled, tolerance: tolerance, limit: 300) { return rest }
    // Each step of Newton's method would take a dense solution.
    if stateCount > Self.mostOfNewton { return nil }
    return try? problem.newtonOfLeastLength(
      from: settled, tolerance: tolerance, longest: 0.1 * scale, slow: 1e-6 * scale, limit: 8)
  }

  /// Values of a state for which a dense solution is quick.
  private static var mostOfNewton: Int { 2000 }

  func relaxation(
    _ table: inout PointTable, first: [Int], duration: Double, seed: UInt64, work: Work
  ) throws -> RelaxationTable {
    let runs = FreeRuns(
      network: network, input: input, neurons: stateCount, whole: { $0 }, timeConstant: timeConstant, duration: duration)
    table.change = try runs.changes(table.states, work: work)
    return try runs.table(table.states, first: first, seed: seed, work: work)
  }
}

extension SurfaceModel {
  /// Let go from bumps spread over the surface, without a stimulus.
  var released: any ReleasedModel {
    let (network, places) = (network, network.surface.places)
    let dimensions = network.surface.dimensions
    return ReleasedNetwork(
      network: network, input: .none,
      starts: { count, _ in
        (0..<count).map { start in
          // Whole states: adaptation stands at rest with the bump.
          let bump = network.bump(at: places[(2 * start + 1) * places.count / (2 * count)])
          return bump + [Double](repeating: 0, count: network.stateCount - bump.count)
        }
      },
      center: { state in
        network.bump(in: state).map { Array([$0.center.x, $0.center.y].prefix(dimensions)) }
          ?? [Double](repeating: .nan, count: dimensions)
      })
  }
}

extension FlyRingModel {
  /// Let go from bumps at headings all round, of a fly that does not turn.
  var released: any ReleasedModel {
    let network = network
    let decoder = RingDecoder(network.grid)
    return ReleasedNetwork(
      network: network, input: 0,
      starts: { count, _ in (0..<count).map { network.state(at: 2 * .pi * Double($0) / Double(count)) } },
      center: { state in
        let mean = decoder.mean(of: network.rates(of: state))
        return [mean.concentration < RingBump.leastConcentration ? .nan : mean.position]
      })
  }
}

extension GridPositionModel {
  /// Let go from bumps at phases all over the sheet, which an input has raised, of an animal that is nowhere.
  var released: any ReleasedModel {
    let network = network
    let n = network.count
    return ReleasedNetwork(
      network: network, input: [],
      starts: { count, _ in
        (0..<count).compactMap { start in
          // Spread evenly by the golden and the plastic number.
          let phase = SIMD2(0.7548776662466927, 0.5698402909980532) * Double(start)
          let place = PhaseInput(phase: 2 * .pi * (phase - phase.rounded(.down)) - .pi, weight: 1)
          let dt = network.shortestTimeConstant / 10
          let raised = try? Run(network, integrator: .euler, dt: dt, steps: 200)(observing: []) { _ in [place] }
          return raised?.state
        }
      },
      center: { state in
        if state.prefix(n).allSatisfy({ abs($0) < 1e-9 }) { return [.nan, .nan] }
        return network.phase(of: state).coordinates
      },
      parts: [0..<n, n..<2 * n])
  }
}

extension BandModel {
  /// Let go from bumps at phases all round and from silence, of an animal that stands still.
  var released: any ReleasedModel {
    let network = network
    return ReleasedNetwork(
      network: network, input: .init(speed: 0),
      starts: { count, _ in
        (0..<count).map { network.state(at: 2 * .pi * Double($0) / Double(count)) }
          + [[Double](repeating: 0, count: network.stateCount)]
      },
      center: { [network.phaseOrNowhere(of: $0)] }, timeConstant: network.parameters.timeConstant)
  }
}

extension BandCells {
  /// NaN where nothing is active.
  fileprivate func phaseOrNowhere(of state: [Double]) -> Double {
    state.allSatisfy { abs($0) < 1e-9 } ? .nan : phase(of: state)
  }
}

extension HierarchyModel {
  /// Let go from bumps at the phases of places over a spacing and from silence, of an animal that stands still. Bands act on
  /// grid cells, and nothing acts on bands.
  var released: any ReleasedModel {
    let network = network
    let modules = network.network.modules
    let spacing = modules.map(\.spacing).min() ?? 1
    var parts: [Range<Int>] = []
    var start = 0
    for module in modules {
      for count in [module.bands.stateCount, module.bands.stateCount, module.bands.stateCount, module.grid.stateCount] {
        parts.append(start..<start + count)
        start += count
      }
    }
    return ReleasedNetwork(
      network: network, input: .zero,
      starts: { count, _ in
        (0..<count).map { start in
          let part = SIMD2(0.7548776662466927, 0.5698402909980532) * Double(start)
          return network.state(at: spacing * (part - part.rounded(.down)))
        } + [[Double](repeating: 0, count: network.stateCount)]
      },
      center: { state in
        zip(modules, network.parts(of: state).bands).flatMap { module, bands in
          bands.map { module.bands.phaseOrNowhere(of: $0) }
        }
      }, timeConstant: modules[0].bands.parameters.timeConstant, parts: parts)
  }
}

extension VelocitySheetModel {
  /// Let go from random activity, of an animal that stands still.
  var released: any ReleasedModel {
    let network = network
    return ReleasedNetwork(
      network: network, input: .zero,
      starts: { count, seed in (0..<count).map { network.randomState(seed: seed &+ UInt64($0)) } }, center: { _ in [] })
  }
}
