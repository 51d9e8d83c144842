import ArrayNumerics
import CellTuning
import Foundation
import Oscillations
import PopulationActivity
import Recordings
import Schema
import TuningMaps

/// The running animal on the steps of decoding, and the cells whose place can be read.
struct PlaceReading {
  /// Seconds of a step, side of a bin and deviation of the Gaussian over spikes and time, m.
  static let step = 0.01
  private static let bin = 0.025
  private static let smoothing = 0.04
  /// A cell is read with so many spikes while running, and so many bits per spike; so many cells are needed.
  private static let fewestSpikes = 100
  private static let leastInformation = 0.3
  private static let directionBins = 60
  private static let directionSmoothing = 1.5
  static let fewestCells = 15
  /// From this score on a cell counts as a grid cell, and a fifth of the cells have to be such for their lattice to count.
  private static let leastGridScore = 0.3
  private static let leastGridShare = 0.2
  /// Places are looked for within this distance of the animal, m, where no lattice is known.
  private static let usualReach = 0.5
  /// Bins of the arena, at most.
  private static let mostBins = 250_000

  let start: Double
  let steps: Int
  let path: PlanePath
  /// rad; NaN where unknown.
  let headings: [Double]
  let headingName: String
  /// Places in the list of cells.
  let cells: [Int]
  let tuning: PlaneTuning
  /// Bin of the animal at each step, -1 where it does not run.
  let places: [Int]
  let spikes: BinnedSpikes
  let gridSpacings: [Double]
  let reach: Double

  /// - Parameters:
  ///   - minimumSpeed: m/s.
  ///   - reach: m; half of the spacing of grid cells, or 0.5 m, without it.
  /// - Returns: `nil` without a position in the plane, or with fewer than fifteen cells that can be read.
  init?(
    _ cells: [SpikePhases], trajectory: Trajectory?, minimumSpeed: Double, reach given: Double?, work: Work
  ) throws {
    guard cells.count >= Self.fewestCells, let trajectory, trajectory.x != nil, trajectory.y != nil,
      let first = trajectory.t.first, let last = trajectory.t.last, last > first, (last - first) / Self.step < 2e7
    else { return nil }
    let steps = Int((last - first) / Self.step)
    (start, self.steps) = (first, steps)
    let times = (0..<steps).map { first + (Double($0) + 0.5) * Self.step }
    let tracking = try Tracking(trajectory, at: times, maximumGap: 0.5)
    guard let x = tracking.x, let y = tracking.y, let grid = SpatialGrid(covering: x, y, size: Self.bin),
      grid.rows * grid.columns <= Self.mostBins
    else { return nil }
    let path = PlanePath(x: x, y: y, start: times.first ?? first, step: Self.step, minimumSpeed: minimumSpeed)
    self.path = path
    let running = zip(grid.indices(x, y), path.isRunning).map { $1 ? $0 : -1 }
    let rates = try ArenaRates(at: running, grid: grid, binWidth: Self.step, sigma: Self.smoothing / Self.bin)
    let total = rates.occupancy.elements.reduce(0, +)
    guard total > 0 else { return nil }
    let occupancy = rates.occupancy.elements.map { $0 / total }
    let directions = tracking.headDirection.map { directions in
      directions.indices.map { running[$0] >= 0 ? directions[$0] : .nan }
    }
    let analyser = try GridAnalyser(rates, definition: .expanding, spacings: 0.2...0.9)
    let analysed = try concurrentMap(cells.count, work: work) { cell -> (GridAnalysis, Double)? in
      let rows = cells[cell].present.compactMap { time -> Int32? in
        let row = ((time - first) / Self.step).rounded(.down)
        return row >= 0 && row < Double(steps) && running[Int(row)] >= 0 ? Int32(row) : nil
      }
      guard rows.count >= Self.fewestSpikes else { return nil }
      let found = try analyser(CellEvents(rows: rows, amounts: rows.map { _ in 1 }), shifts: [], work: work.serial)
      let information = spatialInformation(rates: found.map.elements, occupancy: occupancy)
      // Directions differ from place to place in a short session: what says more of the direction is no cell of places.
      let ofDirection = try directions.map { try Self.directionInformation(rows, $0) } ?? 0
      return information > ofDirection ? (found, information) : nil
    }
    let chosen = analysed.indices.filter { analysed[$0].map { $0.1 >= Self.leastInformation } ?? false }
    guard chosen.count >= Self.fewestCells else { return nil }
    self.cells = chosen
    let spacings = chosen.compactMap { cell -> Double? in
      guard let found = analysed[cell]?.0, found.score.value >= Self.leastGridScore else { return nil }
      return found.lattice?.spacing
    }
    let isGrid = Double(spacings.count) >= Self.leastGridShare * Double(chosen.count) && spacings.count >= 3
    gridSpacings = isGrid ? spacings : []
    reach = given ?? (isGrid ? median(spacings) / 2 : Self.usualReach)
    tuning = PlaneTuning(
      maps: chosen.compactMap { analysed[$0]?.0.map }, x: grid.xEdges[0], y: grid.yEdges[0], bin: Self.bin)
    places = running
    spikes = BinnedSpikes(chosen.map { cells[$0].present }, start: first, step: Self.step, steps: steps)
    if let directions = tracking.headDirection {
      (headings, headingName) = (directions, "the recorded direction of the head")
    } else {
      let half = 10
      headings = x.indices.map { sample in
        let (low, high) = (max(0, sample - half), min(x.count - 1, sample + half))
        return atan2(y[high] - y[low], x[high] - x[low])
      }
      headingName = "the direction of movement over 0.2 s"
    }
  }

