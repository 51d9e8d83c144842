import ArrayNumerics

import Foundation

/// What the E-step needs of the model, in padded single precision.
///
/// The log-likelihood of a bin in state s is Σ over events of value · table[cell](s) − weight · offset(s), up to a constant,
/// with the exposure for a weight, or (Σ values + shape) · exposure / bin where all cells share a gain.
struct EmissionTables: Sendable {
  /// `[cell, padded state]`
  var tables: [Float]
  /// `[padded state]`
  var offset: [Float]
  /// `nil` where the cells share no gain.
  var gain: SharedGain?

  /// What a bin's offset is multiplied by.
  @inline(__always)
  func weight(of bin: Int, in observations: LatentObservations) -> Float {
    guard let gain else { return observations.exposure[bin] }
    var total = gain.shape
    observations.withEvents(of: bin) { events, _, values in
      for event in 0..<events { total += values[event] }
    }
    return total * observations.exposure[bin] / gain.binWidth
  }
}

/// A gain that all cells share in a bin, gamma distributed with mean 1 and integrated out.
struct SharedGain: Sendable {
  let shape: Float
  /// s
  let binWidth: Float
  /// Expected gain times exposure over the weight of a bin, `[state]`: what makes weights the exposure by which tuning is
  /// divided.
  var exposureFactor: [Double]
}

/// Sums of a block of bins over the posterior, which the M-step turns into a new model.
struct BlockSums: Sendable {
  /// Σ γ · value, `[cell, padded state]`; empty when not asked for.
  var weighted: [Float] = []
  /// Σ γ · exposure, `[padded state]`.
  var occupancy: [Float] = []
  /// Σ over steps of the posterior of a step of ±d states, `[d]`, up to the factor of the kernel itself.
  var steps: [Double] = []
  var logLikelihood = 0.0
  /// Mean direction and resultant length of the posterior on each circle, `[bin, circle]`.
  var angles: [Float] = []
  var lengths: [Float] = []
  /// Half width of the arc around the mean that holds 90 % of the posterior, `[bin, circle]`; only when asked for.
  var halfWidths: [Float] = []
  /// Posterior of each circle, `[bin, circle, K]`; only when asked for.
  var marginals: [Float] = []
  /// Log-likelihood of the predicted cell over that of a constant rate.
  var predictedGain = 0.0
}

/// What a pass over the bins collects.
struct CollectedSums: OptionSet, Sendable {
  let rawValue: Int
  static let tuning = CollectedSums(rawValue: 1)
  static let steps = CollectedSums(rawValue: 2)
  static let moments = CollectedSums(rawValue: 4)
  static let halfWidths = CollectedSums(rawValue: 8)
  static let marginals = CollectedSums(rawValue: 16)
  /// The occupancy without the rest of the tuning.
  static let occupancy = CollectedSums(rawValue: 32)
}

/// The forward-backward recursion (Rabiner 1989, doi:10.1109/5.18626) over one block of bins.
///
/// The recursion starts before the block and looks ahead beyond it, by bins that count for nothing else, so that blocks need
/// nothing of each other: memory is that of a block, blocks run on any thread, and the result is the same.
struct ForwardBackwardBlock {
  let space: LatentStateSpace
  let observations: LatentObservations
  let emission: EmissionTables
  let passes: CirclePasses
  let teleport: Float
  /// Reach of the steps that are summed.
  let stepRadius: Int
  let collected: CollectedSums
  /// A cell that is left out of the observations and predicted instead.
  var predicted: PredictedCell?

  /// - Parameters:
  ///   - core: bins of the block.
  ///   - all: the same with the bins before and after.
  func run(core: Range<Int>, all: Range<Int>) -> BlockSums {
    let stride = space.stride
    var sums = BlockSums()
    if collected.contains(.tuning) {
      sums.weighted = [Float](repeating: 0, count: observations.cells * stride)
    }
    if !collected.isDisjoint(with: [.tuning, .occupancy]) {
      sums.occupancy = [Float](repeating: 0, count: stride)
    }
    let functions = 2 * all.count * stride + 3 * stride
    let store = UnsafeMutablePointer<Float>.allocate(capacity: functions + passes.scratchCount)
    (store + functions).initialize(repeating: 0, count: passes.scratchCount)
    let occupied = UnsafeMutablePointer<Int32>.allocate(capacity: stride / 8)
    defer {
      store.deallocate()
      occupied.deallocate()
    }
    let workspace = Workspace(
      forward: store, likelihood: store + all.count * stride, first: store + 2 * all.count * stride,
      stride: stride, scratch: store + functions, occupied: occupied)
    let normalizers = forward(core: core, all: all, workspace, &sums)
    // The likelihood alone needs no way back.
    if !collected.isEmpty || predicted != nil { backward(core: core, all: all, workspace, normalizers, &sums) }
    return sums
  }

