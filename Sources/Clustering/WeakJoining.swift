/// Lets weak seeds join the clusters of the others.
///
/// All weak seeds are compared with the clusters as they are before any joins, so that the outcome
/// does not depend on an order. A weak seed joins the cluster most similar to it or none: if that
/// one is forbidden, the runner-up is no better an answer.
struct WeakJoining {
  /// The cluster each weak seed joins.
  let clusterOfSeed: [Int?]
  /// The weak seeds that a constraint kept out of the cluster most similar to them.
  let refused: [Int]

  /// Decides all joins.
  ///
  /// Where weak seeds that want one cluster exclude each other, the more similar goes first, and
  /// of equals the one with the lower index.
  ///
  /// - Parameters:
  ///   - seeds: The weak seeds.
  ///   - clusters: The clusters they may join.
  ///   - dimension: The length of a vector.
  ///   - threshold: The least average similarity at which a seed joins a large cluster.
  ///   - singletonMargin: What a seed of one vector needs above it to join another; over √(*m* · *n*)
  ///     for *m* and *n* vectors.
  ///   - progress: Called with the fraction done.
  /// - Throws: What `progress` throws.
  init(
    of seeds: ClusterSums, to clusters: ClusterSums, dimension: Int, threshold: Double,
    singletonMargin: Double, progress: (Double) throws -> Void
  ) rethrows {
    let best = try Self.mostSimilar(
      to: seeds, among: clusters, dimension: dimension, threshold: threshold, progress: progress)
    let ranked = best.enumerated()
      .compactMap { seed, match in match.map { (seed: seed, match: $0) } }
      .filter { seed, match in
        let pairs = Double(seeds.sizes[seed]) * Double(clusters.sizes[match.row])
        return match.similarity >= threshold + singletonMargin / pairs.squareRoot()
      }
      .sorted { ($1.match.similarity, $0.seed) < ($0.match.similarity, $1.seed) }
    var tokens = clusters.tokens
    var clusterOfSeed = [Int?](repeating: nil, count: seeds.sizes.count)
    var refused: [Int] = []
    for (seed, match) in ranked {
      if Exclusions.conflict(seeds.tokens[seed], tokens[match.row]) {
        refused.append(seed)
      } else {
        clusterOfSeed[seed] = match.row
        tokens[match.row] = Exclusions.union(tokens[match.row], seeds.tokens[seed])
      }
    }
    self.clusterOfSeed = clusterOfSeed
    self.refused = refused
  }

  /// Returns the cluster most similar to each seed, if it is similar enough.
  private static func mostSimilar(
    to seeds: ClusterSums, among clusters: ClusterSums, dimension: Int, threshold: Double,
    progress: (Double) throws -> Void
  ) rethrows -> [Match?] {
    let finder = MatchFinder(count: 1, minimumSimilarity: threshold)
    let (probes, rows) = (
      seeds.averages(dimension: dimension), clusters.averages(dimension: dimension)
    )
    return try probes.withUnsafeBufferPointer { probes in
      try rows.withUnsafeBufferPointer { rows in
        try finder.matches(
          of: Rows(values: probes, count: seeds.sizes.count, dimension: dimension),
          in: Rows(values: rows, count: clusters.sizes.count, dimension: dimension),
          progress: progress
        ) { seed, cluster in
          averageSimilarity(seeds, seed, clusters, cluster, dimension: dimension)
        }
      }
    }.map(\.first)
  }

  private static func averageSimilarity(
    _ a: ClusterSums, _ i: Int, _ b: ClusterSums, _ j: Int, dimension: Int
  ) -> Double {
    let dot = a.sum(i, dimension: dimension).withUnsafeBufferPointer { left in
      b.sum(j, dimension: dimension).withUnsafeBufferPointer { Similarity.dot(left, $0) }
    }
    return Similarity.average(dot: dot, pairs: a.sizes[i] * b.sizes[j])
  }
}
