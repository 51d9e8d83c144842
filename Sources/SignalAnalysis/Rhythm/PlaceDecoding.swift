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
  static let bin = 0.025
  private static let smoothing = 0.05
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
  /// Bins of the arena, and of the maps of all cells, at most.
  private static let mostBins = 250_000
  private static let mostRates = 20_000_000
  /// Bins with less time than this, smoothed, have no rate, s.
  private static let leastTime = 0.001

  let start: Double
  let steps: Int
  let path: PlanePath
  /// rad; NaN where unknown.
  let headings: [Double]
  let headingName: String
  /// Places in the list of cells.
  let cells: [Int]
  private let grid: SpatialGrid
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
    guard chosen.count >= Self.fewestCells, chosen.count * grid.rows * grid.columns <= Self.mostRates else { return nil }
    self.cells = chosen
    self.grid = grid
    let spacings = chosen.compactMap { cell -> Double? in
      guard let found = analysed[cell]?.0, found.score.value >= Self.leastGridScore else { return nil }
      return found.lattice?.spacing
    }
    let isGrid = Double(spacings.count) >= Self.leastGridShare * Double(chosen.count) && spacings.count >= 3
    gridSpacings = isGrid ? spacings : []
    reach = given ?? (isGrid ? median(spacings) / 2 : Self.usualReach)
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

  /// The rates of the cells over the arena, for each stretch of time from the others, of the running steps that count.
  func tuning(work: Work, where counts: (Int) -> Bool) throws -> FoldedTuning {
    let sigma = Self.smoothing / Self.bin
    @Sendable func smoothed(_ values: [Double]) throws -> [Double] {
      try gaussianFilter(
        Matrix(rows: grid.rows, columns: grid.columns, elements: values), sigma: (sigma, sigma),
        border: (.constant(0), .constant(0))
      ).elements
    }
    return try FoldedTuning(steps: steps, step: Self.step) { isUsed in
      var time = [Double](repeating: 0, count: grid.rows * grid.columns)
      var amounts = [[Double]](repeating: time, count: cells.count)
      for step in 0..<steps where places[step] >= 0 && isUsed(step) && counts(step) {
        time[places[step]] += Self.step
        for cell in spikes.spikes(in: step) { amounts[Int(cell)][places[step]] += 1 }
      }
      let (spent, fired) = (try smoothed(time), amounts)
      let maps = try concurrentMap(cells.count, work: work) { cell -> Matrix<Double> in
        let rates = try zip(smoothed(fired[cell]), spent).map { $1 >= Self.leastTime ? $0 / $1 : .nan }
        return Matrix(rows: grid.rows, columns: grid.columns, elements: rates)
      }
      return PlaneTuning(maps: maps, x: grid.xEdges[0], y: grid.yEdges[0], bin: Self.bin)
    }
  }

  /// Where decoded places stand against the running animal, m: ahead along its heading, and the distance to its side.
  func offsets(_ decoded: [DecodedPlaces.Place]) -> (ahead: [Double], beside: [Double]) {
    let away = decoded.indices.map { index in
      Complex(decoded[index].x - path.x[index], decoded[index].y - path.y[index])
        * Complex(cos(headings[index]), -sin(headings[index]))
    }
    return (away.map(\.real), away.map { abs($0.imaginary) })
  }
}

