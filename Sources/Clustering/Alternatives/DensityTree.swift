/// The tree that HDBSCAN cuts: how dense one has to be for vectors to hang together (Campello, Moulavi
/// and Sander, "Density-Based Clustering Based on Hierarchical Density Estimates", 2013).
///
/// The *core distance* of a vector is that to its k-th nearest, itself counted; the *mutual
/// reachability* of two is the greatest of their distance and both core distances. The tree is the
/// minimum spanning tree of that (Prim, "Shortest Connection Networks and Some Generalizations", 1957).
/// Distances are Euclidean. One of the methods that `AverageLinkage` is compared with.
public struct DensityTree: Sendable {
  /// Two vectors and their mutual reachability.
  package struct Edge: Sendable {
    /// The vector that was reached first.
    package let first: Int
    /// The vector that was reached from it.
    package let second: Int
    /// Their mutual reachability.
    package let distance: Double
  }

  /// The number of vectors.
  let count: Int
  /// The edges, nearest first.
  package let edges: [Edge]

  /// Makes the tree of vectors.
  ///
  /// - Parameters:
  ///   - vectors: The vectors.
  ///   - neighbors: Which nearest vector gives the core distance, itself counted, at least 1.
  /// - Complexity: O(*n*² · *d*) time for *n* vectors of length *d*, O(*n*) memory.
  public init(_ vectors: UnitVectors, neighbors: Int) {
    precondition(neighbors > 0, "a vector is its own first neighbour")
    count = vectors.count
    let core = Self.coreDistances(of: vectors, neighbors: neighbors)
    var edges: [Edge] = []
    var nearest = [Double](repeating: .infinity, count: count)
    var from = [Int](repeating: 0, count: count)
    var outside = Array(1..<max(1, count))
    var last = 0
    vectors.withRows { rows in
      while !outside.isEmpty {
        var best = 0
        for (place, vector) in outside.enumerated() {
          let reach = max(Self.distance(last, vector, rows), core[last], core[vector])
          if reach < nearest[vector] { (nearest[vector], from[vector]) = (reach, last) }
          if nearest[vector] < nearest[outside[best]] { best = place }
        }
        let next = outside.remove(at: best)
        edges.append(Edge(first: from[next], second: next, distance: nearest[next]))
        last = next
      }
    }
    self.edges = edges.sorted {
      ($0.distance, $0.first, $0.second) < ($1.distance, $1.first, $1.second)
    }
  }

  /// Returns the core distance of each vector.
  private static func coreDistances(of vectors: UnitVectors, neighbors: Int) -> [Double] {
    // The distance to the nearest other is never above one between two: it changes nothing.
    guard neighbors > 2 else { return [Double](repeating: 0, count: vectors.count) }
    return vectors.withRows { rows in
      (0..<rows.count).map { vector in
        let others = (0..<rows.count).map { distance(vector, $0, rows) }.sorted()
        return others[min(neighbors, rows.count) - 1]
      }
    }
  }

  /// Returns the Euclidean distance of two unit vectors.
  private static func distance(_ a: Int, _ b: Int, _ rows: Rows) -> Double {
    a == b ? 0 : max(0, 2 - 2 * rows.similarity(a, to: b, of: rows)).squareRoot()
  }
}
