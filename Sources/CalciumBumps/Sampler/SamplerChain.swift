import ArrayNumerics
import Foundation

/// One Markov chain over sets of bumps of all frames, in which the number of bumps changes (Green 1995,
/// doi:10.1093/biomet/82.4.711).
///
/// Given places and widths the area of a bump has a truncated normal distribution. A new, moved or widened bump is therefore
/// judged with its area integrated out, and its area drawn afterwards.
struct SamplerChain {
  private let kernel: RingKernel
  /// What is read at every step stands here by itself: a value with arrays in it would be held and let go each time.
  private let lanes: Int
  private let succession: BumpSuccession
  private let area: (mean: Double, precision: Double, constant: Double)
  private let width: (concentration: Double, spread: Double, constant: Double)
  private let separation: Double
  private let weight: (first: Double, inner: Double, loss: Double)
  /// Bumps of a frame at most; the slots of a frame.
  let most: Int
  let frames: Int
  private let isObserved: [Bool]
  private let restarts: [Bool]
  /// y − b, `[frame, lane]`.
  private let signals: [SIMD8<Float>]
  /// β/D, `[lane]`.
  private let weights: [SIMD8<Float>]
  /// v_c/β: what the brightness that all regions share takes from the squares.
  private let shared: Double

  var stream: RandomStream
  /// Bumps of each frame.
  var counts: [Int]
  /// `[frame, slot]`
  var bumps: [SampledBump]
  /// Their profiles for an area of 1, `[frame, slot, lane]`, and two more that are tried.
  private var profiles: [SIMD8<Float>]
  /// log Σ Π w of each frame and the one before; 0 where it begins anew.
  private var links: [Double]
  private var residual: [SIMD8<Float>]
  private(set) var tally = MoveTally()

  private let trial: Int

  /// - Parameter start: sets of bumps of all frames.
  init(_ model: SamplerModel, signals ring: RingSignals, start: [[SampledBump]], stream: RandomStream) {
    let observation = model.observation
    (succession, separation) = (model.succession, model.separation)
    self.stream = stream
    (most, frames) = (model.succession.most, ring.frames)
    (isObserved, restarts) = (ring.isObserved, ring.restarts)
    kernel = RingKernel(angles: ring.angles, gains: observation.gain)
    lanes = kernel.lanes
    signals = (0..<ring.frames).flatMap { frame in
      RingKernel.packed(
        (0..<ring.regions).map { ring.isObserved[frame] ? ring.values[frame, $0] - observation.baseline[$0] : 0 })
    }
    weights = RingKernel.packed(observation.noise.map { model.tempering / $0 })
    let precision = observation.noise.reduce(0) { $0 + 1 / $1 }
    shared = model.tempering > 0 ? 1 / (1 / observation.commonVariance + precision) / model.tempering : 0
    counts = start.map(\.count)
    bumps = [SampledBump](repeating: SampledBump(center: 0, area: 1, concentration: 1), count: frames * most)
    profiles = [SIMD8<Float>](repeating: SIMD8(), count: (frames * most + 2) * lanes)
    links = [Double](repeating: 0, count: frames)
    residual = [SIMD8<Float>](repeating: SIMD8(), count: lanes)
    trial = frames * most
    let ratio = model.area.mean / model.area.deviation
    area = (
      model.area.mean, 1 / (model.area.deviation * model.area.deviation),
      -0.5 * ratio * ratio - PositiveAmplitude.logCumulative(ratio) - log(model.area.deviation)
    )
    let spread = model.concentrationSpread
    width = (observation.concentration, spread, -log(spread * (2 * .pi).squareRoot()))
    let (rate, loss) = (model.succession.rate, model.succession.loss)
    weight = (log(rate), log(rate * loss), log(loss))
    for frame in 0..<frames {
      for (slot, bump) in start[frame].enumerated() {
        bumps[frame * most + slot] = bump
        write(bump, at: frame * most + slot)
      }
      if !restarts[frame] { links[frame] = link(frame) }
    }
  }

  // MARK: Likelihood

  /// Sets the profile of a slot, or of a trial.
  @inline(__always)
  private mutating func write(_ bump: SampledBump, at slot: Int) {
    kernel.write(
      center: bump.center, concentration: bump.concentration,
      peak: SampledBump.peak(concentration: bump.concentration), to: &profiles, at: slot * lanes)
  }

