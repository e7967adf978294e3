/// Unites everything that links connect: single linkage, cut at the links' threshold.
///
/// One of the methods that `AverageLinkage` is compared with; nothing else uses it.
public enum SingleLinkage {
  /// Returns the connected components.
  ///
  /// - Parameters:
  ///   - count: The number of vectors.
  ///   - links: The links between them at the threshold, in any order.
  /// - Complexity: Nearly linear in vectors and links.
  public static func partition(count: Int, links: [Link]) -> Partition {
    var sets = DisjointSets(count: count)
    for link in links { sets.unite(Int(link.first), Int(link.second)) }
    return Partition(labels: (0..<count).map { sets.representative(of: $0) })
  }
}
