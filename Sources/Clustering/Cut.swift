/// The clusters that a tree of merges gives, by a margin that shrinks with their size.
///
/// A merge is *accepted* if those below it are and its similarity has a margin over the threshold
/// that shrinks with the sizes of both clusters (`AverageLinkage`); the clusters are what accepted
/// merges unite. Those that are not accepted still belong to the tree, so that it is that of
/// average linkage.
struct Cut {
  private let threshold: Double
  private let singletonMargin: Double
  private var sizes: [Int]
  private var accepted: DisjointSets
  private var isAccepted: [Bool]

  /// Cuts a tree.
  ///
  /// - Parameters:
  ///   - merges: The merges, each after those below it.
  ///   - sizes: The number of vectors of each node.
  ///   - threshold: The least average similarity at which two clusters merge.
  ///   - singletonMargin: By how much that of two single vectors must exceed it to be accepted.
  init(
    _ merges: [Agglomeration.Merge], sizes: [Int], threshold: Double, singletonMargin: Double
  ) {
    self.threshold = threshold
    self.singletonMargin = singletonMargin
    self.sizes = sizes
    accepted = DisjointSets(count: sizes.count)
    isAccepted = Array(repeating: true, count: sizes.count)
    for merge in merges {
      let (low, high) = (Int(merge.low), Int(merge.high))
      isAccepted[low] = unites(merge)
      if isAccepted[low] { accepted.unite(low, high) }
      self.sizes[low] += self.sizes[high]
    }
  }

  /// Whether two clusters of the tree would be one if they merged.
  func unites(_ merge: Agglomeration.Merge) -> Bool {
    let (low, high) = (Int(merge.low), Int(merge.high))
    let pairs = Double(sizes[low]) * Double(sizes[high])
    return isAccepted[low] && isAccepted[high]
      && merge.similarity >= threshold + singletonMargin / pairs.squareRoot()
  }

  /// Returns the cluster of a node, as its lowest node.
  mutating func cluster(of node: Int) -> Int { accepted.representative(of: node) }
}
