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
  ///
  /// Products of floats choose a few more than are wanted, of which the exact cosines choose. Where
  /// one that was left out could be among the wanted, the cluster is compared with all again.
  private static func nearest(
    to clusters: ClusterSums, lengths: [Double], dimension: Int, workers: Int
  ) -> [[Match]] {
    let count = clusters.sizes.count
    let directions = clusters.directions(lengths: lengths, dimension: dimension)
    let store = RowStore(count: count, dimension: dimension)
    directions.withUnsafeBufferPointer { directions in
      if let first = directions.baseAddress {
        store.values.update(from: first, count: directions.count)
      }
    }
    store.encodeAll(workers: workers)
    let candidates = NeighborScan(
      store: store, floor: lowestProduct, limit: candidateLimit, workers: workers
    ).run { _ in }
    var found = [[Match]](repeating: [], count: count)
    found.withUnsafeMutableBufferPointer { found in
      Parallel.forEachPart(of: count, workers: workers) { part in
        for cluster in part where lengths[cluster] > 0 {
          let others = candidates.lists[cluster].map { Int($0.slot) }
          var best = ranked(others, by: cluster, clusters, lengths, dimension)
          if candidates.floors[cluster] > lowestProduct,
            best.count < wanted
              || best[wanted - 1].similarity
                <= Double(candidates.floors[cluster] + Similarity.slack(dimension: dimension))
          {
            best = ranked(Array(0..<count), by: cluster, clusters, lengths, dimension)
          }
          found[cluster] = best
        }
      }
    }
    return found
  }

  /// Returns those of some clusters that are most similar to one, best first; the lowest wins a tie.
  private static func ranked(
    _ others: [Int], by cluster: Int, _ clusters: ClusterSums, _ lengths: [Double],
    _ dimension: Int
  ) -> [Match] {
    let matches = others.filter { $0 != cluster && lengths[$0] > 0 }.map {
      Match(
        row: $0, similarity: clusters.cosine(cluster, $0, lengths: lengths, dimension: dimension))
    }
    return Array(
      matches.sorted { ($1.similarity, $0.row) < ($0.similarity, $1.row) }.prefix(wanted))
  }

  /// How many neighbours are wanted: the nearest, and those that crowding is the mean of.
  private static let wanted = MergeRule.crowd + 1
  /// How many candidates are kept at least.
  private static let candidateLimit = 32
  /// Below every product of two directions.
  private static let lowestProduct: Float = -2
}