  /// Bits per spike about the direction of the head.
  private static func directionInformation(_ rows: [Int32], _ directions: [Double]) throws -> Double {
    let rates = try directionRates(
      headings: rows.map { directions[Int($0)] }, occupancy: directions, step: step, bins: directionBins,
      smoothing: directionSmoothing)
    var time = [Double](repeating: 0, count: directionBins)
    for direction in directions where direction.isFinite {
      time[min(directionBins - 1, Int(wrapAngle(direction) / (2 * .pi) * Double(directionBins)))] += 1
    }
    let total = time.reduce(0, +)
    return total > 0 ? spatialInformation(rates: rates, occupancy: time.map { $0 / total }) : 0
  }

  /// Where decoded places stand against the running animal.
  func points(_ decoded: [DecodedPlaces.Place], cycles: [Double]) -> [PositionSweeps.Point] {
    decoded.indices.map { index in
      let away = Complex(decoded[index].x - path.x[index], decoded[index].y - path.y[index])
      return PositionSweeps.Point(
        time: spikes.time(of: index), cycle: places[index] >= 0 ? cycles[index] : .nan,
        offset: away * Complex(cos(headings[index]), -sin(headings[index])))
    }
  }
}

extension PlaceSweeps {
  /// A sweep is measured in a cycle in which so many cells fire.
  private static let fewestActive = 5
  /// Groups of cycles by their spikes, and cycles in each at least.
  private static let groups = 6
  private static let fewestInGroup = 20
  /// Steps keep their cycle, and change their order within it, in the null of lengths.
  private static let level = 0.95

