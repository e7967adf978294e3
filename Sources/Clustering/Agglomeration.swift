/// Average-linkage agglomeration down to a threshold, from lists of the nearest neighbours.
///
/// The nearest-neighbour chain (Benzécri 1982, Juan 1982; Murtagh, "A Survey of Recent Advances in
/// Hierarchical Clustering Algorithms", 1983): from any cluster walk to its most similar one, from
/// there to that one's most similar, until two are each other's; merge them and walk on. Average
/// linkage is *reducible*: a merged cluster is never more similar to a third than the better of
/// its two parts was. The merges are therefore those of the greedy algorithm that always takes the
/// most similar pair, in another order. A forbidden pair counts as similarity −∞, which keeps it so.
///
/// Which clusters can be the most similar is known from lists. Each cluster has a list of
/// neighbours and a *horizon*: its average similarity to any cluster that is not on the list is not
/// above the horizon. At first the list holds the linked nodes and the horizon is the threshold,
/// below which nothing matters; or, of a node with very many links, the best of them, and the
/// horizon is the similarity of the best that was left out. An entry holds an upper bound on the
/// sum over pairs of members of their similarity less the horizon of the member whose list it comes
/// from: its *excess*. Excesses add up when clusters merge, and so do horizons, times sizes. So the
/// list of a merged cluster is both lists together, the entries for one neighbour add up to a
/// bound, and an entry whose excess is negative says less than the horizon does, and leaves.
///
/// A neighbour's similarity itself is the dot product of two exact sums, computed only where the
/// bound could make it the most similar. The best one is the nearest if it lies above the horizon.
/// If not, the list is exhausted: it is made anew from the products with all clusters
/// (`ClusterColumns`). A walk that meets an exhausted list is put off until there are many, for
/// products are fast only in numbers; the order of walks makes no difference. Memory is thus
/// bounded by the length of lists, and not by the number of links.
///
/// Slots are nodes' places; a cluster goes by its lowest slot. Ties break by the lower, then the
/// higher slot of the pair.
///
/// - Complexity: At most 3*m* searches through lists for *m* nodes, and in the worst case a search
///   through all clusters for each of them: O(*m*² · *d*) time. Memory: 8*d* bytes a node, 8 bytes
///   an entry.
struct Agglomeration {
  /// Two clusters that became one.
  struct Merge: Equatable {
    /// The slots the two went by; the lower is that of both from then on.
    var low: Int32
    var high: Int32
    /// Their average similarity.
    var similarity: Double
  }

  /// A cluster's most similar one, as long as that one does not change.
  struct Nearest {
    var slot: Int32
    var version: Int32
    var similarity: Double
  }

  let threshold: Double
  let dimension: Int
  let slack: Float
  let tuning: LinkageTuning
  /// The sum of each cluster's vectors, `[slot, dimension]`.
  var sums: [Double]
  /// The number of vectors in each sum.
  var sizes: [Int]
  var tokens: ClusterTokens
  var lists: [[Neighbor]]
  /// The size of each cluster times its horizon's height above the threshold.
  var horizons: [Double]
  var clusters: DisjointSets
  var columns: ClusterColumns
  private(set) var merges: [Merge] = []
  private var nearest: [Nearest?]
  /// How often each slot's cluster changed.
  private var versions: [Int32]
  /// What can still be walked from, and what cannot before its list is made anew.
  private var pending: [Int32]
  private var isPending: [Bool]
  private var exhausted: [Int32] = []
  /// Where walks began or passed that met an exhausted list.
  private var putOff: [Int32] = []
  private var finished = 0
  var search = NeighborSearch()

  /// Prepares the nodes.
  ///
  /// - Parameters:
  ///   - nodes: The nodes.
  ///   - tokens: What keeps the nodes apart.
  ///   - neighbors: The neighbours of each, by `store`'s products.
  ///   - store: The averages of the nodes; is used up.
  ///   - threshold: The least average similarity at which two clusters merge.
  init(
    _ nodes: Nodes, tokens: [[Int]], neighbors: NeighborScan.Result, store: RowStore,
    threshold: Double, tuning: LinkageTuning
  ) {
    self.threshold = threshold
    self.tuning = tuning
    dimension = nodes.dimension
    slack = Similarity.slack(dimension: nodes.dimension)
    sums = nodes.sums
    sizes = nodes.sizes
    self.tokens = ClusterTokens(tokens)
    lists = neighbors.lists
    horizons = Array(repeating: 0, count: nodes.count)
    clusters = DisjointSets(count: nodes.count)
    columns = ClusterColumns(store: store)
    nearest = Array(repeating: nil, count: nodes.count)
    versions = Array(repeating: 0, count: nodes.count)
    isPending = Array(repeating: true, count: nodes.count)
    pending = []
    search.reserve(nodes.count)
    let floor = Float(threshold) - slack
    for slot in sizes.indices {
      setList(of: slot, lists[slot], floor: neighbors.floors[slot], lowestFloor: floor)
    }
    // What has all its neighbours comes first, and leaves few clusters for the others' searches.
    pending = sizes.indices.reversed().filter { horizons[$0] > 0 }.map { Int32($0) }
    pending += sizes.indices.reversed().filter { horizons[$0] == 0 }.map { Int32($0) }
  }

