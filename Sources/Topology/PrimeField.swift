/// Whether `value` is a prime number, by trial division.
package func isPrime(_ value: Int) -> Bool {
  guard value >= 2 else { return false }
  var divisor = 2
  while divisor * divisor <= value {
    if value % divisor == 0 { return false }
    divisor += 1
  }
  return true
}

/// Arithmetic modulo a prime below 2^16; elements are 0...p-1, so that a product fits 32 bits.
struct PrimeField: Sendable {
  let prime: UInt32
  /// `inverses[a] * a = 1 (mod p)` for a from 1.
  let inverses: [UInt32]

  /// - Precondition: `prime` is a prime below 65536 (checked by `PersistenceParameters.validate`).
  init(prime: Int) {
    let p = UInt32(prime)
    var inverses = [UInt32](repeating: 0, count: prime)
    inverses[1] = 1
    // p = (p / a) a + p % a, so the inverse of a is -(p / a) times the inverse of p % a.
    for a in 2..<max(2, prime) { inverses[a] = p - UInt32(prime / a) * inverses[prime % a] % p }
    self.prime = p
    self.inverses = inverses
  }

  @inline(__always) func add(_ a: UInt32, _ b: UInt32) -> UInt32 {
    let sum = a &+ b
    return sum >= prime ? sum &- prime : sum
  }

  @inline(__always) func negate(_ a: UInt32) -> UInt32 { a == 0 ? 0 : prime &- a }
  @inline(__always) func multiply(_ a: UInt32, _ b: UInt32) -> UInt32 { (a &* b) % prime }

  /// The factor f for which `a + f * b = 0`.
  @inline(__always) func eliminating(_ a: UInt32, with b: UInt32) -> UInt32 {
    multiply(prime &- a, inverses[Int(b)])
  }
}
