/// A model whose input comes one step later: where SPAIC's program reads what arrived in the step before.
enum Lagged<Base: NeuronKernel>: NeuronKernel {
  struct State: BitwiseCopyable, Sendable {
    var base: Base.State
    var held: Arrivals
  }
  typealias Parameters = Base.Parameters
  typealias Constants = Base.Constants

  static var parameters: [NeuronParameter<Parameters>] { Base.parameters }
  static var variables: [NeuronVariable<Self>] { Base.variables.map(within) }
  static var ports: Set<Port> { Base.ports }
  static var output: NeuronVariable<Self>? { Base.output.map(within) }

  private static func within(_ variable: NeuronVariable<Base>) -> NeuronVariable<Self> {
    let path = (\State.base).appending(path: variable.path)
    return NeuronVariable(
      variable.information.name, unsafeBitCast(path, to: (WritableKeyPath<State, Lanes> & Sendable).self),
      variable.information.unit, offset: variable.offset, variable.information.meaning)
  }

  static func constants(_ p: Parameters, dt: Double) -> Constants { Base.constants(p, dt: dt) }
  static func initial(_ p: Parameters) -> State { State(base: Base.initial(p), held: zeros()) }
  static func objection(_ p: Parameters, dt: Double) -> (problem: String, remedy: String)? { Base.objection(p, dt: dt) }
  @inline(never)
  static func advance(_ s: inout State, _ c: Constants, _ input: Arrivals, _ now: Lanes) -> LaneMask {
    let former = s.held
    s.held = input
    return Base.advance(&s.base, c, former, now)
  }
  static func reset(_ s: inout State, _ c: Constants, _ fired: LaneMask, _ now: Lanes) { Base.reset(&s.base, c, fired, now) }
  static func finish(_ states: UnsafeMutableBufferPointer<State>, _ constants: Constants, count: Int) {
    withUnsafeTemporaryAllocation(of: Base.State.self, capacity: states.count) { inner in
      for block in states.indices { inner.initializeElement(at: block, to: states[block].base) }
      Base.finish(inner, constants, count: count)
      for block in states.indices { states[block].base = inner[block] }
    }
  }
}
