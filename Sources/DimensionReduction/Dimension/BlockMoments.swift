import ArrayNumerics

/// Sums and products of standardised columns over blocks of rows that follow each other, so that means and covariances of all
/// rows but some are had without passing over them again.
package struct BlockMoments: Sendable {
  /// One for each block.
  package let blocks: [Block]

  /// Rows of one block.
  package struct Block: Sendable {
    /// How many rows there are.
    package var count: Double
    /// `[column]`.
    package var sums: [Double]
    /// `Xᵀ X`, `[column, column]`.
    package var products: Matrix<Double>
  }

  /// - Parameters:
  ///   - rows: `[row, column]`, finite.
  ///   - mean: taken off each column.
  ///   - scale: by which each is then divided.
  ///   - blocks: at least 1, at most the rows.
  /// - Throws: `CancellationError`.
  package init<Rows: RowBlocks & Sendable>(
    _ rows: Rows, mean: [Double], scale: [Double], blocks: Int, work: Work
  ) throws where Rows.Scalar: RealScalar {
    let serial = work.serial
    self.blocks = try concurrentMap(blocks, work: work) { block in
      var own = Block(
        count: 0, sums: [Double](repeating: 0, count: mean.count),
        products: Matrix(rows: mean.count, columns: mean.count, repeating: 0))
      let range = rows.rows * block / blocks..<rows.rows * (block + 1) / blocks
      for start in stride(from: range.lowerBound, to: range.upperBound, by: 2048) {
        let values = standardized(rows, start..<min(range.upperBound, start + 2048), mean: mean, scale: scale)
        own.count += Double(values.rows)
        for row in 0..<values.rows { for column in mean.indices { own.sums[column] += values[row, column] } }
        own.products = added(own.products, try gram(values, work: serial))
      }
      return own
    }
  }

  private init(blocks: [Block]) { self.blocks = blocks }

  /// The columns that vary in what is left, whichever block is taken out.
  package var varyingOutsideEachBlock: [Int] {
    let whole = total
    let variances = whole.covariance()
    let rests = blocks.map { (whole - $0).covariance() }
    return (0..<variances.rows).filter { column in
      rests.allSatisfy { $0[column, column] > 1e-9 * variances[column, column] }
    }
  }

  /// The same of some columns.
  package func selecting(_ columns: [Int]) -> BlockMoments {
    BlockMoments(
      blocks: blocks.map { block in
        Block(
          count: block.count, sums: columns.map { block.sums[$0] },
          products: block.products.selectingRows(columns).selectingColumns(columns))
      })
  }

  /// All rows together.
  package var total: Block {
    blocks.dropFirst().reduce(blocks[0]) { $0 + $1 }
  }
}

extension BlockMoments.Block {
  /// Both together.
  package static func + (a: Self, b: Self) -> Self {
    Self(count: a.count + b.count, sums: zip(a.sums, b.sums).map(+), products: added(a.products, b.products))
  }

  /// The first without the second, which is a part of it.
  package static func - (a: Self, b: Self) -> Self {
    Self(count: a.count - b.count, sums: zip(a.sums, b.sums).map(-), products: added(a.products, b.products, times: -1))
  }

  /// `[column]`.
  package var means: [Double] { sums.map { $0 / count } }

  /// The mean product of what is left of the rows when `center` is taken off them; the population covariance about the mean.
  package func covariance(about center: [Double]? = nil) -> Matrix<Double> {
    let (own, center) = (means, center ?? means)
    var result = products
    for row in own.indices {
      for column in own.indices {
        result[row, column] =
          products[row, column] / count - center[row] * own[column] - own[row] * center[column]
          + center[row] * center[column]
      }
    }
    return result
  }
}

/// Some rows less the mean, divided by the scale.
package func standardized<Rows: RowBlocks>(
  _ rows: Rows, _ range: Range<Int>, mean: [Double], scale: [Double]
) -> Matrix<Double> where Rows.Scalar: RealScalar {
  rows.withRows(range) { values, range in
    Matrix(
      rows: range.count, columns: mean.count,
      elements: [Double](unsafeUninitializedCapacity: range.count * mean.count) { output, count in
        values.withUnsafeBufferPointer { values in
          for (place, row) in range.enumerated() {
            for column in 0..<mean.count {
              output[place * mean.count + column] =
                (values[row * mean.count + column].asDouble - mean[column]) / scale[column]
            }
          }
        }
        count = range.count * mean.count
      })
  }
}

private func added(_ a: Matrix<Double>, _ b: Matrix<Double>, times factor: Double = 1) -> Matrix<Double> {
  Matrix(rows: a.rows, columns: a.columns, elements: zip(a.elements, b.elements).map { $0 + factor * $1 })
}
