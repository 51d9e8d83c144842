import ArrayFiles
import ArrayNumerics
import AttractorModels
import Foundation
import Schema

/// A recurrent network read from a file of arrays: W and what belongs to it.
///
/// Under torch's names (`weight_hh_l0`, …) the rows of the weights say what it is: as many as columns of a plain network, three
/// times as many of gated recurrent units, four times of long short-term memory.
struct WeightFile {
  let network: any RecurrentMap
  /// Inputs that the file gives, one row each.
  let inputs: Matrix<Double>?
  /// States to start from, one row each.
  let starts: [[Double]]

  private static let names: KeyValuePairs = [
    "W": ["W", "W_rec", "weights", "recurrent_weights", "w_hh", "weight_hh_l0"],
    "b": ["b", "bias", "b_rec", "b_h", "bias_hh_l0"],
    "further b": ["bias_ih_l0"],
    "W_in": ["W_in", "input_weights", "w_ih", "weight_ih_l0"],
    "tau": ["tau", "time_constant"], "inputs": ["inputs", "input", "x"], "states": ["states", "h", "h0", "trajectory"],
  ]

  /// Those of the networks of canns, which multiply rows, h W: `[from, to]`.
  private static let namesOfRows = ["w_hh", "w_ih"]

  /// Whether a file holds arrays, by its extension: simulations are described in words.
  static func isArrays(_ url: URL) -> Bool {
    ["npz", "npy", "h5", "hdf5", "mat"].contains(url.pathExtension.lowercased())
  }

  /// Whether a name of torch is that of a further layer, of the way back, or of a projection.
  private static func isFurther(_ key: String) -> Bool {
    let name = key.split(separator: ".").last.map(String.init) ?? key
    let stems = ["weight_hh_l", "weight_ih_l", "bias_hh_l", "bias_ih_l", "weight_hr_l"]
    return stems.contains { name.hasPrefix($0) } && (name.hasPrefix("weight_hr") || !name.hasSuffix("_l0"))
  }

  /// What a step computes, where it is not tanh(W h + W_in x + b).
  var equations: String {
    switch network {
    case is GatedRecurrentNetwork: "of gated recurrent units, h <- (1 - z) n + z h with torch's gates"
    case is LongShortTermNetwork: "of long short-term memory, c <- f c + i g and h <- o tanh(c) with torch's gates"
    default: ""
    }
  }

  private static func network(
    _ weights: Matrix<Double>, _ inputWeights: Matrix<Double>?, _ ofState: [Double]?, _ ofInput: [Double]?, gates: Int,
    timeConstant: Double
  ) throws(AttractorModelsError) -> any RecurrentMap {
    switch gates {
    case 3:
      return try GatedRecurrentNetwork(
        recurrent: weights, input: inputWeights, recurrentBias: ofState, inputBias: ofInput, timeConstant: timeConstant)
    case 4:
      return try LongShortTermNetwork(
        recurrent: weights, input: inputWeights, recurrentBias: ofState, inputBias: ofInput, timeConstant: timeConstant)
    default:
      let biases = [ofState, ofInput].compactMap(\.self)
      let bias = biases.dropFirst().reduce(biases.first) { sum, other in
        sum.map { $0.count == other.count ? zip($0, other).map(+) : $0 + other }
      }
      return try RecurrentNetwork(weights: weights, inputWeights: inputWeights, bias: bias, timeConstant: timeConstant)
    }
  }

  /// - Throws: `FileError` for a file that cannot be read; `SimulationError` for one without weights that fit together.
  init(contentsOf url: URL) throws {
    let source = try ArraySource(arraysOf: url)
    let place = url.lastPathComponent
    func item(_ role: String) -> ArraySource.Item? {
      let names = Self.names.first { $0.key == role }?.value ?? []
      return names.lazy.compactMap { name in
        source.items.first { $0.path == name || $0.path == "/" + name }
          ?? source.items.first { $0.key == name.lowercased() }
      }.first
    }
    func array(_ role: String) throws -> DataArray? {
      guard let item = item(role) else { return nil }
      guard case .array(let array) = try source.read(item), array.doubles != nil else {
        throw SimulationError(place: place, reason: "'\(item.path)' holds no numbers.")
      }
      return array
    }
    func matrix(_ role: String) throws -> Matrix<Double>? {
      guard let array = try array(role) else { return nil }
      let values = array.doubles ?? []
      switch array.shape.count {
      case 2:
        let matrix = Matrix(rows: array.shape[0], columns: array.shape[1], elements: values)
        return item(role).map { Self.namesOfRows.contains($0.key) } == true ? matrix.transposed() : matrix
      case 1 where role == "W_in": return Matrix(rows: values.count, columns: 1, elements: values)
      case 0, 1: return Matrix(rows: 1, columns: values.count, elements: values)
      // Trials of a trajectory stand one after another.
      case 3 where role == "states":
        return Matrix(rows: array.shape[0] * array.shape[1], columns: array.shape[2], elements: values)
      default:
        throw SimulationError(
          place: place, reason: "'\(role)' has the shape \(array.shape), and one or two axes were expected.")
      }
    }
    guard let weights = try matrix("W") else {
      throw SimulationError(
        place: place,
        reason: sentence {
          "there are no weights 'W' [to, from] in it (b, W_in, tau, inputs and states are read too); it holds "
          "\(source.items.prefix(8).map { "\($0.path) \($0.shape)" }.joined(separator: ", "))."
        })
    }
    let isOfTorch = item("W").map { $0.key.hasSuffix("weight_hh_l0") } == true
    let gates = weights.columns > 0 && weights.rows % weights.columns == 0 ? weights.rows / weights.columns : 0
    guard weights.columns > 0, weights.columns <= 4096, gates == 1 || isOfTorch && [3, 4].contains(gates) else {
      throw SimulationError(
        place: place,
        reason: sentence {
          "W is \(weights.rows) x \(weights.columns), and must be square, up to 4096 x 4096"
          "; only as torch's 'weight_hh_l0' may it have three (GRU) or four (LSTM) times as many rows."
        })
    }
    if isOfTorch, let other = source.items.first(where: { Self.isFurther($0.key) }) {
      throw SimulationError(
        place: place,
        reason: "'\(other.path)' belongs to another layer, direction or projection; only one layer of one direction is read.")
    }
    let inputWeights = try matrix("W_in")
    let tau = try array("tau")?.doubles
    // torch has a bias of the input beside that of the state.
    let (ofState, ofInput) = (try array("b")?.doubles, try array("further b")?.doubles)
    do {
      network = try Self.network(weights, inputWeights, ofState, ofInput, gates: gates, timeConstant: tau?.first ?? 1)
    } catch {
      throw SimulationError(place: place, reason: error.reason)
    }
    inputs = try matrix("inputs")
    if let inputs, inputs.columns != network.inputCount {
      throw SimulationError(
        place: place,
        reason: "'inputs' has \(inputs.columns) values a row, and W_in has \(network.inputCount) columns.")
    }
    let states = try matrix("states")
    let values = network.stateCount
    if let states, states.columns != values {
      throw SimulationError(
        place: place,
        reason: sentence {
          "'states' has \(states.columns) values a row, and a state has \(values)"
          if gates == 4 { ", h of all units and then c" }
          "."
        })
    }
    starts =
      states.map { states in
        // Evenly over the trajectories, so that long ones do not make it long.
        let step = max(1, states.rows / 512)
        return stride(from: 0, to: states.rows, by: step).map { Array(states.row($0)) }.filter { $0.allSatisfy(\.isFinite) }
      } ?? []
  }
}
