/// Unites what lies densely together: DBSCAN (Ester, Kriegel, Sander and Xu, "A Density-Based
/// Algorithm for Discovering Clusters", 1996).
///
/// A vector with enough linked vectors is a core. Linked cores are of one cluster; another vector
/// joins the first cluster that has a core linked with it, and what has none stays alone. One of the
/// methods that `AverageLinkage` is compared with.
public enum DensityClustering {
  /// Returns the clusters, and every vector that is noise alone.
  ///
  /// - Parameters:
  ///   - count: The number of vectors.
  ///   - links: All links between them at the threshold, as a `LinkFinder` gives them.
  ///   - minimum: How many vectors, itself among them, make a core.
  /// - Complexity: Nearly linear in vectors and links.
  public static func partition(count: Int, links: [Link], minimum: Int) -> Partition {
    var degrees = [Int](repeating: 1, count: count)
    for link in links {
      degrees[Int(link.first)] += 1
      degrees[Int(link.second)] += 1
    }
    let isCore = degrees.map { $0 >= minimum }
    var sets = DisjointSets(count: count)
    for link in links where isCore[Int(link.first)] && isCore[Int(link.second)] {
      sets.unite(Int(link.first), Int(link.second))
    }
    // Clusters come in the order of their first cores.
    var order: [Int: Int] = [:]
    for vector in 0..<count where isCore[vector] {
      let representative = sets.representative(of: vector)
      if order[representative] == nil { order[representative] = order.count }
    }
    var labels = (0..<count).map { sets.representative(of: $0) }
    var best = [Int](repeating: Int.max, count: count)
    for link in links {
      for (border, core) in [
        (Int(link.first), Int(link.second)), (Int(link.second), Int(link.first)),
      ]
      where !isCore[border] && isCore[core] {
        let representative = sets.representative(of: core)
        guard let place = order[representative], place < best[border] else { continue }
        best[border] = place
        labels[border] = representative
      }
    }
    return Partition(labels: labels)
  }
}
