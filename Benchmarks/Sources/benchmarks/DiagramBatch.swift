import ArrayFiles
import ArrayNumerics
import Foundation
import Topology

/// Diagrams of many distance matrices in one process, for comparison with other programs.
///
/// IN.npz holds matrices `0`, `1`, …, and for each a prime in `prime` and a highest dimension in `dimension`. OUT.npz gets
/// `0_h0`, `0_h1`, … `[bar, 2]`.
enum DiagramBatch {
  static func run(from input: URL, to output: URL, threads: Int) throws {
    let archive = try NPZArchive(contentsOf: input)
    func numbers(_ name: String) throws -> [Int] { try array(name, in: archive).doubles?.map { Int($0) } ?? [] }
    let (primes, dimensions) = (try numbers("prime"), try numbers("dimension"))
    var results: [(String, DataArray)] = []
    for (index, (prime, dimension)) in zip(primes, dimensions).enumerated() {
      guard let matrix = try array("\(index)", in: archive).floatMatrix else { continue }
      let persistence = try persistentCohomology(
        of: matrix,
        parameters: PersistenceParameters(maxDimension: dimension, coefficient: prime, cocycles: index % 2 == 0),
        work: Work(threads: threads))
      for (degree, diagram) in persistence.diagrams.enumerated() {
        results.append(
          (
            "\(index)_h\(degree)",
            DataArray(Matrix(rows: diagram.count, columns: 2, elements: diagram.flatMap { [$0.birth, $0.death] }))
          ))
      }
    }
    try NPZArchive.write(results, to: output)
  }

  private static func array(_ name: String, in archive: NPZArchive) throws -> DataArray {
    guard case .array(let array) = try archive.read(name) else { throw CocoaError(.fileReadCorruptFile) }
    return array
  }
}

/// One cloud of points: `persistentCohomology` from distances to bars, as often as asked.
enum CloudBenchmark {
  static func prepare(_ cloud: URL, maxDimension: Int, threads: Int) throws -> () throws -> String {
    guard case .array(let array) = try NPYFile.read(contentsOf: cloud), let points = array.doubleMatrix else {
      throw CocoaError(.fileReadCorruptFile)
    }
    return {
      let work = Work(threads: threads)
      let result = try persistentCohomology(
        of: try distanceMatrix(of: points, work: work),
        parameters: PersistenceParameters(maxDimension: maxDimension, coefficient: 47, cocycles: false), work: work)
      return result.diagrams.map { "\($0.count)" }.joined(separator: "/")
    }
  }
}
