import ArrayFiles
import ArrayNumerics
import Foundation

/// Reads the numbers of files that a network names: weights, delays, parameters, pairs.
struct NamedNumbers {
  /// Where they are looked for.
  let folder: URL

  /// The numbers of one array, row by row.
  ///
  /// - Throws: `SimulationError` when there is none, or several and none is named; what reading throws.
  func values(_ name: String, array: String?, place: String) throws -> [Double] {
    let source = try open(name)
    let candidates = source.items.filter { $0.typeName != "str" && !$0.shape.isEmpty }
    let item = array.flatMap(source.item) ?? (candidates.count == 1 && array == nil ? candidates[0] : nil)
    guard let item, case .array(let data) = try source.read(item), let values = data.doubles else {
      throw SimulationError(
        place: place,
        reason: "\(name) holds \(candidates.prefix(6).map(\.path).joined(separator: ", ")); name one of them with 'array'.")
    }
    return values
  }

  /// Pairs of neurons with weights and delays (ms) where the file has them.
  struct Pairs {
    var sources: [Int]
    var targets: [Int]
    var weights: [Double]?
    var delays: [Double]?
  }

  /// Columns or arrays `source` (`pre`, `from`) and `target` (`post`, `to`), `weight` and `delay` where there are; or one
  /// matrix `[source, target]` of weights, of which 0 is no synapse.
  func pairs(_ name: String, place: String) throws -> Pairs {
    let source = try open(name)
    func column(_ names: [String]) throws -> DataArray? {
      guard let item = source.items.first(where: { names.contains($0.key) }), case .array(let array) = try source.read(item)
      else { return nil }
      return array
    }
    if let sources = try column(["source", "sources", "pre", "pre_ids", "from"]),
      let targets = try column(["target", "targets", "post", "post_ids", "to"])
    {
      guard let from = whole(sources), let to = whole(targets) else {
        throw SimulationError(place: place, reason: "the neurons of the pairs in \(name) are not all whole numbers.")
      }
      return Pairs(
        sources: from, targets: to, weights: try column(["weight", "weights", "w"])?.doubles,
        delays: try column(["delay", "delays", "delay_ms"])?.doubles)
    }
    let matrices = source.items.filter { $0.shape.count == 2 && $0.typeName != "str" }
    guard matrices.count == 1, case .array(let array) = try source.read(matrices[0]), let values = array.doubles else {
      throw SimulationError(
        place: place, reason: "\(name) holds neither 'source' and 'target' nor one matrix of weights [source, target].")
    }
    var pairs = Pairs(sources: [], targets: [], weights: [], delays: nil)
    for (index, value) in values.enumerated() where value != 0 {
      pairs.sources.append(index / array.shape[1])
      pairs.targets.append(index % array.shape[1])
      pairs.weights?.append(value)
    }
    return pairs
  }

  private func whole(_ array: DataArray) -> [Int]? {
    guard let values = array.doubles else { return nil }
    let numbers = values.compactMap { Int(exactly: $0) }
    return numbers.count == values.count ? numbers : nil
  }

  private func open(_ name: String) throws -> ArraySource {
    try ArraySource(arraysOf: URL(fileURLWithPath: name, relativeTo: folder))
  }
}
