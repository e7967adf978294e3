/// The clusters of HDBSCAN: those that last longest while density rises (Campello, Moulavi, Zimek and
/// Sander, "Hierarchical Density Estimates for Data Clustering, Visualization, and Outlier Detection",
/// 2015).
///
/// From the whole down, a cluster splits where two parts or more have the least size; smaller parts
/// fall out of it. What lies equally far apart parts at once, as the paper says. Its *stability* is the sum, over its vectors, of the density at which each leaves
/// it, less that at which it came to be; density is 1 / distance. Of a cluster and those below it, what
/// is more stable is taken; the whole never is. What came to be below `epsilon` is not split: of it, the
/// first above that came to be farther apart is taken (Malzer and Baum, "A Hybrid Approach To
/// Hierarchical Density-based Cluster Selection", 2020).
struct CondensedTree {
  private struct Cluster {
    let parent: Int
    /// The distance at which it split off.
    let birth: Double
    var stability = 0.0
    var isSelected = false
  }

  private let dendrogram: Dendrogram
  private let minimumSize: Int
  /// All clusters, each after that it is a part of; the first is the whole.
  private var clusters = [Cluster(parent: 0, birth: .infinity)]
  /// The last cluster each vector belongs to.
  private var clusterOfVector: [Int]

  /// Condenses the tree of some vectors.
  init(_ tree: DensityTree, minimumSize: Int) {
    precondition(minimumSize > 1, "a single vector is no cluster")
    dendrogram = Dendrogram(tree)
    self.minimumSize = minimumSize
    clusterOfVector = Array(repeating: 0, count: tree.count)
    var pending = dendrogram.root.map { [(node: $0, cluster: 0)] } ?? []
    while let (node, cluster) = pending.popLast() {
      let distance = dendrogram.distance(node)
      let parts = dendrogram.parts(of: node)
      let large = parts.filter { dendrogram.size($0) >= minimumSize }
      for part in parts {
        let isLarge = dendrogram.size(part) >= minimumSize
        if isLarge, large.count == 1 {
          pending.append((part, cluster))
          continue
        }
        leave(cluster, at: distance, count: dendrogram.size(part))
        if isLarge {
          clusters.append(Cluster(parent: cluster, birth: distance))
          pending.append((part, clusters.count - 1))
        } else {
          for vector in dendrogram.vectors(below: part) { clusterOfVector[vector] = cluster }
        }
      }
    }
  }

  private mutating func leave(_ cluster: Int, at distance: Double, count: Int) {
    let gain = 1 / distance - 1 / clusters[cluster].birth
    clusters[cluster].stability += gain * Double(count)
  }

  /// Returns a number that tells clusters apart for each vector: below the count of vectors.
  mutating func labels(epsilon: Double) -> [Int] {
    select()
    if epsilon > 0 { selectAbove(epsilon) }
    var firsts: [Int: Int] = [:]
    return clusterOfVector.enumerated().map { vector, cluster in
      var cluster = cluster
      while cluster > 0, !clusters[cluster].isSelected { cluster = clusters[cluster].parent }
      guard cluster > 0 else { return vector }
      let first = firsts[cluster] ?? vector
      firsts[cluster] = first
      return first
    }
  }

  /// Selects the clusters of the greatest stability, none within another.
  private mutating func select() {
    var below = [Double](repeating: 0, count: clusters.count)
    for cluster in clusters.indices.dropFirst().reversed() {
      clusters[cluster].isSelected = below[cluster] <= clusters[cluster].stability
      below[clusters[cluster].parent] += max(below[cluster], clusters[cluster].stability)
    }
    for cluster in clusters.indices.dropFirst() where isBelowSelected(cluster) {
      clusters[cluster].isSelected = false
    }
  }

  /// Whether a cluster is part of a selected one.
  private func isBelowSelected(_ cluster: Int) -> Bool {
    var above = clusters[cluster].parent
    while above > 0, !clusters[above].isSelected { above = clusters[above].parent }
    return above > 0
  }

  /// Replaces selected clusters that split off below a distance.
  private mutating func selectAbove(_ epsilon: Double) {
    for cluster in clusters.indices.dropFirst() where clusters[cluster].isSelected {
      guard clusters[cluster].birth < epsilon else { continue }
      var chosen = cluster
      while clusters[chosen].parent > 0, clusters[chosen].birth <= epsilon {
        chosen = clusters[chosen].parent
      }
      clusters[cluster].isSelected = false
      clusters[chosen].isSelected = true
    }
    for cluster in clusters.indices.dropFirst() where isBelowSelected(cluster) {
      clusters[cluster].isSelected = false
    }
  }
}

extension DensityTree {
  /// Returns HDBSCAN's clusters, and every vector that is noise alone.
  ///
  /// - Parameters:
  ///   - minimumSize: The least number of vectors of a cluster, at least 2.
  ///   - threshold: Clusters whose parts are at least this similar are not split: the
  ///     `cluster_selection_epsilon` of known programs, as a similarity; 1 for none.
  /// - Complexity: O(*n* · *h*) for *n* vectors and a tree of height *h*.
  public func partition(minimumSize: Int, threshold: Double) -> Partition {
    var tree = CondensedTree(self, minimumSize: minimumSize)
    return Partition(labels: tree.labels(epsilon: max(0, 2 - 2 * threshold).squareRoot()))
  }
}