  /// What the bumps of a frame leave over, apart from some.
  @inline(__always)
  private mutating func leave(_ frame: Int, without first: Int = -1, _ second: Int = -1) {
    let lanes = kernel.lanes
    for lane in 0..<lanes { residual[lane] = signals[frame * lanes + lane] }
    for slot in frame * most..<frame * most + counts[frame] where slot != first && slot != second {
      let area = Float(bumps[slot].area)
      for lane in 0..<lanes { residual[lane] -= profiles[slot * lanes + lane] * area }
    }
  }

  /// f'Pf and f'Pr of the profile in a slot.
  @inline(__always)
  private func match(_ slot: Int) -> (power: Double, pull: Double) {
    var (square, cross) = (SIMD8<Float>(), SIMD8<Float>())
    var (sum, total) = (SIMD8<Float>(), SIMD8<Float>())
    let place = slot * lanes
    for lane in 0..<lanes {
      let (f, r, w) = (profiles[place + lane], residual[lane], weights[lane])
      square += w * f * f
      cross += w * f * r
      sum += w * f
      total += w * r
    }
    let common = shared * Double(sum.sum())
    return (Double(square.sum()) - common * Double(sum.sum()), Double(cross.sum()) - common * Double(total.sum()))
  }

  /// −β/2 r'Pr of what is left over, less two profiles with their areas.
  @inline(__always)
  private func energy(less one: Int, _ area: Double, _ two: Int, _ other: Double) -> Double {
    var (square, total) = (SIMD8<Float>(), SIMD8<Float>())
    let (first, second, a, b) = (one * lanes, two * lanes, Float(area), Float(other))
    for lane in 0..<lanes {
      let r = residual[lane] - profiles[first + lane] * a - profiles[second + lane] * b
      square += weights[lane] * r * r
      total += weights[lane] * r
    }
    let sum = Double(total.sum())
    return -0.5 * (Double(square.sum()) - shared * sum * sum)
  }

  /// Mean and variance of the area that is cut off at 0, and the logarithm of what a bump gains over none.
  @inline(__always)
  private func posterior(_ frame: Int, _ slot: Int) -> (mean: Double, variance: Double, gain: Double) {
    let (power, pull) = isObserved[frame] ? match(slot) : (0, 0)
    let variance = 1 / (power + area.precision)
    let mean = (pull + area.mean * area.precision) * variance
    let mass = PositiveAmplitude.shared.withTable { $0.logMass(mean / variance.squareRoot()) }
    return (mean, variance, mass + 0.5 * log(variance) + area.constant)
  }

  // MARK: Prior

  /// log Σ Π w of a frame and the one before.
  @inline(__always)
  private func link(_ frame: Int) -> Double {
    succession.logMatchings(
      bumps, (frame - 1) * most, count: counts[frame - 1], frame * most, count: counts[frame])
  }

  /// What each bump of a frame adds to the logarithm of the prior, apart from matchings and marks.
  @inline(__always)
  private func setWeight(_ frame: Int) -> Double {
    (restarts[frame] ? weight.first : weight.inner) + (isLast(frame) ? 0 : weight.loss)
  }

  private func isLast(_ frame: Int) -> Bool { frame + 1 == frames || restarts[frame + 1] }

  /// The links of a frame as its bumps are now, to the frame before and after.
  @inline(__always)
  private func linksNow(_ frame: Int) -> (before: Double, after: Double) {
    (restarts[frame] ? 0 : link(frame), isLast(frame) ? 0 : link(frame + 1))
  }

  @inline(__always)
  private func linksBefore(_ frame: Int) -> Double { links[frame] + (isLast(frame) ? 0 : links[frame + 1]) }

  private mutating func keep(_ now: (before: Double, after: Double), _ frame: Int) {
    links[frame] = now.before
    if !isLast(frame) { links[frame + 1] = now.after }
  }

  /// The density of the place of a new bump: half anywhere, half by a step from a bump of a neighbouring frame.
  private func birthDensity(_ frame: Int, _ center: Double) -> Double {
    let (before, after) = neighbours(frame)
    if before.isEmpty && after.isEmpty { return 1 / (2 * .pi) }
    var near = 0.0
    for slot in before { near += succession.stepDensity(bumps[slot].center, center) }
    for slot in after { near += succession.stepDensity(bumps[slot].center, center) }
    return 0.5 / (2 * .pi) + 0.5 * near / Double(before.count + after.count)
  }

