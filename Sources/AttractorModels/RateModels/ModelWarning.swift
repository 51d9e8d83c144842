import Foundation
import Schema

/// Something that a person should know before simulating: a decision with its numbers.
public enum ModelWarning: Sendable, Equatable {
  /// The inhibition is above what a bump survives.
  case noBump(inhibition: Double, critical: Double, neurons: Int, needed: Int?)
  /// The connections do not excite.
  case noExcitation(coupling: Double)
  /// The connections are so wide that a bump flattens to even activity.
  case tooWide(width: Double, widest: Double)
  /// Adaptation moves the bump by itself, radians per unit of time.
  case movesByItself(ratio: Double, speed: Double)
  /// Both ends of the circle are neurons.
  case doubledEnds
  /// Neurons stand too far apart for the width: bumps are pinned to them.
  case pinned(width: Double, spacing: Double)
  /// Nothing bounds the activity.
  case noInhibition

  /// In words.
  public var text: String {
    switch self {
    case .noBump(let inhibition, let critical, let neurons, let needed):
      sentence {
        "These parameters cannot hold a bump: the inhibition k = \(formatted(inhibition)) is above the critical "
        "\(formatted(critical)), so that activity dies or spreads when the stimulus ends."
        if let needed { " With \(needed) neurons along each axis instead of \(neurons) a bump is held." }
      }
    case .noExcitation(let coupling):
      sentence {
        "These parameters cannot hold a bump: the connections, J0 = \(formatted(coupling)), do not excite, so that activity "
        "dies when the stimulus ends."
      }
    case .tooWide(let width, let widest):
      sentence {
        "These parameters cannot hold a bump: connections a = \(formatted(width)) wide flatten it to even activity; on this "
        "circle a bump stands out below a = \(formatted(widest))."
      }
    case .movesByItself(let ratio, let speed):
      sentence {
        "Adaptation is \(formatted(ratio)) times what a bump at rest survives: it moves by itself at about "
        "\(formatted(speed)) rad per unit of time."
      }
    case .doubledEnds:
      sentence {
        "Both ends of the circle are neurons, so that one place counts twice: bumps drift to it, and there is no ring of "
        "equilibria."
      }
    case .pinned(let width, let spacing):
      sentence {
        "The connections, \(formatted(width)) rad wide, are too narrow for neurons \(formatted(spacing)) rad apart: a bump is "
        "pinned to them."
      }
    case .noInhibition: "Without inhibition (k = 0) nothing bounds the activity."
    }
  }
}

extension BumpTheory {
  /// What a person should know before simulating, for a grid along each axis.
  public func warnings(grid: RingGrid) -> [ModelWarning] {
    var found: [ModelWarning] = []
    if parameters.inhibition == 0 { found.append(.noInhibition) }
    if parameters.coupling <= 0 {
      found.append(.noExcitation(coupling: parameters.coupling))
    } else if !holdsBump {
      found.append(
        .noBump(
          inhibition: parameters.inhibition, critical: criticalInhibition, neurons: neuronsPerAxis,
          needed: fewestNeuronsPerAxis))
    }
    // A wave of one turn in even activity has the eigenvalue −1 + 2 Ŵ(1)/Ŵ(0), of which the ratio is exp(−a²/2) in radians.
    let widest = (2 * log(2.0)).squareRoot() * grid.circumference / (2 * .pi)
    if parameters.coupling > 0, holdsBump, parameters.width >= widest {
      found.append(.tooWide(width: parameters.width, widest: widest))
    }
    if adaptationSpeed > 0 { found.append(.movesByItself(ratio: adaptationRatio, speed: adaptationSpeed)) }
    if grid.ends == .doubled { found.append(.doubledEnds) }
    // What the lattice adds to the product of a bump: the coefficient at the wave number 2π/h.
    let wave = 2 * Double.pi / grid.spacing * parameters.width
    if exp(-wave * wave) > 1e-6 { found.append(.pinned(width: parameters.width, spacing: grid.spacing)) }
    return found
  }
}

extension RingNetwork {
  /// What theory says of the network.
  public var theory: BumpTheory { BumpTheory(grid: grid, dimensions: 1, parameters: parameters) }

  /// What a person should know before simulating it.
  public var warnings: [ModelWarning] { theory.warnings(grid: grid) }
}
