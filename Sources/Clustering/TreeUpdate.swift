/// Brings a tree of merges up to date after some of its nodes have come, gone or changed.
///
/// Merges above a node that has gone or changed are taken back. What is left without a parent by
/// that, and what is new, is *open*: these clusters are merged anew, among themselves. Then the
/// border is checked. A cluster *a* that was merged anew, or is open, and a cluster *b* of a merge
/// that was kept exist at the same time, from the later of the two merges that made them to the
/// earlier of the two that end them. If they are at least as similar as that one, it was not the
/// merge of the most similar pair: the merge that ends *b* is taken back with all above it, and
/// what that opens is merged anew, too. If no such pair is left, each merge, kept or anew, is of a
/// pair that is the most similar one for both when it happens, and so they are the merges of the
/// greedy algorithm on everything. At the latest that is so when everything has been taken back.
///
/// The average of a pair that reaches the threshold is one over pairs of an open cluster in *a* and
/// a node in *b*, of which then one reaches it. So it is enough to compare open clusters with
/// nodes, and to follow each such *link* upwards. Pairs of kept clusters are as they were before,
/// and pairs of new ones as the algorithm leaves them.
struct TreeUpdate {
  private let problem: MergeProblem
  private var kept: MergeForest
  /// Whether each place is merged anew if it has no parent.
  private var isOpen: [Bool]
  private let previousRefusals: [Agglomeration.Merge]
  private let store: RowStore
  /// The nodes that each open cluster is linked with.
  private var links: [Int32: [Int32]] = [:]

  /// Above this share of nodes, or so many links a node, everything is made anew.
  private static let greatestShare = 0.4
  private static let mostLinksOfNode = 64

  /// Prepares an update.
  ///
  /// - Parameters:
  ///   - problem: The nodes as they are.
  ///   - origins: The previous node of each node, if it is unchanged in itself; ascending.
  ///   - previous: The state before.
  init(_ problem: MergeProblem, origins: [Int32?], previous: LinkageState) {
    self.problem = problem
    var successors = [Int32?](repeating: nil, count: previous.sizes.count)
    for (node, origin) in origins.enumerated() {
      if let origin { successors[Int(origin)] = Int32(node) }
    }
    let changed = previous.heldOtherwise(than: problem.tokens, successors: successors)
    for origin in changed { successors[Int(origin)] = nil }
    let surviving = previous.tree.surviving(successors)
    kept = MergeForest(surviving.merges, of: problem.nodes, threshold: problem.threshold)
    previousRefusals = surviving.refusals
    isOpen = Array(repeating: false, count: kept.sizes.count)
    let roots = kept.roots()
    for node in surviving.open { isOpen[Int(roots[Int(node)])] = true }
    var hasOrigin = [Bool](repeating: false, count: origins.count)
    for successor in successors { if let successor { hasOrigin[Int(successor)] = true } }
    for node in origins.indices where !hasOrigin[node] { isOpen[node] = true }
    store = problem.nodes.store(
      usesBytes: problem.tuning.usesBytes, workers: problem.tuning.workers)
  }

  /// Returns the merges of all nodes.
  ///
  /// - Parameter progress: Called with how far it has come; what it throws ends the work.
  /// - Throws: What `progress` throws.
  mutating func run(progress: (LinkageProgress) throws -> Void) rethrows -> MergeTree {
    while true {
      let open = openClusters()
      guard Double(open.count) <= Self.greatestShare * Double(problem.nodes.count),
        try findLinks(of: open, progress: progress)
      else { return try problem.solve(progress: progress) }
      let part = part(of: open)
      let tree = try part.solve { _ in try progress(.merging(0.5)) }
      if !breakCrossed(tree, part, open) { return united(tree, open) }
    }
  }

  /// Returns the clusters to be merged anew, by their lowest nodes.
  private func openClusters() -> [Int32] {
    let open = isOpen.indices.filter { isOpen[$0] && kept.isRoot(Int32($0)) }
    return open.map { Int32($0) }.sorted { kept.lowestNode($0) < kept.lowestNode($1) }
  }

