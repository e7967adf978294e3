/// The links between seeds, arranged by connected component.
///
/// A component's seeds are consecutive and its neighbour lists lie in one piece, in numbers of its
/// own: components share nothing and can be agglomerated in any order, or at the same time.
struct LinkGraph {
  /// The seeds that have links, ordered by component, then number.
  let seeds: [Int32]
  /// The place of each component in `seeds`, in the order of their lowest seeds.
  let components: [Range<Int>]
  /// Where in `entries` the list of each of `seeds` begins, and the end of the last.
  private let starts: [Int]
  /// The neighbours, as places in their own component.
  private var entries: [NeighborLists.Entry]

  /// Arranges links.
  ///
  /// - Parameters:
  ///   - links: The links between vectors.
  ///   - seeds: The seeds; links of a weak vector, and within a seed, do not count.
  ///   - weak: Whether each vector is weak, or empty if none is.
  ///   - threshold: The similarity from which the excess of a link is reckoned.
  ///   - slack: How much higher the similarity of a link may be than it says.
  init(links: [Link], seeds: Seeds, weak: [Bool], threshold: Double, slack: Float) {
    /// Returns the seeds a link is between.
    func ends(_ link: Link) -> (Int, Int)? {
      let (i, j) = (Int(link.first), Int(link.second))
      guard weak.isEmpty || !(weak[i] || weak[j]) else { return nil }
      let (a, b) = (Int(seeds.seedOfVector[i]), Int(seeds.seedOfVector[j]))
      return a == b ? nil : (a, b)
    }
    var sets = DisjointSets(count: seeds.count)
    var degrees = [Int](repeating: 0, count: seeds.count)
    for link in links {
      guard let (a, b) = ends(link) else { continue }
      sets.unite(a, b)
      degrees[a] += 1
      degrees[b] += 1
    }
    let (ordered, components) = Self.components(of: &sets, degrees: degrees)
    let layout = Self.layout(ordered, components, degrees: degrees)
    var nextFree = layout.starts
    entries = [NeighborLists.Entry](unsafeUninitializedCapacity: nextFree[ordered.count]) {
      buffer, initialized in
      for link in links {
        guard let (a, b) = ends(link) else { continue }
        let excess = Float(Double(link.similarity) + Double(slack) - threshold).nextUp
        let (i, j) = (layout.places[a], layout.places[b])
        buffer.initializeElement(at: nextFree[i], to: .init(slot: layout.slots[b], excess: excess))
        buffer.initializeElement(at: nextFree[j], to: .init(slot: layout.slots[a], excess: excess))
        nextFree[i] += 1
        nextFree[j] += 1
      }
      initialized = buffer.count
    }
    self.seeds = ordered
    self.components = components
    starts = layout.starts
  }

  /// Calls `body` with the neighbour lists of a component, which it may use up.
  mutating func withNeighborLists<Result>(
    of component: Range<Int>, _ body: (NeighborLists) throws -> Result
  ) rethrows -> Result {
    let first = starts[component.lowerBound]
    let localStarts = starts[component.lowerBound...component.upperBound].map { $0 - first }
    let end = starts[component.upperBound]
    return try entries.withUnsafeMutableBufferPointer { entries in
      let part = UnsafeMutableBufferPointer(rebasing: entries[first..<end])
      return try body(NeighborLists(entries: part, starts: localStarts))
    }
  }

  /// Returns the seeds that have links, by component, and the place of each component.
  private static func components(
    of sets: inout DisjointSets, degrees: [Int]
  ) -> (seeds: [Int32], components: [Range<Int>]) {
    var sizes = [Int](repeating: 0, count: degrees.count)
    for seed in degrees.indices where degrees[seed] > 0 {
      sizes[sets.representative(of: seed)] += 1
    }
    var components: [Range<Int>] = []
    var nextFree = [Int](repeating: 0, count: degrees.count)
    var end = 0
    for seed in degrees.indices where sizes[seed] > 0 {
      components.append(end..<end + sizes[seed])
      nextFree[seed] = end
      end += sizes[seed]
    }
    var seeds = [Int32](repeating: 0, count: end)
    for seed in degrees.indices where degrees[seed] > 0 {
      let representative = sets.representative(of: seed)
      seeds[nextFree[representative]] = Int32(seed)
      nextFree[representative] += 1
    }
    return (seeds, components)
  }

  /// Where things go: the place of each seed in the order, its slot in its component, and the
  /// start of each place's list.
  private struct Layout {
    var places: [Int]
    var slots: [Int32]
    var starts: [Int] = [0]
  }

  private static func layout(
    _ ordered: [Int32], _ components: [Range<Int>], degrees: [Int]
  ) -> Layout {
    var layout = Layout(
      places: Array(repeating: 0, count: degrees.count),
      slots: Array(repeating: 0, count: degrees.count))
    layout.starts.reserveCapacity(ordered.count + 1)
    for component in components {
      for place in component {
        let seed = Int(ordered[place])
        layout.places[seed] = place
        layout.slots[seed] = Int32(place - component.lowerBound)
        layout.starts.append(layout.starts[place] + degrees[seed])
      }
    }
    return layout
  }
}
