import Foundation
import Recordings

/// Small simulated sessions with a known shape, from the counter-based generator of the golden set.
public enum SimulatedSessions {
  public static let seconds = 240
  public static let times = (0..<seconds * 50).map { Double($0) / 50 }

  private static func gaussian(_ stream: UInt64, _ counter: Int) -> Double {
    let u = 1 - hashedUniform(stream, UInt64(2 * counter))
    return (-2 * log(u)).squareRoot()
      * cos(2 * .pi * hashedUniform(stream, UInt64(2 * counter + 1)))
  }

  private static func spikes(cells: Int, stream: UInt64, rate: (Int, Int) -> Double) -> [[Double]] {
    (0..<cells).map { cell in
      times.indices.compactMap { sample in
        let counter = UInt64(cell * times.count + sample)
        guard hashedUniform(stream, counter) < rate(cell, sample) / 50 else { return nil }
        return times[sample] + hashedUniform(stream + 1, counter) / 50
      }
    }
  }

  /// Head direction: an angle that wanders, rad, not wrapped.
  public static let direction: [Double] = {
    var angle = 0.0
    var velocity = 0.0
    return times.indices.map { sample in
      velocity += -velocity / 50 + 0.35 * gaussian(10, sample)
      angle += velocity / 50
      return angle
    }
  }()

  /// Thirty head-direction cells.
  public static let ring = makeRecording(
    trains: spikes(cells: 30, stream: 20) { cell, sample in
      20 * exp(3 * (cos(direction[sample] - 2 * .pi * Double(cell) / 30) - 1))
    }, t: times, headDirection: direction.map { $0 - (2 * .pi) * ($0 / (2 * .pi)).rounded(.down) })

  /// A path in a box of one metre: smooth random velocity, mirrored at the walls.
  public static let path: (x: [Double], y: [Double]) = {
    func axis(_ stream: UInt64) -> [Double] {
      var place = 0.5
      var velocity = 0.0
      return times.indices.map { sample in
        velocity += -velocity / 40 + 0.05 * gaussian(stream, sample)
        place += velocity / 50
        if place < 0 || place > 1 {
          velocity = -velocity
          place = place < 0 ? -place : 2 - place
        }
        return place
      }
    }
    return (axis(11), axis(12))
  }()

  /// Phases of a hexagonal lattice with a period of half a metre: two waves 60° apart.
  public static let phases: (first: [Double], second: [Double]) = {
    let k = 2 * Double.pi / (0.5 * 0.75.squareRoot())
    return (
      path.x.map { k * $0 }, zip(path.x, path.y).map { k * ($0 / 2 + 0.75.squareRoot() * $1) }
    )
  }()

  /// Sixty grid cells of one module.
  public static let torusTrains = spikes(cells: 60, stream: 30) { cell, sample in
    let p = 2 * Double.pi * hashedUniform(40, UInt64(cell))
    let q = 2 * Double.pi * hashedUniform(41, UInt64(cell))
    return 25 * exp(1.5 * (cos(phases.first[sample] - p) + cos(phases.second[sample] - q) - 2))
  }

  public static let torus = makeRecording(trains: torusTrains, t: times, x: path.x, y: path.y)

  /// The same trains, each turned by its own offset: no coordination is left.
  public static let control = makeRecording(
    trains: torusTrains.enumerated().map { cell, train in
      let offset = Double(seconds) * hashedUniform(42, UInt64(cell))
      return train.map { ($0 + offset).truncatingRemainder(dividingBy: Double(seconds)) }.sorted()
    }, t: times, x: path.x, y: path.y)
}
