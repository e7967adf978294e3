/// The second pass over clusters, by a `MergeRule`.
///
/// Who is near whom, and so how crowded it is, is found once, from the clusters as average linkage
/// left them. Then rounds: each cluster looks for the best of the clusters near it, and those that
/// are each other's best merge. What merged is near to what either was near to, as crowded as the
/// more crowded, and of the better quality. Ties go to the lowest cluster.
///
/// - Complexity: O(*c*² · *d*) for *c* clusters of length *d*, and little beyond.
struct ClusterMerging {
  private let rule: MergeRule
  private let workers: Int
  private let dimension: Int
  private var clusters: ClusterSums
  private var lengths: [Double]
  private var qualities: [Double]
  private var crowdings: [Double]
  /// The clusters near each, ascending; both ways.
  private var near: [[Int]]
  private var merged: DisjointSets

  /// Prepares the pass.
  ///
  /// - Parameters:
  ///   - clusters: The clusters.
  ///   - qualities: The best quality of the members of each, from 0 to 1.
  ///   - rule: When two are one.
  ///   - dimension: The length of a vector.
  ///   - workers: The number of threads.
  init(
    _ clusters: ClusterSums, qualities: [Double], rule: MergeRule, dimension: Int, workers: Int
  ) {
    self.rule = rule
    self.workers = workers
    self.dimension = dimension
    self.clusters = clusters
    self.qualities = qualities
    lengths = clusters.lengths(dimension: dimension)
    merged = DisjointSets(count: clusters.sizes.count)
    let surroundings = Surroundings(
      of: clusters, lengths: lengths, rule: rule, dimension: dimension, workers: workers)
    crowdings = surroundings.crowdings
    near = surroundings.near
  }

  /// Merges all there is to merge, and returns the cluster of each, as its lowest.
  ///
  /// - Parameter progress: Called between rounds; what it throws ends the pass.
  /// - Throws: What `progress` throws.
  mutating func run(progress: () throws -> Void) rethrows -> [Int] {
    var best = partners()
    while true {
      try progress()
      let pairs = best.indices.compactMap { low in
        best[low].flatMap { high in low < high && best[high] == low ? (low, high) : nil }
      }
      if pairs.isEmpty { break }
      var touched: Set<Int> = []
      for (low, high) in pairs {
        touched.formUnion(near[low])
        touched.formUnion(near[high])
        merge(low, high)
        best[high] = nil
        touched.insert(low)
      }
      for cluster in touched where merged.isRepresentative(cluster) {
        best[cluster] = partner(of: cluster)
      }
    }
    return near.indices.map { merged.representative(of: $0) }
  }

  /// Returns the cluster that each would merge with, before any does.
  private func partners() -> [Int?] {
    var best = [Int?](repeating: nil, count: near.count)
    best.withUnsafeMutableBufferPointer { best in
      Parallel.forEachPart(of: near.count, workers: workers) { part in
        for cluster in part { best[cluster] = bestNear(cluster) }
      }
    }
    return best
  }

  /// Returns the cluster that one would merge with, if there is any.
  private mutating func partner(of cluster: Int) -> Int? {
    near[cluster] = Set(near[cluster].map { merged.representative(of: $0) })
      .filter { $0 != cluster }.sorted()
    return bestNear(cluster)
  }

  /// Returns the best of the clusters near one, if it is good enough.
  private func bestNear(_ cluster: Int) -> Int? {
    var best: (cluster: Int, excess: Double)?
    for other in near[cluster] {
      let excess = rule.excess(
        cosine: clusters.cosine(cluster, other, lengths: lengths, dimension: dimension),
        crowdings: (crowdings[cluster], crowdings[other]),
        qualities: (qualities[cluster], qualities[other]))
      guard excess >= 0, excess > best?.excess ?? -.infinity else { continue }
      guard !Exclusions.conflict(clusters.tokens[cluster], clusters.tokens[other]) else { continue }
      best = (other, excess)
    }
    return best?.cluster
  }

  private mutating func merge(_ low: Int, _ high: Int) {
    merged.unite(low, high)
    clusters.merge(low, high, dimension: dimension)
    lengths[low] = clusters.length(low, dimension: dimension)
    qualities[low] = max(qualities[low], qualities[high])
    crowdings[low] = max(crowdings[low], crowdings[high])
    near[low] += near[high]
    near[high] = []
  }
}
