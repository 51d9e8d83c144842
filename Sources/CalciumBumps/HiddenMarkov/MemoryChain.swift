import ArrayNumerics
import Foundation

/// The recursion over places with a bump and places without: the position moves on while the bump is away, so that where it
/// comes back is not anywhere. With momentum, over its velocities as well.
struct MemoryChain {
  let model: BumpModel
  private let classes: VelocityClasses
  private let motion: LaplaceMotion

  init(model: BumpModel, momentum: BumpMomentum? = nil) {
    self.model = model
    classes = momentum.map { VelocityClasses($0) } ?? .still
    motion = LaplaceMotion(step: momentum?.step ?? model.step)
  }

  /// Calls `body` for each frame, from the last to the first, with the posterior of a bump at each place and of none with the
  /// position there; together they sum to 1.
  ///
  /// - Returns: the log-likelihood of all frames, nats (of tempered likelihoods, where they are).
  func posterior(
    _ likelihoods: FrameLikelihoods, restarts: [Bool],
    _ body: (_ frame: Int, _ on: UnsafePointer<Float>, _ off: UnsafePointer<Float>) -> Void
  ) -> Double {
    withMemory(likelihoods, rows: restarts.count) { memory in
      let (normalizers, logLikelihood) = forward(memory, likelihoods, restarts)
      backward(memory, likelihoods, restarts, normalizers, body)
      return logLikelihood
    }
  }

  /// The log-likelihood of all frames, nats (of tempered likelihoods, where they are).
  func logLikelihood(_ likelihoods: FrameLikelihoods, restarts: [Bool]) -> Double {
    withMemory(likelihoods, rows: 2) { forward($0, likelihoods, restarts).logLikelihood }
  }

  /// Bytes for each frame.
  static func memoryForecast(hasMomentum: Bool) -> Int {
    2 * 4 * BumpModel.positions * (hasMomentum ? VelocityClasses.most : 1)
  }

  private struct Memory {
    /// Functions on places and velocities, of as many frames as there are rows.
    let on: UnsafeMutablePointer<Float>
    let off: UnsafeMutablePointer<Float>
    let rows: Int
    let width: Int
    let seen: UnsafePointer<Float>
    let scratch: UnsafeMutablePointer<Float>
    /// Room for a function, for three more, and for two functions of places.
    let moved: UnsafeMutablePointer<Float>
    let more: UnsafeMutablePointer<Float>
    let room: UnsafeMutablePointer<Float>

    func on(_ frame: Int) -> UnsafeMutablePointer<Float> { on + frame % rows * width }
    func off(_ frame: Int) -> UnsafeMutablePointer<Float> { off + frame % rows * width }
  }

  private func withMemory<R>(_ likelihoods: FrameLikelihoods, rows: Int, _ body: (Memory) -> R) -> R {
    let places = BumpModel.positions
    let width = classes.count * places
    let fixed = LaplaceMotion.scratchCount + 4 * width + 2 * places
    let memory = UnsafeMutablePointer<Float>.allocate(capacity: fixed + 2 * rows * width)
    memory.initialize(repeating: 0, count: fixed + 2 * rows * width)
    defer { memory.deallocate() }
    let moved = memory + LaplaceMotion.scratchCount
    return likelihoods.on.withUnsafeBufferPointer { seen in
      // Without a frame nothing is looked at.
      let start = seen.baseAddress ?? UnsafePointer(memory)
      return body(
        Memory(
          on: memory + fixed, off: memory + fixed + rows * width, rows: max(1, rows), width: width, seen: start,
          scratch: memory, moved: moved, more: moved + width, room: moved + 4 * width))
    }
  }

