import Clustering

/// The second pass as its definition says, in plain arithmetic.
struct ReferenceMerging {
  private let vectors: UnitVectors
  private let rule: MergeRule
  private let constraints: Constraints
  private let qualities: [Float]
  private var members: [[Int]]
  private var near: [Set<Int>] = []
  private var crowdings: [Double] = []

  /// The clusters' members, ascending, in the order of their first members.
  private(set) var clusters: [[Int]] = []

  init(
    _ clusters: [[Int]], of vectors: UnitVectors, rule: MergeRule, qualities: [Float],
    constraints: Constraints = Constraints()
  ) {
    self.vectors = vectors
    self.rule = rule
    self.constraints = constraints
    self.qualities = qualities
    members = clusters
    look()
    while mergeRound() {}
    self.clusters = members.filter { !$0.isEmpty }.map { $0.sorted() }.sorted { $0[0] < $1[0] }
  }

  private mutating func look() {
    let nearest = members.indices.map { cluster in
      let others = members.indices.filter { $0 != cluster }
        .map { (cluster: $0, cosine: cosine(cluster, $0)) }
        .sorted { ($1.cosine, $0.cluster) < ($0.cosine, $1.cluster) }
      return Array(others.prefix(21))
    }
    crowdings = nearest.map { found in
      var values = found.dropFirst().map(\.cosine)
      while values.count < 20 { values.append(rule.typicalCrowding) }
      return values.reduce(0, +) / 20
    }
    near = nearest.map { Set($0.map(\.cluster)) }
    for (cluster, found) in nearest.enumerated() {
      for other in found { near[other.cluster].insert(cluster) }
    }
  }

  private mutating func mergeRound() -> Bool {
    let best = members.indices.map { partner(of: $0) }
    let pairs = best.indices.filter { low in
      best[low].map { low < $0 && best[$0] == low } ?? false
    }
    for low in pairs {
      guard let high = best[low] else { continue }
      members[low] += members[high]
      members[high] = []
      crowdings[low] = max(crowdings[low], crowdings[high])
      near[low].formUnion(near[high])
      near = near.map { $0.contains(high) ? $0.union([low]).subtracting([high]) : $0 }
      near[low].remove(low)
      near[high] = []
    }
    return !pairs.isEmpty
  }

  private func partner(of cluster: Int) -> Int? {
    guard !members[cluster].isEmpty else { return nil }
    var best: (cluster: Int, excess: Double)?
    for other in near[cluster].sorted() where other != cluster && !members[other].isEmpty {
      let quality = min(quality(cluster), quality(other))
      let crowding = (crowdings[cluster] + crowdings[other]) / 2 - rule.typicalCrowding
      let excess =
        cosine(cluster, other) - rule.threshold - rule.crowdingWeight * crowding
        + rule.qualityWeight * (1 - quality)
      if excess >= 0, excess > best?.excess ?? -1, !excluded(cluster, other) {
        best = (other, excess)
      }
    }
    return best?.cluster
  }

  private func quality(_ cluster: Int) -> Double {
    Double(members[cluster].map { qualities[$0] }.max() ?? 0)
  }

  private func excluded(_ a: Int, _ b: Int) -> Bool {
    let groups = constraints.exclusiveGroups
    let shared =
      groups.isEmpty
      ? [] : Set(members[a].compactMap { groups[$0] }).intersection(members[b].map { groups[$0] })
    return !shared.isEmpty
      || constraints.cannotLink.contains { set in
        set.contains(where: members[a].contains) && set.contains(where: members[b].contains)
      }
  }

  /// A cosine is a multiple of 2⁻³⁶, so that equal ones are equal however they are added up.
  private func cosine(_ a: Int, _ b: Int) -> Double {
    let (x, y) = (sum(a), sum(b))
    let dot = zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
    let lengths = [x, y].map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    return (dot / (lengths[0] * lengths[1]) * 0x1p36).rounded() * 0x1p-36
  }

  private func sum(_ cluster: Int) -> [Double] {
    members[cluster].reduce(into: Array(repeating: 0.0, count: vectors.dimension)) { sum, row in
      for (x, value) in vectors[row].enumerated() { sum[x] += Double(value) }
    }
  }
}
