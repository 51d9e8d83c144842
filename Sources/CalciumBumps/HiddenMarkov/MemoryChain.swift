import ArrayNumerics
import Foundation

/// The recursion over places with a bump and places without: the position moves on while the bump is away, so that where it
/// comes back is not anywhere.
struct MemoryChain {
  let model: BumpModel

  /// Calls `body` for each frame, from the last to the first, with the posterior of a bump at each place and of none with the
  /// position there; together they sum to 1.
  ///
  /// - Returns: the log-likelihood of all frames, nats (of tempered likelihoods, where they are).
  func posterior(
    _ likelihoods: FrameLikelihoods, restarts: [Bool],
    _ body: (_ frame: Int, _ on: UnsafePointer<Float>, _ off: UnsafePointer<Float>) -> Void
  ) -> Double {
    let (frames, count) = (restarts.count, BumpModel.positions)
    var forwardOn = Matrix<Float>(rows: frames, columns: count, repeating: 0)
    var forwardOff = Matrix<Float>(rows: frames, columns: count, repeating: 0)
    var logLikelihood = 0.0
    withScratch { scratch, moved, more in
      forwardOn.withUnsafeMutableBufferPointer { on in
        forwardOff.withUnsafeMutableBufferPointer { off in
          likelihoods.on.withUnsafeBufferPointer { seen in
            guard let on = on.baseAddress, let off = off.baseAddress, let seen = seen.baseAddress else { return }
            let memory = Memory(on: on, off: off, seen: seen, scratch: scratch, moved: moved, more: more)
            let normalizers = forward(memory, likelihoods, restarts, &logLikelihood)
            backward(memory, likelihoods, restarts, normalizers, body)
          }
        }
      }
    }
    return logLikelihood
  }

  private struct Memory {
    let on: UnsafeMutablePointer<Float>
    let off: UnsafeMutablePointer<Float>
    let seen: UnsafePointer<Float>
    let scratch: UnsafeMutablePointer<Float>
    let moved: UnsafeMutablePointer<Float>
    let more: UnsafeMutablePointer<Float>
  }

  private func forward(
    _ memory: Memory, _ likelihoods: FrameLikelihoods, _ restarts: [Bool], _ logLikelihood: inout Double
  ) -> [Float] {
    let count = BumpModel.positions
    let motion = LaplaceMotion(step: model.step)
    let (leave, enter) = (Float(model.offRate), Float(model.onRate))
    let share = model.onRate / (model.onRate + model.offRate)
    let uniform = 1 / Float(count)
    let (jumpOn, jumpOff) = (Float(BumpModel.jumps.on), Float(BumpModel.jumps.off))
    var normalizers = [Float](repeating: 1, count: restarts.count)
    var (massOn, massOff): (Float, Float) = (0, 0)
    for frame in restarts.indices {
      let (on, off, seen) = (memory.on + frame * count, memory.off + frame * count, memory.seen + frame * count)
      let unseen = likelihoods.off[frame]
      var (totalOn, totalOff) = (SIMD8<Float>(), SIMD8<Float>())
      if restarts[frame] {
        for k in stride(from: 0, to: count, by: 8) {
          let a = load8(seen + k) * (Float(share) * uniform)
          let b = SIMD8<Float>(repeating: Float(1 - share) * uniform * unseen)
          store(a, on + k)
          store(b, off + k)
          totalOn += a
          totalOff += b
        }
      } else {
        motion.apply(on - count, to: memory.moved, scratch: memory.scratch)
        motion.apply(off - count, to: memory.more, scratch: memory.scratch)
        let (baseOn, baseOff) = (jumpOn * uniform * massOn, jumpOff * uniform * massOff)
        for k in stride(from: 0, to: count, by: 8) {
          let fromOn = load8(memory.moved + k) * (1 - jumpOn) + baseOn
          let fromOff = load8(memory.more + k) * (1 - jumpOff) + baseOff
          let a = (fromOn * (1 - leave) + fromOff * enter) * load8(seen + k)
          let b = (fromOn * leave + fromOff * (1 - enter)) * unseen
          store(a, on + k)
          store(b, off + k)
          totalOn += a
          totalOff += b
        }
      }
      let normalizer = totalOn.sum() + totalOff.sum()
      let inverse = 1 / normalizer
      for k in stride(from: 0, to: count, by: 8) {
        store(load8(on + k) * inverse, on + k)
        store(load8(off + k) * inverse, off + k)
      }
      (massOn, massOff) = (totalOn.sum() * inverse, totalOff.sum() * inverse)
      normalizers[frame] = normalizer
      logLikelihood += log(Double(normalizer)) + likelihoods.scale[frame]
    }
    return normalizers
  }

  private func backward(
    _ memory: Memory, _ likelihoods: FrameLikelihoods, _ restarts: [Bool], _ normalizers: [Float],
    _ body: (_ frame: Int, _ on: UnsafePointer<Float>, _ off: UnsafePointer<Float>) -> Void
  ) {
    let count = BumpModel.positions
    let motion = LaplaceMotion(step: model.step)
    let (leave, enter) = (Float(model.offRate), Float(model.onRate))
    let uniform = 1 / Float(count)
    let (jumpOn, jumpOff) = (Float(BumpModel.jumps.on), Float(BumpModel.jumps.off))
    let (betaOn, betaOff, ahead) = (memory.more, memory.more + count, memory.more + 2 * count)
    for frame in stride(from: restarts.count - 1, through: 0, by: -1) {
      let (on, off) = (memory.on + frame * count, memory.off + frame * count)
      if frame == restarts.count - 1 || restarts[frame + 1] {
        betaOn.update(repeating: 1, count: count)
        betaOff.update(repeating: 1, count: count)
      } else {
        let inverse = 1 / normalizers[frame + 1]
        let (seen, unseen) = (memory.seen + (frame + 1) * count, likelihoods.off[frame + 1] * inverse)
        var (totalOn, totalOff) = (SIMD8<Float>(), SIMD8<Float>())
        for k in stride(from: 0, to: count, by: 8) {
          let a = load8(seen + k) * load8(betaOn + k) * inverse
          let b = load8(betaOff + k) * unseen
          let (fromOn, fromOff) = (a * (1 - leave) + b * leave, a * enter + b * (1 - enter))
          store(fromOn, ahead + k)
          store(fromOff, betaOff + k)
          totalOn += fromOn
          totalOff += fromOff
        }
        let (baseOn, baseOff) = (jumpOn * uniform * totalOn.sum(), jumpOff * uniform * totalOff.sum())
        motion.apply(ahead, to: memory.moved, scratch: memory.scratch)
        for k in stride(from: 0, to: count, by: 8) { store(load8(memory.moved + k) * (1 - jumpOn) + baseOn, betaOn + k) }
        motion.apply(betaOff, to: memory.moved, scratch: memory.scratch)
        for k in stride(from: 0, to: count, by: 8) { store(load8(memory.moved + k) * (1 - jumpOff) + baseOff, betaOff + k) }
      }
      for k in stride(from: 0, to: count, by: 8) {
        store(load8(on + k) * load8(betaOn + k), on + k)
        store(load8(off + k) * load8(betaOff + k), off + k)
      }
      body(frame, on, off)
    }
  }
}