  private func forward(
    _ memory: Memory, _ likelihoods: FrameLikelihoods, _ restarts: [Bool]
  ) -> (normalizers: [Float], logLikelihood: Double) {
    let count = BumpModel.positions
    let (leave, enter) = (Float(model.offRate), Float(model.onRate))
    let share = model.onRate / (model.onRate + model.offRate)
    let uniform = 1 / Float(count)
    let (jumpOn, jumpOff) = (Float(BumpModel.jumps.on), Float(BumpModel.jumps.off))
    var normalizers = [Float](repeating: 1, count: restarts.count)
    var massOn = [Float](repeating: 0, count: classes.count)
    var massOff = massOn
    var logLikelihood = 0.0
    for frame in restarts.indices {
      let (on, off, seen) = (memory.on(frame), memory.off(frame), memory.seen + frame * count)
      let unseen = likelihoods.off[frame]
      if !restarts[frame] {
        classes.move(memory.on(frame - 1), to: memory.moved, by: motion, room: memory.room, scratch: memory.scratch)
        classes.move(memory.off(frame - 1), to: memory.more, by: motion, room: memory.room, scratch: memory.scratch)
        (massOn, massOff) = (classes.changed(massOn), classes.changed(massOff))
      }
      var total: Float = 0
      for number in 0..<classes.count {
        let first = number * count
        var (totalOn, totalOff) = (SIMD8<Float>(), SIMD8<Float>())
        if restarts[frame] {
          let weight = classes.start[number] * uniform
          let b = SIMD8<Float>(repeating: Float(1 - share) * weight * unseen)
          for k in stride(from: 0, to: count, by: 8) {
            let a = load8(seen + k) * (Float(share) * weight)
            store(a, on + first + k)
            store(b, off + first + k)
            totalOn += a
            totalOff += b
          }
        } else {
          let (baseOn, baseOff) = (jumpOn * uniform * massOn[number], jumpOff * uniform * massOff[number])
          for k in stride(from: 0, to: count, by: 8) {
            let fromOn = load8(memory.moved + first + k) * (1 - jumpOn) + baseOn
            let fromOff = load8(memory.more + first + k) * (1 - jumpOff) + baseOff
            let a = (fromOn * (1 - leave) + fromOff * enter) * load8(seen + k)
            let b = (fromOn * leave + fromOff * (1 - enter)) * unseen
            store(a, on + first + k)
            store(b, off + first + k)
            totalOn += a
            totalOff += b
          }
        }
        (massOn[number], massOff[number]) = (totalOn.sum(), totalOff.sum())
        total += massOn[number] + massOff[number]
      }
      let inverse = 1 / total
      for k in stride(from: 0, to: memory.width, by: 8) {
        store(load8(on + k) * inverse, on + k)
        store(load8(off + k) * inverse, off + k)
      }
      for number in 0..<classes.count {
        massOn[number] *= inverse
        massOff[number] *= inverse
      }
      normalizers[frame] = total
      logLikelihood += log(Double(total)) + likelihoods.scale[frame]
    }
    return (normalizers, logLikelihood)
  }

  private func backward(
    _ memory: Memory, _ likelihoods: FrameLikelihoods, _ restarts: [Bool], _ normalizers: [Float],
    _ body: (_ frame: Int, _ on: UnsafePointer<Float>, _ off: UnsafePointer<Float>) -> Void
  ) {
    let (count, width) = (BumpModel.positions, memory.width)
    let (leave, enter) = (Float(model.offRate), Float(model.onRate))
    let uniform = 1 / Float(count)
    let (jumpOn, jumpOff) = (Float(BumpModel.jumps.on), Float(BumpModel.jumps.off))
    let (betaOn, betaOff, ahead) = (memory.more, memory.more + width, memory.more + 2 * width)
    for frame in stride(from: restarts.count - 1, through: 0, by: -1) {
      let (on, off) = (memory.on(frame), memory.off(frame))
      if frame == restarts.count - 1 || restarts[frame + 1] {
        betaOn.update(repeating: 1, count: width)
        betaOff.update(repeating: 1, count: width)
      } else {
        let inverse = 1 / normalizers[frame + 1]
        let (seen, unseen) = (memory.seen + (frame + 1) * count, likelihoods.off[frame + 1] * inverse)
        var jumpedOn = [Float](repeating: 0, count: classes.count)
        var jumpedOff = jumpedOn
        for number in 0..<classes.count {
          let first = number * count
          var (totalOn, totalOff) = (SIMD8<Float>(), SIMD8<Float>())
          for k in stride(from: 0, to: count, by: 8) {
            let a = load8(seen + k) * load8(betaOn + first + k) * inverse
            let b = load8(betaOff + first + k) * unseen
            let (fromOn, fromOff) = (a * (1 - leave) + b * leave, a * enter + b * (1 - enter))
            store(fromOn, ahead + first + k)
            store(fromOff, betaOff + first + k)
            totalOn += fromOn
            totalOff += fromOff
          }
          (jumpedOn[number], jumpedOff[number]) = (jumpOn * uniform * totalOn.sum(), jumpOff * uniform * totalOff.sum())
        }
        (jumpedOn, jumpedOff) = (classes.changedBack(jumpedOn), classes.changedBack(jumpedOff))
        classes.moveBack(ahead, to: memory.moved, by: motion, room: memory.room, scratch: memory.scratch)
        add(memory.moved, times: 1 - jumpOn, jumpedOn, to: betaOn)
        classes.moveBack(betaOff, to: memory.moved, by: motion, room: memory.room, scratch: memory.scratch)
        add(memory.moved, times: 1 - jumpOff, jumpedOff, to: betaOff)
      }
      for k in stride(from: 0, to: width, by: 8) {
        store(load8(on + k) * load8(betaOn + k), on + k)
        store(load8(off + k) * load8(betaOff + k), off + k)
      }
      // The posterior of the place, whatever the velocity.
      for number in 1..<max(1, classes.count) {
        for k in stride(from: 0, to: count, by: 8) {
          store(load8(on + k) + load8(on + number * count + k), on + k)
          store(load8(off + k) + load8(off + number * count + k), off + k)
        }
      }
      body(frame, on, off)
    }
  }

  /// What comes by moving, and by jumping from anywhere, of each class.
  private func add(
    _ moved: UnsafePointer<Float>, times factor: Float, _ jumped: [Float], to result: UnsafeMutablePointer<Float>
  ) {
    let count = BumpModel.positions
    for number in 0..<classes.count {
      for k in stride(from: number * count, to: (number + 1) * count, by: 8) {
        store(load8(moved + k) * factor + jumped[number], result + k)
      }
    }
  }
}
