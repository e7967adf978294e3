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
/// 0 is plain average linkage. And what linkage leaves apart may be united by a second look at the
/// surroundings of each cluster (`MergeRule`).
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
  /// When clusters that linkage left apart are one all the same; `nil` for plain linkage.
  public let mergeRule: MergeRule?
  /// What changes time and memory only.
  package var tuning: LinkageTuning

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
  ///   - mergeRule: When clusters that linkage left apart are one all the same; none, if `nil`.
  ///   - workers: The number of threads to use, at least 1; without effect on the clusters.
  public init(
    threshold: Double, singletonMargin: Double = 0, joinThreshold: Double? = nil,
    mergeRule: MergeRule? = nil, workers: Int = 1
  ) {
    precondition(singletonMargin >= 0, "a margin only makes merges rarer")
    self.singletonMargin = singletonMargin
    self.threshold = Similarity.effective(threshold)
    self.joinThreshold = Similarity.effective(joinThreshold ?? threshold)
    self.mergeRule = mergeRule
    tuning = LinkageTuning(workers: workers)
    precondition(self.joinThreshold >= self.threshold, "weak vectors join by a stricter rule")
  }

  /// Clusters vectors.
  ///
  /// - Parameters:
  ///   - vectors: The vectors.
  ///   - constraints: What is known beside similarity.
  ///   - weak: Whether each vector is weak, or empty if none is. Weak vectors link nothing and
  ///     count in no average. At the end each joins the cluster most similar to it, by
  ///     `joinThreshold`, or stays alone. Weak vectors that a must-link unites join as one.
  ///   - qualities: The quality of each vector, from 0 to 1, for the merge rule; or empty if all are
  ///     of the best.
  ///   - progress: Called between blocks of products and between merges; what it throws ends the
  ///     clustering.
  /// - Throws: What `progress` throws.
  /// - Complexity: O(*n*² · *d*) time for *n* vectors of length *d*. Memory beside the vectors: at
  ///   most 13*d* bytes a vector, and 8 bytes for each end of a link, of which a vector has at most
  ///   a constant number (`LinkageTuning`).
  public func clustering(
    of vectors: UnitVectors, constraints: Constraints = Constraints(), weak: [Bool] = [],
    qualities: [Float] = [], progress: (LinkageProgress) throws -> Void
  ) rethrows -> Clustering {
    try clustering(
      of: vectors, constraints: constraints, weak: weak, qualities: qualities, updating: nil,
      origins: [],
      progress: progress
    ).clustering
  }

  /// Clusters vectors of which most were clustered before.
  ///
  /// The result is that of a clustering from the beginning. What is made anew is the merges of the
  /// vectors that are new or changed, of those that merged with vectors that are gone, and of all
  /// that these reach; if that is more than half, everything.
  ///
  /// - Parameters:
  ///   - vectors: The vectors.
  ///   - constraints: What is known beside similarity.
  ///   - weak: Whether each vector is weak, or empty if none is.
  ///   - qualities: The quality of each vector, or empty if all are of the best.
  ///   - previous: What an earlier clustering left, if there was one.
  ///   - origins: For each vector, which of the previous ones it is, if it was there with the very
  ///     same values; each at most once, ascending. Not used if there is no `previous`.
  ///   - progress: Called between blocks of products and between merges; what it throws ends the
  ///     clustering.
  /// - Returns: The clustering, and what to give to the next one.
  /// - Throws: What `progress` throws.
  /// - Complexity: O(*n* · *m* · *d*) time if *m* of *n* vectors are to be clustered anew.
  public func clustering(
    of vectors: UnitVectors, constraints: Constraints = Constraints(), weak: [Bool] = [],
    qualities: [Float] = [], updating previous: LinkageState?, origins: [Int?],
    progress: (LinkageProgress) throws -> Void
  ) rethrows -> (clustering: Clustering, state: LinkageState) {
    precondition(weak.isEmpty || weak.count == vectors.count, "one mark a vector")
    precondition(qualities.isEmpty || qualities.count == vectors.count, "one quality a vector")
    constraints.checkIndices(count: vectors.count)
    let seeds = Seeds(count: vectors.count, mustLink: constraints.mustLink, weak: weak)
    let exclusions = Exclusions(constraints, seeds: seeds)
    var run = LinkageRun(vectors: vectors, seeds: seeds, exclusions: exclusions)
    let problem = run.problem(threshold: threshold, tuning: tuning)
    let nodeOfVector = LinkageState.nodes(
      of: vectors.count, seeds: seeds, weak: weak, problem.nodes)
    let solution: MergeProblem.Solution
    if let previous, previous.threshold == threshold,
      let origins = previous.origins(origins, problem.nodes, nodeOfVector)
    {
      var update = TreeUpdate(problem, origins: origins, previous: previous)
      solution = try update.run(progress: progress)
    } else {
      solution = try problem.solve(progress: progress)
    }
    run.take(solution.tree, of: problem, singletonMargin: singletonMargin)
    try progress(.merging(1))
    if let mergeRule {
      try run.mergeClusters(by: mergeRule, qualities: qualities, workers: tuning.workers) {
        try progress(.merging(1))
      }
    }
    if weak.contains(true) {
      try run.joinWeakSeeds(threshold: joinThreshold, singletonMargin: singletonMargin) {
        try progress(.joining($0))
      }
    }
    let state = LinkageState(
      threshold: threshold, nodeOfVector: nodeOfVector, sizes: problem.nodes.sizes,
      holders: LinkageState.holders(problem.tokens), tree: solution.tree,
      borders: solution.borders)
    return (run.clustering(), state)
  }
}
