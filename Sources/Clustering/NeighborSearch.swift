/// The scratch memory of searches through lists of neighbours.
struct NeighborSearch {
  /// What a search came to.
  enum Outcome {
    /// The most similar cluster that reaches the threshold.
    case found(Agglomeration.Nearest)
    /// There is none.
    case none
    /// The list does not tell.
    case exhausted
  }

  /// The number of the search that last met each slot.
  fileprivate var lastMet: [Int32] = []
  fileprivate var number: Int32 = 0
  /// The clusters met in a search, and the bound on the excess of each slot met over the threshold.
  fileprivate var met: [Int32] = []
  fileprivate var excess: [Double] = []
  fileprivate var kept: [Neighbor] = []

  mutating func reserve(_ slots: Int) {
    lastMet = Array(repeating: 0, count: slots)
    excess = Array(repeating: 0, count: slots)
  }
}

extension Agglomeration {
  /// Searches a cluster's list, which is cleaned, for the most similar one.
  ///
  /// - Parameters:
  ///   - slot: The cluster.
  ///   - known: One whose similarity is known: the one before `slot` on the chain.
  mutating func findNearest(to slot: Int, knowing known: Nearest?) -> NeighborSearch.Outcome {
    meetNeighbors(of: slot)
    var best = known
    if known == nil, let promising = mostPromising(for: slot) {
      consider(promising, for: slot, &best)
    }
    search.kept.removeAll(keepingCapacity: true)
    for other in search.met {
      if couldReach(best?.similarity ?? threshold, slot, Int(other)) {
        consider(Int(other), for: slot, &best)
      }
      let excess = search.excess[Int(other)] - Double(sizes[Int(other)]) * horizons[slot]
      if excess >= -Self.rounding * pairs(slot, Int(other)) {
        search.kept.append(Neighbor(slot: other, excess: Float(excess).nextUp))
      }
    }
    lists[slot].replaceSubrange(0..., with: search.kept)
    if horizons[slot] > 0 {
      let horizon = threshold + horizons[slot] / Double(sizes[slot]) + Self.rounding
      guard let best, best.similarity > horizon else { return .exhausted }
    }
    return best.map { .found($0) } ?? .none
  }

  /// Sets what is met to the neighbours of a cluster, with the bounds for them.
  private mutating func meetNeighbors(of slot: Int) {
    search.number += 1
    search.lastMet[slot] = search.number  // Links within a cluster are nobody's neighbours.
    search.met.removeAll(keepingCapacity: true)
    for entry in lists[slot] {
      let other = clusters.representative(of: Int(entry.slot))
      if search.lastMet[other] != search.number {
        search.lastMet[other] = search.number
        search.excess[other] = Double(sizes[other]) * horizons[slot]
        search.met.append(Int32(other))
      }
      search.excess[other] += Double(entry.excess)
    }
  }

  /// Takes a neighbour for the best if it is, and its bound for what it is.
  @inline(__always)
  private mutating func consider(_ other: Int, for slot: Int, _ best: inout Nearest?) {
    let similarity = averageSimilarity(slot, other)
    search.excess[other] = (similarity - threshold + Self.rounding) * pairs(slot, other)
    guard similarity >= threshold else { return }
    let candidate = nearest(other, similarity: similarity)
    if let best, !candidate.precedes(best) { return }
    // Asked last, because few candidates come this far.
    guard !tokens.conflict(slot, other) else { return }
    best = candidate
  }

  /// Whether the bound on the excess of two clusters lets their average similarity reach a value.
  @inline(__always)
  private func couldReach(_ similarity: Double, _ slot: Int, _ other: Int) -> Bool {
    search.excess[other] >= (similarity - threshold - Self.rounding) * pairs(slot, other)
  }

  /// Returns the neighbour met with the highest bound on its average similarity.
  private func mostPromising(for slot: Int) -> Int? {
    var best: (slot: Int, excess: Double)?
    for other in search.met {
      let excess = search.excess[Int(other)] / Double(sizes[Int(other)])
      if excess > best?.excess ?? -.infinity { best = (Int(other), excess) }
    }
    return best?.slot
  }

  @inline(__always)
  func pairs(_ a: Int, _ b: Int) -> Double { Double(sizes[a]) * Double(sizes[b]) }

  @inline(__always)
  func averageSimilarity(_ a: Int, _ b: Int) -> Double {
    sums.withUnsafeBufferPointer { sums in
      let left = UnsafeBufferPointer(rebasing: sums[a * dimension..<(a + 1) * dimension])
      let right = UnsafeBufferPointer(rebasing: sums[b * dimension..<(b + 1) * dimension])
      return Similarity.average(dot: Similarity.dot(left, right), pairs: sizes[a] * sizes[b])
    }
  }

  /// More than the rounding of bounds and similarities, which is that of `Similarity.average`.
  static let rounding = 0x1p-32
}