  /// - Parameters:
  ///   - minimumSpeed: m/s; `motion`: of the state-space model, m per √s; `reach`: m.
  ///   - zero: added to the phase of the peak, rad.
  /// - Returns: `nil` without what `PlaceReading` needs, or with less than a hundred cycles that count.
  init?(
    _ phases: [SpikePhases], rhythm: ThetaRhythm, trajectory: Trajectory?, minimumSpeed: Double, motion: Double,
    reach: Double?, zero: Double, permutations: Int, seed: UInt64, work: Work
  ) throws {
    guard
      let reading = try PlaceReading(phases, trajectory: trajectory, minimumSpeed: minimumSpeed, reach: reach, work: work)
    else { return nil }
    let spikes = reading.spikes
    let cycles = (0..<reading.steps).map { step -> Double in
      guard let place = rhythm.place(of: spikes.time(of: step)), rhythm.isUsed[Int(place)] else { return .nan }
      return rhythm.cycle(at: place)
    }
    work.report("decoding within cycles", completed: 0, of: 2)
    let decoder = PlaneDecoder(reading.tuning, reach: reading.reach, motion: motion, step: PlaceReading.step)
    let decoded = try decoder(spikes, places: reading.places, work: work)
    work.report("decoding within cycles", completed: 1, of: 2)
    guard let sweeps = PositionSweeps(reading.points(decoded.smooth, cycles: cycles)) else { return nil }
    let flat = PositionSweeps(reading.points(decoded.flat, cycles: cycles))
    let order = Self.shuffled(cycles, cut: sweeps.cut, seed: seed)
    let mixed = try decoder(spikes.reordered(order), places: reading.places, work: work)
    let null = PositionSweeps(reading.points(mixed.smooth, cycles: cycles), cut: sweeps.cut)
    work.report("decoding within cycles", completed: 2, of: 2)
    let content = Self.content(reading, cycles: cycles, sweeps: sweeps)
    let isRead = content.active.map { $0 >= Self.fewestActive }
    func shown(_ values: [Double]) -> [Double] { zip(values, isRead).map { $1 ? $0 : .nan } }
    let (angles, lengths) = (shown(sweeps.angles), shown(sweeps.lengths))
    (self.angles, self.lengths) = (angles, lengths)
    measured = angles.count(where: \.isFinite)
    guard measured >= 100 else { return nil }
    let found = try Alternation(
      sweeps.inOrder(angles), permutations: permutations, seed: seed, name: "position", work: work)
    let turns = try Alternation(
      sweeps.inOrder(zip(content.turns, angles).map { $1.isFinite ? $0 : .nan }), permutations: permutations, seed: seed,
      name: "position heading", work: work)
    let known = lengths.indices.filter { lengths[$0].isFinite }
    let groups = Self.share(
      lengths: known.map { lengths[$0] }, null: known.map { null?.lengths[$0] ?? .nan },
      spikes: known.map { content.spikes[$0] })
    times = (0..<reading.steps).map(spikes.time)
    x = decoded.smooth.map { Float($0.x) }
    y = decoded.smooth.map { Float($0.y) }
    deviation = decoded.smooth.map { Float($0.deviation) }
    flatX = decoded.flat.map { Float($0.x) }
    flatY = decoded.flat.map { Float($0.y) }
    stepSpikes = decoded.spikes
    cells = reading.cells
    sweepTimes = sweeps.times
    (self.spikes, active) = (content.spikes, content.active)
    (groupSpikes, groupCycles, groupShare) = (groups.map(\.spikes), groups.map(\.cycles), groups.map(\.share))
    let total = groups.reduce(0) { $0 + $1.cycles }
    share = total > 0 ? groups.reduce(0) { $0 + $1.share * Double($1.cycles) } / Double(total) : .nan
    func fromZero(_ values: [Double]) -> [Double] {
      let shift = Int((zero / (2 * .pi) * Double(values.count)).rounded())
      return values.indices.map { values[($0 - shift + values.count) % values.count] }
    }
    (ahead, beside) = (fromZero(sweeps.forward), fromZero(sweeps.across))
    let none = [Double](repeating: .nan, count: PositionSweeps.bins)
    (flatAhead, flatBeside) = (fromZero(flat?.forward ?? none), fromZero(flat?.across ?? none))
    (signChanges, signP, index, indexP) = (found.signChanges, found.signP, found.index, found.indexP)
    (zigzag, zigzagP, turnZigzag, turnP) = (found.zigzag, found.zigzagP, turns.zigzag, turns.zigzagP)
    pairs = found.pairs
    let middle = median(known.map { lengths[$0] })
    medianLength = middle
    gridCells = reading.gridSpacings.count
    spacing = reading.gridSpacings.isEmpty ? nil : median(reading.gridSpacings)
    lengthOverSpacing = reading.gridSpacings.isEmpty ? nil : middle / median(reading.gridSpacings)
    self.reach = reading.reach
    cutPhase = rounded(wrapAngle(2 * .pi * sweeps.cut + zero) * 180 / .pi)
    heading = reading.headingName
  }

