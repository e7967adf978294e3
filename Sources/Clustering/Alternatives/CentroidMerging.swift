/// Merges the two clusters whose centroids are most similar, again and again, unless their vectors are
/// too different on average: the second pass of videre, after average linkage.
///
/// A centroid is the sum of a cluster's vectors at unit length. A pair whose average similarity is too
/// low is passed over for good, and may still merge as part of others. One of the methods that
/// `AverageLinkage` is compared with.
public enum CentroidMerging {
  /// Returns the clusters after the pass.
  ///
  /// - Parameters:
  ///   - vectors: The vectors.
  ///   - clusters: Their clusters before it.
  ///   - threshold: The least similarity of two centroids.
  ///   - guardThreshold: The least average similarity of two clusters.
  /// - Throws: `ClusteringError.rowIsZero` for a cluster whose vectors cancel out.
  /// - Complexity: O(*c*² · *d*) for *c* clusters and as much as one merge for each that merges.
  public static func partition(
    of vectors: UnitVectors, clusters: Partition, threshold: Double, guardThreshold: Double
  ) throws(ClusteringError) -> Partition {
    let sums = clusters.clusters.map { vectors.sum(of: $0) }
    let centroids = try UnitVectors(
      rows: sums.map { $0.map { Float($0) } }, dimension: vectors.dimension)
    let links = LinkFinder(threshold: threshold).links(in: centroids) { _ in }
    var merging = Merging(
      sums: sums, sizes: clusters.clusters.map(\.count), threshold: threshold,
      guardThreshold: guardThreshold)
    merging.run(links)
    let labels = merging.labels()
    return Partition(labels: clusters.clusterOfVector.map { labels[$0] })
  }

  /// A pass in progress; what is merged is numbered after the clusters.
  private struct Merging {
    var sums: [[Double]]
    var sizes: [Int]
    let threshold: Double
    let guardThreshold: Double
    /// The cluster that each has become part of.
    private var parents: [Int?]
    private let count: Int

    init(sums: [[Double]], sizes: [Int], threshold: Double, guardThreshold: Double) {
      self.sums = sums
      self.sizes = sizes
      self.threshold = threshold
      self.guardThreshold = guardThreshold
      count = sizes.count
      parents = Array(repeating: nil, count: sizes.count)
    }

    mutating func run(_ links: [Link]) {
      var queue = MergeQueue(
        links.map {
          MergeQueue.Candidate(
            similarity: $0.similarity, first: Int($0.first), second: Int($0.second))
        })
      while let pair = queue.popFirst() {
        guard parents[pair.first] == nil, parents[pair.second] == nil,
          dot(pair.first, pair.second) / Double(sizes[pair.first] * sizes[pair.second])
            >= guardThreshold
        else { continue }
        let merged = sums.count
        sums.append(zip(sums[pair.first], sums[pair.second]).map { $0 + $1 })
        sizes.append(sizes[pair.first] + sizes[pair.second])
        (parents[pair.first], parents[pair.second]) = (merged, merged)
        parents.append(nil)
        for other in 0..<merged where parents[other] == nil {
          let cosine = dot(other, merged) / (dot(other, other) * dot(merged, merged)).squareRoot()
          if cosine >= threshold {
            queue.insert(.init(similarity: Float(cosine), first: other, second: merged))
          }
        }
      }
    }

    /// The lowest of those that each cluster has become one with.
    func labels() -> [Int] {
      var lowest = [Int?](repeating: nil, count: sums.count)
      return (0..<count).map { cluster in
        var last = cluster
        while let parent = parents[last] { last = parent }
        let label = lowest[last] ?? cluster
        lowest[last] = label
        return label
      }
    }

    private func dot(_ a: Int, _ b: Int) -> Double {
      sums[a].withUnsafeBufferPointer { left in
        sums[b].withUnsafeBufferPointer { Similarity.dot(left, $0) }
      }
    }
  }
}