  private mutating func drawBirth(_ frame: Int) -> Double {
    let (before, after) = neighbours(frame)
    let count = before.count + after.count
    if count == 0 || stream.uniform() < 0.5 { return 2 * .pi * stream.uniform() }
    let number = stream.integer(below: count)
    let slot = number < before.count ? before.lowerBound + number : after.lowerBound + number - before.count
    return succession.moved(bumps[slot].center, &stream)
  }

  /// Slots of the bumps of the frames before and after.
  private func neighbours(_ frame: Int) -> (before: Range<Int>, after: Range<Int>) {
    func slots(_ other: Int) -> Range<Int> { other * most..<other * most + counts[other] }
    return (restarts[frame] ? 0..<0 : slots(frame - 1), isLast(frame) ? 0..<0 : slots(frame + 1))
  }

  /// The logarithm of the density of log κ.
  private func logWidth(_ concentration: Double) -> Double {
    let surprise = log(concentration / width.concentration) / width.spread
    return -0.5 * surprise * surprise + width.constant
  }

  /// The logarithm of the density of an area.
  private func logArea(_ size: Double) -> Double {
    -0.5 * size * size * area.precision + size * area.mean * area.precision + area.constant - 0.5 * log(2 * .pi)
  }

  /// Whether a place is far enough from the bumps of a frame, apart from some.
  @inline(__always)
  private func isClear(_ frame: Int, _ center: Double, without first: Int = -1, _ second: Int = -1) -> Bool {
    if separation == 0 { return true }
    for slot in frame * most..<frame * most + counts[frame] where slot != first && slot != second {
      if abs(angleDifference(bumps[slot].center, center)) < separation { return false }
    }
    return true
  }

  // MARK: Moves

  /// Forgets the moves so far.
  mutating func resetTally() { tally = MoveTally() }

  /// Visits every frame once.
  mutating func sweep() {
    for frame in 0..<frames { visit(frame) }
  }

  private mutating func visit(_ frame: Int) {
    let move = BumpMove.drawn(stream.uniform())
    let isAccepted: Bool? =
      switch move {
      case .birth: birth(frame)
      case .death: death(frame)
      case .split: split(frame)
      case .merge: merge(frame)
      case .shift: change(frame, .shift)
      case .width: change(frame, .width)
      case .area: redraw(frame)
      }
    if let isAccepted { tally.count(move, isAccepted: isAccepted) }
  }

  private mutating func accepts(_ logRatio: Double) -> Bool { logRatio >= 0 || stream.uniform() < exp(logRatio) }

  private mutating func copyTrial(_ number: Int = 0, to slot: Int) {
    let lanes = kernel.lanes
    for lane in 0..<lanes { profiles[slot * lanes + lane] = profiles[(trial + number) * lanes + lane] }
  }

  /// A new bump: its place half from anywhere and half from the neighbouring frames, its width from the prior, its area from
  /// what is left of the signals. The ratio is that of the targets, with the area integrated out, times 1/(n + 1) of the death
  /// that undoes it over the density of the place.
  private mutating func birth(_ frame: Int) -> Bool? {
    let count = counts[frame]
    guard count < most else { return nil }
    let center = drawBirth(frame)
    guard isClear(frame, center) else { return false }
    let concentration = width.concentration * exp(width.spread * stream.normal())
    let slot = frame * most + count
    bumps[slot] = SampledBump(center: center, area: 1, concentration: concentration)
    write(bumps[slot], at: trial)
    leave(frame)
    let posterior = posterior(frame, trial)
    counts[frame] += 1
    let now = linksNow(frame)
    let ratio =
      posterior.gain + birthTerms(frame, center: center, count: count) + now.before + now.after - linksBefore(frame)
    guard accepts(ratio) else {
      counts[frame] -= 1
      return false
    }
    bumps[slot].area = stream.positiveNormal(mean: posterior.mean, deviation: posterior.variance.squareRoot())
    copyTrial(to: slot)
    keep(now, frame)
    return true
  }

  /// What a birth in a set of `count` bumps has in its ratio besides likelihood and links.
  private func birthTerms(_ frame: Int, center: Double, count: Int) -> Double {
    setWeight(frame)
      - log(2 * .pi * birthDensity(frame, center) * Double(count + 1))
  }

