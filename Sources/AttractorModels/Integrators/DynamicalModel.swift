/// One part of a model's state: so many values that share a name, a unit and a time constant.
public struct StateField: Sendable, Equatable {
  /// As in the equations: u, v.
  public var name: String
  /// What it is.
  public var meaning: String
  /// Cells along each axis.
  public var shape: [Int]
  /// τ of τ dy/dt = −y + F, in the model's unit of time.
  public var timeConstant: Double

  /// - Parameter timeConstant: in the model's unit of time.
  public init(_ name: String, _ meaning: String, shape: [Int], timeConstant: Double) {
    self.name = name
    self.meaning = meaning
    self.shape = shape
    self.timeConstant = timeConstant
  }

  /// How many values there are.
  public var count: Int { shape.reduce(1, *) }
}

/// Something to be read off a state, by name.
public struct Observable: Sendable {
  /// As a person calls it: u, rates, center.
  public var name: String
  /// Of its values; 1 where they have none.
  public var unit: String
  /// Along each axis.
  public var shape: [Int]
  /// The values, row-major.
  public var read: @Sendable ([Double]) -> [Double]

  /// - Parameter read: gets a state of the model.
  public init(_ name: String, unit: String = "1", shape: [Int], read: @escaping @Sendable ([Double]) -> [Double]) {
    self.name = name
    self.unit = unit
    self.shape = shape
    self.read = read
  }
}

/// A network whose state obeys τ dy/dt = −y + F(y, input), each field with its own τ.
///
/// The linear decay is kept apart from the drive F, so that the exponential integrator needs nothing more. A state is an array:
/// the fields one after another, each row-major. A model is a value and is shared by all threads; what changes during a run and
/// is not state (buffers, plans) belongs to the workspace, one for each run.
///
/// ```swift
/// struct Leak: DynamicalModel {
///   var fields: [StateField] { [StateField("y", "a leaky integrator", shape: [1], timeConstant: 2)] }
///   func makeWorkspace() {}
///   func drive(_ state: [Double], _ input: Double, _ workspace: inout Void, into drive: inout [Double]) { drive[0] = input }
/// }
/// ```
public protocol DynamicalModel: Sendable {
  /// What reaches the network from outside at one time.
  associatedtype Input
  /// Buffers and plans of one run, never shared between threads.
  associatedtype Workspace

  /// The parts of the state, in the order in which they stand.
  var fields: [StateField] { get }
  /// What can be read off a state; the fields themselves if not given.
  var observables: [Observable] { get }
  /// The state before anything happened; zeros if not given.
  func restingState() -> [Double]
  /// Makes the buffers of one run.
  func makeWorkspace() throws -> Workspace
  /// Writes F(state, input) for every value; the caller subtracts the value itself.
  func drive(_ state: [Double], _ input: Input, _ workspace: inout Workspace, into drive: inout [Double])
  /// Called after each step, for what the equations do not say, such as activity that cannot be negative. Nothing if not given.
  func constrain(_ state: inout [Double])
}

extension DynamicalModel {
  /// How many values a state has.
  public var stateCount: Int { fields.reduce(0) { $0 + $1.count } }

  /// Of all fields, in the model's unit of time; infinite for a model without any.
  public var shortestTimeConstant: Double { fields.map(\.timeConstant).min() ?? .infinity }

  /// Where each field stands in a state.
  public var fieldRanges: [Range<Int>] {
    var start = 0
    return fields.map { field in
      defer { start += field.count }
      return start..<start + field.count
    }
  }

  /// Zeros.
  public func restingState() -> [Double] { [Double](repeating: 0, count: stateCount) }

  /// Nothing.
  public func constrain(_ state: inout [Double]) {}

  /// The fields.
  public var observables: [Observable] { fieldObservables }

  /// The fields as observables.
  public var fieldObservables: [Observable] {
    zip(fields, fieldRanges).map { field, range in
      Observable(field.name, shape: field.shape) { Array($0[range]) }
    }
  }
}
