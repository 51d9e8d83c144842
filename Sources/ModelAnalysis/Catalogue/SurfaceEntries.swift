import AttractorModels
import Schema

extension ModelEntry {
  /// A piece of a line.
  static let line = surface(
    .line, "line-attractor", title: "attractor on a piece of a line",
    purpose: sentence {
      "The network of the ring on a line with two ends, such as the position of an eye or of an arm. Far from the ends a bump "
      "is held anywhere; at an end it has neighbours on one side only."
    }, references: [.wu2008, .seung1996], LineTable.self
  ) { try Surface(.line, columns: $0.num, length: $0.length) }

  /// A rectangle.
  static let plane = surface(
    .plane, "plane-attractor", title: "attractor on a square of the plane",
    purpose: sentence {
      "The network of the ring on a square with four rims: place cells of one arena whose connections fall off with the "
      "distance of their fields. Far from the rims a bump is held anywhere."
    }, references: [.wu2008, .samsonovich1997], PlaneTable.self
  ) { try Surface(.plane, columns: $0.side, rows: $0.side, length: $0.length) }

  /// A closed and an open axis.
  static let cylinder = surface(
    .cylinder, "cylinder-attractor", title: "attractor on a cylinder",
    purpose: sentence {
      "The network of the ring with a second, open axis: an angle and a magnitude, such as azimuth and pitch of a head within "
      "limits."
    }, references: [.wu2008], BandTable.self
  ) { try Surface(.cylinder, columns: $0.around, rows: $0.across, length: $0.length) }

  /// A closed axis with a twist.
  static let moebius = surface(
    .moebius, "moebius-attractor", title: "attractor on a Moebius band",
    purpose: sentence {
      "The cylinder with a half twist: once round, the open axis has turned over, and only twice round a bump is back. One "
      "loop as of a ring, but no torus and no sphere: a test of what topology can tell apart."
    }, references: [.wu2008], BandTable.self
  ) { try Surface(.moebius, columns: $0.around, rows: $0.across, length: $0.length) }

  /// A sphere.
  static let sphere = surface(
    .sphere, "sphere-attractor", title: "attractor on a sphere",
    purpose: sentence {
      "The network of the ring on a sphere of equal areas for all neurons (a Fibonacci lattice), with distances along great "
      "circles: directions in space, as of the head of a flying bat."
    }, references: [.wu2008, .finkelstein2015], SphereTable.self
  ) { try Surface(.sphere, columns: $0.num) }

  private static func surface<Table: SurfaceTable>(
    _ kind: Surface.Kind, _ name: String, title: String, purpose: String, references: [Reference], _ table: Table.Type,
    _ make: @escaping @Sendable (Table) throws -> Surface
  ) -> ModelEntry {
    let distance =
      switch kind {
      case .line: "the distance along the line"
      case .plane: "the straight distance"
      case .cylinder: "the distance on the cylinder, summed over turns"
      case .moebius: "the distance on the band, summed over turns, of which each turns y over"
      case .sphere: "the angle between two places"
      }
    return ModelEntry(
      name, title: title, purpose: purpose,
      equations: [
        "tau du/dt = -u + W r + I", "r = u^2 / (1 + k sum u^2)",
        "W(d) = J0 / (sqrt(2 pi) a) exp(-d^2 / 2a^2), d \(distance)",
        "I(x) = A exp(-d(x, z)^2 / 4a^2), z the place of the stimulus",
      ], tasks: SurfaceModel.tasks, monitors: SurfaceModel.monitors, references: references, stage: Simulation.description,
      isOfCanns: false, parameters: Table.self
    ) { table, _ in try SurfaceModel(make(table), table.attractor.parameters()) }
  }
}

/// Parameters of a network on a surface.
protocol SurfaceTable: ParameterTable {
  var attractor: SurfaceSettings { get }
}

/// Parameters that all of them have, by the names of the ring's.
struct SurfaceSettings: Sendable, Equatable {
  var tau = 1.0
  var k = 0.5
  var a = 0.5
  var amplitude = 10.0
  var coupling = 4.0

  func parameters() -> AttractorParameters {
    AttractorParameters(timeConstant: tau, inhibition: k, width: a, coupling: coupling, stimulusAmplitude: amplitude)
  }

  static let parameters: [Parameter<SurfaceSettings>] = [
    Parameter("tau", \.tau, unit: "units of time", help: "time constant of the synaptic input"),
    Parameter("k", \.k, help: "divisive inhibition; a bump lives below the critical one"),
    Parameter("a", \.a, unit: "rad", help: "half-width of the connections"),
    Parameter("A", \.amplitude, help: "amplitude of the stimulus"),
    Parameter("J0", \.coupling, help: "strength of the connections"),
  ]
}

/// Parameters of the line.
struct LineTable: SurfaceTable {
  var num = 256
  var length = 8.0
  var attractor = SurfaceSettings()

  static let parameters: [Parameter<LineTable>] =
    [
      Parameter("num", \.num, help: "neurons on the line"),
      Parameter("length", \.length, unit: "rad", help: "of the line"),
    ] + SurfaceSettings.parameters.map { $0.within(\.attractor) }
}

/// Parameters of the square.
struct PlaneTable: SurfaceTable {
  var side = 32
  var length = 6.0
  var attractor = SurfaceSettings()

  static let parameters: [Parameter<PlaneTable>] =
    [
      Parameter("side", \.side, help: "neurons along each axis"),
      Parameter("length", \.length, unit: "rad", help: "of each axis"),
    ] + SurfaceSettings.parameters.map { $0.within(\.attractor) }
}

/// Parameters of the cylinder and of the Möbius band.
struct BandTable: SurfaceTable {
  var around = 32
  var across = 24
  var length = 5.0
  var attractor = SurfaceSettings()

  static let parameters: [Parameter<BandTable>] =
    [
      Parameter("around", \.around, help: "neurons along the closed axis"),
      Parameter("across", \.across, help: "neurons along the open axis"),
      Parameter("length", \.length, unit: "rad", help: "of the open axis; the closed one has 2 pi"),
    ] + SurfaceSettings.parameters.map { $0.within(\.attractor) }
}

/// Parameters of the sphere.
struct SphereTable: SurfaceTable {
  var num = 600
  var attractor = SurfaceSettings(a: 0.3)

  static let parameters: [Parameter<SphereTable>] =
    [Parameter("num", \.num, help: "neurons on the sphere")] + SurfaceSettings.parameters.map { $0.within(\.attractor) }
}
