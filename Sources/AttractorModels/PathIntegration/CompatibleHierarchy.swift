import ArrayNumerics
import Foundation

/// The hierarchical network of canns 1.5: for each module three bands and a sheet of grid cells that a bump at the decoded
/// phases of the first two bands drives (the third does nothing that can be seen), and places that read the sheets.
///
/// Bands by Euler's method, grid cells by the exponential one, both on the state before the step, but grid cells see the phases
/// that the bands have after it. State: for each module those of its bands, then u and v of its grid cells.
public struct CompatibleHierarchy: DynamicalModel {
  /// Of the stripes of each module, m.
  public let spacings: [Double]
  /// Of the stripes of each module's first band, radians.
  public let angle: Double
  /// All alike.
  public let bands: CompatibleBandCells
  /// All alike.
  public let grid: DrivenGrid
  /// Centres of the place cells, m.
  public let places: [SIMD2<Double>]

  /// - Throws: `badParameter`
  public init(
    spacings: [Double], angle: Double = 0, bands: CompatibleBandCells, gridSide: Int = 20, places: [SIMD2<Double>]
  ) throws(AttractorModelsError) {
    for spacing in spacings { try checkPositive("the spacing", spacing) }
    guard !spacings.isEmpty, !places.isEmpty else {
      throw .badParameter(name: "the number of modules and places", value: 0, expected: "1 or more")
    }
    self.spacings = spacings
    self.angle = angle
    self.bands = bands
    self.places = places
    grid = try DrivenGrid(side: gridSide, wrapsComponents: true)
  }

  /// The wave vectors of the three bands of a module, rad/m.
  public func waves(_ module: Int) -> [SIMD2<Double>] {
    (0..<3).map { band in
      let direction = angle + Double(band) * .pi / 3 - .pi / 2
      return 2 * .pi / spacings[module] * SIMD2(cos(direction), sin(direction))
    }
  }

  private var moduleCount: Int { 3 * bands.stateCount + grid.stateCount }

  /// Of the bands, and of the grid cells with what a step of the exponential method makes of their time constants.
  public var fields: [StateField] {
    spacings.indices.flatMap { _ -> [StateField] in
      (0..<3).flatMap { _ in bands.fields }
        + grid.fields.map { field in
          StateField(
            field.name, field.meaning, shape: field.shape,
            timeConstant: bands.dt / (1 - exp(-bands.dt / field.timeConstant)))
        }
    }
  }

  /// Nothing but what `modules` reads.
  public var observables: [Observable] { [] }

  /// Bumps at phase 0, grid cells at rest.
  public func restingState() -> [Double] {
    spacings.flatMap { _ in (0..<3).flatMap { _ in bands.restingState() } + grid.restingState() }
  }

  /// The state of each module: its bands, and its grid cells.
  public func modules(of state: [Double]) -> [(bands: [[Double]], grid: [Double])] {
    spacings.indices.map { module in
      let start = module * moduleCount
      let grids = start + 3 * bands.stateCount
      return (
        (0..<3).map { Array(state[start + $0 * bands.stateCount..<start + ($0 + 1) * bands.stateCount]) },
        Array(state[grids..<grids + grid.stateCount])
      )
    }
  }

  /// What reaches each place: Σ over the modules of exp(−d²/2a²)/(√(2π)a) r, d between phases with π taken off them.
  public func placeInput(of state: [Double]) -> [Double] {
    var input = [Double](repeating: 0, count: places.count)
    for (module, parts) in modules(of: state).enumerated() {
      let (waves, rates) = (waves(module), grid.rates(of: parts.grid))
      for (index, place) in places.enumerated() {
        let phase = SIMD2(decoded((waves[0] * place).sum()), decoded((waves[1] * place).sum()))
        for cell in rates.indices where rates[cell] > 0 { input[index] += bump(phase - grid.phase(of: cell)) * rates[cell] }
      }
    }
    return input
  }

  /// (x mod 2π) − π.
  private func decoded(_ x: Double) -> Double { x - 2 * .pi * (x / (2 * .pi)).rounded(.down) - .pi }

