import ArrayNumerics
import Foundation

/// Expected numbers of transitions.
struct BumpTransitions: Sendable {
  var onToOn = 0.0, onToOff = 0.0, offToOn = 0.0, offToOff = 0.0
  /// Steps that the motion made, and the sum of their lengths in places.
  var steps = 0.0, distance = 0.0
}

/// The forward-backward recursion (Rabiner 1989, doi:10.1109/5.18626) over the places of a bump and one state without it, from
/// which it comes back anywhere: the chain in which the model is fitted.
struct BumpChain {
  let model: BumpModel

  /// - Returns: the log-likelihood of all frames, nats (of tempered likelihoods, where they are).
  func logLikelihood(_ likelihoods: FrameLikelihoods, restarts: [Bool]) -> Double {
    forward(likelihoods, restarts: restarts).logLikelihood
  }

  /// The posterior of a bump at each place, `[frame, position]`, and the transitions that it expects.
  func posterior(
    _ likelihoods: FrameLikelihoods, restarts: [Bool]
  ) -> (posterior: Matrix<Float>, transitions: BumpTransitions, logLikelihood: Double) {
    var (alpha, off, normalizers, logLikelihood) = forward(likelihoods, restarts: restarts)
    let transitions = backward(&alpha, off, normalizers, likelihoods, restarts: restarts)
    return (alpha, transitions, logLikelihood)
  }

  private var stay: Float { Float(1 - model.offRate) }
  private var leave: Float { Float(model.offRate) }
  private var enter: Float { Float(model.onRate) }
  private var away: Float { Float(1 - model.onRate) }
  private var move: Float { Float(1 - BumpModel.jumps.on) }
  private var jump: Float { Float(BumpModel.jumps.on) / Float(BumpModel.positions) }

  private func forward(
    _ likelihoods: FrameLikelihoods, restarts: [Bool]
  ) -> (alpha: Matrix<Float>, off: [Float], normalizers: [Float], logLikelihood: Double) {
    let (frames, count) = (restarts.count, BumpModel.positions)
    let motion = LaplaceMotion(step: model.step)
    let share = model.onRate / (model.onRate + model.offRate)
    let uniform = 1 / Float(count)
    var alpha = Matrix<Float>(rows: frames, columns: count, repeating: 0)
    var off = [Float](repeating: 0, count: frames)
    var normalizers = [Float](repeating: 1, count: frames)
    var logLikelihood = 0.0
    var sumOn: Float = 0
    withScratch { scratch, moved, _ in
      alpha.withUnsafeMutableBufferPointer { alpha in
        likelihoods.on.withUnsafeBufferPointer { on in
          guard let alpha = alpha.baseAddress, let on = on.baseAddress else { return }
          for frame in 0..<frames {
            let (here, likelihood) = (alpha + frame * count, on + frame * count)
            var awayMass: Float
            var total = SIMD8<Float>()
            if restarts[frame] {
              let start = Float(share) * uniform
              for k in stride(from: 0, to: count, by: 8) {
                let value = load8(likelihood + k) * start
                store(value, here + k)
                total += value
              }
              awayMass = Float(1 - share)
            } else {
              motion.apply(here - count, to: moved, scratch: scratch)
              let constant = stay * jump * sumOn + enter * uniform * off[frame - 1]
              let factor = stay * move
              for k in stride(from: 0, to: count, by: 8) {
                let value = (load8(moved + k) * factor + constant) * load8(likelihood + k)
                store(value, here + k)
                total += value
              }
              awayMass = leave * sumOn + away * off[frame - 1]
            }
            awayMass *= likelihoods.off[frame]
            let sum = total.sum()
            let normalizer = sum + awayMass
            let inverse = 1 / normalizer
            for k in stride(from: 0, to: count, by: 8) { store(load8(here + k) * inverse, here + k) }
            sumOn = sum * inverse
            off[frame] = awayMass * inverse
            normalizers[frame] = normalizer
            logLikelihood += log(Double(normalizer)) + likelihoods.scale[frame]
          }
        }
      }
    }
    return (alpha, off, normalizers, logLikelihood)
  }

  /// Turns the forward functions into the posterior, from the last frame to the first.
  private func backward(
    _ alpha: inout Matrix<Float>, _ off: [Float], _ normalizers: [Float], _ likelihoods: FrameLikelihoods, restarts: [Bool]
  ) -> BumpTransitions {
    let (frames, count) = (restarts.count, BumpModel.positions)
    let motion = LaplaceMotion(step: model.step)
    var sums = BumpTransitions()
    withScratch { scratch, moved, more in
      let (beta, ahead, distance) = (more, more + count, more + 2 * count)
      alpha.withUnsafeMutableBufferPointer { alpha in
        likelihoods.on.withUnsafeBufferPointer { on in
          guard let alpha = alpha.baseAddress, let on = on.baseAddress else { return }
          var betaOff: Float = 1
          for frame in stride(from: frames - 1, through: 0, by: -1) {
            let here = alpha + frame * count
            if frame == frames - 1 || restarts[frame + 1] {
              beta.update(repeating: 1, count: count)
              betaOff = 1
            } else {
              let inverse = 1 / normalizers[frame + 1]
              let likelihood = on + (frame + 1) * count
              var total = SIMD8<Float>()
              for k in stride(from: 0, to: count, by: 8) {
                let value = load8(likelihood + k) * load8(beta + k) * inverse
                store(value, ahead + k)
                total += value
              }
              let aheadOn = total.sum()
              let aheadOff = likelihoods.off[frame + 1] * betaOff * inverse
              motion.apply(ahead, to: moved, scratch: scratch)
              motion.applyDistance(ahead, to: distance, scratch: scratch)
              let (factor, constant) = (stay * move, stay * jump * aheadOn)
              var (mass, steps, jumps, far) = (SIMD8<Float>(), SIMD8<Float>(), SIMD8<Float>(), SIMD8<Float>())
              for k in stride(from: 0, to: count, by: 8) {
                let (a, step) = (load8(here + k), load8(moved + k) * factor)
                store(step + (constant + leave * aheadOff), beta + k)
                mass += a
                steps += a * step
                jumps += a * constant
                far += a * load8(distance + k)
              }
              sums.steps += Double(steps.sum())
              sums.distance += Double(far.sum() * factor)
              sums.onToOn += Double(steps.sum() + jumps.sum())
              sums.onToOff += Double(mass.sum() * leave * aheadOff)
              sums.offToOn += Double(off[frame] * enter * aheadOn) / Double(count)
              sums.offToOff += Double(off[frame] * away * aheadOff)
              betaOff = enter / Float(count) * aheadOn + away * aheadOff
            }
            for k in stride(from: 0, to: count, by: 8) { store(load8(here + k) * load8(beta + k), here + k) }
          }
        }
      }
    }
    return sums
  }
}

/// Scratch memory of the motion, a function on the ring, and three more.
func withScratch(
  _ body: (
    _ scratch: UnsafeMutablePointer<Float>, _ moved: UnsafeMutablePointer<Float>, _ more: UnsafeMutablePointer<Float>
  ) -> Void
) {
  let count = BumpModel.positions
  let memory = UnsafeMutablePointer<Float>.allocate(capacity: LaplaceMotion.scratchCount + 4 * count)
  memory.initialize(repeating: 0, count: LaplaceMotion.scratchCount + 4 * count)
  defer { memory.deallocate() }
  let moved = memory + LaplaceMotion.scratchCount
  body(memory, moved, moved + count)
}
