/// How a weight changes with the spikes on both of its sides.
///
/// A spike of the source leaves a trace x that decays with `tauPlus`, one of the target a trace y that decays with `tauMinus`.
/// At a spike of the target the weight grows with x, at one of the source it falls with y. The delay is that of the dendrite: a
/// spike of the target counts at the synapse after it. Spikes that meet in one step do not see each other.
public struct PlasticityRule: Sendable, Equatable {
  /// Which spikes make pairs.
  public enum Pairing: String, Sendable, CaseIterable {
    /// All of them: traces add up.
    case all
    /// The nearest only: a spike sets its trace to 1.
    case nearest
    /// Triplets (Pfister & Gerstner 2006, doi:10.1523/JNEUROSCI.1425-06.2006): pairs, and pairs that find a slow trace of their
    /// own side.
    case triplet
  }

  /// Which spikes make pairs.
  public var pairing = Pairing.all
  /// Growth of a pair whose spikes meet, in the unit of the weight.
  public var growth = 0.01
  /// Fall of such a pair.
  public var fall = 0.012
  /// ms, of the trace of the source.
  public var tauPlus = 20.0
  /// ms, of the trace of the target.
  public var tauMinus = 20.0
  /// Growth of a triplet, post-pre-post.
  public var tripletGrowth = 0.0
  /// Fall of a triplet, pre-post-pre.
  public var tripletFall = 0.0
  /// ms, of the slow trace of the source.
  public var tauSlowPlus = 101.0
  /// ms, of the slow trace of the target.
  public var tauSlowMinus = 125.0
  /// Lowest weight.
  public var lowest = 0.0
  /// Highest weight.
  public var highest = 1.0
  /// How growth depends on the weight: (1 − w/w_max) to this power; 0 for not at all.
  public var growthPower = 0.0
  /// How fall depends on it: (w/w_max) to this power.
  public var fallPower = 0.0
  /// What the weights that arrive at a neuron add up to: they are scaled to it every `normalizationTime`, as in Diehl & Cook
  /// 2015 (doi:10.3389/fncom.2015.00099). `nil` for weights that are left alone.
  public var total: Double?
  /// ms.
  public var normalizationTime = 100.0
  /// When learning ends, ms.
  public var stop = Double.infinity
  /// Where a reward decides: what would change the weight is kept as an eligibility, and a reward r changes the weight by
  /// rate · r · eligibility (Florian 2007, doi:10.1162/neco.2007.19.6.1468). `nil` where the weight changes at once.
  public var reward: Reward?

  public init() {}

  /// What a reward does.
  public struct Reward: Sendable, Equatable {
    /// ms, decay of the eligibility.
    public var tau = 25.0
    /// Change of the weight for a reward and an eligibility of 1.
    public var rate = 1.0
    /// When there are rewards, ms.
    public var times: [Double] = []
    /// How large they are.
    public var values: [Double] = []

    public init() {}
  }

  /// What makes it unusable, and what to change.
  func objection() -> (problem: String, remedy: String)? {
    let taus = [tauPlus, tauMinus, tauSlowPlus, tauSlowMinus] + (reward.map { [$0.tau] } ?? [])
    guard taus.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      return ("a time constant of the plasticity is not positive", "Give positive times, ms.")
    }
    guard lowest < highest, lowest.isFinite, highest.isFinite else {
      return ("the bounds of the weight are \(lowest) and \(highest)", "Give a lowest below the highest.")
    }
    guard [growth, fall, tripletGrowth, tripletFall].allSatisfy(\.isFinite), growthPower >= 0, fallPower >= 0 else {
      return ("a strength or a power of the plasticity is out of range", "Give finite strengths, and powers of 0 or more.")
    }
    guard min(growth, fall, tripletGrowth, tripletFall) >= 0 else {
      return (
        "a strength of the plasticity is negative: growth would be a fall beyond 'w_min', or the reverse",
        "Give strengths of 0 or more; a synapse that inhibits has weights from a negative 'w_min' to 0."
      )
    }
    guard growthPower == 0 && fallPower == 0 || lowest == 0 && highest > 0 else {
      return ("powers of the weight need weights from 0 on, and w_min is \(lowest)", "Give 'w_min: 0' and a positive 'w_max'.")
    }
    if let total, !(total > 0) || !total.isFinite || lowest < 0 {
      return (
        "the weights of a neuron are to add up to \(total), from \(lowest) on", "Give a positive 'w_total', and 'w_min: 0'."
      )
    }
    guard normalizationTime > 0, stop > 0 else {
      return ("a time of the plasticity is not positive", "Give positive times, ms.")
    }
    if let reward, reward.times.count != reward.values.count {
      return ("there are \(reward.times.count) times of rewards and \(reward.values.count) values", "Give one value for each.")
    }
    return nil
  }

  /// The weight after growing.
  func grown(_ weight: Double, by amount: Double) -> Double {
    let scale = growthPower == 0 ? 1 : power(1 - weight / highest, growthPower)
    return min(highest, weight + amount * scale)
  }

  /// The weight after falling.
  func fallen(_ weight: Double, by amount: Double) -> Double {
    let scale = fallPower == 0 ? 1 : power(weight / highest, fallPower)
    return max(lowest, weight - amount * scale)
  }

  private func power(_ base: Double, _ exponent: Double) -> Double {
    base <= 0 ? 0 : exponent == 1 ? base : exponential(exponent * logarithm(base))
  }
}
