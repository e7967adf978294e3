/// Brings a tree of merges up to date after some of its nodes have come, gone or changed.
///
/// The trees of nodes that did not change are held to be right, and those of all others are made
/// anew, by themselves. Then the border is checked: a cluster of the one side and one of the other
/// that exist at the same time, the one from its merge at *s* on and the other from that at *s′*
/// on, must be less similar than the merge that ends the first of them is, or it was not the merge
/// of the most similar pair. If they are, for all such pairs, the merges of both sides together are
/// those of the greedy algorithm on everything. If not, the tree of that cluster goes over to the
/// side that is made anew, and so on; at the latest when nothing is left, the result is right.
///
/// Two such clusters have a pair of nodes that reaches the threshold, since each pair is compared
/// down to it: so it is enough to follow each link across the border upwards. Links of nodes that
/// were there before are known (`BorderLinks`), but for those of crowded nodes with each other; new
/// nodes are compared with all.
struct TreeUpdate {
  let problem: MergeProblem
  let previous: LinkageState
  /// The previous node of each node that has not changed, and the other way round.
  private let origins: [Int32?]
  private let successors: [Int32?]
  /// Whether each node is made anew.
  private var isAnew: [Bool]
  /// The links across the border, from a node that is made anew.
  private var links: [(anew: Int32, kept: Int32)] = []

  /// Above this share of nodes to be made anew, all are.
  private static let greatestShare = 0.5

  /// Prepares an update.
  ///
  /// - Parameters:
  ///   - problem: The nodes as they are.
  ///   - origins: The previous node of each node, if it is unchanged in itself.
  ///   - previous: The state before.
  init(_ problem: MergeProblem, origins: [Int32?], previous: LinkageState) {
    self.problem = problem
    self.previous = previous
    var successors = [Int32?](repeating: nil, count: previous.sizes.count)
    for (node, origin) in origins.enumerated() {
      if let origin { successors[Int(origin)] = Int32(node) }
    }
    self.origins = origins
    self.successors = successors
    let roots = previous.tree.roots(count: successors.count)
    var isBroken = [Bool](repeating: false, count: successors.count)
    for (node, successor) in successors.enumerated() where successor == nil {
      isBroken[Int(roots[node])] = true
    }
    for node in Self.heldOtherwise(problem, successors, previous, roots) {
      isBroken[Int(roots[Int(node)])] = true
    }
    isAnew = origins.map { origin in origin.map { isBroken[Int(roots[Int($0)])] } ?? true }
  }

  /// Returns previous nodes whose trees may be others now because of what is kept apart.
  ///
  /// Only pairs of nodes that there were before count: trees of others are made anew anyway, and
  /// what is near them is found when the border is checked. Of those, a pair that is kept apart no
  /// longer may merge now. A pair that newly is kept apart changes nothing, unless it is of one
  /// tree.
  private static func heldOtherwise(
    _ problem: MergeProblem, _ successors: [Int32?], _ previous: LinkageState, _ roots: [Int32]
  ) -> Set<Int32> {
    var changed: Set<Int32> = []
    let now = LinkageState.holders(problem.tokens)
    var before: Set<[Int32]> = []
    let cover = ListCover(now)
    for holders in previous.holders {
      let left = holders.compactMap { successors[Int($0)] }
      before.insert(left)
      guard left.count > 1, !cover.holds(left) else { continue }
      changed.formUnion(holders)
    }
    var origins = [Int32?](repeating: nil, count: problem.tokens.count)
    for (origin, successor) in successors.enumerated() {
      if let successor { origins[Int(successor)] = Int32(origin) }
    }
    for list in now where !before.contains(list) {
      var seen: Set<Int32> = []
      for case let origin? in list.map({ origins[Int($0)] })
      where !seen.insert(roots[Int(origin)]).inserted { changed.insert(origin) }
    }
    return changed
  }

