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

  /// Makes lists anew, so that each tells its cluster's nearest; the first ones at least, and no more
  /// when they hold much: that of a cluster among many that are all alike has all of these.
  ///
  /// - Returns: How many lists were made.
  mutating func refill(_ slots: [Int]) -> Int {
    columns.update(clusters, sums: sums, sizes: sizes, workers: tuning.workers)
    var (done, entries) = (0, 0)
    var batch = min(Self.firstBatch, tuning.refillBatch)
    while done < slots.count, entries <= Self.entriesAtOnce * sizes.count {
      let some = Array(slots[done..<min(done + batch, slots.count)])
      let before = entries
      for (slot, found) in zip(some, best(of: some)) {
        setList(of: slot, found.entries, floor: found.floor, lowestFloor: lowestFloor)
        entries += found.entries.count
      }
      done += some.count
      let areShort = entries - before <= Self.shortList * tuning.refillLimit * some.count
      batch = areShort ? tuning.refillBatch : min(Self.firstBatch, tuning.refillBatch)
    }
    return done
  }

  /// How many lists are made before it is known how long they are.
  private static let firstBatch = 96
  /// How many times as many entries as a list is meant to keep are not many yet.
  private static let shortList = 8
  /// As many entries for each node may be in lists that are made anew at once.
  private static let entriesAtOnce = 32

  private func best(of slots: [Int]) -> [ProbeScan.Found] {
    // Above the horizon, which is its floor and what a product may be off, the best one must remain
    // that exceeds it by what it may be off itself.
    neighbors(of: slots, limit: tuning.refillLimit, lead: 4 * slack) { slot, other in
      !tokens.conflict(slot, other)
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
      for other in found.entries.map({ Int($0.slot) }).sorted() {
        let similarity = averageSimilarity(slot, other)
        if similarity >= threshold {
          refusals.append(Merge(low: Int32(slot), high: Int32(other), similarity: similarity))
        }
      }
    }
    return refusals
  }

  private var lowestFloor: Float { Float(threshold) - slack }

  /// Returns the clusters whose products with some reach the threshold, or the best of them.
  ///
  /// - Parameters:
  ///   - slots: The clusters.
  ///   - limit: How many of each to return at least, if there are.
  ///   - lead: By how much the floor stays below the best product.
  ///   - isWanted: Whether a pair counts.
  private func neighbors(
    of slots: [Int], limit: Int, lead: Float, isWanted: (_ slot: Int, _ other: Int) -> Bool
  ) -> [ProbeScan.Found] {
    let scan = ProbeScan(
      columns: columns.store, floor: lowestFloor, limit: limit, lead: lead,
      workers: tuning.workers)
    let probes = Nodes(slots.map { Int32($0) }, sums: sums, sizes: sizes)
    var found = scan.run(probes) { probe, column in
      let other = Int(columns.slots[column])
      return other != slots[probe] && clusters.isRepresentative(other)
        && isWanted(slots[probe], other)
    }
    for probe in found.indices {
      for x in found[probe].entries.indices {
        found[probe].entries[x].slot = columns.slots[Int(found[probe].entries[x].slot)]
      }
    }
    return found
  }
}
