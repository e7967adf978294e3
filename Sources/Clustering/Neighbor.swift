/// A cluster that may be similar enough to merge with, as an entry of another's list.
struct Neighbor {
  /// A slot of the cluster.
  var slot: Int32
  /// While neighbours are being found, the product of the two averages; then an upper bound on the
  /// sum, over the pairs this entry is about, of their similarity less the list's horizon.
  var excess: Float
}

/// The neighbours of one row while they are being found: all above a floor that rises when there
/// are too many.
struct NeighborList {
  /// The neighbours so far, with their products.
  private(set) var entries: [Neighbor] = []
  /// How many there may be before the lesser half leaves.
  private var capacity: Int

  /// Makes an empty list that keeps at least the best `limit` of what is inserted.
  init(limit: Int) { capacity = 2 * limit }

  /// Inserts a neighbour.
  ///
  /// - Parameters:
  ///   - slot: The neighbour.
  ///   - product: Its product, at least `floor`.
  ///   - limit: How many to keep.
  ///   - lead: By how much the floor stays below the best product at least.
  ///   - floor: Is raised to a product that no neighbour exceeds that has left, or will not come.
  @inline(__always)
  mutating func insert(
    _ slot: Int, _ product: Float, limit: Int, lead: Float = 0, floor: inout Float
  ) {
    entries.append(Neighbor(slot: Int32(truncatingIfNeeded: slot), excess: product))
    if entries.count >= capacity { keepBest(limit, lead: lead, floor: &floor) }
  }

  private mutating func keepBest(_ limit: Int, lead: Float, floor: inout Float) {
    let last = entries.withUnsafeMutableBufferPointer { Self.moveBest(limit, in: $0) }
    if lead > 0, let best = entries.lazy.map(\.excess).max() {
      let least = min(last, best - lead)
      entries.removeAll { $0.excess < least }
      floor = max(floor, least)
    } else {
      // Of those equal to the last, as many as fit are as good as all.
      entries.removeLast(entries.count - limit)
      floor = max(floor, last)
    }
    capacity = max(capacity, 2 * entries.count)
  }

  /// Moves the entries with the highest products to the front, and returns the lowest of these.
  ///
  /// Hoare, "Algorithm 65: Find" (1961).
  private static func moveBest(
    _ limit: Int, in entries: UnsafeMutableBufferPointer<Neighbor>
  ) -> Float {
    var (low, high) = (0, entries.count - 1)
    let wanted = limit - 1
    while low < high {
      let pivot = entries[(low + high) / 2].excess
      var (i, j) = (low, high)
      while i <= j {
        while entries[i].excess > pivot { i += 1 }
        while entries[j].excess < pivot { j -= 1 }
        guard i <= j else { break }
        entries.swapAt(i, j)
        (i, j) = (i + 1, j - 1)
      }
      if wanted <= j { high = j } else if wanted >= i { low = i } else { break }
    }
    return entries[wanted].excess
  }
}