  /// Returns the merges of all nodes.
  ///
  /// - Parameter progress: Called with how far it has come; what it throws ends the work.
  /// - Throws: What `progress` throws.
  mutating func run(
    progress: (LinkageProgress) throws -> Void
  ) rethrows -> MergeProblem.Solution {
    var added = isAnew.indices.filter { isAnew[$0] }
    while true {
      let anew = isAnew.indices.filter { isAnew[$0] }
      guard Double(anew.count) <= Self.greatestShare * Double(isAnew.count),
        try findLinks(of: added, progress: progress)
      else { return try problem.solve(progress: progress) }
      let part = problem.selecting(anew)
      let solution = try part.solve { _ in try progress(.merging(0.5)) }
      added = crossing(solution.tree, part, anew)
      if added.isEmpty { return joined(solution, anew) }
      for node in added { isAnew[node] = true }
      links.removeAll { isAnew[Int($0.kept)] }
    }
  }

  /// Returns what is kept and what was made anew as one.
  private func joined(_ part: MergeProblem.Solution, _ anew: [Int]) -> MergeProblem.Solution {
    let kept = kept()
    let renamed = part.tree.renamed { Int32(anew[Int($0)]) }
    let tree = MergeTree(
      merges: kept.merges + renamed.merges, refusals: kept.refusals + renamed.refusals)
    guard let before = previous.borders, let within = part.borders else {
      return MergeProblem.Solution(tree: tree, borders: nil)
    }
    var pairs = links.map { BorderLinks.pair($0.anew, $0.kept) }
    pairs += within.pairs.map { pair in
      let (low, high) = BorderLinks.nodes(pair)
      return BorderLinks.pair(Int32(anew[Int(low)]), Int32(anew[Int(high)]))
    }
    for pair in before.pairs {
      let (low, high) = BorderLinks.nodes(pair)
      guard let one = keptSuccessor(low), let other = keptSuccessor(high) else { continue }
      pairs.append(BorderLinks.pair(one, other))
    }
    pairs.sort()
    var isCrowded = origins.map { origin in origin.map { before.isCrowded[Int($0)] } ?? false }
    for (place, node) in anew.enumerated() { isCrowded[node] = within.isCrowded[place] }
    return MergeProblem.Solution(
      tree: tree, borders: BorderLinks(pairs: pairs, isCrowded: isCrowded))
  }

  /// Returns the node that a previous one is now, if its tree is kept.
  private func keptSuccessor(_ node: Int32) -> Int32? {
    successors[Int(node)].flatMap { isAnew[Int($0)] ? nil : $0 }
  }

  /// Returns the tree of the nodes that are kept.
  private func kept() -> MergeTree {
    func isKept(_ node: Int32) -> Bool { keptSuccessor(node) != nil }
    // Nodes whose trees are kept have successors.
    func successor(_ node: Int32) -> Int32 { successors[Int(node)] ?? 0 }
    let tree = MergeTree(
      merges: previous.tree.merges.filter { isKept($0.low) },
      refusals: previous.tree.refusals.filter { isKept($0.low) && isKept($0.high) })
    return tree.renamed(successor)
  }

  /// Finds the links of nodes with those that are kept.
  ///
  /// - Returns: Whether there are few enough to be held.
  private mutating func findLinks(
    of added: [Int], progress: (LinkageProgress) throws -> Void
  ) rethrows -> Bool {
    guard let borders = previous.borders else {
      return try compare(added, with: Array(isAnew.indices), progress: progress)
    }
    var isAdded = [Bool](repeating: false, count: isAnew.count)
    for node in added { isAdded[node] = true }
    for pair in borders.pairs {
      let (low, high) = BorderLinks.nodes(pair)
      guard let one = successors[Int(low)], let other = successors[Int(high)] else { continue }
      if isAdded[Int(one)], !isAnew[Int(other)] { links.append((anew: one, kept: other)) }
      if isAdded[Int(other)], !isAnew[Int(one)] { links.append((anew: other, kept: one)) }
    }
    func isCrowded(_ node: Int) -> Bool {
      origins[node].map { borders.isCrowded[Int($0)] } ?? false
    }
    let fresh = added.filter { origins[$0] == nil }
    let crowded = added.filter(isCrowded)
    return try compare(fresh, with: Array(isAnew.indices), progress: progress)
      && compare(
        crowded, with: crowded.isEmpty ? [] : isAnew.indices.filter(isCrowded), progress: progress)
  }

