/// Gives each vector, in the order of arrival, the cluster of the most similar one before it: how Ente
/// clusters faces, but for its rules about blurred and turned ones.
///
/// Nothing that came before ever changes, so the order matters. One of the methods that
/// `AverageLinkage` is compared with.
public enum ArrivalClustering {
  /// Returns the clusters; a vector that resembles none before it begins one.
  ///
  /// The earlier of two that are as similar counts.
  ///
  /// - Parameters:
  ///   - count: The number of vectors.
  ///   - links: All links between them at the threshold.
  /// - Complexity: Linear in vectors and links.
  public static func partition(count: Int, links: [Link]) -> Partition {
    var best = [Link?](repeating: nil, count: count)
    for link in links where link.similarity > best[Int(link.second)]?.similarity ?? -.infinity {
      best[Int(link.second)] = link
    }
    var labels = Array(0..<count)
    for (vector, link) in best.enumerated() {
      if let link { labels[vector] = labels[Int(link.first)] }
    }
    return Partition(labels: labels)
  }
}
