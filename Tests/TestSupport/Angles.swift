import Foundation

/// |mean exp(i (a - b))|, 1 when two angles differ by a constant.
public func resultant(_ a: [Double], _ b: [Double]) -> Double {
  let differences = zip(a, b).map { $0 - $1 }
  let c = differences.reduce(0) { $0 + cos($1) }
  let s = differences.reduce(0) { $0 + sin($1) }
  return hypot(c, s) / Double(differences.count)
}

/// The same, whichever way round the second angle runs.
public func agreement(_ a: [Double], _ b: [Double]) -> Double { max(resultant(a, b), resultant(a, b.map { -$0 })) }