  /// Merges all there is to merge.
  ///
  /// - Parameter progress: Called now and then with the share that is done.
  /// - Throws: What `progress` throws.
  mutating func run(progress: (Double) throws -> Void) rethrows {
    var walks = 0
    while true {
      if exhausted.count >= tuning.refillBatch || walks >= Self.walksBeforeRefill
        || (pending.isEmpty && !exhausted.isEmpty)
      {
        try progress(Double(finished) / Double(sizes.count))
        refillExhausted()
        walks = 0
      }
      guard let start = pending.popLast() else { return }
      isPending[Int(start)] = false
      guard clusters.isRepresentative(Int(start)) else { continue }
      walk(from: Int(start))
      if !exhausted.isEmpty { walks += 1 }
      if finished % Self.stepsBetweenReports == 0 {
        try progress(Double(finished) / Double(sizes.count))
      }
    }
  }

  private static let walksBeforeRefill = 512
  private static let stepsBetweenReports = 1024

  /// Follows the chain from a cluster, merging, until it ends or meets an exhausted list.
  private mutating func walk(from start: Int) {
    var path = [start]
    while let tip = path.last {
      let previous = path.count > 1 ? path[path.count - 2] : nil
      switch nearest(to: tip, knowing: previous) {
      case .exhausted:
        exhausted.append(Int32(tip))
        for slot in path.dropLast() where !isPending[slot] {
          isPending[slot] = true
          putOff.append(Int32(slot))
        }
        return
      case .none:
        finished += 1
        path.removeLast()
      case .found(let found):
        nearest[tip] = found
        guard Int(found.slot) == previous else {
          path.append(Int(found.slot))
          continue
        }
        path.removeLast(2)
        merge(tip, Int(found.slot), found.similarity)
      }
    }
  }

  /// Returns the cluster most similar to one, given the one before it on the chain.
  private mutating func nearest(to slot: Int, knowing previous: Int?) -> NeighborSearch.Outcome {
    var known: Nearest?
    if let previous, let similarity = nearest[previous]?.similarity {
      known = Nearest(
        slot: Int32(previous), version: versions[previous], similarity: similarity)
    }
    guard let kept = nearest[slot], versions[Int(kept.slot)] == kept.version else {
      return findNearest(to: slot, knowing: known)
    }
    // By reducibility the one kept is no worse, unless rounding made it so.
    if let known, known.precedes(kept) { return .found(known) }
    return .found(kept)
  }

  /// Returns what names a cluster as the nearest one.
  func nearest(_ slot: Int, similarity: Double) -> Nearest {
    Nearest(slot: Int32(slot), version: versions[slot], similarity: similarity)
  }

  private mutating func merge(_ a: Int, _ b: Int, _ similarity: Double) {
    let (low, high) = (min(a, b), max(a, b))
    merges.append(Merge(low: Int32(low), high: Int32(high), similarity: similarity))
    for x in 0..<dimension { sums[low * dimension + x] += sums[high * dimension + x] }
    sizes[low] += sizes[high]
    tokens.merge(low, high)
    if lists[low].count < lists[high].count { lists.swapAt(low, high) }
    lists[low] += lists[high]
    lists[high] = []
    horizons[low] += horizons[high]
    versions[low] += 1
    versions[high] += 1
    nearest[low] = nil
    nearest[high] = nil
    clusters.unite(low, high)
    columns.changed(low)
    finished += 1
    if !isPending[low] {
      isPending[low] = true
      pending.append(Int32(low))
    }
  }

  /// Makes the lists anew that are exhausted, and lets the walks that met them go on.
  private mutating func refillExhausted() {
    // A walk may have put a cluster here that another has merged since.
    let slots = Set(exhausted).filter { clusters.isRepresentative(Int($0)) }.sorted()
    exhausted = []
    refill(slots.map { Int($0) })
    pending += putOff.reversed()
    putOff = []
    for slot in slots.reversed() where !isPending[Int(slot)] {
      isPending[Int(slot)] = true
      pending.append(slot)
    }
  }
}

extension Agglomeration.Nearest {
  /// Whether this is nearer than another, or wins a tie.
  @inline(__always)
  func precedes(_ other: Self) -> Bool {
    similarity > other.similarity || (similarity == other.similarity && slot < other.slot)
  }
}
