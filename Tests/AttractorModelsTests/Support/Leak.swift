import AttractorModels

/// A leaky integrator: τ dy/dt = −y + input.
struct Leak: DynamicalModel {
  var count = 1
  var timeConstant = 2.0
  var fields: [StateField] { [StateField("y", "a leaky integrator", shape: [count], timeConstant: timeConstant)] }
  func makeWorkspace() {}
  func drive(_ state: [Double], _ input: Double, _ workspace: inout Void, into drive: inout [Double]) {
    for index in drive.indices { drive[index] = input }
  }
}
