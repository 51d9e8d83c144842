import ArrayNumerics
import AttractorModels
import Schema
import Synchronization

/// A model that a simulation can run: a network with its axes, the tasks that it takes, and what can be looked at.
public protocol SimulatedModel: Sendable {
  /// What is run.
  associatedtype Network: DynamicalModel
  /// The network with its parameters.
  var network: Network { get }
  /// Where the neurons are.
  var axes: [ModelAxis] { get }
  /// What a person should know before simulating it, a sentence each.
  var warnings: [String] { get }
  /// What theory says of it; nothing if not given.
  var theory: [TheoryNumber] { get }
  /// How the equations are integrated where nothing else is said.
  var integrator: Integrator { get }
  /// A step where nothing else is said, in the model's unit of time.
  var standardStep: Double { get }
  /// What it does where nothing else is said.
  ///
  /// - Parameter isSession: whether a session worth analysing is wanted.
  func standardTask(isSession: Bool) -> TaskPlan
  /// The task as the network meets it.
  ///
  /// - Throws: `SimulationError` for a task that it does not take; `AttractorModelsError`.
  func driven(by task: TaskPlan, _ setup: TaskSetup) throws -> Driven<Network>
  /// What can be looked at, in the order of the help.
  func probes(_ driven: Driven<Network>, _ setup: TaskSetup) -> [Probe]
  /// Rates of all neurons, not negative.
  func rates(of state: [Double]) -> [Double]
  /// So many neurons, spread evenly over the axes.
  func sample(_ count: Int) -> [Int]
  /// Where a neuron stands, one coordinate for each axis.
  func place(of neuron: Int) -> [Double]
  /// What the axes do not say of where neurons are; nothing if not given.
  var places: [NamedArray] { get }
  /// The model with what has to be measured for a step and an integrator; as it is if not given.
  ///
  /// - Throws: `AttractorModelsError`, `CancellationError`.
  func measured(_ setup: TaskSetup) throws -> Self
}

extension MonitorInformation {
  /// Where a model believes an animal to be that it leads.
  static let estimate = MonitorInformation(
    "estimate", unit: "m", "where the network says that the animal is; NaN where it says nothing")
}

/// Follows where a network says that an animal is, from state to state.
protocol PlaceBelief: Monitor, Sendable {
  /// m, after so many steps; `nil` for nowhere.
  func estimate(at clock: Clock) -> SIMD2<Double>?
  /// After each step so far, the start first.
  var estimates: [SIMD2<Double>?] { get }
  /// Goes on behind the estimates of a run that was stopped.
  func repeatWay(_ estimates: [SIMD2<Double>?])
}

extension ClosedLoop: PlaceBelief {}

/// That of an animal that does not heed it.
final class PlaceFollower: PlaceBelief {
  let stride = 1
  private let found: Mutex<[SIMD2<Double>]>
  private let decode: @Sendable ([Double], SIMD2<Double>) -> SIMD2<Double>

  /// - Parameter decode: from a state, and the estimate before it, m.
  init(start: SIMD2<Double>, decode: @escaping @Sendable ([Double], SIMD2<Double>) -> SIMD2<Double>) {
    found = Mutex([start])
    self.decode = decode
  }

  var estimates: [SIMD2<Double>?] { found.withLock { $0.map(Optional.some) } }

  func repeatWay(_ estimates: [SIMD2<Double>?]) { found.withLock { $0 = estimates.compactMap(\.self) } }

  func observe(_ state: [Double], _ clock: Clock) {
    found.withLock { $0.append(decode(state, $0[$0.count - 1])) }
  }

  func estimate(at clock: Clock) -> SIMD2<Double>? {
    found.withLock { clock.step < $0.count ? $0[clock.step] : nil }
  }
}

extension Driven {
  /// What the network says of the place of an animal; `nil` where it says nothing.
  var estimate: Probe? {
    guard let belief else { return nil }
    return Probe(information: .estimate, shape: [2], axes: ["2"], isSingle: false) { _, clock in
      belief.estimate(at: clock)?.coordinates ?? [.nan, .nan]
    }
  }
}

extension SimulatedModel {
  /// How many neurons there are.
  public var neurons: Int { axes.reduce(1) { $0 * $1.positions.count } }

  /// Nothing.
  public var places: [NamedArray] { [] }

  /// Nothing.
  public var theory: [TheoryNumber] { [] }

  /// As it is.
  public func measured(_ setup: TaskSetup) throws -> Self { self }
}

/// Where neurons stand along one axis of a model.
public struct ModelAxis: Sendable, Equatable {
  /// `x`, `y`.
  public var name: String
  /// Of each neuron along it.
  public var positions: [Double]
  /// Of the positions.
  public var unit: String
  /// Once round; `nil` for an axis that is not closed.
  public var circumference: Double?
  /// What it is, as half a sentence.
  public var meaning: String
}

/// A network with all that reaches it.
public struct Driven<Network: DynamicalModel>: Sendable {
  /// How many steps there are.
  public var steps: Int
  /// What reaches the network at a moment.
  public var input: @Sendable (Clock) -> Network.Input
  /// `nil` for none.
  public var noise: StateNoise?
  /// Where it begins; `nil` for rest.
  public var start: [Double]?
  /// Where the stimulus is, one coordinate for each axis; `nil` where there is none.
  public var stimulus: @Sendable (Clock) -> [Double]?
  /// What an animal did.
  public var truth: Truth
  /// Where the network says that an animal is, which looks at every state before anything else does; `nil` without.
  var belief: (any PlaceBelief)? = nil
}

/// Something that is read off a running network.
public struct Probe: Sendable {
  /// Name, unit and meaning.
  public var information: MonitorInformation
  /// Along each axis; empty for a single number.
  public var shape: [Int]
  /// Names of the axes of one look, as many as the shape has.
  public var axes: [String]
  /// Whether single precision is enough: of activity, not of what is measured on it.
  public var isSingle: Bool
  /// Whether the state one step earlier is looked at, as canns does for rates.
  public var isLagged = false
  /// The values, row-major.
  public var read: @Sendable (_ state: [Double], _ clock: Clock) -> [Double]

  /// Values of one look.
  var count: Int { shape.reduce(1, *) }
  /// Bytes of one look.
  var bytes: Int { count * (isSingle ? 4 : 8) }
}
