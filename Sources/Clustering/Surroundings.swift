/// What lies around each cluster: the clusters nearest to it, and how crowded it is.
struct Surroundings {
  /// The clusters near each, ascending: those that are among its nearest, or it among theirs.
  let near: [[Int]]
  /// The crowding of each, as `MergeRule` defines it.
  let crowdings: [Double]

  /// Finds them.
  ///
  /// - Parameters:
  ///   - clusters: The clusters.
  ///   - lengths: The lengths of their sums; a cluster whose sum is zero is near nothing.
  ///   - rule: What crowding is.
  ///   - dimension: The length of a vector.
  ///   - workers: The number of threads.
  init(
    of clusters: ClusterSums, lengths: [Double], rule: MergeRule, dimension: Int, workers: Int
  ) {
    let matches = Self.nearest(
      to: clusters, lengths: lengths, dimension: dimension, workers: workers)
    crowdings = matches.map { found in
      let others = found.dropFirst()
      let missing = Double(MergeRule.crowd - others.count)
      let sum = others.reduce(0) { $0 + $1.similarity } + missing * rule.typicalCrowding
      return sum / Double(MergeRule.crowd)
    }
    var near = matches.map { $0.map(\.row) }
    for (cluster, found) in matches.enumerated() {
      for match in found { near[match.row].append(cluster) }
    }
    self.near = near.map { Set($0).sorted() }
  }

  /// Returns the nearest others of each cluster, best first: one more than crowding is the mean of.
  private static func nearest(
    to clusters: ClusterSums, lengths: [Double], dimension: Int, workers: Int
  ) -> [[Match]] {
    let count = clusters.sizes.count
    let directions = clusters.directions(lengths: lengths, dimension: dimension)
    // A cluster is its own nearest, and a zero as near to all: room for both, and a floor.
    let finder = MatchFinder(count: MergeRule.crowd + 2, minimumSimilarity: -1)
    let bands = stride(from: 0, to: count, by: bandSide).map { $0..<min($0 + bandSide, count) }
    var found = [[[Match]]](repeating: [], count: bands.count)
    directions.withUnsafeBufferPointer { values in
      let rows = Rows(values: values, count: count, dimension: dimension)
      found.withUnsafeMutableBufferPointer { found in
        Parallel.forEach(bands.count, workers: workers) { _, index in
          let band = bands[index]
          let matches = finder.matches(of: rows[band], in: rows, progress: { _ in }) {
            clusters.cosine(
              band.lowerBound + $0, $1, lengths: lengths, dimension: dimension)
          }
          found[index] = zip(band, matches).map { cluster, matches in
            let others = matches.filter { $0.row != cluster && lengths[$0.row] > 0 }
            return lengths[cluster] > 0 ? Array(others.prefix(MergeRule.crowd + 1)) : []
          }
        }
      }
    }
    return Array(found.joined())
  }

  /// How many clusters one call looks around for.
  private static let bandSide = 512
}
