import ArrayNumerics
import Foundation

/// Rates over an arena with a disc around each bin that grows until it holds enough: √spikes · samples · radius ≥ α, with the
/// samples in fiftieths of a second and the radius in bins. α has no meaning without these two.
///
/// Source: Skaggs, McNaughton, Wilson and Barnes 1996 (doi:10.1002/(SICI)1098-1063(1996)6:2<149::AID-HIPO6>3.0.CO;2-K).
/// - Parameters:
///   - amounts: spikes in each bin `[y, x]`.
///   - occupancy: time in each bin, s.
///   - visited: bins that have a rate.
/// - Returns: rates `[y, x]`, NaN where not visited.
package func adaptiveRates(
  _ amounts: Matrix<Double>, occupancy: Matrix<Double>, visited: Matrix<Bool>, alpha: Double
) -> Matrix<Double> {
  let (rows, columns) = (amounts.rows, amounts.columns)
  let reach = max(rows, columns)
  // Neighbours by distance, in shells half a bin wide.
  var shells: [[(dy: Int, dx: Int)]] = []
  for dy in -reach...reach {
    for dx in -reach...reach {
      let shell = Int((2 * hypot(Double(dy), Double(dx))).rounded(.up))
      while shells.count <= shell { shells.append([]) }
      shells[shell].append((dy, dx))
    }
  }
  var rates = Matrix(rows: rows, columns: columns, repeating: Double.nan)
  for row in 0..<rows {
    for column in 0..<columns where visited[row, column] {
      var (spikes, time) = (0.0, 0.0)
      for (number, shell) in shells.enumerated() {
        for (dy, dx) in shell {
          let (y, x) = (row + dy, column + dx)
          guard y >= 0, y < rows, x >= 0, x < columns else { continue }
          spikes += amounts[y, x]
          time += occupancy[y, x]
        }
        if max(0, spikes).squareRoot() * 50 * time * Double(number) / 2 >= alpha { break }
      }
      rates[row, column] = time > 0 ? spikes / time : .nan
    }
  }
  return rates
}
