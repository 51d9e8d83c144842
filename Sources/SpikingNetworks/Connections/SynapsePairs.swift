import ArrayNumerics
import Foundation

/// The joined pairs of a projection by source, targets ascending.
struct SynapsePairs: Sendable, Equatable {
  /// Where the pairs of each source begin: one more than sources.
  var start: [Int]
  /// By pair.
  var target: [UInt32]
  /// What the weight is multiplied by; `nil` for 1.
  var factor: [Double]?
  /// The place of each pair in the list that the author gave; `nil` where there is none.
  var order: [Int]?
  /// Of pairs that share weights; `nil` where each has its own.
  var kernel: SharedWeights?

  var count: Int { target.count }

  /// - Parameters:
  ///   - body: appends the targets of a source, ascending, and their factors.
  init(sources: Int, hasFactors: Bool = false, _ body: (Int, inout [UInt32], inout [Double]) throws -> Void) rethrows {
    start = [0]
    start.reserveCapacity(sources + 1)
    target = []
    var factors: [Double] = []
    for source in 0..<sources {
      try body(source, &target, &factors)
      start.append(target.count)
    }
    factor = hasFactors ? factors : nil
  }

  /// Pairs as they were listed or drawn, sorted; those that are equal keep their order.
  init(sources: Int, from source: [UInt32], to listed: [UInt32], keepsOrder: Bool) {
    start = [Int](repeating: 0, count: sources + 1)
    for s in source { start[Int(s) + 1] += 1 }
    for s in 0..<sources { start[s + 1] += start[s] }
    var place = start
    var order = [Int](repeating: 0, count: source.count)
    for index in source.indices {
      order[place[Int(source[index])]] = index
      place[Int(source[index])] += 1
    }
    for s in 0..<sources {
      let pairs = start[s]..<start[s + 1]
      // Most lists come in the order of targets.
      if zip(pairs, pairs.dropFirst()).allSatisfy({ listed[order[$0]] <= listed[order[$1]] }) { continue }
      order[pairs].sort { (listed[$0], $0) < (listed[$1], $1) }
    }
    target = order.map { listed[$0] }
    self.order = keepsOrder ? order : nil
  }
}

