/// Agglomerates by the least similar pair: complete linkage, cut at the links' threshold.
///
/// Two clusters whose least similar pair reaches the threshold are linked in every pair. So a merged
/// cluster has the neighbours that both of its parts have, at the lower of the two similarities, and
/// the links are all that is needed. One of the methods that `AverageLinkage` is compared with.
public enum CompleteLinkage {
  /// Returns the clusters at the links' threshold.
  ///
  /// The most similar pair of clusters merges first; of several, the one made of older clusters.
  ///
  /// - Parameters:
  ///   - count: The number of vectors.
  ///   - links: All links between them at the threshold, as a `LinkFinder` gives them.
  /// - Complexity: O(*l* log *l*) for *l* links and those that merging makes of them.
  public static func partition(count: Int, links: [Link]) -> Partition {
    var merging = CompleteMerging(count: count, links: links)
    merging.run()
    var sets = DisjointSets(count: 2 * count)
    for merge in merging.merges {
      sets.unite(merge.first, merge.merged)
      sets.unite(merge.second, merge.merged)
    }
    // The lowest of a set is a vector.
    return Partition(labels: (0..<count).map { sets.representative(of: $0) })
  }
}

/// A merging in progress; clusters made by it are numbered after the vectors.
private struct CompleteMerging {
  /// A cluster that every member of another is linked with.
  private struct Neighbor {
    let cluster: Int
    let similarity: Float
  }

  private(set) var merges: [(first: Int, second: Int, merged: Int)] = []
  /// The neighbours of each cluster by ascending number; some are merged into others meanwhile.
  private var neighbors: [[Neighbor]]
  private var isMerged: [Bool]
  private var queue: MergeQueue

  init(count: Int, links: [Link]) {
    neighbors = Array(repeating: [], count: count)
    isMerged = Array(repeating: false, count: count)
    let both = LinkNeighbors(count: count, links: links)
    for vector in 0..<count {
      neighbors[vector] = both[vector].map {
        Neighbor(cluster: Int($0.vector), similarity: $0.similarity)
      }
    }
    queue = MergeQueue(
      links.map {
        MergeQueue.Candidate(
          similarity: $0.similarity, first: Int($0.first), second: Int($0.second))
      })
  }

  mutating func run() {
    while let next = queue.popFirst() {
      guard !isMerged[next.first], !isMerged[next.second] else { continue }
      merge(next.first, next.second)
    }
  }

  private mutating func merge(_ first: Int, _ second: Int) {
    let merged = neighbors.count
    let common = common(neighbors[first], neighbors[second])
    (isMerged[first], isMerged[second]) = (true, true)
    (neighbors[first], neighbors[second]) = ([], [])
    merges.append((first, second, merged))
    neighbors.append(common)
    isMerged.append(false)
    for neighbor in common {
      // The highest number there is: the list stays ascending.
      neighbors[neighbor.cluster].append(
        Neighbor(cluster: merged, similarity: neighbor.similarity))
      queue.insert(
        MergeQueue.Candidate(
          similarity: neighbor.similarity, first: neighbor.cluster, second: merged))
    }
  }

  /// The clusters in both lists, at the lower similarity.
  private func common(_ a: [Neighbor], _ b: [Neighbor]) -> [Neighbor] {
    var common: [Neighbor] = []
    var (i, j) = (0, 0)
    while i < a.count, j < b.count {
      if a[i].cluster < b[j].cluster {
        i += 1
      } else if a[i].cluster > b[j].cluster {
        j += 1
      } else {
        if !isMerged[a[i].cluster] {
          common.append(
            Neighbor(
              cluster: a[i].cluster, similarity: min(a[i].similarity, b[j].similarity)))
        }
        i += 1
        j += 1
      }
    }
    return common
  }
}