  /// The reverse of a birth.
  private mutating func death(_ frame: Int) -> Bool? {
    let count = counts[frame]
    guard count > 0 else { return nil }
    let slot = frame * most + stream.integer(below: count)
    let removed = bumps[slot]
    leave(frame, without: slot)
    let gain = posterior(frame, slot).gain
    remove(slot, frame)
    let now = linksNow(frame)
    let ratio =
      now.before + now.after - linksBefore(frame) - gain - birthTerms(frame, center: removed.center, count: count - 1)
    guard accepts(ratio) else {
      restore(removed, to: slot, frame)
      return false
    }
    let last = frame * most + count - 1
    if slot != last { for lane in 0..<lanes { profiles[slot * lanes + lane] = profiles[last * lanes + lane] } }
    keep(now, frame)
    return true
  }

  /// Takes a bump out of its set: the last moves to its slot, and stays in its own beyond the count.
  private mutating func remove(_ slot: Int, _ frame: Int) {
    counts[frame] -= 1
    bumps[slot] = bumps[frame * most + counts[frame]]
  }

  /// Undoes `remove`.
  private mutating func restore(_ bump: SampledBump, to slot: Int, _ frame: Int) {
    let last = frame * most + counts[frame]
    if slot != last { bumps[last] = bumps[slot] }
    bumps[slot] = bump
    counts[frame] += 1
  }

  /// One bump becomes two (`SplitShape`). In (a, z) the Jacobian of the split is a; the pair comes of (u, v) and of (1 − u,
  /// −v), and n + 1 bumps have (n + 1)n/2 pairs, so that the ratio has a/((n + 1) q).
  private mutating func split(_ frame: Int) -> Bool? {
    let count = counts[frame]
    guard count > 0, count < most else { return nil }
    let slot = frame * most + stream.integer(below: count)
    let whole = bumps[slot]
    let scale = SplitShape.spread * whole.area
    let shape = SplitShape(share: stream.uniform(), x: scale * stream.normal(), y: scale * stream.normal())
    guard let (first, second) = shape.parts(of: whole) else { return false }
    guard
      abs(angleDifference(first.center, second.center)) >= separation, isClear(frame, first.center, without: slot),
      isClear(frame, second.center, without: slot)
    else { return false }
    write(first, at: trial)
    write(second, at: trial + 1)
    leave(frame, without: slot)
    let gained = energies(frame, whole, slot: slot, first, trial, second, trial + 1)
    let last = frame * most + count
    (bumps[slot], bumps[last]) = (first, second)
    counts[frame] += 1
    let now = linksNow(frame)
    let ratio =
      gained + now.before + now.after - linksBefore(frame)
      + splitTerms(frame, whole, first, second, shape: shape, count: count)
    guard accepts(ratio) else {
      counts[frame] -= 1
      bumps[slot] = whole
      return false
    }
    copyTrial(0, to: slot)
    copyTrial(1, to: last)
    keep(now, frame)
    return true
  }

  /// The reverse of a split.
  private mutating func merge(_ frame: Int) -> Bool? {
    let count = counts[frame]
    guard count > 1 else { return nil }
    let one = stream.integer(below: count)
    let drawn = stream.integer(below: count - 1)
    let other = drawn < one ? drawn : drawn + 1
    // The later of both is taken out, so that the earlier keeps its slot.
    let (slot, later) = (frame * most + min(one, other), frame * most + max(one, other))
    let (first, second) = (bumps[slot], bumps[later])
    guard let (shape, whole) = SplitShape.merging(first, second) else { return false }
    guard isClear(frame, whole.center, without: slot, later) else { return false }
    write(whole, at: trial)
    leave(frame, without: slot, later)
    let gained = -energies(frame, whole, slot: trial, first, slot, second, later)
    bumps[slot] = whole
    remove(later, frame)
    let now = linksNow(frame)
    let ratio =
      gained + now.before + now.after - linksBefore(frame)
      - splitTerms(frame, whole, first, second, shape: shape, count: count - 1)
    guard accepts(ratio) else {
      restore(second, to: later, frame)
      bumps[slot] = first
      return false
    }
    let last = frame * most + count - 1
    copyTrial(to: slot)
    if later != last { for lane in 0..<lanes { profiles[later * lanes + lane] = profiles[last * lanes + lane] } }
    keep(now, frame)
    return true
  }