  /// Finds links by products.
  ///
  /// - Parameters:
  ///   - probes: Nodes that are made anew.
  ///   - others: The nodes to compare them with; of these, the kept ones count.
  ///   - progress: Called between blocks.
  /// - Returns: Whether all links are few enough to be held.
  private mutating func compare(
    _ probes: [Int], with others: [Int], progress: (LinkageProgress) throws -> Void
  ) rethrows -> Bool {
    let kept = others.filter { !isAnew[$0] }
    guard !probes.isEmpty, !kept.isEmpty else { return true }
    let scan = ProbeScan(
      columns: problem.nodes.store(
        of: kept, usesBytes: problem.tuning.usesBytes, workers: problem.tuning.workers),
      floor: problem.lowestFloor, limit: kept.count, lead: 0, workers: problem.tuning.workers)
    let together = 1536
    for first in stride(from: 0, to: probes.count, by: together) {
      try progress(.linking(Double(first) / Double(probes.count)))
      let some = Array(probes[first..<min(first + together, probes.count)])
      let found = scan.run(problem.nodes.selecting(some)) { _, _ in true }
      for (probe, found) in zip(some, found) {
        links += found.entries.map { (anew: Int32(probe), kept: Int32(kept[Int($0.slot)])) }
      }
      if links.count > 64 * isAnew.count { return false }
    }
    return true
  }

  /// Returns the nodes of kept trees with a cluster that merges made anew should have met.
  private func crossing(_ tree: MergeTree, _ part: MergeProblem, _ anew: [Int]) -> [Int] {
    var placeOfNode = [Int32](repeating: 0, count: isAnew.count)
    for (place, node) in anew.enumerated() { placeOfNode[node] = Int32(place) }
    var (left, right) = (
      MergeForest(tree.merges, of: part.nodes, threshold: problem.threshold),
      MergeForest(kept().merges, of: problem.nodes, threshold: problem.threshold)
    )
    let roots = kept().roots(count: isAnew.count)
    var isCrossing = [Bool](repeating: false, count: isAnew.count)
    var seen: Set<UInt64> = []
    for link in links where !isCrossing[Int(roots[Int(link.kept)])] {
      if meet(placeOfNode[Int(link.anew)], &left, link.kept, &right, &seen) {
        isCrossing[Int(roots[Int(link.kept)])] = true
      }
    }
    return roots.indices.filter { !isAnew[$0] && isCrossing[Int(roots[$0])] }
  }

  /// Whether two clusters, or clusters they become part of, are too similar to be left apart.
  private func meet(
    _ one: Int32, _ left: inout MergeForest, _ other: Int32, _ right: inout MergeForest,
    _ seen: inout Set<UInt64>
  ) -> Bool {
    var (a, b) = (one, other)
    while seen.insert(UInt64(UInt32(a)) << 32 | UInt64(UInt32(b))).inserted {
      let (endOfA, endOfB) = (left.end(a), right.end(b))
      if left.similarity(a, b, of: &right) >= max(endOfA, endOfB) { return true }
      switch (left.parent(a), right.parent(b)) {
      case (nil, nil): return false
      case (let parent?, nil): a = parent
      case (nil, let parent?): b = parent
      case (let parentOfA?, let parentOfB?):
        if endOfA >= endOfB { a = parentOfA } else { b = parentOfB }
      }
    }
    return false
  }
}

/// Finds out whether some nodes are all in one of many lists.
private struct ListCover {
  private let lists: [[Int32]]
  private let equals: Set<[Int32]>
  /// The lists of each node.
  private var listsOfNode: [Int32: [Int]] = [:]

  /// Prepares ascending lists.
  init(_ lists: [[Int32]]) {
    self.lists = lists
    equals = Set(lists)
    for (number, list) in lists.enumerated() {
      for node in list { listsOfNode[node, default: []].append(number) }
    }
  }

  /// Whether a list has all of some nodes, which are ascending.
  func holds(_ nodes: [Int32]) -> Bool {
    guard let first = nodes.first, !equals.contains(nodes) else { return true }
    return (listsOfNode[first] ?? []).contains { Self.contains(lists[$0], nodes) }
  }

  private static func contains(_ list: [Int32], _ nodes: [Int32]) -> Bool {
    var place = list.startIndex
    for node in nodes {
      while place < list.endIndex, list[place] < node { place += 1 }
      guard place < list.endIndex, list[place] == node else { return false }
    }
    return true
  }
}
