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
    entries.sort { $0.excess > $1.excess }
    let least = min(entries[limit - 1].excess, entries[0].excess - lead)
    let kept = entries.prefix { $0.excess >= least }.count
    // Of those equal to the last, as many as fit are as good as all.
    entries.removeLast(entries.count - (lead > 0 ? kept : limit))
    floor = max(floor, least)
    capacity = max(capacity, 2 * entries.count)
  }
}