  /// What two bumps gain over the one that they were.
  private func energies(
    _ frame: Int, _ whole: SampledBump, slot: Int, _ first: SampledBump, _ one: Int, _ second: SampledBump, _ two: Int
  ) -> Double {
    if !isObserved[frame] { return 0 }
    return energy(less: one, first.area, two, second.area) - energy(less: slot, whole.area, slot, 0)
  }

  /// What a split in a set of `count` bumps has in its ratio besides likelihood and links.
  private func splitTerms(
    _ frame: Int, _ whole: SampledBump, _ first: SampledBump, _ second: SampledBump, shape: SplitShape, count: Int
  ) -> Double {
    let marks =
      logArea(first.area) + logArea(second.area) - logArea(whole.area) + logWidth(first.concentration)
      + logWidth(second.concentration) - logWidth(whole.concentration)
    return marks - log(2 * .pi) + setWeight(frame)
      + log(whole.area / Double(count + 1)) - shape.logDensity(area: whole.area)
      + whole.logJacobian - first.logJacobian - second.logJacobian
  }

  /// Moves a bump, or makes it wider or narrower, and draws its area.
  private mutating func change(_ frame: Int, _ move: BumpMove) -> Bool? {
    let count = counts[frame]
    guard count > 0 else { return nil }
    let slot = frame * most + stream.integer(below: count)
    let old = bumps[slot]
    var new = old
    var ratio = 0.0
    if move == .shift {
      // Steps of all sizes: what is small for a faint bump is large for a bright one.
      let size = 0.02 * exp(stream.uniform() * 3.9)
      new.center = wrapAngle(old.center + size * stream.normal())
      guard isClear(frame, new.center, without: slot) else { return false }
    } else {
      new.concentration *= exp(width.spread * stream.normal())
      ratio = logWidth(new.concentration) - logWidth(old.concentration)
    }
    write(new, at: trial)
    leave(frame, without: slot)
    let posterior = posterior(frame, trial)
    ratio += posterior.gain - self.posterior(frame, slot).gain
    var now = (before: links[frame], after: isLast(frame) ? 0 : links[frame + 1])
    if move == .shift {
      bumps[slot] = new
      now = linksNow(frame)
      ratio += now.before + now.after - linksBefore(frame)
    }
    guard accepts(ratio) else {
      bumps[slot] = old
      return false
    }
    new.area = stream.positiveNormal(mean: posterior.mean, deviation: posterior.variance.squareRoot())
    bumps[slot] = new
    copyTrial(to: slot)
    keep(now, frame)
    return true
  }

  /// Draws the area of a bump from its conditional distribution.
  private mutating func redraw(_ frame: Int) -> Bool? {
    let count = counts[frame]
    guard count > 0 else { return nil }
    let slot = frame * most + stream.integer(below: count)
    leave(frame, without: slot)
    let posterior = posterior(frame, slot)
    bumps[slot].area = stream.positiveNormal(mean: posterior.mean, deviation: posterior.variance.squareRoot())
    return true
  }

  // MARK: What is kept

  /// Σ −β/2 r'Pr over the frames, and that with the logarithm of the prior of the sets.
  mutating func logDensities() -> (likelihood: Double, joint: Double) {
    var (likelihood, prior) = (0.0, 0.0)
    for frame in 0..<frames {
      if isObserved[frame] {
        leave(frame)
        likelihood += energy(less: trial, 0, trial, 0)
      }
      prior += links[frame]
      if counts[frame] == 0 { continue }
      prior += Double(counts[frame]) * setWeight(frame)
      for slot in frame * most..<frame * most + counts[frame] {
        prior += logArea(bumps[slot].area) + logWidth(bumps[slot].concentration) - log(2 * .pi)
      }
    }
    return (likelihood, likelihood + prior)
  }

  /// What the bumps of a frame make of the signals, with the expected brightness that all regions share, less the baselines,
  /// `[region]`.
  mutating func expected(_ frame: Int, regions: Int) -> [Float] {
    leave(frame)
    var total = SIMD8<Float>()
    for lane in 0..<lanes { total += weights[lane] * residual[lane] }
    let common = isObserved[frame] ? Float(shared * Double(total.sum())) : 0
    return (0..<regions).map { region in
      signals[frame * lanes + region / 8][region % 8] - residual[region / 8][region % 8] + common
    }
  }
}
