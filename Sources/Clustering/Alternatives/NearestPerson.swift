/// Gives each vector, one after the other, the cluster of its most similar neighbour: how Immich
/// assigns faces to people.
///
/// A vector with enough linked vectors is a core. In a first round cores take the cluster of the
/// most similar vector that has one, or begin one of their own; in a second round the others take
/// one, or stay alone. Clusters never merge, so the order of the vectors matters. One of the methods
/// that `AverageLinkage` is compared with.
public enum NearestPerson {
  /// Returns the clusters, and every vector without one alone.
  ///
  /// - Parameters:
  ///   - count: The number of vectors.
  ///   - links: All links between them at the threshold, as a `LinkFinder` gives them.
  ///   - minimum: How many vectors, itself among them, make a core.
  /// - Complexity: Linear in vectors and links.
  public static func partition(count: Int, links: [Link], minimum: Int) -> Partition {
    let neighbors = LinkNeighbors(count: count, links: links)
    var clusters = [Int?](repeating: nil, count: count)
    let isCore = (0..<count).map { neighbors[$0].count + 1 >= minimum }
    for isFirstRound in [true, false] {
      for vector in 0..<count where isCore[vector] == isFirstRound {
        var best: (similarity: Float, cluster: Int)?
        for neighbor in neighbors[vector] {
          guard let cluster = clusters[Int(neighbor.vector)],
            neighbor.similarity > best?.similarity ?? -.infinity
          else { continue }
          best = (neighbor.similarity, cluster)
        }
        clusters[vector] = best?.cluster ?? (isFirstRound ? vector : nil)
      }
    }
    return Partition(labels: clusters.enumerated().map { $0.element ?? $0.offset })
  }
}
