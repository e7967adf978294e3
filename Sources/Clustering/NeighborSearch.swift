/// The scratch memory of one thread's searches through lists of neighbours.
final class NeighborSearch {
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
  fileprivate let lastMet: UnsafeMutablePointer<Int32>
  /// The bound on the excess of each slot met over the threshold.
  fileprivate let excess: UnsafeMutablePointer<Double>
  /// The clusters met in a search.
  fileprivate let met: UnsafeMutablePointer<Int32>
  private let slots: Int
  private var number: Int32 = 0

  /// Makes memory for searches among some slots.
  init(slots: Int) {
    self.slots = slots
    lastMet = .allocate(capacity: slots)
    lastMet.initialize(repeating: 0, count: slots)
    excess = .allocate(capacity: slots)
    excess.initialize(repeating: 0, count: slots)
    met = .allocate(capacity: slots)
    met.initialize(repeating: 0, count: slots)
  }

  deinit {
    lastMet.deallocate()
    excess.deallocate()
    met.deallocate()
  }

  /// Begins a search, and returns its number.
  fileprivate func begin() -> Int32 {
    if number == .max {
      lastMet.update(repeating: 0, count: slots)
      number = 0
    }
    number += 1
    return number
  }
}

extension Agglomeration {
  /// Searches a cluster's list, which is cleaned, for the most similar one.
  ///
  /// - Parameters:
  ///   - target: The cluster, and maybe one whose similarity is known.
  ///   - lists: The lists of all clusters; no other than the cluster's is touched.
  ///   - search: The thread's memory.
  func findNearest(
    to target: Target, in lists: UnsafeMutableBufferPointer<[Neighbor]>, _ search: NeighborSearch
  ) -> NeighborSearch.Outcome {
    let slot = Int(target.slot)
    let met = meetNeighbors(of: slot, lists[slot], search)
    var best = target.known
    if best == nil, let promising = mostPromising(of: met, search) {
      consider(promising, for: slot, &best, search)
    }
    let count = lists[slot].withUnsafeMutableBufferPointer { list in
      var count = 0
      for other in met {
        if couldReach(best?.similarity ?? threshold, slot, Int(other), search) {
          consider(Int(other), for: slot, &best, search)
        }
        let excess = search.excess[Int(other)] - Double(sizes[Int(other)]) * horizons[slot]
        if excess >= -Self.rounding * pairs(slot, Int(other)) {
          list[count] = Neighbor(slot: other, excess: Float(excess).nextUp)
          count += 1
        }
      }
      return count
    }
    lists[slot].removeLast(lists[slot].count - count)
    if horizons[slot] > 0 {
      let horizon = threshold + horizons[slot] / Double(sizes[slot]) + Self.rounding
      guard let best, best.similarity > horizon else { return .exhausted }
    }
    return best.map { .found($0) } ?? .none
  }

  /// Returns the neighbours of a cluster, each once, and notes the bounds for them.
  private func meetNeighbors(
    of slot: Int, _ list: [Neighbor], _ search: NeighborSearch
  ) -> UnsafeBufferPointer<Int32> {
    let (number, lastMet, excess) = (search.begin(), search.lastMet, search.excess)
    lastMet[slot] = number  // Links within a cluster are nobody's neighbours.
    var count = 0
    for entry in list {
      let other = clusters.found(Int(entry.slot))
      if lastMet[other] != number {
        lastMet[other] = number
        excess[other] = Double(sizes[other]) * horizons[slot]
        search.met[count] = Int32(other)
        count += 1
      }
      excess[other] += Double(entry.excess)
    }
    return UnsafeBufferPointer(start: search.met, count: count)
  }

  /// Takes a neighbour for the best if it is, and its bound for what it is.
  @inline(__always)
  private func consider(
    _ other: Int, for slot: Int, _ best: inout Nearest?, _ search: NeighborSearch
  ) {
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
  private func couldReach(
    _ similarity: Double, _ slot: Int, _ other: Int, _ search: NeighborSearch
  ) -> Bool {
    search.excess[other] >= (similarity - threshold - Self.rounding) * pairs(slot, other)
  }

  /// Returns the neighbour met with the highest bound on its average similarity.
  private func mostPromising(
    of met: UnsafeBufferPointer<Int32>, _ search: NeighborSearch
  ) -> Int? {
    var best: (slot: Int, excess: Double)?
    for other in met {
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
