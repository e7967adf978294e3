/// Average-linkage agglomeration of one connected component, down to a threshold.
///
/// The nearest-neighbour chain (Benzécri 1982, Juan 1982; Murtagh, "A Survey of Recent Advances in
/// Hierarchical Clustering Algorithms", 1983): from any cluster walk to its most similar one, from
/// there to that one's most similar, until two are each other's; merge them and walk on. Average
/// linkage is *reducible*: a merged cluster is never more similar to a third than the better of
/// its two parts was. The merges are therefore those of the greedy algorithm that always takes the
/// most similar pair, in another order. A forbidden pair counts as similarity −∞, which keeps it so.
///
/// Which clusters can be similar enough is known from the links. The *excess* of a pair of clusters
/// is the sum over its pairs of members of their similarity less the threshold: the clusters may
/// merge if it is not negative. Excesses add up when clusters merge, and a pair without a link has
/// a negative one. So each cluster keeps a list of neighbours with upper bounds on their excess,
/// at first its links; the list of a merged cluster is both lists together; the entries for one
/// neighbour add up to a bound; and a neighbour with a negative bound leaves the list for good.
/// Only where the bound could make a neighbour the most similar is a dot product of two sums
/// computed, and decides.
///
/// The merges are a tree. A merge is *accepted* if those below it are and its similarity has a
/// margin over the threshold that shrinks with the sizes of both clusters (`AverageLinkage`); the
/// clusters are what accepted merges unite. Those that are not accepted still happen, so that the
/// tree is that of average linkage.
///
/// Slots are the places of seeds in the component; a cluster goes by its lowest slot. Ties break
/// by the lowest slots of the pair.
///
/// - Complexity: At most 3*m* searches through lists of at most *m* entries for *m* seeds, of which
///   few need a dot product: O(*m*²) time if all are linked, with a small constant, and
///   proportional to the links where these are few. Memory: 8 bytes for each end of a link and
///   8*d* bytes a seed.
struct ComponentAgglomeration {
  /// Two clusters that only constraints kept apart.
  struct Refusal {
    let first: Int
    let second: Int
    let similarity: Double
  }

  private let threshold: Double
  private let singletonMargin: Double
  private let dimension: Int
  /// The sum of each cluster's vectors, `[slot, dimension]`.
  private var sums: [Double]
  /// The number of vectors in each sum.
  private var sizes: [Int]
  private var tokens: [[Int]]
  private var neighbors: NeighborLists
  private var clusters: DisjointSets
  /// The seeds united by merges that also had the margin, and whether a cluster is one of these.
  private var accepted: DisjointSets
  private var isAccepted: [Bool]
  /// The number of the search that last met each slot.
  private var lastMet: [Int32]
  private var search: Int32 = 0
  /// The clusters met in a search, and the bound on the excess of each slot met.
  private var met: [Int32] = []
  private var excess: [Double]
  private var kept: [NeighborLists.Entry] = []

  /// Prepares a component.
  ///
  /// - Parameters:
  ///   - threshold: The least average similarity at which two clusters merge.
  ///   - singletonMargin: By how much that of two single vectors must exceed it to be accepted.
  ///   - sums: The sum of each seed's vectors, `[seed, dimension]`.
  ///   - sizes: The number of vectors in each sum.
  ///   - tokens: What keeps the seeds apart.
  ///   - neighbors: The linked seeds of each.
  init(
    threshold: Double, singletonMargin: Double, sums: [Double], sizes: [Int], tokens: [[Int]],
    neighbors: NeighborLists
  ) {
    self.threshold = threshold
    self.singletonMargin = singletonMargin
    self.dimension = sums.count / sizes.count
    self.sums = sums
    self.sizes = sizes
    self.tokens = tokens
    self.neighbors = neighbors
    clusters = DisjointSets(count: sizes.count)
    accepted = clusters
    isAccepted = Array(repeating: true, count: sizes.count)
    lastMet = Array(repeating: 0, count: sizes.count)
    excess = Array(repeating: 0, count: sizes.count)
  }

  /// Merges all there is to merge.
  ///
  /// - Parameter progress: Called now and then with the number of merges so far.
  /// - Throws: What `progress` throws.
  mutating func run(progress: (_ merges: Int) throws -> Void) rethrows {
    var pending = Array(sizes.indices.reversed())
    var chain: [Candidate] = []
    var merges = 0
    while let start = pending.popLast() {
      guard clusters.isRepresentative(start) else { continue }
      chain.append(Candidate(slot: start, similarity: -.infinity))
      while let tip = chain.last {
        let previous = chain.dropLast().last?.slot
        let back = previous.map { Candidate(slot: $0, similarity: tip.similarity) }
        guard let nearest = nearest(to: tip.slot, orAtLeast: back) else {
          chain.removeLast()
          continue
        }
        guard nearest.slot == previous else {
          chain.append(nearest)
          continue
        }
        chain.removeLast(2)
        pending.append(merge(tip.slot, nearest.slot, nearest.similarity))
        merges += 1
        if merges % Self.mergesBetweenReports == 0 { try progress(merges) }
      }
    }
  }

  /// Returns the cluster of each slot, as its lowest slot.
  mutating func clusterOfSlot() -> [Int] {
    sizes.indices.map { accepted.representative(of: $0) }
  }