extension SynapsePairs {
  /// The pairs of a connection.
  ///
  /// - Parameter isRecurrent: whether both are the same population. Of two of one size, a neuron's own is that of its
  ///   number.
  /// - Throws: `SpikingNetworksError` for what cannot be made.
  init(
    _ connection: Connection, sources: Int, targets: Int, isRecurrent: Bool, seed: UInt64, name: String, place: String
  ) throws {
    if !isRecurrent && sources != targets, connection.avoidsSelf {
      throw SpikingNetworksError(
        place, "'allow_self: false' joins \(sources) with \(targets) neurons, of which none has the other's number",
        remedy: "Leave it out, or make the sizes equal.")
    }
    func avoidsSelf(_ allowsSelf: Bool) -> Bool { !allowsSelf }
    func degree(_ k: Int, of others: Int, _ multiple: Bool, _ what: String) throws {
      guard k >= 0, multiple ? others > 0 || k == 0 : k <= others else {
        throw SpikingNetworksError(
          place, "\(what) of \(k) cannot be met by \(others) neurons",
          remedy: k < 0
            ? "A degree is 0 or more."
            : others > 0 ? "Lower it to \(others) or less, or give 'multiple: true'." : "There is no other neuron.")
      }
    }
    switch connection {
    case .allToAll(let allowsSelf):
      let skips = avoidsSelf(allowsSelf)
      self.init(sources: sources) { source, list, _ in
        for target in 0..<targets where !(skips && target == source) { list.append(UInt32(target)) }
      }
    case .oneToOne:
      guard sources == targets else {
        throw SpikingNetworksError(
          place, "one-to-one joins populations of one size, and these have \(sources) and \(targets) neurons",
          remedy: "Make the sizes equal, or take all-to-all or a fixed degree.")
      }
      self.init(sources: sources) { source, list, _ in list.append(UInt32(source)) }
    case .fixedTotalNumber(let number, let multiple, let allowsSelf):
      let skips = avoidsSelf(allowsSelf)
      let columns = skips ? targets - 1 : targets
      guard number >= 0, multiple ? columns > 0 : number <= sources * columns else {
        throw SpikingNetworksError(
          place, "\(number) distinct pairs were asked for, and there are \(sources * max(0, columns))",
          remedy: number < 0
            ? "A number of pairs is 0 or more." : "Lower the number, or give 'multiple: true' so that a pair may come again.")
      }
      var stream = RandomStream(seed: seed, name: "\(name) pairs")
      let chosen =
        multiple
        ? (0..<number).map { _ in stream.integer(below: sources * columns) }.sorted()
        : stream.choose(number, of: sources * columns)
      self.init(
        sources: sources, from: chosen.map { UInt32($0 / columns) },
        to: chosen.map { pair in
          let (source, target) = (pair / columns, pair % columns)
          return UInt32(skips && target >= source ? target + 1 : target)
        }, keepsOrder: false)
    case .fixedInDegree(let k, let multiple, let allowsSelf):
      let skips = avoidsSelf(allowsSelf)
      try degree(k, of: skips ? sources - 1 : sources, multiple, "an in-degree")
      let drawn = Self.choices(targets, k, of: sources, multiple, skips, seed: seed, name: "\(name) sources")
      self.init(
        sources: sources, from: drawn, to: (0..<targets).flatMap { repeatElement(UInt32($0), count: k) }, keepsOrder: false)
    case .fixedOutDegree(let k, let multiple, let allowsSelf):
      let skips = avoidsSelf(allowsSelf)
      try degree(k, of: skips ? targets - 1 : targets, multiple, "an out-degree")
      let drawn = Self.choices(sources, k, of: targets, multiple, skips, seed: seed, name: "\(name) targets")
      self.init(
        sources: sources, from: (0..<sources).flatMap { repeatElement(UInt32($0), count: k) }, to: drawn, keepsOrder: false)
    case .probability(let p, let allowsSelf):
      guard (0...1).contains(p) else {
        throw SpikingNetworksError(place, "the probability is \(p)", remedy: "A probability is between 0 and 1.")
      }
      let skips = avoidsSelf(allowsSelf)
      self.init(sources: sources) { source, list, _ in
        Self.forEachChosen(of: targets, probability: p, seed: seed, name: "\(name) pairs", source) { target in
          if !(skips && target == source) { list.append(UInt32(target)) }
        }
      }
    case .smallWorld(let neighbors, let rewiring):
      try self.init(smallWorld: neighbors, rewiring, sources, targets, seed: seed, name: name, place: place)
    case .distance(let kernel):
      if let (problem, remedy) = kernel.objection(sources: sources, targets: targets) {
        throw SpikingNetworksError(place, problem, remedy: remedy)
      }
      self.init(kernel, sources, targets, skips: avoidsSelf(kernel.allowsSelf), seed: seed, name: name)
    case .convolution(let windows):
      if let (problem, remedy) = windows.objection(sources: sources, targets: targets) {
        throw SpikingNetworksError(place, problem, remedy: remedy)
      }
      self.init(windows, sharesWeights: true)
    case .pooling(let windows):
      if let (problem, remedy) = windows.objection(sources: sources, targets: targets) {
        throw SpikingNetworksError(place, problem, remedy: remedy)
      }
      self.init(windows.convolution, sharesWeights: false)
    case .pairs(let from, let to):
      for (what, list, count) in [("source", from, sources), ("target", to, targets)] {
        if let index = list.firstIndex(where: { !(0..<count).contains($0) }) {
          throw SpikingNetworksError(
            place, "pair \(index + 1) has the \(what) \(list[index]), and that population has \(count) neurons",
            remedy: "Neurons are counted from 0 to \(count - 1).")
        }
      }
      guard from.count == to.count else {
        throw SpikingNetworksError(
          place, "there are \(from.count) sources and \(to.count) targets", remedy: "Give one target for each source.")
      }
      self.init(sources: sources, from: from.map { UInt32($0) }, to: to.map { UInt32($0) }, keepsOrder: true)
    }
  }

