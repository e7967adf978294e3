/// The second pass over clusters, by a `MergeRule`.
///
/// Who is near whom, and so how crowded it is, is found once, from the clusters as average linkage
/// left them. Then rounds: each cluster has the best of the clusters near it, and those that are
/// each other's best merge. What merged is near to what either was near to, as crowded as the more
/// crowded, and of the better quality. Ties go to the lowest cluster.
///
/// Pairs are judged again only where one of the two has merged.
///
/// - Complexity: O(*c*² · *d*) for *c* clusters of length *d* to find who is near whom; and then each
///   merge costs O(*k* · *d*) if *k* clusters are near the two.
struct ClusterMerging {
  private let rule: MergeRule
  private let workers: Int
  private let dimension: Int
  private var clusters: ClusterSums
  private var lengths: [Double]
  private var qualities: [Double]
  private var crowdings: [Double]
  /// The clusters near each, ascending; both ways.
  private var near: [[Near]]
  /// What each would merge with.
  private var best: [Near?]
  private var merged: DisjointSets

  /// A cluster near another.
  private struct Near {
    var cluster: Int32
    /// By how much the two exceed what is asked of them; −∞ if they are kept apart.
    var excess = -Double.infinity

    /// Whether this would rather be merged with.
    func precedes(_ other: Near) -> Bool {
      excess > other.excess || (excess == other.excess && cluster < other.cluster)
    }
  }

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
    near = surroundings.near.map { $0.map { Near(cluster: Int32($0)) } }
    best = Array(repeating: nil, count: near.count)
  }

  /// Merges all there is to merge, and returns the cluster of each, as its lowest.
  ///
  /// - Parameter progress: Called between rounds; what it throws ends the pass.
  /// - Throws: What `progress` throws.
  mutating func run(progress: () throws -> Void) rethrows -> [Int] {
    judgeAll()
    var changed = Set(near.indices)
    while true {
      try progress()
      let pairs = mutualPairs(among: changed)
      if pairs.isEmpty { break }
      for (low, high) in pairs { merge(low, high) }
      for (low, _) in pairs { judgeAgain(low) }
      changed = Set(pairs.map(\.low))
      for (low, high) in pairs {
        for cluster in tellNear(low, high) { changed.insert(cluster) }
      }
    }
    return near.indices.map { merged.representative(of: $0) }
  }

  /// Judges all pairs, before any merge.
  private mutating func judgeAll() {
    var near: [[Near]] = []
    swap(&near, &self.near)
    near.withUnsafeMutableBufferPointer { near in judgeAll(near) }
    swap(&near, &self.near)
    for cluster in best.indices { best[cluster] = bestNear(cluster) }
  }

  private func judgeAll(_ near: UnsafeMutableBufferPointer<[Near]>) {
    Parallel.forEachPart(of: near.count, workers: workers) { part in
      for cluster in part {
        for x in near[cluster].indices {
          near[cluster][x].excess = excess(cluster, Int(near[cluster][x].cluster))
        }
      }
    }
  }

  /// Returns the pairs of clusters that are each other's best, where the best of one has changed.
  private func mutualPairs(among changed: Set<Int>) -> [(low: Int, high: Int)] {
    var highs: [Int: Int] = [:]
    for cluster in changed {
      guard let other = best[cluster].map({ Int($0.cluster) }),
        best[other].map({ Int($0.cluster) }) == cluster
      else { continue }
      highs[min(cluster, other)] = max(cluster, other)
    }
    return highs.sorted { $0.key < $1.key }.map { (low: $0.key, high: $0.value) }
  }

  /// Judges the pairs of a cluster that has merged.
  private mutating func judgeAgain(_ cluster: Int) {
    let others = Set(near[cluster].map { merged.representative(of: Int($0.cluster)) })
    near[cluster] = others.subtracting([cluster]).sorted().map {
      Near(cluster: Int32($0), excess: excess(cluster, $0))
    }
    best[cluster] = bestNear(cluster)
  }

  /// Tells the clusters near one that merged what it is to them now.
  ///
  /// Those that have merged in the same round have judged it themselves.
  ///
  /// - Returns: The clusters whose best may be another now.
  private mutating func tellNear(_ low: Int, _ high: Int) -> [Int] {
    var changed: [Int] = []
    for entry in near[low] {
      let (cluster, now) = (Int(entry.cluster), Near(cluster: Int32(low), excess: entry.excess))
      let place = place(of: low, near: cluster)
      if place < near[cluster].count, near[cluster][place].cluster == low {
        near[cluster][place] = now
      } else {
        near[cluster].insert(now, at: place)
      }
      if let kept = best[cluster], kept.cluster == low || kept.cluster == high {
        best[cluster] = bestNear(cluster)
      } else if now.excess >= 0, best[cluster].map(now.precedes) ?? true {
        best[cluster] = now
      } else {
        continue
      }
      changed.append(cluster)
    }
    return changed
  }

  /// Returns the first place in the list of a cluster that is not before another.
  private func place(of other: Int, near cluster: Int) -> Int {
    var (low, high) = (0, near[cluster].count)
    while low < high {
      let middle = (low + high) / 2
      if near[cluster][middle].cluster < other { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Returns by how much two clusters exceed what is asked of them.
  private func excess(_ cluster: Int, _ other: Int) -> Double {
    if Exclusions.conflict(clusters.tokens[cluster], clusters.tokens[other]) { return -.infinity }
    return rule.excess(
      cosine: clusters.cosine(cluster, other, lengths: lengths, dimension: dimension),
      crowdings: (crowdings[cluster], crowdings[other]),
      qualities: (qualities[cluster], qualities[other]))
  }

  /// Returns the best of the clusters near one, if it is good enough.
  private func bestNear(_ cluster: Int) -> Near? {
    var best: Near?
    for entry in near[cluster] where entry.excess >= 0 {
      if best.map(entry.precedes) ?? true { best = entry }
    }
    return best
  }

  private mutating func merge(_ low: Int, _ high: Int) {
    merged.unite(low, high)
    clusters.merge(low, high, dimension: dimension)
    lengths[low] = clusters.length(low, dimension: dimension)
    qualities[low] = max(qualities[low], qualities[high])
    crowdings[low] = max(crowdings[low], crowdings[high])
    for entry in near[high] {
      // One that has merged in the same round is going to judge all anew.
      let (cluster, place) = (Int(entry.cluster), place(of: high, near: Int(entry.cluster)))
      if place < near[cluster].count, near[cluster][place].cluster == high {
        near[cluster].remove(at: place)
      }
    }
    near[low] += near[high]
    near[high] = []
  }
}
