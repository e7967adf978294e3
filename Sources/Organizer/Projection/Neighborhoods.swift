internal import Foundation

/// How much each of many vectors is each other's neighbour: the similarities that t-SNE shows (van
/// der Maaten and Hinton, "Visualizing Data using t-SNE", 2008, section 2).
///
/// Only each vector's 3 · perplexity nearest are counted, as in van der Maaten, "Accelerating t-SNE
/// using Tree-Based Algorithms", 2014, section 4.1.
package struct Neighborhoods {
  /// A neighbour and its share: all shares add up to 1.
  package struct Entry {
    package let vector: Int
    package let share: Double
  }

  /// How many vectors are compared with a part of the others while that is in the cache.
  private static let vectorsAtOnce = 32

  /// The neighbours of each vector, by ascending number.
  package let entries: [[Entry]]

  /// Finds neighbours.
  ///
  /// - Parameters:
  ///   - rows: Unit-length vectors one after the other, `[count, dimension]`.
  ///   - dimension: The number of values of each.
  ///   - perplexity: About how many neighbours a vector has; lowered where there are too few.
  ///   - progress: Called with the share that is done; what it throws ends the work.
  package init(
    rows: [Float], dimension: Int, perplexity: Double,
    progress: (Double) throws -> Void
  ) rethrows {
    let index = FaceIndex(rows, dimension: dimension)
    let count = index.count
    let effective = max(1, min(perplexity, Double(count - 1) / 3))
    let most = min(count - 1, Int(3 * effective))
    guard most > 0 else {
      entries = [[Entry]](repeating: [], count: count)
      return
    }
    var shares = [[Int: Double]](repeating: [:], count: count)
    for start in stride(from: 0, to: count, by: Self.vectorsAtOnce) {
      try progress(Double(start) / Double(count))
      let band = start..<min(start + Self.vectorsAtOnce, count)
      let probes = band.map { Array(rows[$0 * dimension..<($0 + 1) * dimension]) }
      for (i, found) in zip(band, index.nearest(to: probes, most: most + 1)) {
        let hits = found.filter { $0.row != i }.prefix(most)
        // The squared distance of unit vectors.
        let distances = hits.map { max(0, 2 - 2 * $0.similarity) }
        let weights = Self.weights(distances, perplexity: effective)
        for (hit, weight) in zip(hits, weights) {
          // Both directions count, each half.
          let share = weight / Double(2 * count)
          shares[i][hit.row, default: 0] += share
          shares[hit.row][i, default: 0] += share
        }
      }
    }
    entries = shares.map { row in
      row.sorted { $0.key < $1.key }.map { Entry(vector: $0.key, share: $0.value) }
    }
  }

  /// Gaussian weights that add up to 1, as wide as a perplexity asks for: found by bisection of the
  /// precision.
  static func weights(_ distances: [Double], perplexity: Double) -> [Double] {
    let wanted = log(min(perplexity, Double(distances.count)))
    let nearest = distances.min() ?? 0
    var (low, high, precision) = (0.0, Double.infinity, 1.0)
    var weights: [Double] = []
    for _ in 0..<60 {
      weights = distances.map { exp(-($0 - nearest) * precision) }
      let sum = weights.reduce(0, +)
      let mean = zip(weights, distances).reduce(0) { $0 + $1.0 * ($1.1 - nearest) } / sum
      let entropy = log(sum) + precision * mean
      weights = weights.map { $0 / sum }
      if abs(entropy - wanted) < 1e-5 { break }
      if entropy > wanted {
        low = precision
        precision = high.isFinite ? (low + high) / 2 : precision * 2
      } else {
        high = precision
        precision = (low + high) / 2
      }
    }
    return weights
  }
}