  /// `k` others for each of `count` neurons, ascending.
  private static func choices(
    _ count: Int, _ k: Int, of others: Int, _ multiple: Bool, _ skips: Bool, seed: UInt64, name: String
  ) -> [UInt32] {
    var all: [UInt32] = []
    all.reserveCapacity(count * k)
    for neuron in 0..<count {
      var stream = RandomStream(seed: seed, name: name, index: UInt64(neuron))
      let bound = skips ? others - 1 : others
      let chosen = multiple ? (0..<k).map { _ in stream.integer(below: bound) }.sorted() : stream.choose(k, of: bound)
      for other in chosen { all.append(UInt32(skips && other >= neuron ? other + 1 : other)) }
    }
    return all
  }

  /// The numbers below `bound` that are chosen with a probability each, by the gaps between them.
  private static func forEachChosen(
    of bound: Int, probability: Double, seed: UInt64, name: String, _ index: Int, _ body: (Int) -> Void
  ) {
    if probability >= 1 { return (0..<bound).forEach(body) }
    if probability <= 0 { return }
    var stream = RandomStream(seed: seed, name: name, index: UInt64(index))
    let scale = 1 / log1p(-probability)
    var place = -1
    while true {
      let gap = log(1 - stream.uniform()) * scale
      if gap >= Double(bound - place - 1) { return }
      place += 1 + Int(gap)
      body(place)
    }
  }

  private init(
    smallWorld neighbors: Int, _ rewiring: Double, _ sources: Int, _ targets: Int, seed: UInt64, name: String, place: String
  ) throws {
    guard sources == targets, neighbors >= 0, neighbors % 2 == 0, neighbors < targets, (0...1).contains(rewiring) else {
      throw SpikingNetworksError(
        place,
        "a small world needs populations of one size, an even number of neighbours below it and a probability; given are "
          + "\(sources) and \(targets) neurons, \(neighbors) neighbours and \(rewiring)",
        remedy: "Give for example 'neighbors: 10' and 'rewiring: 0.1'.")
    }
    self.init(sources: sources) { source, list, _ in
      var stream = RandomStream(seed: seed, name: "\(name) rewiring", index: UInt64(source))
      var chosen = Set<Int>()
      for step in 1...max(1, neighbors / 2) where neighbors > 0 {
        for sign in [-1, 1] {
          let regular = (source + sign * step + targets) % targets
          chosen.insert(regular)
        }
      }
      for regular in chosen.sorted() where stream.uniform() < rewiring && chosen.count < targets - 1 {
        chosen.remove(regular)
        var other = stream.integer(below: targets)
        while other == source || chosen.contains(other) { other = stream.integer(below: targets) }
        chosen.insert(other)
      }
      list += chosen.sorted().map { UInt32($0) }
    }
  }

  private init(_ kernel: DistanceKernel, _ sources: Int, _ targets: Int, skips: Bool, seed: UInt64, name: String) {
    let places = (0..<targets).map { kernel.place($0, of: targets) }
    self.init(sources: sources, hasFactors: kernel.use == .weight) { source, list, factors in
      let own = kernel.place(source, of: sources)
      var stream = RandomStream(seed: seed, name: "\(name) pairs", index: UInt64(source))
      for target in 0..<targets where !(skips && target == source) {
        let distance = kernel.distance(from: own, to: places[target])
        if abs(distance) > kernel.cutoff { continue }
        let value = kernel.value(distance)
        switch kernel.use {
        case .weight:
          if value == 0 { continue }
          list.append(UInt32(target))
          factors.append(value)
        case .probability:
          if stream.uniform() < value { list.append(UInt32(target)) }
        }
      }
    }
  }
}
