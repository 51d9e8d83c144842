// The models of this package at the work of models_peer.py. Benchmarks/models compiles it against the built libraries.
//
// usage: models_ours WORK ROUNDS     prints a line of JSON for each round: CPU seconds and a number of the result
import ArrayNumerics
import AttractorModels
import Foundation
import Plotting

/// Of this process, all threads.
func cpu() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
}

/// A stimulus that moves between the places of the tracking example, four quarters of the time.
func place(_ clock: Clock, _ steps: Int, _ places: [Double]) -> Double {
  let part = min(3.999999, 4 * Double(clock.step) / Double(steps))
  let index = Int(part)
  return places[index] + (part - Double(index)) * (places[index + 1] - places[index])
}

/// Keeps every state in one array of single precision, as the peer does.
final class StateKeeper: Monitor {
  let stride = 1
  private(set) var values: [Float]
  private var place = 0
  init(states: Int, of count: Int) { values = [Float](repeating: 0, count: states * count) }
  func observe(_ state: [Double], _ clock: Clock) {
    let count = state.count
    precondition(place + count <= values.count)
    values.withUnsafeMutableBufferPointer { values in
      state.withUnsafeBufferPointer { state in
        for index in 0..<count { values[place &+ index] = Float(state[index]) }
      }
    }
    place += count
  }
}

func ring(isCoarse: Bool) throws -> Double {
  let whole = try RingNetwork(grid: RingGrid(count: 512))
  let network = isCoarse ? try whole.coarse(points: 64) : whole
  let steps = 10_000
  let run = try Run(network, integrator: .euler, dt: 0.1, steps: steps)
  let path = [1, 0.75, 2, 1.75, 3]
  if isCoarse {
    let decoder = RingDecoder(network.grid)
    let centers = Trace(every: 1) { decoder.bump(in: $0).center }
    try run(observing: [centers]) { .bump(at: place($0, steps, path)) }
    return centers.values.last ?? .nan
  }
  let states = StateKeeper(states: steps, of: 512)
  try run(observing: [states]) { .bump(at: place($0, steps, path)) }
  return Double(states.values.suffix(512).max() ?? .nan)
}

func torus() throws -> Double {
  let network = try TorusNetwork(grid: RingGrid(count: 64))
  let steps = 1000
  let states = StateKeeper(states: steps, of: 64 * 64)
  try Run(network, integrator: .euler, dt: 0.1, steps: steps)(observing: [states]) {
    let along = place($0, steps, [0, 1, 0.75, 2, 1.75])
    return .bump(at: SIMD2(along, along))
  }
  return Double(states.values.suffix(64 * 64).max() ?? .nan)
}

func thetaSweep(steps: Int) throws -> Double {
  let sweep = try ThetaSweep(
    directionCells: DirectionCells(count: 100), gridCells: GridCells(side: 100, ratio: 10), dt: 1)
  let decoder = RingDecoder(sweep.directionCells.grid)
  var last = SIMD2<Double>.zero
  var direction = 0.0
  try sweep(steps: steps, work: Work(threads: 1)) { clock in
    let t = Double(clock.step) * 1e-3
    let phase = 2 * Double.pi * Double(clock.step % 100) / 100 - .pi
    return SweepInput(
      position: SIMD2(0.75 + 0.5 * cos(2 * t), 0.75 + 0.5 * sin(2 * t)), heading: 2 * t + .pi / 2,
      modulation: (1 + 0.5 * cos(phase), 1 + 1.5 * cos(phase)))
  } observe: { state, clock in
    // What canns decodes in each step.
    direction = decoder.mean(of: sweep.directionCells.rates(of: state.directions)).position
    let t = Double(clock.step - 1) * 1e-3
    last = sweep.gridCells.lattice.position(
      of: sweep.gridCells.phase(of: state.grid), near: SIMD2(0.75 + 0.5 * cos(2 * t), 0.75 + 0.5 * sin(2 * t)))
  }
  return last.x + 0 * direction
}

