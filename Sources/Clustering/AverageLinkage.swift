/// Clusters unit vectors by threshold-linked agglomeration.
///
/// Vectors whose similarity reaches the threshold are linked; within each connected component of
/// the links, the two clusters with the highest average similarity merge as long as it reaches the
/// threshold. That is exactly average linkage over all pairs, cut at the threshold: a pair of
/// clusters whose average reaches it has a linked pair of members. Constraints are part of it, and
/// weak vectors come last.
///
/// Among many vectors, two of different kinds are alike by chance; that their whole clusters are is
/// far less likely. So the tree of merges may be cut more strictly where clusters are small:
/// clusters of *m* and *n* vectors need `threshold` + `singletonMargin` / √(*m* · *n*). A margin of
/// 0 is plain average linkage.
///
/// Equal input gives equal clusters on every processor; another order of the vectors gives the
/// same clusters, but for ties, which break by the lowest members.
public struct AverageLinkage: Sendable {
  /// The least average similarity at which two large clusters merge.
  public let threshold: Double
  /// By how much the similarity of two single vectors must exceed `threshold`.
  public let singletonMargin: Double
  /// The least average similarity at which a weak vector joins a cluster.
  public let joinThreshold: Double

  /// The clusters, and what constraints did to them.
  public struct Clustering: Sendable, Equatable {
    /// The clusters.
    public let partition: Partition
    /// What constraints did.
    public let report: ConstraintReport
  }

  /// Makes a clustering method.
  ///
  /// Thresholds above 1 − 2⁻²⁰ have the effect of that: copies of one vector are always alike.
  ///
  /// - Parameters:
  ///   - threshold: The least average similarity at which two clusters merge, from −1 to 1.
  ///   - singletonMargin: What two single vectors need above `threshold`, at least 0.
  ///   - joinThreshold: What takes the place of `threshold` when a weak vector joins a cluster, at
  ///     least as much; the same, if `nil`.
  public init(threshold: Double, singletonMargin: Double = 0, joinThreshold: Double? = nil) {
    precondition(singletonMargin >= 0, "a margin only makes merges rarer")
    self.singletonMargin = singletonMargin
    self.threshold = Similarity.effective(threshold)
    self.joinThreshold = Similarity.effective(joinThreshold ?? threshold)
    precondition(self.joinThreshold >= self.threshold, "weak vectors join by a stricter rule")
  }

  /// Finds the links and clusters the vectors.
  ///
  /// - Parameters:
  ///   - vectors: The vectors.
  ///   - constraints: What is known beside similarity.
  ///   - weak: Whether each vector is weak, or empty if none is. Weak vectors link nothing and
  ///     count in no average. At the end each joins the cluster most similar to it, by
  ///     `joinThreshold`, or stays alone. Weak vectors that a must-link unites join as one.
  ///   - progress: Called between blocks and components; what it throws ends the clustering.
  /// - Throws: What `progress` throws.
  /// - Complexity: O(*n*² · *d*) time for the links of *n* vectors of length *d*, and what
  ///   `clustering(of:links:constraints:weak:progress:)` takes.
  public func clustering(
    of vectors: UnitVectors, constraints: Constraints = Constraints(), weak: [Bool] = [],
    progress: (LinkageProgress) throws -> Void
  ) rethrows -> Clustering {
    let links = try links(in: vectors, weak: weak) { try progress(.linking($0)) }
    return try clustering(
      of: vectors, links: links, constraints: constraints, weak: weak, progress: progress)
  }

  /// Clusters the vectors, given their links.
  ///
  /// - Parameters:
  ///   - vectors: The vectors.
  ///   - links: All links of vectors that are not weak, as a `LinkFinder` finds them at `threshold`
  ///     or lower, in any order.
  ///   - constraints: What is known beside similarity.
  ///   - weak: Whether each vector is weak, or empty if none is.
  ///   - progress: Called between components; what it throws ends the clustering.
  /// - Throws: What `progress` throws.
  /// - Complexity: O(*m*²) time for a component of *m* vectors if all are linked, less if few are.
  ///   Memory beside the links: 16 bytes a link, and 8*d* bytes a vector of the largest component.
  public func clustering(
    of vectors: UnitVectors, links: [Link], constraints: Constraints = Constraints(),
    weak: [Bool] = [], progress: (LinkageProgress) throws -> Void
  ) rethrows -> Clustering {
    precondition(weak.isEmpty || weak.count == vectors.count, "one mark a vector")
    constraints.checkIndices(count: vectors.count)
    let seeds = Seeds(count: vectors.count, mustLink: constraints.mustLink, weak: weak)
    let exclusions = Exclusions(constraints, seeds: seeds)
    var graph = LinkGraph(
      links: links, seeds: seeds, weak: weak, threshold: threshold,
      slack: Similarity.slack(dimension: vectors.dimension))
    var run = LinkageRun(vectors: vectors, seeds: seeds, exclusions: exclusions)
    try run.agglomerate(&graph, threshold: threshold, singletonMargin: singletonMargin) {
      try progress(.merging($0))
    }
    if weak.contains(true) {
      try run.joinWeakSeeds(threshold: joinThreshold, singletonMargin: singletonMargin) {
        try progress(.joining($0))
      }
    }
    return run.clustering()
  }

  /// Returns the links of the vectors that are not weak.
  private func links(
    in vectors: UnitVectors, weak: [Bool], progress: (Double) throws -> Void
  ) rethrows -> [Link] {
    let finder = LinkFinder(threshold: threshold)
    guard weak.contains(true) else { return try finder.links(in: vectors, progress: progress) }
    let strong = weak.indices.filter { !weak[$0] }
    return try finder.links(in: vectors.selecting(strong), progress: progress).map {
      Link(
        first: Int32(strong[Int($0.first)]), second: Int32(strong[Int($0.second)]),
        similarity: $0.similarity)
    }
  }
}