  private struct Workspace {
    /// The forward functions of all bins, up to a factor: each sums to its normaliser.
    let forward: UnsafeMutablePointer<Float>
    let likelihood: UnsafeMutablePointer<Float>
    /// Three functions on the states.
    let first: UnsafeMutablePointer<Float>
    let stride: Int
    let scratch: UnsafeMutablePointer<Float>
    /// Places of vectors of a function on the states.
    let occupied: UnsafeMutablePointer<Int32>

    func temporary(_ index: Int) -> UnsafeMutablePointer<Float> { first + index * stride }
  }

  // MARK: - Forward

  private func forward(
    core: Range<Int>, all: Range<Int>, _ workspace: Workspace, _ sums: inout BlockSums
  ) -> [Float] {
    let stride = space.stride
    let uniform = 1 / Float(space.states)
    let mask = padMask()
    var normalizers = [Float](repeating: 1, count: all.count)
    for bin in all {
      let local = bin - all.lowerBound
      let alpha = workspace.forward + local * stride
      let likelihood = workspace.likelihood + local * stride
      let largest = fill(likelihood, bin: bin, mask: mask)
      var sum = SIMD8<Float>()
      if local == 0 || observations.restarts[bin] {
        for k in Swift.stride(from: 0, to: stride, by: 8) {
          let value = load8(likelihood + k) * uniform
          store(value, alpha + k)
          sum += value
        }
      } else {
        let moved = passes.apply(alpha - stride, scratch: workspace.scratch)
        let (stay, jump) = ((1 - teleport) / normalizers[local - 1], teleport * uniform)
        for k in Swift.stride(from: 0, to: stride, by: 8) {
          let value = (load8(moved + k) * stay + jump) * load8(likelihood + k)
          store(value, alpha + k)
          sum += value
        }
      }
      let total = sum.sum()
      normalizers[local] = total
      if core.contains(bin) {
        sums.logLikelihood += log(Double(total)) + Double(largest)
      }
    }
    return normalizers
  }

  /// 0 for states, very negative for padding.
  private func padMask() -> [Float] {
    space.padded([Double](repeating: 0, count: space.states), padding: -1e30)
  }

  /// Likelihood of all states in a bin, divided by the largest; returns the logarithm of that.
  private func fill(_ likelihood: UnsafeMutablePointer<Float>, bin: Int, mask: [Float]) -> Float {
    let stride = space.stride
    let weight = emission.weight(of: bin, in: observations)
    var largest = SIMD8<Float>(repeating: -.infinity)
    observations.withEvents(of: bin) { events, cells, values in
      mask.withUnsafeBufferPointer { mask in
        emission.offset.withUnsafeBufferPointer { offset in
          emission.tables.withUnsafeBufferPointer { tables in
            guard let mask = mask.baseAddress, let offset = offset.baseAddress, let tables = tables.baseAddress
            else { return }
            var k = 0
            // Two vectors at a time stay in registers while all events are added.
            while k &+ 16 <= stride {
              var first = load8(mask + k) - load8(offset + k) * weight
              var second = load8(mask + (k &+ 8)) - load8(offset + (k &+ 8)) * weight
              for event in 0..<events {
                let row = tables + (Int(cells[event]) &* stride &+ k)
                first += load8(row) * values[event]
                second += load8(row + 8) * values[event]
              }
              store(first, likelihood + k)
              store(second, likelihood + (k &+ 8))
              largest.replace(with: first, where: first .> largest)
              largest.replace(with: second, where: second .> largest)
              k &+= 16
            }
            if k < stride {
              var value = load8(mask + k) - load8(offset + k) * weight
              for event in 0..<events {
                value += load8(tables + (Int(cells[event]) &* stride &+ k)) * values[event]
              }
              store(value, likelihood + k)
              largest.replace(with: value, where: value .> largest)
            }
          }
        }
      }
    }
    let maximum = largest.max()
    for k in Swift.stride(from: 0, to: stride, by: 8) {
      let value = quickExpNonPositive(load8(likelihood + k) - maximum)
      // The exponential never reaches zero, and padding must not count.
      store(value.replacing(with: 0, where: value .< 1e-30), likelihood + k)
    }
    return maximum
  }

  // MARK: - Backward

