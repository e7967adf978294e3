/// The averages of all clusters, ready for products, for lists that are made anew.
///
/// What merged since the last time is brought up to date when it is needed; columns of clusters
/// that are no more are left out when they are many.
struct ClusterColumns {
  let store: RowStore
  /// The slot of each column, and the column of each slot, which keeps its last one.
  private(set) var slots: [Int32]
  private var columnOfSlot: [Int32]
  private var changed: [Int32] = []

  /// Begins with a column for each slot.
  init(store: RowStore) {
    self.store = store
    slots = (0..<Int32(store.count)).map { $0 }
    columnOfSlot = slots
  }

  /// Tells that a cluster has grown.
  mutating func changed(_ slot: Int) { changed.append(Int32(slot)) }

  /// Brings the columns up to date.
  ///
  /// - Parameters:
  ///   - clusters: Which slots are clusters.
  ///   - sums: The sum of each cluster's vectors, `[slot, dimension]`.
  ///   - sizes: The number of vectors in each sum.
  ///   - workers: The number of threads.
  mutating func update(
    _ clusters: DisjointSets, sums: [Double], sizes: [Int], workers: Int
  ) {
    let alive = slots.count { clusters.isRepresentative(Int($0)) }
    let isSparse = alive * 4 < slots.count * 3
    for slot in Set(changed) where clusters.isRepresentative(Int(slot)) {
      let column = Int(columnOfSlot[Int(slot)])
      Self.writeAverage(of: Int(slot), sums, sizes, to: store.values + column * store.dimension)
      if !isSparse { store.encode(CollectionOfOne(column)) }
    }
    changed = []
    if isSparse { compact(clusters, workers: workers) }
  }

  private mutating func compact(_ clusters: DisjointSets, workers: Int) {
    var kept = 0
    for column in slots.indices where clusters.isRepresentative(Int(slots[column])) {
      if kept < column {
        (store.values + kept * store.dimension).update(
          from: store.values + column * store.dimension, count: store.dimension)
      }
      slots[kept] = slots[column]
      columnOfSlot[Int(slots[kept])] = Int32(kept)
      kept += 1
    }
    slots.removeLast(slots.count - kept)
    store.truncate(to: kept)
    store.encodeAll(workers: workers)
  }

  /// Writes the average of a cluster's vectors.
  static func writeAverage(
    of slot: Int, _ sums: [Double], _ sizes: [Int], to row: UnsafeMutablePointer<Float>
  ) {
    let dimension = sums.count / sizes.count
    let size = Double(sizes[slot])
    for x in 0..<dimension { row[x] = Float(sums[slot * dimension + x] / size) }
  }
}