func landscape(isFlat: Bool, folder: URL) throws -> Double {
  let frames = 300
  let file = folder.appendingPathComponent("landscape.gif")
  // 800 × 600 pixels, as the peer draws.
  let config = PlotConfig().with { ($0.movement.dpi, $0.movement.fps) = (239, 30) }
  let animation: Animation
  if isFlat {
    let values = (0..<frames).map { frame in
      Matrix(
        rows: 64, columns: 64,
        elements: (0..<4096).map { cell in
          let (x, y) = (Double(cell % 64) - 10 - 0.1 * Double(frame), Double(cell / 64) - 32)
          return exp(-(x * x + y * y) / 100)
        })
    }
    let scale = ColorScale(map: .viridis, range: 0...1, label: "Activity")
    animation = Animation(name: "landscape", frameCount: frames, altText: "A bump that moves.") { frame in
      heatMapFigure(
        values: values[frame], xAxis: Axis("x", range: 0...64), yAxis: Axis("y", range: 0...64), scale: scale,
        altText: "A bump.")
    }
  } else {
    let x = (0..<512).map { -180 + 360 * Double($0) / 512 }
    animation = Animation(name: "landscape", frameCount: frames, altText: "A bump that moves.") { frame in
      let center = 0.5 * Double(frame) - 75
      return linesFigure(
        [
          LineSeries(name: "u", x: x, y: x.map { exp(-($0 - center) * ($0 - center) / 2000) }),
          LineSeries(name: "input", x: x, y: x.map { 0.6 * exp(-($0 - center - 10) * ($0 - center - 10) / 2000) }),
        ], xAxis: Axis("Place", range: -180...180), yAxis: Axis("Activity", range: 0...1.1), altText: "A bump.")
    }
  }
  try animation.write(to: file, format: .gif, config: config, work: Work(threads: 1))
  return Double(try Data(contentsOf: file).count)
}

func fixedPoints() throws -> Double {
  let network = try RingNetwork(
    grid: RingGrid(count: 512), parameters: AttractorParameters(inhibition: 0.1, stimulusAmplitude: 30))
  var circle = try RingEquilibria(network)
  let spectrum = try RingSpectrum(network)
  var worst = 0.0
  for point in 0..<1257 {
    let state = try circle.equilibrium(at: -.pi + 0.005 * Double(point))
    worst = max(worst, state.residual)
    _ = try spectrum.eigenvalues(at: state.state).prefix(10)
  }
  return worst
}

func branch() throws -> Double {
  let network = try RingNetwork(grid: RingGrid(count: 512), parameters: AttractorParameters(inhibition: 0.1))
  return try BumpBranch(network, parameter: .inhibition, increasing: true, range: 0.01...200).folds.first?.value ?? .nan
}

func geodesics() throws -> Double {
  let arena = try Arena(width: 1, height: 1, innerWalls: [Wall(SIMD2(0.5, 0), SIMD2(0.5, 0.6))])
  let cells = try ArenaCells(arena, side: 0.01)
  let centers = cells.centers
  let sources = (0..<100).map { centers[$0 * centers.count / 100] }
  let found = try Geodesics(arena).distances(from: sources, to: centers, work: Work(threads: 1))
  return found[0].max() ?? .nan
}

let work = CommandLine.arguments[1]
let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
defer { try? FileManager.default.removeItem(at: folder) }
/// Does it once.
func result() throws -> Double {
  switch work {
  case "ring": try ring(isCoarse: false)
  case "ring-coarse": try ring(isCoarse: true)
  case "torus": try torus()
  case "theta-sweep": try thetaSweep(steps: 2000)
  case "landscape-1d": try landscape(isFlat: false, folder: folder)
  case "landscape-2d": try landscape(isFlat: true, folder: folder)
  case "fixed-points": try fixedPoints()
  case "branch": try branch()
  case "geodesics": try geodesics()
  default: fatalError("there is no work '\(work)'")
  }
}

// As the peer, once before it counts.
_ = try result()
for _ in 0..<(Int(CommandLine.arguments[2]) ?? 1) {
  let start = cpu()
  let found = try result()
  print("{\"cpu\": \(cpu() - start), \"result\": \(found)}")
}