  /// Returns the problem of merging some clusters.
  private mutating func part(of open: [Int32]) -> MergeProblem {
    let dimension = problem.nodes.dimension
    var sums: [Double] = []
    sums.reserveCapacity(open.count * dimension)
    for place in open { kept.withSum(place) { sums += $0 } }
    let nodes = Nodes(
      open.indices.map { Int32($0) }, sums: sums, sizes: open.map { kept.sizes[Int($0)] })
    let tokens = open.map { place in
      Array(Set(kept.nodes(below: place).flatMap { problem.tokens[$0] })).sorted()
    }
    return MergeProblem(
      nodes: nodes, tokens: tokens, threshold: problem.threshold, tuning: problem.tuning)
  }

  /// Finds the links of the clusters that have come since the last time, and forgets the others.
  ///
  /// - Returns: Whether there are few enough to be held.
  private mutating func findLinks(
    of open: [Int32], progress: (LinkageProgress) throws -> Void
  ) rethrows -> Bool {
    links = links.filter { kept.isRoot($0.key) }
    let added = open.filter { links[$0] == nil }
    let scan = ProbeScan(
      columns: store, floor: problem.lowestFloor, limit: store.count, lead: 0,
      workers: problem.tuning.workers)
    let roots = kept.roots()
    var count = links.values.reduce(0) { $0 + $1.count }
    let together = 1536
    for first in stride(from: 0, to: added.count, by: together) {
      try progress(.linking(Double(first) / Double(added.count)))
      let probes = Array(added[first..<min(first + together, added.count)])
      let found = scan.run(part(of: probes).nodes) { probe, node in
        roots[node] != probes[probe]
      }
      for (probe, found) in zip(probes, found) {
        links[probe] = found.entries.map(\.slot)
        count += found.entries.count
      }
      if count > Self.mostLinksOfNode * store.count { return false }
    }
    return true
  }

  /// Takes back the kept merges that those made anew contradict.
  ///
  /// - Returns: Whether there are any.
  private mutating func breakCrossed(
    _ tree: MergeTree, _ part: MergeProblem, _ open: [Int32]
  ) -> Bool {
    var anew = MergeForest(
      tree.merges, of: part.nodes, starts: open.map { kept.start($0) },
      threshold: problem.threshold)
    var crossed: Set<Int32> = []
    var seen: Set<UInt64> = []
    for (place, cluster) in open.enumerated() {
      for node in links[cluster] ?? [] {
        if let other = meet(Int32(place), node, &anew, &seen) { crossed.insert(other) }
      }
    }
    for other in crossed {
      isOpen[Int(other)] = true
      for left in kept.breakAbove(other) { isOpen[Int(left)] = true }
    }
    return !crossed.isEmpty
  }

  /// Returns the kept cluster above a node that is too similar to a new one above another to have
  /// ended as it did.
  private mutating func meet(
    _ place: Int32, _ node: Int32, _ anew: inout MergeForest, _ seen: inout Set<UInt64>
  ) -> Int32? {
    var (a, b) = (place, node)
    // Two open clusters, and what becomes of them, have been merged with regard to each other.
    while !(isOpen[Int(b)] && kept.isRoot(b)),
      seen.insert(UInt64(UInt32(a)) << 32 | UInt64(UInt32(b))).inserted
    {
      let (endOfA, endOfB) = (anew.end(a), kept.end(b))
      let end = max(endOfA, endOfB)
      if min(anew.start(a), kept.start(b)) >= end, anew.similarity(a, b, of: &kept) >= end {
        return b
      }
      switch (anew.parent(a), kept.parent(b)) {
      case (nil, nil): return nil
      case (let parent?, nil): a = parent
      case (nil, let parent?): b = parent
      case (let parentOfA?, let parentOfB?):
        if endOfA > endOfB { a = parentOfA } else { b = parentOfB }
      }
    }
    return nil
  }

  /// Returns the kept merges and those made anew.
  private func united(_ tree: MergeTree, _ open: [Int32]) -> MergeTree {
    let renamed = tree.renamed { kept.lowestNode(open[Int($0)]) }
    let roots = kept.roots()
    let refusals = previousRefusals.filter {
      !isOpen[Int(roots[Int($0.low)])] && !isOpen[Int(roots[Int($0.high)])]
    }
    return MergeTree(
      merges: kept.unbroken + renamed.merges, refusals: refusals + renamed.refusals)
  }
}
