/// A tree of merges with its inner nodes, for comparing its clusters with those of another.
///
/// The places of nodes are themselves; the merge number *k* has the place *n* + *k*.
struct MergeForest {
  private let nodes: Nodes
  private let merges: [Agglomeration.Merge]
  private let threshold: Double
  /// The place of the merge that a place becomes part of.
  private var parents: [Int32?]
  private var sizes: [Int]
  private var children: [(Int32, Int32)] = []
  /// The sums of inner nodes that were asked for.
  private var sums: [Int32: [Double]] = [:]

  /// Arranges merges of nodes.
  init(_ merges: [Agglomeration.Merge], of nodes: Nodes, threshold: Double) {
    self.nodes = nodes
    self.merges = merges
    self.threshold = threshold
    parents = Array(repeating: nil, count: nodes.count + merges.count)
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
  func parent(_ place: Int32) -> Int32? { parents[Int(place)] }

  /// Returns the similarity at which a cluster becomes part of another, or the threshold.
  func end(_ place: Int32) -> Double {
    parents[Int(place)].map { merges[Int($0) - nodes.count].similarity } ?? threshold
  }

  /// Returns the average similarity of a cluster and one of another forest.
  mutating func similarity(_ place: Int32, _ other: Int32, of forest: inout MergeForest) -> Double {
    let pairs = sizes[Int(place)] * forest.sizes[Int(other)]
    return withSum(place) { left in
      forest.withSum(other) { right in
        Similarity.average(dot: Similarity.dot(left, right), pairs: pairs)
      }
    }
  }

  private mutating func withSum<Result>(
    _ place: Int32, _ body: (UnsafeBufferPointer<Double>) -> Result
  ) -> Result {
    let dimension = nodes.dimension
    if Int(place) < nodes.count {
      return nodes.sums.withUnsafeBufferPointer { sums in
        let first = Int(place) * dimension
        return body(UnsafeBufferPointer(rebasing: sums[first..<first + dimension]))
      }
    }
    if sums[place] == nil { sums[place] = sum(of: place) }
    return (sums[place] ?? []).withUnsafeBufferPointer(body)
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
