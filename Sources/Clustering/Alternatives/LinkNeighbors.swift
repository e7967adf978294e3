/// The links of each vector, in both directions: what methods that walk a graph need.
struct LinkNeighbors {
  /// A linked vector.
  struct Neighbor {
    let vector: Int32
    let similarity: Float
  }

  private let starts: [Int]
  private let entries: [Neighbor]

  /// Arranges links.
  ///
  /// - Parameters:
  ///   - count: The number of vectors.
  ///   - links: The links, sorted by first, then second vector, as a `LinkFinder` gives them.
  init(count: Int, links: [Link]) {
    var starts = [Int](repeating: 0, count: count + 1)
    for link in links {
      starts[Int(link.first) + 1] += 1
      starts[Int(link.second) + 1] += 1
    }
    for vector in 0..<count { starts[vector + 1] += starts[vector] }
    var next = starts
    entries = [Neighbor](unsafeUninitializedCapacity: 2 * links.count) { buffer, initialized in
      // Lower neighbours of a vector come before the higher ones, each in order.
      for link in links {
        let j = Int(link.second)
        buffer.initializeElement(
          at: next[j], to: Neighbor(vector: link.first, similarity: link.similarity))
        next[j] += 1
      }
      for link in links {
        let i = Int(link.first)
        buffer.initializeElement(
          at: next[i], to: Neighbor(vector: link.second, similarity: link.similarity))
        next[i] += 1
      }
      initialized = 2 * links.count
    }
    self.starts = starts
  }

  /// The vectors linked with one, ascending.
  subscript(vector: Int) -> ArraySlice<Neighbor> { entries[starts[vector]..<starts[vector + 1]] }
}
