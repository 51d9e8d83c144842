import ArrayNumerics
import AttractorModels
import Foundation
import Testing

struct RootSearchTests {
  /// (x² − 1)(x² − 4) = 0 and y = x: one start finds all four by deflation.
  @Test func oneStartFindsEveryRoot() throws {
    let search = RootSearch(scale: 1) { z in
      let (x, y) = (z[0], z[1])
      return (
        [(x * x - 1) * (x * x - 4), y - x],
        Matrix(rows: 2, columns: 2, elements: [2 * x * (2 * x * x - 5), 0, -1, 1])
      )
    }
    let roots = try search.roots(from: [[0.7, 0.1]])
    #expect(roots.map { $0.values[0].rounded() }.sorted() == [-2, -1, 1, 2])
    #expect(roots.allSatisfy { $0.residual < 1e-13 && abs($0.values[0] - $0.values[1]) < 1e-12 })
    #expect(try search.roots(from: [[0.7, 0.1]], known: [[1, 1], [-2, -2]]).count == 2)
  }

  @Test func rootsThatCountAsOneAreListedOnce() throws {
    var search = RootSearch(scale: 1) { z in ([z[0] * z[0] - 1], Matrix(rows: 1, columns: 1, elements: [2 * z[0]])) }
    search.isEquivalent = { abs(abs($0[0]) - abs($1[0])) < 1e-9 }
    #expect(try search.roots(from: [[0.3], [-0.3]]).count == 1)
  }
}
