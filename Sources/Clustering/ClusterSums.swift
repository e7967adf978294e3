/// Clusters as sums of their vectors, and what keeps them apart.
struct ClusterSums {
  /// The exact sums, `[count, dimension]`.
  var sums: [Double] = []
  /// The number of vectors in each sum.
  var sizes: [Int] = []
  /// What keeps each apart.
  var tokens: [[Int]] = []

  /// Returns the averages of the sums as rows of `Float`.
  func averages(dimension: Int) -> [Float] {
    sums.enumerated().map { Float($1 / Double(sizes[$0 / dimension])) }
  }

  /// Returns the sums at unit length as rows of `Float`; a sum without a direction stays zero.
  func directions(lengths: [Double], dimension: Int) -> [Float] {
    sums.enumerated().map { index, value in
      let length = lengths[index / dimension]
      return length > 0 ? Float(value / length) : 0
    }
  }

  /// Returns the sum of a cluster.
  func sum(_ index: Int, dimension: Int) -> ArraySlice<Double> {
    sums[index * dimension..<(index + 1) * dimension]
  }

  /// Returns the dot product of two sums.
  func dot(_ a: Int, _ b: Int, dimension: Int) -> Double {
    sums.withUnsafeBufferPointer { sums in
      Similarity.dot(
        UnsafeBufferPointer(rebasing: sums[a * dimension..<(a + 1) * dimension]),
        UnsafeBufferPointer(rebasing: sums[b * dimension..<(b + 1) * dimension]))
    }
  }

  /// Returns the Euclidean length of a sum; 0 where rounding leaves it no direction.
  func length(_ index: Int, dimension: Int) -> Double {
    let length = dot(index, index, dimension: dimension).squareRoot()
    return length > Double(sizes[index]) * Self.leastLength ? length : 0
  }

  /// Returns the lengths of all sums.
  func lengths(dimension: Int) -> [Double] {
    sizes.indices.map { length($0, dimension: dimension) }
  }

  /// Returns the cosine of two sums, a multiple of 2⁻³⁶; 0 where one has no direction.
  func cosine(_ a: Int, _ b: Int, lengths: [Double], dimension: Int) -> Double {
    let product = lengths[a] * lengths[b]
    guard product > 0 else { return 0 }
    return Similarity.average(dot: dot(a, b, dimension: dimension) / product, pairs: 1)
  }

  /// Adds a cluster to another; what was its own stays.
  mutating func merge(_ low: Int, _ high: Int, dimension: Int) {
    for x in 0..<dimension { sums[low * dimension + x] += sums[high * dimension + x] }
    sizes[low] += sizes[high]
    tokens[low] = Exclusions.union(tokens[low], tokens[high])
  }

  /// The least length of an average that has a direction: below it, opposites cancelled out.
  private static let leastLength = 1e-3
}
