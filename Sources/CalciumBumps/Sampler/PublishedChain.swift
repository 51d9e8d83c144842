import ArrayNumerics
import Foundation

/// The chain of canns 1.5: a bump's move is taken by the change of the energy alone, with neither the densities of births and
/// deaths nor of what is drawn for a new bump.
struct PublishedChain {
  private let settings: PublishedSettings
  private let kernel: RingKernel
  private let lanes: Int
  private let frames: Int
  private let most: Int
  /// σ_c² of the coupling: the square of a region's share of the ring.
  private let reach: Double
  /// y over the median, less 1, `[frame, lane]`.
  private let signals: [SIMD8<Float>]

  private var stream: RandomStream
  private var counts: [Int]
  /// `[frame, slot]`
  private var bumps: [SampledBump]
  /// For an area of 1, `[frame, slot, lane]`, and one that is tried.
  private var profiles: [SIMD8<Float>]
  /// The energy of each frame, and the coupling of each with the one before.
  private var energies: [Double]
  private var couplings: [Double]
  private var residual: [SIMD8<Float>]
  private(set) var logLikelihood = 0.0
  private(set) var tally = MoveTally()

  init(_ ring: RingSignals, median: Double, settings: PublishedSettings, stream: RandomStream) {
    (self.settings, self.stream) = (settings, stream)
    kernel = RingKernel(angles: ring.angles, gains: [Double](repeating: 1, count: ring.regions))
    (lanes, frames, most) = (kernel.lanes, ring.frames, settings.most)
    let spacing = 2 * Double.pi / Double(ring.regions)
    reach = spacing * spacing
    signals = (0..<ring.frames).flatMap { frame in
      RingKernel.packed((0..<ring.regions).map { ring.values[frame, $0] / median - 1 })
    }
    counts = [Int](repeating: 0, count: frames)
    bumps = [SampledBump](repeating: SampledBump(center: 0, area: 1, concentration: 1), count: frames * most)
    profiles = [SIMD8<Float>](repeating: SIMD8(), count: (frames * most + 1) * lanes)
    energies = [Double](repeating: 0, count: frames)
    couplings = [Double](repeating: 0, count: frames)
    residual = [SIMD8<Float>](repeating: SIMD8(), count: lanes)
    for frame in 0..<frames {
      leave(frame, without: -1)
      energies[frame] = energy(frame, profile: 0, area: 0)
      logLikelihood += energies[frame]
    }
  }

  // MARK: Energy

  @inline(__always)
  private mutating func leave(_ frame: Int, without other: Int) {
    for lane in 0..<lanes { residual[lane] = signals[frame * lanes + lane] }
    for slot in frame * most..<frame * most + counts[frame] where slot != other {
      let area = Float(bumps[slot].area)
      for lane in 0..<lanes { residual[lane] -= profiles[slot * lanes + lane] * area }
    }
  }

  /// The energy of a frame, of whose bumps one more is to be taken from what is left.
  @inline(__always)
  private func energy(_ frame: Int, profile: Int, area: Double) -> Double {
    var square = SIMD8<Float>()
    let (place, height) = (profile * lanes, Float(area))
    for lane in 0..<lanes {
      let r = residual[lane] - profiles[place + lane] * height
      square += r * r
    }
    let misfit = 0.5 * Double(square.sum()) / settings.noiseVariance
    return settings.sharpness * (-settings.penalty * Double(counts[frame]) - misfit)
  }

  /// Each bump of the earlier frame, in the order in which they stand, with the nearest one of this frame that is free.
  @inline(__always)
  private func coupling(_ frame: Int) -> Double {
    let (first, second) = ((frame - 1) * most, frame * most)
    var (sum, used) = (0.0, 0)
    for one in first..<first + counts[frame - 1] {
      var (best, least) = (-1, Double.infinity)
      for other in 0..<counts[frame] where used & 1 << other == 0 {
        let apart = abs(bumps[one].center - bumps[second + other].center)
        let distance = apart > .pi ? 2 * .pi - apart : apart
        if distance < least { (best, least) = (other, distance) }
      }
      if best < 0 { break }
      used |= 1 << best
      sum += exp(-0.5 * least * least / reach)
    }
    return settings.sharpness * settings.coupling * sum
  }

  // MARK: Moves

  mutating func sweep() {
    for frame in 0..<frames { visit(frame) }
  }

