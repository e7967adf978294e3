/// What a clustering leaves for the next one of nearly the same vectors.
///
/// `AverageLinkage.clustering(of:constraints:weak:qualities:updating:origins:progress:)` takes it, and
/// makes the same of it as a clustering from the beginning does, in less time.
public struct LinkageState: Sendable, Equatable {
  /// The threshold down to which the merges go.
  let threshold: Double
  /// The node of each vector, if it has one: weak vectors have none.
  let nodeOfVector: [Int32?]
  /// The number of vectors of each node.
  let sizes: [Int]
  /// Which nodes hold a token that several hold, each list ascending.
  let holders: [[Int32]]
  /// The merges of the nodes.
  let tree: MergeTree
  /// The links between trees, unless they are too many.
  let borders: BorderLinks?

  /// The number of vectors that were clustered.
  public var count: Int { nodeOfVector.count }

  /// Returns the node of each vector.
  static func nodes(of count: Int, seeds: Seeds, weak: [Bool], _ nodes: Nodes) -> [Int32?] {
    var nodeOfSeed = [Int32?](repeating: nil, count: seeds.count)
    for (node, seed) in nodes.seeds.enumerated() { nodeOfSeed[Int(seed)] = Int32(node) }
    return (0..<count).map { vector in
      weak.isEmpty || !weak[vector] ? nodeOfSeed[Int(seeds.seedOfVector[vector])] : nil
    }
  }

  /// Returns which nodes hold each token that several hold, in the order of tokens.
  static func holders(_ tokens: [[Int]]) -> [[Int32]] {
    var holdings: [(token: Int, node: Int32)] = []
    for (node, held) in tokens.enumerated() {
      for token in held { holdings.append((token, Int32(node))) }
    }
    holdings.sort { ($0.token, $0.node) < ($1.token, $1.node) }
    var holders: [[Int32]] = []
    var start = 0
    while start < holdings.count {
      var end = start + 1
      while end < holdings.count, holdings[end].token == holdings[start].token { end += 1 }
      if end - start > 1 { holders.append(holdings[start..<end].map(\.node)) }
      start = end
    }
    return holders
  }

  /// Returns the previous node of each node that consists of the same vectors as before.
  ///
  /// - Parameters:
  ///   - originOfVector: The previous index of each vector, if it was there.
  ///   - nodes: The nodes as they are.
  ///   - nodeOfVector: The node of each vector.
  /// - Returns: `nil` if vectors or nodes have come into another order, by which ties break.
  func origins(
    _ originOfVector: [Int?], _ nodes: Nodes, _ nodeOfVector: [Int32?]
  ) -> [Int32?]? {
    let known = originOfVector.compactMap { $0 }
    guard zip(known, known.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
    var origins = [Int32?](repeating: nil, count: nodes.count)
    var unchanged = [Int](repeating: 0, count: nodes.count)
    for (vector, node) in nodeOfVector.enumerated() {
      guard let node, let origin = originOfVector[vector], let before = self.nodeOfVector[origin],
        before == origins[Int(node)] ?? before
      else { continue }
      origins[Int(node)] = before
      unchanged[Int(node)] += 1
    }
    var last: Int32 = -1
    for (node, origin) in origins.enumerated() {
      guard let origin else { continue }
      if unchanged[node] != nodes.sizes[node] || unchanged[node] != sizes[Int(origin)] {
        origins[node] = nil
      } else {
        guard origin > last else { return nil }
        last = origin
      }
    }
    return origins
  }
}
