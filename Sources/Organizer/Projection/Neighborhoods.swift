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

  /// The neighbours of each vector, by ascending number.
  package let entries: [[Entry]]

  /// Finds neighbours.
  ///
  /// - Parameters:
  ///   - rows: Unit-length vectors one after the other, `[count, dimension]`.
  ///   - dimension: The number of values of each.
  ///   - perplexity: About how many neighbours a vector has; lowered where there are too few.
  package init(rows: [Float], dimension: Int, perplexity: Double) {
    let index = FaceIndex(rows, dimension: dimension)
    let count = index.count
    let effective = max(1, min(perplexity, Double(count - 1) / 3))
    let most = min(count - 1, Int(3 * effective))
    guard most > 0 else {
      entries = [[Entry]](repeating: [], count: count)
      return
    }
    var shares = [[Int: Double]](repeating: [:], count: count)
    for i in 0..<count {
      let probe = Array(rows[i * dimension..<(i + 1) * dimension])
      let hits = index.nearest(to: [probe], most: most + 1)[0].filter { $0.row != i }.prefix(most)
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