  private mutating func visit(_ frame: Int) {
    let (count, uniform, first) = (counts[frame], stream.uniform(), frame * most)
    if uniform < 0.01 {
      guard count < most else { return }
      let slot = first + count
      bumps[slot] = SampledBump(
        center: 2 * .pi * stream.uniform(), area: settings.startArea, concentration: settings.startConcentration)
      counts[frame] += 1
      tryProfile(of: bumps[slot])
      leave(frame, without: slot)
      let isAccepted = judge(frame, profile: most * frames, area: bumps[slot].area, changesPlaces: true)
      if isAccepted { copyTrial(to: slot) } else { counts[frame] -= 1 }
      tally.count(.birth, isAccepted: isAccepted)
      return
    }
    guard count > 0 else { return }
    let slot = first + stream.integer(below: count)
    let old = bumps[slot]
    if uniform < 0.01 * Double(1 + count) {
      leave(frame, without: slot)
      let last = first + count - 1
      bumps[slot] = bumps[last]
      counts[frame] -= 1
      let isAccepted = judge(frame, profile: 0, area: 0, changesPlaces: true)
      if isAccepted {
        for lane in 0..<lanes { profiles[slot * lanes + lane] = profiles[last * lanes + lane] }
      } else {
        bumps[slot] = old
        counts[frame] += 1
      }
      tally.count(.death, isAccepted: isAccepted)
      return
    }
    let move: BumpMove
    if uniform < 0.3 {
      move = .shift
      bumps[slot].center = wrapAngle(old.center + settings.moveSpread * stream.normal())
    } else if uniform < 0.4 {
      move = .width
      bumps[slot].concentration += PublishedSettings.concentrationSpread * stream.normal()
      guard PublishedSettings.concentrations.contains(bumps[slot].concentration) else {
        bumps[slot] = old
        return
      }
    } else {
      move = .area
      bumps[slot].area += PublishedSettings.areaSpread * stream.normal()
      guard bumps[slot].area > 0 else {
        bumps[slot] = old
        return
      }
    }
    if move != .area { tryProfile(of: bumps[slot]) }
    leave(frame, without: slot)
    let profile = move == .area ? slot : frames * most
    let isAccepted = judge(frame, profile: profile, area: bumps[slot].area, changesPlaces: move == .shift)
    if !isAccepted {
      bumps[slot] = old
    } else if move != .area {
      copyTrial(to: slot)
    }
    tally.count(move, isAccepted: isAccepted)
  }

  /// Takes or refuses the bumps of a frame as they are now, by the change of the energy.
  @inline(__always)
  private mutating func judge(_ frame: Int, profile: Int, area: Double, changesPlaces: Bool) -> Bool {
    let now = energy(frame, profile: profile, area: area)
    var change = now - energies[frame]
    let (hasBefore, hasAfter) = (frame > 0, frame + 1 < frames)
    var (before, after) = (0.0, 0.0)
    if changesPlaces {
      if hasBefore {
        before = coupling(frame)
        change += before - couplings[frame]
      }
      if hasAfter {
        after = coupling(frame + 1)
        change += after - couplings[frame + 1]
      }
    }
    guard change > 0 || stream.uniform() < exp(change) else { return false }
    energies[frame] = now
    if changesPlaces {
      if hasBefore { couplings[frame] = before }
      if hasAfter { couplings[frame + 1] = after }
    }
    logLikelihood += change
    return true
  }

  @inline(__always)
  private mutating func tryProfile(of bump: SampledBump) {
    kernel.write(
      center: bump.center, concentration: bump.concentration,
      peak: PublishedSettings.peak(concentration: bump.concentration), to: &profiles, at: frames * most * lanes)
  }

  @inline(__always)
  private mutating func copyTrial(to slot: Int) {
    for lane in 0..<lanes { profiles[slot * lanes + lane] = profiles[frames * most * lanes + lane] }
  }

  // MARK: The last state

  /// The bumps of every frame.
  var sets: [[SampledBump]] {
    (0..<frames).map { frame in Array(bumps[frame * most..<frame * most + counts[frame]]) }
  }

  /// What they make of the signals, `[frame, region]`.
  mutating func prediction(regions: Int) -> Matrix<Float> {
    var result = Matrix<Float>(rows: frames, columns: regions, repeating: 0)
    for frame in 0..<frames {
      leave(frame, without: -1)
      for region in 0..<regions {
        result[frame, region] =
          signals[frame * lanes + region / 8][region % 8] - residual[region / 8][region % 8]
      }
    }
    return result
  }
}
