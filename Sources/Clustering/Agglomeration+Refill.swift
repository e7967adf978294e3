extension Agglomeration {
  /// Sets the list and the horizon of a cluster.
  ///
  /// - Parameters:
  ///   - slot: The cluster.
  ///   - neighbors: Clusters, with the products of the averages.
  ///   - floor: No cluster that is missing has a product above it.
  ///   - lowestFloor: Where the floor is if nothing above the threshold is missing.
  mutating func setList(of slot: Int, _ neighbors: [Neighbor], floor: Float, lowestFloor: Float) {
    let isComplete = floor <= lowestFloor
    let height = isComplete ? 0 : max(0, Double(floor) + Double(slack) - threshold)
    horizons[slot] = Double(sizes[slot]) * height
    let offset = Double(slack) - threshold - height
    lists[slot] = neighbors.map { neighbor in
      let excess = (Double(neighbor.excess) + offset) * pairs(slot, Int(neighbor.slot))
      return Neighbor(slot: neighbor.slot, excess: Float(excess).nextUp)
    }
  }

  /// Makes lists anew, so that each tells its cluster's nearest.
  mutating func refill(_ slots: [Int]) {
    // Above the horizon, which is its floor and what a product may be off, the best one must remain
    // that exceeds it by what it may be off itself.
    columns.update(clusters, sums: sums, sizes: sizes, workers: tuning.workers)
    let found = neighbors(of: slots, limit: tuning.refillLimit, lead: 4 * slack) { slot, other in
      !tokens.conflict(slot, other)
    }
    for (slot, found) in zip(slots, found) {
      setList(of: slot, found.list.entries, floor: found.floor, lowestFloor: lowestFloor)
    }
  }

  /// Returns the pairs of clusters that reach the threshold and are kept apart, once `run` is done.
  mutating func refusals() -> [Merge] {
    let slots = sizes.indices.filter { clusters.isRepresentative($0) && !tokens.isFree($0) }
    guard !slots.isEmpty else { return [] }
    columns.update(clusters, sums: sums, sizes: sizes, workers: tuning.workers)
    let found = neighbors(of: slots, limit: sizes.count, lead: 0) { slot, other in
      other > slot && tokens.conflict(slot, other)
    }
    var refusals: [Merge] = []
    for (slot, found) in zip(slots, found) {
      for other in found.list.entries.map({ Int($0.slot) }).sorted() {
        let similarity = averageSimilarity(slot, other)
        if similarity >= threshold {
          refusals.append(Merge(low: Int32(slot), high: Int32(other), similarity: similarity))
        }
      }
    }
    return refusals
  }

  private var lowestFloor: Float { Float(threshold) - slack }

  private struct Found {
    var list: NeighborList
    var floor: Float
  }

  /// How many clusters' lists one task makes.
  private static let probesOfTask = 12

  /// Returns the clusters whose products with some reach the threshold, or the best of them.
  ///
  /// - Parameters:
  ///   - slots: The clusters.
  ///   - limit: How many of each to return at least, if there are.
  ///   - lead: By how much the floor stays below the best product.
  ///   - isWanted: Whether a pair counts.
  private func neighbors(
    of slots: [Int], limit: Int, lead: Float, isWanted: (_ slot: Int, _ other: Int) -> Bool
  ) -> [Found] {
    let probes = RowStore(
      count: slots.count, dimension: dimension, usesBytes: columns.store.usesBytes)
    for (row, slot) in slots.enumerated() {
      ClusterColumns.writeAverage(of: slot, sums, sizes, to: probes.values + row * dimension)
    }
    probes.encode(slots.indices)
    let floors = UnsafeMutablePointer<Float>.allocate(capacity: RowStore.padded(slots.count))
    floors.initialize(repeating: lowestFloor, count: RowStore.padded(slots.count))
    defer { floors.deallocate() }
    var lists = slots.map { _ in NeighborList(limit: limit) }
    let tasks = (slots.count + Self.probesOfTask - 1) / Self.probesOfTask
    let scanners = (0..<tuning.workers).map { _ in PairScanner() }
    let all = PairScanner.Side(store: columns.store, range: 0..<columns.store.count, floors: nil)
    lists.withUnsafeMutableBufferPointer { lists in
      Parallel.forEach(tasks, workers: tuning.workers) { worker, task in
        let first = task * Self.probesOfTask
        let rows = first..<min(first + Self.probesOfTask, slots.count)
        scanners[worker].forEachPair(.init(store: probes, range: rows, floors: floors), all) {
          row, column, product in
          let other = Int(columns.slots[column])
          guard product >= floors[row], other != slots[row], clusters.isRepresentative(other),
            isWanted(slots[row], other)
          else { return }
          lists[row].insert(other, product, limit: limit, lead: lead, floor: &floors[row])
        }
      }
    }
    return zip(lists.indices, lists).map { Found(list: $1, floor: floors[$0]) }
  }
}
