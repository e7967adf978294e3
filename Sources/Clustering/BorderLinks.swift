/// The pairs of nodes of different trees that reach the threshold: along these, and nowhere else, an
/// update can find that two trees touch.
///
/// Nodes that have very many links are *crowded*: a list of their neighbours has the best of them
/// only. Links between two crowded nodes are not known; all others are.
struct BorderLinks: Equatable {
  /// The pairs that are known, ascending; a pair's lower node is the upper half of its number.
  private(set) var pairs: [UInt64]
  /// Whether each node is crowded.
  private(set) var isCrowded: [Bool]

  /// More links a node than this are not kept: finding them again takes less than keeping them.
  private static let mostOfNode = 16

  /// Takes known pairs.
  ///
  /// - Returns: `nil` if they are too many to be kept.
  init?(pairs: [UInt64], isCrowded: [Bool]) {
    guard pairs.count <= Self.mostOfNode * isCrowded.count else { return nil }
    self.pairs = pairs
    self.isCrowded = isCrowded
  }

  /// Takes the neighbours between trees.
  ///
  /// - Parameters:
  ///   - neighbors: The neighbours of each node; those of crowded nodes are not looked at.
  ///   - tree: The merges of the nodes.
  ///   - floor: The product that a list has to go down to for its node not to be crowded.
  init?(_ neighbors: NeighborScan.Result, of tree: MergeTree, floor: Float) {
    let count = neighbors.lists.count
    let isCrowded = (0..<count).map { !neighbors.isComplete($0, floor: floor) }
    let roots = tree.roots(count: count)
    var pairs: [UInt64] = []
    for node in 0..<count where !isCrowded[node] {
      for neighbor in neighbors.lists[node] {
        let other = Int(neighbor.slot)
        // A pair stands in both lists, unless one of them has not everything.
        guard roots[node] != roots[other], node < other || isCrowded[other] else { continue }
        pairs.append(Self.pair(Int32(node), neighbor.slot))
      }
      guard pairs.count <= Self.mostOfNode * count else { return nil }
    }
    pairs.sort()
    self.init(pairs: pairs, isCrowded: isCrowded)
  }

  /// Returns the number of a pair of nodes.
  static func pair(_ a: Int32, _ b: Int32) -> UInt64 {
    UInt64(UInt32(min(a, b))) << 32 | UInt64(UInt32(max(a, b)))
  }

  /// Returns the nodes of a pair, the lower first.
  static func nodes(_ pair: UInt64) -> (low: Int32, high: Int32) {
    (Int32(truncatingIfNeeded: pair >> 32), Int32(truncatingIfNeeded: pair))
  }
}
