/// Trees of merges with their inner nodes, of which merges can be taken back from the top.
///
/// A *place* is a node or a merge: nodes are their own places, merge number *k* of *n* nodes has
/// the place *n* + *k*.
struct MergeForest {
  let nodes: Nodes
  let merges: [Agglomeration.Merge]
  private let threshold: Double
  /// The similarity at which each node came to be, if nodes are clusters themselves.
  private let starts: [Double]
  /// The place that each place becomes part of.
  private var parents: [Int32?]
  private var isBroken: [Bool]
  private var children: [(Int32, Int32)] = []
  private(set) var sizes: [Int]
  /// The sums of inner nodes that were asked for.
  private var sums: [Int32: [Double]] = [:]

  /// Arranges merges of nodes, each after those below it.
  ///
  /// - Parameters:
  ///   - merges: The merges.
  ///   - nodes: The nodes.
  ///   - starts: The similarity at which each node came to be; from the beginning, if empty.
  ///   - threshold: The similarity down to which the merges go.
  init(
    _ merges: [Agglomeration.Merge], of nodes: Nodes, starts: [Double] = [], threshold: Double
  ) {
    self.nodes = nodes
    self.merges = merges
    self.starts = starts
    self.threshold = threshold
    parents = Array(repeating: nil, count: nodes.count + merges.count)
    isBroken = Array(repeating: false, count: merges.count)
    sizes = nodes.sizes
    children.reserveCapacity(merges.count)
    var places = (0..<Int32(nodes.count)).map { $0 }
    for merge in merges {
      let place = Int32(sizes.count)
      let (one, other) = (places[Int(merge.low)], places[Int(merge.high)])
      parents[Int(one)] = place
      parents[Int(other)] = place
      children.append((one, other))
      sizes.append(sizes[Int(one)] + sizes[Int(other)])
      places[Int(merge.low)] = place
    }
  }

  /// Returns the place of the cluster that one becomes part of, if it does.
  func parent(_ place: Int32) -> Int32? {
    parents[Int(place)].flatMap { isBroken[Int($0) - nodes.count] ? nil : $0 }
  }

  /// Whether a place is a cluster that is part of no other.
  func isRoot(_ place: Int32) -> Bool {
    let exists = Int(place) < nodes.count || !isBroken[Int(place) - nodes.count]
    return exists && parent(place) == nil
  }

  /// Returns the similarity at which a cluster came to be.
  func start(_ place: Int32) -> Double {
    if Int(place) >= nodes.count { return merges[Int(place) - nodes.count].similarity }
    return starts.isEmpty ? .infinity : starts[Int(place)]
  }

  /// Returns the similarity at which a cluster becomes part of another, or the threshold.
  func end(_ place: Int32) -> Double { parent(place).map { start($0) } ?? threshold }

  /// Returns the lowest node of a cluster.
  func lowestNode(_ place: Int32) -> Int32 {
    Int(place) < nodes.count ? place : merges[Int(place) - nodes.count].low
  }

  /// Takes back the merge of a cluster with another, and all above it.
  ///
  /// - Returns: The clusters that are left.
  mutating func breakAbove(_ place: Int32) -> [Int32] {
    var left: [Int32] = []
    var next = parent(place)
    while let merge = next {
      next = parent(merge)
      isBroken[Int(merge) - nodes.count] = true
      let (one, other) = children[Int(merge) - nodes.count]
      left += [one, other].filter { Int($0) < nodes.count || !isBroken[Int($0) - nodes.count] }
    }
    return left
  }

  /// Returns the merges that were not taken back.
  var unbroken: [Agglomeration.Merge] { merges.indices.filter { !isBroken[$0] }.map { merges[$0] } }

  /// Returns the cluster at the top of each node's tree.
  func roots() -> [Int32] {
    var roots = (0..<Int32(sizes.count)).map { $0 }
    // Parents have higher places.
    for place in roots.indices.reversed() {
      if let parent = parent(Int32(place)) { roots[place] = roots[Int(parent)] }
    }
    return Array(roots.prefix(nodes.count))
  }

  /// Returns the nodes of a cluster.
  func nodes(below place: Int32) -> [Int] {
    var nodes: [Int] = []
    var pending = [place]
    while let next = pending.popLast() {
      guard Int(next) >= self.nodes.count else {
        nodes.append(Int(next))
        continue
      }
      let (one, other) = children[Int(next) - self.nodes.count]
      pending += [one, other]
    }
    return nodes
  }
}

extension MergeForest {
  /// Returns the average similarity of a cluster and one of another forest.
  mutating func similarity(_ place: Int32, _ other: Int32, of forest: inout MergeForest) -> Double {
    let pairs = sizes[Int(place)] * forest.sizes[Int(other)]
    return withSum(place) { left in
      forest.withSum(other) { right in
        Similarity.average(dot: Similarity.dot(left, right), pairs: pairs)
      }
    }
  }

  /// Calls `body` with the sum of a cluster's vectors.
  mutating func withSum<Result>(
    _ place: Int32, _ body: (UnsafeBufferPointer<Double>) -> Result
  ) -> Result {
    let dimension = nodes.dimension
    if Int(place) < nodes.count {
      return nodes.sums.withUnsafeBufferPointer { sums in
        let first = Int(place) * dimension
        return body(UnsafeBufferPointer(rebasing: sums[first..<first + dimension]))
      }
    }
    let sum = sums[place] ?? sum(of: place)
    sums[place] = sum
    return sum.withUnsafeBufferPointer(body)
  }

  /// Adds up what lies below an inner node, down to what is known.
  private func sum(of place: Int32) -> [Double] {
    var sum = [Double](repeating: 0, count: nodes.dimension)
    var below = [place]
    while let next = below.popLast() {
      if Int(next) < nodes.count {
        let first = Int(next) * nodes.dimension
        for x in sum.indices { sum[x] += nodes.sums[first + x] }
      } else if let known = sums[next] {
        for x in sum.indices { sum[x] += known[x] }
      } else {
        let (one, other) = children[Int(next) - nodes.count]
        below += [one, other]
      }
    }
    return sum
  }
}