  /// For each step one of the same cycle.
  private static func shuffled(_ cycles: [Double], cut: Double, seed: UInt64) -> [Int] {
    var order = Array(cycles.indices)
    var first = 0
    while first < cycles.count {
      guard cycles[first].isFinite else {
        first += 1
        continue
      }
      let number = (cycles[first] - cut).rounded(.down)
      var end = first
      while end < cycles.count, (cycles[end] - cut).rounded(.down) == number { end += 1 }
      var stream = RandomStream(seed: seed, name: "order of steps", index: UInt64(first))
      var steps = Array(first..<end)
      stream.shuffle(&steps)
      for (place, step) in zip(first..<end, steps) { order[place] = step }
      first = end
    }
    return order
  }

  /// Spikes and active cells of each cycle, and how far the heading turned since the cycle before, rad.
  private static func content(
    _ reading: PlaceReading, cycles: [Double], sweeps: PositionSweeps
  ) -> (spikes: [Int], active: [Int], turns: [Double]) {
    var (spikes, active) = ([Int](repeating: 0, count: sweeps.times.count), [Int](repeating: 0, count: sweeps.times.count))
    var headings = [Complex](repeating: .zero, count: sweeps.times.count)
    var (cycle, last, seen) = (-1, Double.nan, Set<Int32>())
    for step in cycles.indices where reading.places[step] >= 0 && cycles[step].isFinite {
      let number = (cycles[step] - sweeps.cut).rounded(.down)
      let isNext = number != last || step == 0 || reading.places[step - 1] < 0 || !cycles[step - 1].isFinite
      if isNext {
        cycle += 1
        seen = []
        last = number
      }
      guard cycle < spikes.count else { break }
      let own = reading.spikes.spikes(in: step)
      spikes[cycle] += own.count
      seen.formUnion(own)
      active[cycle] = seen.count
      if reading.headings[step].isFinite {
        headings[cycle] = headings[cycle] + Complex(cos(reading.headings[step]), sin(reading.headings[step]))
      }
    }
    let turns = headings.indices.map { cycle -> Double in
      guard cycle > 0, sweeps.numbers[cycle] == sweeps.numbers[cycle - 1] + 1 else { return .nan }
      let turn = headings[cycle] * headings[cycle - 1].conjugate
      return turn.magnitude > 0 ? atan2(turn.imaginary, turn.real) : .nan
    }
    return (spikes, active, turns)
  }

  /// Cycles in groups of like numbers of spikes, and the share that is longer than 95 % of the null in the same group.
  private static func share(
    lengths: [Double], null: [Double], spikes: [Int]
  ) -> [(spikes: Double, cycles: Int, share: Double)] {
    let order = lengths.indices.sorted { (spikes[$0], $0) < (spikes[$1], $1) }
    let count = max(1, min(groups, order.count / fewestInGroup))
    return (0..<count).compactMap { group in
      let own = order[group * order.count / count..<(group + 1) * order.count / count]
      let mixed = own.map { null[$0] }.filter(\.isFinite)
      guard mixed.count >= fewestInGroup else { return nil }
      let least = quantiles(mixed, [level])[0]
      return (
        mean(own.map { Double(spikes[$0]) }), own.count, Double(own.count { lengths[$0] > least }) / Double(own.count)
      )
    }
  }
}