  private func backward(
    core: Range<Int>, all: Range<Int>, _ workspace: Workspace, _ normalizers: [Float], _ sums: inout BlockSums
  ) {
    let stride = space.stride
    let uniform = 1 / Float(space.states)
    let beta = workspace.temporary(0)
    let next = workspace.temporary(1)
    let gamma = workspace.temporary(2)
    beta.update(repeating: 1, count: stride)
    var reader = PosteriorReader(space: space, collected: collected, bins: core.count)
    var steps = StepSums(radius: collected.contains(.steps) ? stepRadius : 0, space: space)
    for bin in all.reversed() {
      let local = bin - all.lowerBound
      let alpha = workspace.forward + local * stride
      if bin + 1 < all.upperBound {
        if observations.restarts[bin + 1] {
          beta.update(repeating: 1, count: stride)
        } else {
          let likelihood = workspace.likelihood + (local + 1) * stride
          let inverse = 1 / normalizers[local + 1]
          var total = SIMD8<Float>()
          for k in Swift.stride(from: 0, to: stride, by: 8) {
            let value = load8(likelihood + k) * load8(beta + k) * inverse
            store(value, next + k)
            total += value
          }
          // Every third step says as much about the kernel, which thousands of steps share.
          if collected.contains(.steps), bin % 3 == 0, core.contains(bin) {
            steps.add(alpha, next, scale: 1 / normalizers[local])
          }
          let moved = passes.apply(next, scratch: workspace.scratch)
          let (stay, jump) = (1 - teleport, teleport * uniform * total.sum())
          for k in Swift.stride(from: 0, to: stride, by: 8) { store(load8(moved + k) * stay + jump, beta + k) }
        }
      }
      guard core.contains(bin) else { continue }
      var sum = SIMD8<Float>()
      for k in Swift.stride(from: 0, to: stride, by: 8) {
        let value = load8(alpha + k) * load8(beta + k)
        store(value, gamma + k)
        sum += value
      }
      let inverse = 1 / sum.sum()
      var count = 0
      for k in Swift.stride(from: 0, to: stride, by: 8) {
        let value = load8(gamma + k) * inverse
        store(value, gamma + k)
        workspace.occupied[count] = Int32(k)
        count &+= any(value .> Self.negligible) ? 1 : 0
      }
      if !sums.occupancy.isEmpty {
        add(gamma, at: UnsafeBufferPointer(start: workspace.occupied, count: count), bin: bin, to: &sums)
      }
      if let predicted { sums.predictedGain += predicted.gain(gamma, bin: bin, stride: stride) }
      reader.read(gamma, at: bin - core.lowerBound)
    }
    reader.finish(&sums)
    if collected.contains(.steps) { sums.steps = steps.sums(stride: stride) }
  }

  /// A posterior below this counts for nothing in the sums of the tuning: a session has fewer bins than its inverse.
  private static let negligible: Float = 1e-8

  /// - Parameter places: where the posterior is not negligible, as places of vectors.
  private func add(
    _ gamma: UnsafePointer<Float>, at places: UnsafeBufferPointer<Int32>, bin: Int, to sums: inout BlockSums
  ) {
    // Time without the gain says where the state was; tuning is divided by time times the gain.
    let exposure =
      collected.contains(.tuning) ? emission.weight(of: bin, in: observations) : observations.exposure[bin]
    sums.occupancy.withUnsafeMutableBufferPointer { occupancy in
      guard let occupancy = occupancy.baseAddress else { return }
      addVectors(gamma, at: places, times: exposure, to: occupancy)
    }
    guard collected.contains(.tuning) else { return }
    sums.weighted.withUnsafeMutableBufferPointer { weighted in
      observations.withEvents(of: bin) { events, cells, values in
        guard let weighted = weighted.baseAddress else { return }
        for event in 0..<events {
          addVectors(gamma, at: places, times: values[event], to: weighted + Int(cells[event]) * space.stride)
        }
      }
    }
  }
}

/// Sums over time of the products that make the posterior of a step on one circle.
private struct StepSums {
  let radius: Int
  let length: Int
  /// `[d, padded state]`
  private var products: [Float]
  private var wrapped: [Float]

  init(radius: Int, space: LatentStateSpace) {
    self.radius = radius
    length = space.statesPerCircle
    products = [Float](repeating: 0, count: (radius + 1) * space.rowStride)
    wrapped = [Float](repeating: 0, count: space.rowStride + 2 * radius + 8)
  }

  /// - Parameter scale: what `alpha` is multiplied by.
  mutating func add(_ alpha: UnsafePointer<Float>, _ next: UnsafePointer<Float>, scale: Float) {
    let stride = products.count / (radius + 1)
    wrapped.withUnsafeMutableBufferPointer { wrapped in
      products.withUnsafeMutableBufferPointer { products in
        guard let wrapped = wrapped.baseAddress, let products = products.baseAddress else { return }
        for k in Swift.stride(from: 0, to: stride, by: 8) { store(load8(next + k) * scale, wrapped + (radius &+ k)) }
        for i in 0..<radius { wrapped[i] = wrapped[length + i] }
        for i in 0..<radius { wrapped[radius + length + i] = wrapped[radius + i] }
        for d in 0...radius {
          let row = products + d * stride
          var k = 0
          while k < stride {
            let both = load8(wrapped + radius + k + d) + load8(wrapped + radius + k - d)
            store(load8(row + k) + load8(alpha + k) * both, row + k)
            k &+= 8
          }
        }
      }
    }
  }

  func sums(stride: Int) -> [Double] {
    (0...radius).map { d in products[d * stride..<d * stride + length].reduce(0) { $0 + Double($1) } / 2 }
  }
}
