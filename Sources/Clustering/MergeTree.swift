/// The merges of average linkage down to a threshold.
struct MergeTree: Equatable {
  /// All merges, each after those below it.
  var merges: [Agglomeration.Merge] = []
  /// The pairs of final clusters that reach the threshold and are kept apart.
  var refusals: [Agglomeration.Merge] = []

  /// Returns the tree with other slots, in the same order.
  func renamed(_ slot: (Int32) -> Int32) -> MergeTree {
    func renamed(_ merges: [Agglomeration.Merge]) -> [Agglomeration.Merge] {
      merges.map { .init(low: slot($0.low), high: slot($0.high), similarity: $0.similarity) }
    }
    return MergeTree(merges: renamed(merges), refusals: renamed(refusals))
  }

  /// What is left of a tree when some of its slots are gone.
  struct Remains {
    /// The merges that are not above such a slot.
    var merges: [Agglomeration.Merge] = []
    /// The refusals of whole trees.
    var refusals: [Agglomeration.Merge] = []
    /// A slot of each cluster that was to merge with another and now is not.
    var open: [Int32] = []
  }

  /// Returns what is left, in new slots.
  ///
  /// - Parameter successors: The new slot of each, if it has one; in the same order.
  func surviving(_ successors: [Int32?]) -> Remains {
    var remains = Remains()
    // Whether the cluster that a slot stands for is whole.
    var isWhole = successors.map { $0 != nil }
    for merge in merges {
      let (low, high) = (Int(merge.low), Int(merge.high))
      if isWhole[low], isWhole[high], let first = successors[low], let other = successors[high] {
        remains.merges.append(.init(low: first, high: other, similarity: merge.similarity))
      } else {
        remains.open += [low, high].filter { isWhole[$0] }.compactMap { successors[$0] }
        isWhole[low] = false
      }
    }
    for pair in refusals where isWhole[Int(pair.low)] && isWhole[Int(pair.high)] {
      if let low = successors[Int(pair.low)], let high = successors[Int(pair.high)] {
        remains.refusals.append(.init(low: low, high: high, similarity: pair.similarity))
      }
    }
    return remains
  }
}

/// Nodes to be merged, and the rule.
struct MergeProblem {
  let nodes: Nodes
  /// What keeps the nodes apart.
  let tokens: [[Int]]
  /// The least average similarity at which two clusters merge.
  let threshold: Double
  let tuning: LinkageTuning

  /// The least `Float` product of averages whose similarity may reach the threshold.
  var lowestFloor: Float {
    Float(threshold) - Similarity.slack(dimension: nodes.dimension)
  }

  /// Returns the merges.
  ///
  /// - Parameter progress: Called with how far it has come; what it throws ends the work.
  /// - Throws: What `progress` throws.
  func solve(progress: (LinkageProgress) throws -> Void) rethrows -> MergeTree {
    let store = nodes.store(usesBytes: tuning.usesBytes, workers: tuning.workers)
    let scan = NeighborScan(
      store: store, floor: lowestFloor, limit: tuning.neighborLimit, workers: tuning.workers)
    let neighbors = try scan.run { try progress(.linking($0)) }
    var agglomeration = Agglomeration(
      nodes, tokens: tokens, neighbors: neighbors, store: store, threshold: threshold,
      tuning: tuning)
    try agglomeration.run { try progress(.merging($0)) }
    return MergeTree(merges: agglomeration.merges, refusals: agglomeration.refusals())
  }
}
