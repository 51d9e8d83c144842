import ArrayNumerics
import Foundation

/// A hierarchical network as one system of equations, for any integrator: the bands of all modules, and the grid cells that
/// they drive at the same moment.
///
/// State: for each module q and u of its three bands, then u and v of its grid cells.
public struct HierarchicalModel: DynamicalModel {
  /// What is run.
  public let network: HierarchicalNetwork

  public init(_ network: HierarchicalNetwork) { self.network = network }

  /// q and u of every band, u and v of every module's grid cells.
  public var fields: [StateField] {
    network.modules.enumerated().flatMap { number, module -> [StateField] in
      (0..<3).flatMap { _ in module.bands.fields } + module.grid.fields
    }
  }

  /// The bumps of all bands at the phases of a position (m), the grid cells at rest.
  public func state(at position: SIMD2<Double>) -> [Double] {
    let state = network.state(at: position)
    return zip(state.bands, state.grids).flatMap { bands, grid in bands.flatMap(\.self) + grid }
  }

  /// At the origin.
  public func restingState() -> [Double] { state(at: .zero) }

  /// The state in its parts.
  public func parts(of state: [Double]) -> HierarchicalNetwork.State {
    var start = 0
    func next(_ count: Int) -> [Double] {
      defer { start += count }
      return Array(state[start..<start + count])
    }
    var (bands, grids) = ([[[Double]]](), [[Double]]())
    for module in network.modules {
      bands.append((0..<3).map { _ in next(module.bands.stateCount) })
      grids.append(next(module.grid.stateCount))
    }
    return HierarchicalNetwork.State(bands: bands, grids: grids)
  }

  /// Of all grid cells, module after module.
  public func rates(of state: [Double]) -> [Double] {
    zip(network.modules, parts(of: state).grids).flatMap { $0.grid.rates(of: $1) }
  }

  /// The position that the phases of all bands stand for, m: of all such the one that differs least from a position before, by
  /// least squares over the bands.
  public func position(of state: [Double], near last: SIMD2<Double>) -> SIMD2<Double> {
    let parts = parts(of: state)
    var (sum, weight) = (SIMD2<Double>.zero, 0.0)
    for (module, bands) in zip(network.modules, parts.bands) {
      for (wave, band) in zip(module.waves, bands) {
        let rest = (module.bands.phase(of: band) - (wave * last).sum()).remainder(dividingBy: 2 * .pi)
        sum += rest * wave
        // Three waves at 60° have Σ k kᵀ = (3/2) |k|², half of it for each.
        weight += (wave * wave).sum() / 2
      }
    }
    return last + sum / weight
  }

  /// Buffers and plans of one run.
  public struct Workspace {
    var bands: [BandCells.Workspace]
    var grids: [DrivenGrid.Workspace]
  }

  /// - Throws: `NumericsError`
  public func makeWorkspace() throws -> Workspace {
    Workspace(
      bands: try network.modules.map { try $0.bands.makeWorkspace() },
      grids: try network.modules.map { try $0.grid.makeWorkspace() })
  }

  /// F of bands and grid cells.
  ///
  /// - Parameter input: velocity, m per unit of time.
  public func drive(_ state: [Double], _ input: SIMD2<Double>, _ workspace: inout Workspace, into drive: inout [Double]) {
    var start = 0
    func write(_ part: [Double]) {
      for index in part.indices { drive[start + index] = part[index] }
      start += part.count
    }
    let parts = parts(of: state)
    for (number, module) in network.modules.enumerated() {
      var rates: [[Double]] = []
      var part = [Double](repeating: 0, count: module.bands.stateCount)
      for (wave, band) in zip(module.waves, parts.bands[number]) {
        let command = network.calibration.command(for: (wave * input).sum())
        module.bands.drive(band, .init(speed: command), &workspace.bands[number], into: &part)
        write(part)
        rates.append(module.bands.rates(of: band))
      }
      part = [Double](repeating: 0, count: module.grid.stateCount)
      module.grid.drive(parts.grids[number], module.gridInput(rates: rates), &workspace.grids[number], into: &part)
      write(part)
    }
  }

  /// u of grid cells is not negative.
  public func constrain(_ state: inout [Double]) {
    var start = 0
    for module in network.modules {
      start += 3 * module.bands.stateCount
      for index in start..<start + module.grid.count { state[index] = max(state[index], 0) }
      start += module.grid.stateCount
    }
  }
}
