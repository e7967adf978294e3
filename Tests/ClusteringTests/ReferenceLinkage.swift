import Clustering

/// Average linkage as its definition says, in O(*n*³).
///
/// It always merges the pair of clusters with the highest average similarity that no constraint
/// forbids. Ties break by lowest members.
///
/// With a margin, a merge counts only if all merges below it count and its average similarity
/// reaches the threshold and the margin over √(*m* · *n*).
struct ReferenceLinkage {
  private let count: Int
  /// The similarities of all pairs, `[count, count]`.
  private let similarities: [Double]
  let threshold: Double
  let singletonMargin: Double
  let joinThreshold: Double
  let constraints: Constraints
  let weak: [Bool]

  /// The clusters' members, ascending, in the order of their first members.
  private(set) var clusters: [[Int]] = []
  private(set) var refusedMerges = 0

  init(
    _ vectors: UnitVectors, threshold: Double, singletonMargin: Double = 0,
    joinThreshold: Double? = nil, constraints: Constraints = Constraints(), weak: [Bool] = []
  ) {
    count = vectors.count
    similarities = vectors.indices.flatMap { i in
      vectors.indices.map { vectors.plainSimilarity(i, $0) }
    }
    self.threshold = threshold
    self.singletonMargin = singletonMargin
    self.joinThreshold = joinThreshold ?? threshold
    self.constraints = constraints
    self.weak = weak.isEmpty ? Array(repeating: false, count: vectors.count) : weak
    let seeds = seeds()
    var strong = seeds.filter { !strongMembers($0).isEmpty }
    let parts = agglomerate(&strong)
    refusedMerges = pairs(of: strong).count { average($0, $1) >= threshold && excluded($0, $1) }
    var counting = Array(parts.joined())
    join(seeds.filter { strongMembers($0).isEmpty }, to: &counting)
    clusters = counting.map { $0.sorted() }.sorted { $0[0] < $1[0] }
  }

  private func seeds() -> [[Int]] {
    var seeds = (0..<count).map { [$0] }
    for linked in constraints.mustLink {
      let touched = seeds.filter { !Set($0).isDisjoint(with: linked) }
      guard !touched.isEmpty else { continue }
      seeds.removeAll { touched.contains($0) }
      seeds.append(touched.joined().sorted())
    }
    return seeds.sorted { $0[0] < $1[0] }
  }

  /// Merges, and returns what the merges that count have united in each cluster.
  private func agglomerate(_ clusters: inout [[Int]]) -> [[[Int]]] {
    var parts = clusters.map { [$0] }
    while true {
      var best: (first: Int, second: Int, similarity: Double)?
      for i in clusters.indices {
        for j in clusters.indices.dropFirst(i + 1) {
          let similarity = average(clusters[i], clusters[j])
          guard similarity >= threshold, similarity > best?.similarity ?? -2 else { continue }
          if !excluded(clusters[i], clusters[j]) { best = (i, j, similarity) }
        }
      }
      guard let best else { return parts }
      let whole = clusters[best.first] + clusters[best.second]
      let counts =
        parts[best.first].count == 1 && parts[best.second].count == 1
        && reaches(best.similarity, threshold, clusters[best.first], clusters[best.second])
      parts[best.first] = counts ? [whole] : parts[best.first] + parts.remove(at: best.second)
      if counts { parts.remove(at: best.second) }
      // Members stay in the order of merging, so that the first is the lowest.
      clusters[best.first] = whole
      clusters.remove(at: best.second)
    }
  }

  private func join(_ seeds: [[Int]], to clusters: inout [[Int]]) {
    let originals = clusters
    let wishes = seeds.map { seed in
      let similarities = clusters.map { average(seed, $0) }
      let best = similarities.indices.max {
        (similarities[$0], $1) < (similarities[$1], $0)
      }
      return (seed: seed, cluster: best, similarity: best.map { similarities[$0] } ?? -2)
    }
    for wish in wishes.sorted(by: { ($1.similarity, $0.seed[0]) < ($0.similarity, $1.seed[0]) }) {
      if let cluster = wish.cluster,
        reaches(wish.similarity, joinThreshold, wish.seed, originals[cluster]),
        !excluded(wish.seed, clusters[cluster])
      {
        clusters[cluster] += wish.seed
      } else {
        clusters.append(wish.seed)
      }
    }
  }

  private func reaches(
    _ similarity: Double, _ threshold: Double, _ a: [Int], _ b: [Int]
  ) -> Bool {
    let pairs = [a, b].map { cluster in
      let strong = strongMembers(cluster)
      return Double(strong.isEmpty ? cluster.count : strong.count)
    }
    return similarity >= threshold + singletonMargin / (pairs[0] * pairs[1]).squareRoot()
  }

  private func strongMembers(_ cluster: [Int]) -> [Int] {
    cluster.contains { weak[$0] } ? cluster.filter { !weak[$0] } : cluster
  }

  private func pairs(of clusters: [[Int]]) -> [([Int], [Int])] {
    clusters.indices.flatMap { i in clusters.dropFirst(i + 1).map { (clusters[i], $0) } }
  }

  /// The average over the strong members, or all if there are none, in steps of 2⁻³⁶.
  private func average(_ a: [Int], _ b: [Int]) -> Double {
    let (strong, b) = (strongMembers(a), strongMembers(b))
    let a = strong.isEmpty ? a : strong
    var sum = 0.0
    for i in a { for j in b { sum += similarities[i * count + j] } }
    return (sum / Double(a.count * b.count) * 0x1p36).rounded() * 0x1p-36
  }

  private func excluded(_ a: [Int], _ b: [Int]) -> Bool {
    let apart = constraints.cannotLink.contains { set in
      set.contains(where: a.contains) && set.contains(where: b.contains)
    }
    guard !apart, !constraints.exclusiveGroups.isEmpty else { return apart }
    let groups = Set(a.compactMap { constraints.exclusiveGroups[$0] })
    return b.contains { constraints.exclusiveGroups[$0].map(groups.contains) ?? false }
  }
}

extension UnitVectors {
  /// The indices of the rows.
  var indices: Range<Int> { 0..<count }
}
