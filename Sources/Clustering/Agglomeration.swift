/// Average-linkage agglomeration down to a threshold, from lists of the nearest neighbours.
///
/// Two clusters merge that are each other's most similar ones. Average linkage is *reducible*: a
/// merged cluster is never more similar to a third than the better of its two parts was. The merges
/// are therefore those of the greedy algorithm that always takes the most similar pair, in another
/// order (Murtagh, "A Survey of Recent Advances in Hierarchical Clustering Algorithms", 1983, of
/// reciprocal nearest neighbours). A forbidden pair counts as similarity −∞, which keeps it so.
///
/// It goes in rounds. In a round some clusters look for their most similar one, each by itself, so
/// that threads share them; then all merge that found each other. The next round is for what merged
/// and for those that were found but do not know their own most similar one any more; and when
/// there are none of these, for all whose most similar one has merged. What comes out does not
/// depend on the number of threads.
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
/// (`ClusterColumns`), but not before nothing else is left to do: then there are fewer clusters to
/// multiply with, and products are fast only in numbers. Memory is thus bounded by the length of
/// lists, and not by the number of links. Among many that are all alike a list that is made anew is
/// long, since it keeps all that may be the best: then only some are made, and what these merge goes
/// first.
///
/// Slots are nodes' places; a cluster goes by its lowest slot. Ties break by the lower, then the
/// higher slot of the pair.
///
/// - Complexity: For *m* nodes, O(*m*) searches through lists where few share their most similar one,
///   and in the worst case a search through all clusters for each of them: O(*m*² · *d*) time. Where
///   merges wait for one another in one long chain, each looks at all that is left. Memory:
///   8*d* bytes a node, 8 bytes an entry, 16 bytes a node and thread.
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
  var nearest: [Nearest?]
  /// How often each slot's cluster changed.
  private var versions: [Int32]
  /// What may still merge, and some of what may not.
  var unfinished: [Int32]
  var states: [State]
  var exhausted: [Int32] = []
  /// Whether not all lists that were exhausted could be made anew at once.
  var wereLeft = false
  /// How many clusters have merged into others, or are finished; and how many had when last told.
  var finished = 0
  var reported = 0
  private var roundsOnPaths = 0
  private var mergesBeforePaths = 0
  /// The memory of each thread.
  let searches: [NeighborSearch]

  /// What a cluster waits for.
  enum State: UInt8 {
    /// For a turn to search, or for the one it found.
    case open
    /// For its list to be made anew.
    case exhausted
    /// For nothing: no other reaches the threshold.
    case finished
  }

  /// A cluster that is to search.
  struct Target {
    let slot: Int32
    /// The best of those whose most similar one it is.
    var known: Nearest?
  }

  /// More threads than this take more memory than they save time.
  private static let mostSearches = 16

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
    unfinished = (0..<Int32(nodes.count)).map { $0 }
    states = Array(repeating: .open, count: nodes.count)
    searches = (0..<min(tuning.workers, Self.mostSearches)).map { _ in
      NeighborSearch(slots: nodes.count)
    }
    let floor = Float(threshold) - slack
    for slot in sizes.indices {
      setList(of: slot, lists[slot], floor: neighbors.floors[slot], lowestFloor: floor)
    }
  }

  /// Keeps what searches ask, the clusters of slots, a matter of few steps.
  mutating func shortenPaths() {
    roundsOnPaths += 1
    let mergesOnPaths = merges.count - mergesBeforePaths
    let isLong = roundsOnPaths >= 64 + sizes.count / 4096
    guard isLong || mergesOnPaths * 16 >= sizes.count else { return }
    clusters.flatten()
    (roundsOnPaths, mergesBeforePaths) = (0, merges.count)
  }

  /// Returns a cluster's nearest one, if it is known.
  func validNearest(to slot: Int) -> Nearest? {
    nearest[slot].flatMap { versions[Int($0.slot)] == $0.version ? $0 : nil }
  }

  /// Returns what names a cluster as the nearest one.
  func nearest(_ slot: Int, similarity: Double) -> Nearest {
    Nearest(slot: Int32(slot), version: versions[slot], similarity: similarity)
  }

  /// Makes one cluster of two.
  mutating func merge(_ a: Int, _ b: Int, _ similarity: Double) {
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
  }
}

extension Agglomeration.Nearest {
  /// Whether this is nearer than another, or wins a tie.
  @inline(__always)
  func precedes(_ other: Self) -> Bool {
    similarity > other.similarity || (similarity == other.similarity && slot < other.slot)
  }
}