extension PlaceSweeps {
  /// Groups of cycles by their spikes, and cycles in each at least.
  private static let groups = 6
  private static let fewestInGroup = 20
  /// A cycle has a sweep up to this p.
  private static let level = 0.05
  /// Cycles that count, at least.
  private static let fewest = 100

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
      guard reading.places[step] >= 0, let place = rhythm.place(of: spikes.time(of: step)), rhythm.isUsed[Int(place)] else {
        return .nan
      }
      return rhythm.cycle(at: place)
    }
    work.report("sweeps of position", completed: 0, of: 2)
    let search = SweepSearch(
      spikes, x: reading.path.x, y: reading.path.y, headings: reading.headings, cycles: cycles, reach: reading.reach)
    let (tuning, cut) = try Self.resting(reading, cycles: cycles, search: search, work: work)
    let sweeps = try search(tuning, cut: cut, seed: seed, work: work)
    work.report("sweeps of position", completed: 1, of: 2)
    let isRead = sweeps.active.map { $0 >= PositionSweeps.fewestActive }
    func shown(_ values: [Double]) -> [Double] { zip(values, isRead).map { $1 ? $0 : .nan } }
    (angles, lengths, p) = (shown(sweeps.angles), shown(sweeps.lengths), shown(sweeps.p))
    measured = isRead.count { $0 }
    guard measured >= Self.fewest else { return nil }
    let found = try Alternation(
      sweeps.inOrder(angles), permutations: permutations, seed: seed, name: "position", work: work)
    let turned = Self.turns(reading, cycles: cycles, sweeps: sweeps)
    let turns = try Alternation(
      sweeps.inOrder(zip(turned, angles).map { $1.isFinite ? $0 : .nan }), permutations: permutations, seed: seed,
      name: "position heading", work: work)
    let decoder = PlaneDecoder(tuning, reach: reading.reach, motion: motion, step: PlaceReading.step)
    let decoded = try decoder(spikes, places: reading.places, work: work)
    work.report("sweeps of position", completed: 2, of: 2)
    times = (0..<reading.steps).map(spikes.time)
    x = decoded.smooth.map { Float($0.x) }
    y = decoded.smooth.map { Float($0.y) }
    deviation = decoded.smooth.map { Float($0.deviation) }
    flatX = decoded.flat.map { Float($0.x) }
    flatY = decoded.flat.map { Float($0.y) }
    stepSpikes = decoded.spikes
    cells = reading.cells
    sweepTimes = sweeps.times
    (self.spikes, active) = (sweeps.spikes, sweeps.active)
    let known = p.indices.filter { isRead[$0] }
    let groups = Self.share(p: known.map { sweeps.p[$0] }, spikes: known.map { sweeps.spikes[$0] })
    (groupSpikes, groupCycles, groupShare) = (groups.map(\.spikes), groups.map(\.cycles), groups.map(\.share))
    share = Double(known.count { sweeps.p[$0] <= Self.level }) / Double(known.count)
    func profile(_ values: [Double]) -> [Double] { CycleMeans.of(values, cycles: cycles, zero: zero) }
    let (smooth, flat) = (reading.offsets(decoded.smooth), reading.offsets(decoded.flat))
    (ahead, beside, flatAhead, flatBeside) = (
      profile(smooth.ahead), profile(smooth.beside), profile(flat.ahead), profile(flat.beside)
    )
    (signChanges, signP, index, indexP) = (found.signChanges, found.signP, found.index, found.indexP)
    (zigzag, zigzagP, turnZigzag, turnP) = (found.zigzag, found.zigzagP, turns.zigzag, turns.zigzagP)
    pairs = found.pairs
    length = sweeps.commonLength
    isAtReach = sweeps.isAtReach
    medianLength = median(known.map { sweeps.lengths[$0] })
    gridCells = reading.gridSpacings.count
    spacing = reading.gridSpacings.isEmpty ? nil : median(reading.gridSpacings)
    lengthOverSpacing = reading.gridSpacings.isEmpty ? nil : sweeps.commonLength / median(reading.gridSpacings)
    self.reach = reading.reach
    cutPhase = rounded(wrapAngle(2 * .pi * sweeps.cut + zero) * 180 / .pi)
    heading = reading.headingName
  }

  /// Rates of the half of the cycle without sweeps, and where the other half begins.
  ///
  /// A population that looks elsewhere in half of each cycle fires where the animal is not: rates of all spikes are smeared by
  /// the sweeps, the more the longer, and sweeps read with them come out short and to no side. So the half is found with all
  /// spikes, and again with the rates of the other half.
  private static func resting(
    _ reading: PlaceReading, cycles: [Double], search: SweepSearch, work: Work
  ) throws -> (tuning: FoldedTuning, cut: Double) {
    func rates(outside cut: Double) throws -> FoldedTuning {
      try reading.tuning(work: work) {
        let part = cycles[$0] - cut
        return part - part.rounded(.down) >= SweepSearch.share
      }
    }
    let all = try search.bestCut(reading.tuning(work: work) { cycles[$0].isFinite }, work: work)
    let tuning = try rates(outside: all)
    let cut = try search.bestCut(tuning, work: work)
    return (cut == all ? tuning : try rates(outside: cut), cut)
  }

  /// How far the heading turned since the cycle before, rad.
  private static func turns(_ reading: PlaceReading, cycles: [Double], sweeps: PositionSweeps) -> [Double] {
    var sums = [Int: Complex]()
    for step in cycles.indices where cycles[step].isFinite && reading.headings[step].isFinite {
      let number = Int((cycles[step] - sweeps.cut).rounded(.down))
      sums[number, default: .zero] =
        sums[number, default: .zero]
        + Complex(cos(reading.headings[step]), sin(reading.headings[step]))
    }
    return sweeps.numbers.map { number in
      guard let own = sums[number], let before = sums[number - 1] else { return .nan }
      let turn = own * before.conjugate
      return turn.magnitude > 0 ? atan2(turn.imaginary, turn.real) : .nan
    }
  }

  /// Cycles in groups of like numbers of spikes, and the share with a sweep.
  private static func share(p: [Double], spikes: [Int]) -> [(spikes: Double, cycles: Int, share: Double)] {
    let order = p.indices.sorted { (spikes[$0], $0) < (spikes[$1], $1) }
    let count = max(1, min(groups, order.count / fewestInGroup))
    return (0..<count).map { group in
      let own = order[group * order.count / count..<(group + 1) * order.count / count]
      return (mean(own.map { Double(spikes[$0]) }), own.count, Double(own.count { p[$0] <= level }) / Double(own.count))
    }
  }
}
