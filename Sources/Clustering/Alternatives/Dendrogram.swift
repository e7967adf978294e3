/// The order in which the edges of a spanning tree unite its vectors, nearest first.
///
/// Vectors are the nodes 0..<*n*; the union number *k* is the node *n* + *k*.
struct Dendrogram {
  private let count: Int
  private var children: [(Int, Int)] = []
  private var distances: [Double] = []
  private var sizes: [Int]

  /// Unites the vectors of a tree.
  init(_ tree: DensityTree) {
    count = tree.count
    sizes = Array(repeating: 1, count: tree.count)
    var sets = DisjointSets(count: tree.count)
    var nodes = Array(0..<tree.count)
    for edge in tree.edges {
      let (a, b) = (sets.representative(of: edge.first), sets.representative(of: edge.second))
      children.append((nodes[a], nodes[b]))
      distances.append(edge.distance)
      sizes.append(sizes[nodes[a]] + sizes[nodes[b]])
      sets.unite(a, b)
      nodes[min(a, b)] = sizes.count - 1
    }
  }

  /// The node of all vectors; `nil` for fewer than two.
  var root: Int? { count > 1 ? sizes.count - 1 : nil }

  /// Returns the number of vectors below a node.
  func size(_ node: Int) -> Int { sizes[node] }

  /// Returns the distance at which a node's parts were united; 0 for a vector.
  func distance(_ node: Int) -> Double { node < count ? 0 : distances[node - count] }

  /// Returns the nodes that a node was made of, all that came together at the same distance.
  func parts(of node: Int) -> [Int] {
    var parts: [Int] = []
    var pending = [node]
    while let next = pending.popLast() {
      guard next >= count, distances[next - count] == distance(node) else {
        parts.append(next)
        continue
      }
      let (a, b) = children[next - count]
      pending += [a, b]
    }
    return parts
  }

  /// Returns the vectors below a node.
  func vectors(below node: Int) -> [Int] {
    var vectors: [Int] = []
    var pending = [node]
    while let next = pending.popLast() {
      if next < count {
        vectors.append(next)
      } else {
        pending += [children[next - count].0, children[next - count].1]
      }
    }
    return vectors
  }
}
