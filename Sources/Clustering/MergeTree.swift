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

  /// Returns the lowest slot of the tree that each slot belongs to.
  func roots(count: Int) -> [Int32] {
    var sets = DisjointSets(count: count)
    for merge in merges { sets.unite(Int(merge.low), Int(merge.high)) }
    return (0..<count).map { Int32(sets.representative(of: $0)) }
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

  /// The merges of all nodes, and what an update needs beside them.
  struct Solution {
    var tree: MergeTree
    /// The links between trees; `nil` if they are too many to be kept.
    var borders: BorderLinks?
  }

  /// Returns the merges.
  ///
  /// - Parameter progress: Called with how far it has come; what it throws ends the work.
  /// - Throws: What `progress` throws.
  func solve(progress: (LinkageProgress) throws -> Void) rethrows -> Solution {
    let store = nodes.store(usesBytes: tuning.usesBytes, workers: tuning.workers)
    let scan = NeighborScan(
      store: store, floor: lowestFloor, limit: tuning.neighborLimit, workers: tuning.workers)
    var neighbors = try scan.run { try progress(.linking($0)) }
    var agglomeration = Agglomeration(
      nodes, tokens: tokens, neighbors: neighbors, store: store, threshold: threshold,
      tuning: tuning)
    neighbors.keepComplete(floor: lowestFloor)
    try agglomeration.run { try progress(.merging($0)) }
    let tree = MergeTree(merges: agglomeration.merges, refusals: agglomeration.refusals())
    return Solution(tree: tree, borders: BorderLinks(neighbors, of: tree, floor: lowestFloor))
  }

  /// Returns the problem of some of the nodes.
  func selecting(_ slots: [Int]) -> MergeProblem {
    MergeProblem(
      nodes: nodes.selecting(slots),
      tokens: slots.map { tokens[$0] }, threshold: threshold, tuning: tuning)
  }
}