  /// Returns the pairs of clusters that similarity alone would have merged, once `run` is done.
  mutating func refusals() -> [Refusal] {
    var refusals: [Refusal] = []
    for slot in sizes.indices where clusters.isRepresentative(slot) && !tokens[slot].isEmpty {
      meetNeighbors(of: slot)
      for other in met.lazy.map({ Int($0) }) where other > slot {
        let similarity = averageSimilarity(slot, other)
        let wouldMerge = isAccepted[slot] && isAccepted[other] && reaches(similarity, slot, other)
        if wouldMerge, Exclusions.conflict(tokens[slot], tokens[other]) {
          refusals.append(Refusal(first: slot, second: other, similarity: similarity))
        }
      }
    }
    return refusals
  }

  /// How many merges pass between two calls of `progress`.
  private static let mergesBetweenReports = 1024

  /// A cluster on the chain, and its similarity to the one before it.
  private struct Candidate {
    var slot: Int
    var similarity: Double
  }

  /// Returns the cluster most similar to one; the lowest slot wins a tie.
  ///
  /// - Parameters:
  ///   - slot: The cluster whose list is searched and cleaned.
  ///   - known: A candidate to begin with: the one before `slot` on the chain. It ensures that the
  ///     similarities along the chain never fall, and so that the walk ends, whatever rounding does.
  private mutating func nearest(to slot: Int, orAtLeast known: Candidate?) -> Candidate? {
    meetNeighbors(of: slot)
    var best = known
    if known == nil, let promising = mostPromising(for: slot) {
      consider(promising, for: slot, &best)
    }
    kept.removeAll(keepingCapacity: true)
    for other in met {
      if couldReach(best?.similarity ?? threshold, slot, Int(other)) {
        consider(Int(other), for: slot, &best)
      }
      if couldReach(threshold, slot, Int(other)) {
        kept.append(.init(slot: other, excess: Float(excess[Int(other)]).nextUp))
      }
    }
    neighbors.replace(slot, with: kept)
    return best
  }

  /// Sets `met` to the neighbours of a cluster, and `excess` to the bounds for them.
  private mutating func meetNeighbors(of slot: Int) {
    search += 1
    lastMet[slot] = search  // Links within a cluster are nobody's neighbours.
    met.removeAll(keepingCapacity: true)
    var cursor = neighbors.cursor(for: slot)
    while let entry = neighbors.read(&cursor) {
      let other = clusters.representative(of: Int(entry.slot))
      if lastMet[other] != search {
        lastMet[other] = search
        excess[other] = 0
        met.append(Int32(other))
      }
      excess[other] += Double(entry.excess)
    }
  }

  /// Computes the similarity of two clusters, and takes it if it is the best so far.
  private mutating func consider(_ other: Int, for slot: Int, _ best: inout Candidate?) {
    let similarity = averageSimilarity(slot, other)
    excess[other] = (similarity - threshold) * Double(sizes[slot] * sizes[other])
    guard similarity >= threshold else { return }
    if let best, (similarity, best.slot) <= (best.similarity, other) { return }
    // Asked last, because few candidates come this far.
    guard !Exclusions.conflict(tokens[slot], tokens[other]) else { return }
    best = Candidate(slot: other, similarity: similarity)
  }

  /// Whether the bound on the excess of two clusters lets their average similarity reach a value.
  @inline(__always)
  private func couldReach(_ similarity: Double, _ slot: Int, _ other: Int) -> Bool {
    let pairs = Double(sizes[slot]) * Double(sizes[other])
    return excess[other] >= (similarity - threshold - Self.rounding) * pairs
  }

  /// Returns the neighbour met with the highest bound on its average similarity.
  private func mostPromising(for slot: Int) -> Int? {
    var best: (slot: Int, excess: Double)?
    for other in met {
      let excess = excess[Int(other)] / Double(sizes[Int(other)])
      if excess > best?.excess ?? -.infinity { best = (Int(other), excess) }
    }
    return best?.slot
  }

  /// More than the rounding of bounds and similarities, which is that of `Similarity.average`.
  private static let rounding = 0x1p-32

  /// Whether the average similarity of two clusters has the margin that their sizes ask for.
  private func reaches(_ similarity: Double, _ a: Int, _ b: Int) -> Bool {
    let pairs = Double(sizes[a]) * Double(sizes[b])
    return similarity >= threshold + singletonMargin / pairs.squareRoot()
  }

  /// Merges two clusters and returns the slot of both.
  private mutating func merge(_ a: Int, _ b: Int, _ similarity: Double) -> Int {
    let (low, high) = (min(a, b), max(a, b))
    isAccepted[low] = isAccepted[a] && isAccepted[b] && reaches(similarity, a, b)
    if isAccepted[low] { accepted.unite(low, high) }
    for x in 0..<dimension { sums[low * dimension + x] += sums[high * dimension + x] }
    sizes[low] += sizes[high]
    tokens[low] = Exclusions.union(tokens[low], tokens[high])
    tokens[high] = []
    neighbors.append(high, to: low)
    clusters.unite(low, high)
    return low
  }

  @inline(__always)
  private func averageSimilarity(_ a: Int, _ b: Int) -> Double {
    sums.withUnsafeBufferPointer { sums in
      let left = UnsafeBufferPointer(rebasing: sums[a * dimension..<(a + 1) * dimension])
      let right = UnsafeBufferPointer(rebasing: sums[b * dimension..<(b + 1) * dimension])
      return Similarity.average(dot: Similarity.dot(left, right), pairs: sizes[a] * sizes[b])
    }
  }
}
