import Plotting
import Schema
import Stages

extension CohoMap {
  public static func headline(_ result: CohoMapResult, parameters: CohoMapParameters) -> String {
    let errors = result.fitError.map { formatted($0, digits: 2) }.joined(separator: " and ")
    return sentence {
      "\(counted(result.maps.count, "phase map")), error of the plane wave \(errors)"
      if let lattice = result.lattice?.lattice {
        "; lattice of \(lattice.lengths.map { formatted($0 * 100, digits: 3) }.joined(separator: " and ")) cm "
        "at \(formatted(lattice.angle, digits: 3)) degrees"
        if parameters.rolls == 0 { ", untested" }
      } else if result.maps.count > 1, let reason = result.noLattice {
        "; no lattice: \(reason)"
      }
      "."
    }
  }

  public static func checks(_ result: CohoMapResult, parameters: CohoMapParameters) -> [QualityCheck] {
    let waves = result.fitError.enumerated().map { circle, error in
      QualityCheck(
        "θ\(subscripted(circle + 1)) explains space", .init(pass: error < 0.25, warn: error < 0.6),
        found: "error of the plane wave \(formatted(error, digits: 2))",
        threshold: "pass below 0.25, fail from 0.6 (1 is chance)")
    }
    let chance = (result.waves?.rolls ?? 0) > 0 ? result.waves.map { [chanceCheck($0)] } ?? [] : []
    return waves + chance + (result.halves.map { [halvesCheck($0)] } ?? [])
  }

  private static func chanceCheck(_ waves: PhaseWaves) -> QualityCheck {
    let worst = waves.p.max() ?? 1
    return QualityCheck(
      "Stripes beyond chance", .init(pass: worst <= significance, warn: worst <= 0.05),
      found: sentence {
        "strength \(waves.strengths.map { formatted($0, digits: 3) }.joined(separator: " and ")), "
        "p \(waves.p.map { formatted($0, digits: 2) }.joined(separator: " and ")) among \(counted(waves.rolls, "roll"))"
      }, threshold: "pass to p 0.01 of every circle, fail above 0.05")
  }

  private static func halvesCheck(_ halves: PhaseHalves) -> QualityCheck {
    let least = halves.agreement.min() ?? 1
    let largest = halves.offset.reduce(0) { max($0, abs($1)) }
    return QualityCheck(
      "Halves of the session", .init(pass: least >= 0.7 && largest < 45, warn: least >= 0.3),
      found: sentence {
        "the phase maps of either half agree to \(halves.agreement.map { formatted($0, digits: 2) }.joined(separator: " and "))"
        if least < 0.7 {
          ": do two rooms or boxes share these coordinates, or did the lattice move? "
          "Look at each part by itself (--epoch in embed)"
        } else if largest >= 45 {
          ", moved by \(halves.offset.map { formatted($0, digits: 2) }.joined(separator: " and ")) degrees: "
          "was the arena or the camera moved, or are these two rooms?"
        }
      }, threshold: "pass from 0.7 with less than 45 degrees between them, fail below 0.3")
  }

  public static func methods(_ parameters: CohoMapParameters, result: CohoMapResult) -> String {
    let isCompatible = parameters.compatibility == .canns
    return sentence {
      "Decoded angles were averaged (circular mean) in \(result.grid.columns) x \(result.grid.rows) square bins of the arena"
      if !isCompatible { " (\(parameters.bins) along its longer side)" }
      if parameters.smoothing > 0 { " and smoothed with a Gaussian of \(counted(parameters.smoothing, "bin"))" }
      if isCompatible { ", with the margins and the filling of canns 1.5" }
      "; a plane wave was fitted to the samples of each circle [@gardner2022]"
      if parameters.rolls > 0 {
        " and compared with those of \(counted(parameters.rolls, "roll")) of the angles against the places by at least "
        "\(formatted(shortestRoll)) s [@phipson2010]"
      }
      "."
    }
  }
}