  /// exp(−d²/2a²)/(√(2π)a) with the width of the bands; ±π stay as they are.
  private func bump(_ difference: SIMD2<Double>) -> Double {
    func once(_ d: Double) -> Double { d > .pi ? d - 2 * .pi : d < -.pi ? d + 2 * .pi : d }
    let (x, y, width) = (once(difference.x), once(difference.y), bands.parameters.width)
    let square: Double = 4.0 / 3 * (x * x - x * y + y * y)
    return exp(-0.5 * square / (width * width)) / ((2 * Double.pi).squareRoot() * width)
  }

  /// Rates of the places, and the place decoded from them, m.
  public func placeActivity(of state: [Double]) -> (rates: [Double], position: SIMD2<Double>) {
    let input = placeInput(of: state).map { max($0, 0) }
    let half = (input.max() ?? 0) / 2
    let above = input.map { max($0 - half, 0) }
    let (total, squares) = (above.reduce(0, +), above.reduce(0) { $0 + $1 * $1 })
    let position = zip(places, above).reduce(SIMD2<Double>.zero) { $0 + $1.1 * $1.0 } / (1e-5 + total)
    return (above.map { $0 * $0 / (1 + squares) }, position)
  }

  /// The position that the phases of all bands stand for once a place has drawn them, m: of all such the one nearest to a
  /// position before, by least squares.
  public func position(of state: [Double], near last: SIMD2<Double>) -> SIMD2<Double> {
    var (sum, weight) = (SIMD2<Double>.zero, 0.0)
    for (module, parts) in modules(of: state).enumerated() {
      for (wave, band) in zip(waves(module), parts.bands) {
        sum += (bands.phase(of: band) + .pi - (wave * last).sum()).remainder(dividingBy: 2 * .pi) * wave
        weight += (wave * wave).sum() / 2
      }
    }
    return last + sum / weight
  }

  /// Of the sheets.
  public struct Workspace {
    var grid: DrivenGrid.Workspace
  }

  /// - Throws: `NumericsError`
  public func makeWorkspace() throws -> Workspace { Workspace(grid: try grid.makeWorkspace()) }

  /// What moves the network at one moment.
  public struct Input: Sendable, Equatable {
    /// m per unit of time.
    public var velocity: SIMD2<Double>
    /// A place, m, to whose phases the bands are drawn, and how strongly; `nil` for nowhere.
    public var place: SIMD2<Double>?
    /// How strongly.
    public var strength: Double

    public init(velocity: SIMD2<Double>, place: SIMD2<Double>? = nil, strength: Double = 0) {
      (self.velocity, self.place, self.strength) = (velocity, place, strength)
    }
  }

  /// What the fields go towards.
  public func drive(_ state: [Double], _ input: Input, _ workspace: inout Workspace, into drive: inout [Double]) {
    for module in spacings.indices {
      let start = module * moduleCount
      var phases: [Double] = []
      for (band, wave) in waves(module).enumerated() {
        let own = start + band * bands.stateCount
        var command = BandCells.Input(speed: (wave * input.velocity).sum())
        if let place = input.place { command.anchor = (decoded((wave * place).sum()), input.strength) }
        let part = bands.driven(state[own..<own + bands.stateCount], command)
        phases.append(bands.phase(ofRates: part[bands.grid.count..<2 * bands.grid.count]))
        drive.replaceSubrange(own..<own + part.count, with: part)
      }
      let phase = SIMD2(phases[0], phases[1])
      let target = (0..<grid.count).map { 5000 * bump(phase - grid.phase(of: $0)) }
      let first = start + 3 * bands.stateCount
      var part = [Double](repeating: 0, count: grid.stateCount)
      grid.drive(Array(state[first..<first + grid.stateCount]), target, &workspace.grid, into: &part)
      drive.replaceSubrange(first..<first + part.count, with: part)
    }
  }

  /// u of grid cells is not negative.
  public func constrain(_ state: inout [Double]) {
    for module in spacings.indices {
      let first = module * moduleCount + 3 * bands.stateCount
      for index in first..<first + grid.count { state[index] = max(state[index], 0) }
    }
  }
}
