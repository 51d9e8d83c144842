/// The degree of toroidality of a barcode in one dimension: how near it is to what the barcode of a torus would be.
///
/// The idealised barcode keeps the births. In dimension 1 the two longest bars both live as long as the longest, in dimension
/// 2 the longest bar lives on; all other bars live as long as the shortest. Either barcode is divided by its diameter, the
/// largest bottleneck distance between any two of its bars, and Γ = 1 − the bottleneck distance of the two (di Sarra, Jha and
/// Roudi 2025, doi:10.1371/journal.pcbi.1012776). 1 is a torus; around 0 and below none is seen: dividing by two different
/// diameters can move a barcode with late births farther than 1.
///
/// Where that says nothing: a dimension without the bars that a torus has (two loops, one void) has Γ = 0, and a barcode
/// that is its own ideal has Γ = 1.
///
/// - Parameters:
///   - bars: of the dimension.
///   - dimension: 1 or 2.
///   - limit: a bar that never dies is taken to die here, in the unit of the distances.
/// - Throws: `TopologyError.invalidBar`.
/// - Complexity: O(n²) for the diameters and that of `bottleneckDistance`.
public func degreeOfToroidality(_ bars: [PersistencePair], dimension: Int, limit: Double) throws -> Double {
  let finite = bars.map { PersistencePair(birth: $0.birth, death: $0.isEssential ? max(limit, $0.birth) : $0.death) }
    .filter { $0.death > $0.birth }
  let expected = dimension == 1 ? 2 : 1
  guard finite.count >= expected else { return 0 }
  let ideal = idealisedBarcode(finite, loops: expected)
  let (own, other) = (diameter(finite), diameter(ideal))
  guard own > 0, other > 0 else { return ideal == finite ? 1 : 0 }
  func scaled(_ bars: [PersistencePair], _ diameter: Double) -> [PersistencePair] {
    bars.map { PersistencePair(birth: $0.birth / diameter, death: $0.death / diameter) }
  }
  return 1 - (try bottleneckDistance(scaled(ideal, other), scaled(finite, own)))
}

/// The barcode that a torus would have: the longest bars live as long as the longest of all, others as long as the shortest.
///
/// - Parameters:
///   - bars: finite, at least `loops`.
///   - loops: how many long bars the torus has: 2 in dimension 1, 1 in dimension 2.
package func idealisedBarcode(_ bars: [PersistencePair], loops: Int) -> [PersistencePair] {
  // Among equal lifetimes the earlier in the diagram is the longer.
  let order = bars.indices.sorted { (-bars[$0].lifetime, $0) < (-bars[$1].lifetime, $1) }
  let (longest, shortest) = (bars[order[0]].lifetime, bars[order[order.count - 1]].lifetime)
  var ideal = bars
  for (rank, index) in order.enumerated() {
    ideal[index].death = ideal[index].birth + (rank < loops ? longest : shortest)
  }
  return ideal
}

/// The largest bottleneck distance between two bars of a barcode; 0 for fewer than two.
private func diameter(_ bars: [PersistencePair]) -> Double {
  var largest = 0.0
  for i in bars.indices {
    for j in 0..<i {
      let apart = max(abs(bars[i].birth - bars[j].birth), abs(bars[i].death - bars[j].death))
      largest = max(largest, min(apart, max(bars[i].lifetime, bars[j].lifetime) / 2))
    }
  }
  return largest
}
