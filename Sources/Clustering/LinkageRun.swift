/// One clustering in progress: the cluster of each seed, and what constraints did so far.
struct LinkageRun {
  /// Two clusters that only constraints kept apart, as their lowest seeds.
  private struct Refusal {
    let first: Int
    let second: Int
    let similarity: Double
  }

  private let vectors: UnitVectors
  private let seeds: Seeds
  private let exclusions: Exclusions
  /// The cluster of each seed, as the lowest of its seeds that have strong members.
  private var clusterOfSeed: [Int]
  /// Pairs of clusters that only constraints kept apart, as their lowest seeds.
  private var refusals: [Refusal] = []
  private var refusedJoins = 0

  /// Begins with each seed in a cluster of its own.
  init(vectors: UnitVectors, seeds: Seeds, exclusions: Exclusions) {
    self.vectors = vectors
    self.seeds = seeds
    self.exclusions = exclusions
    clusterOfSeed = Array(0..<seeds.count)
  }

  /// Returns the seeds that have strong members, to be merged.
  func problem(threshold: Double, tuning: LinkageTuning) -> MergeProblem {
    let strong = seeds.strongMembers.indices.filter { !seeds.strongMembers[$0].isEmpty }
    return MergeProblem(
      nodes: Nodes(strong.map { Int32($0) }, of: seeds, in: vectors),
      tokens: strong.map { exclusions.tokens[$0] }, threshold: threshold, tuning: tuning)
  }

  /// Takes over the merges of the seeds that have strong members.
  mutating func take(_ tree: MergeTree, of problem: MergeProblem, singletonMargin: Double) {
    let strong = problem.nodes.seeds.map { Int($0) }
    var cut = Cut(
      tree.merges, sizes: problem.nodes.sizes, threshold: problem.threshold,
      singletonMargin: singletonMargin)
    for (node, seed) in strong.enumerated() { clusterOfSeed[seed] = strong[cut.cluster(of: node)] }
    refusals = tree.refusals.filter { cut.unites($0) }.map {
      Refusal(
        first: strong[Int($0.low)], second: strong[Int($0.high)], similarity: $0.similarity)
    }
  }

  /// Unites clusters that a second look finds to be one.
  ///
  /// - Parameters:
  ///   - rule: When two are.
  ///   - qualities: The quality of each vector, from 0 to 1, or empty if all are of the best.
  ///   - workers: The number of threads.
  ///   - progress: Called between rounds.
  mutating func mergeClusters(
    by rule: MergeRule, qualities: [Float], workers: Int, progress: () throws -> Void
  ) rethrows {
    let clusters = seeds.strongMembers.indices.filter {
      !seeds.strongMembers[$0].isEmpty && clusterOfSeed[$0] == $0
    }
    var best = [Double](repeating: 0, count: seeds.count)
    for (seed, members) in seeds.strongMembers.enumerated() {
      let cluster = clusterOfSeed[seed]
      for vector in members {
        let quality = qualities.isEmpty ? 1 : Double(qualities[Int(vector)])
        best[cluster] = max(best[cluster], min(1, quality))
      }
    }
    var merging = ClusterMerging(
      side(ofClusters: clusters), qualities: clusters.map { best[$0] }, rule: rule,
      dimension: vectors.dimension, workers: workers)
    let merged = try merging.run(progress: progress)
    var united = Array(0..<seeds.count)
    for (place, cluster) in clusters.enumerated() { united[cluster] = clusters[merged[place]] }
    for seed in 0..<seeds.count where !seeds.strongMembers[seed].isEmpty {
      clusterOfSeed[seed] = united[clusterOfSeed[seed]]
    }
  }

  /// Lets the seeds without strong members join the clusters.
  mutating func joinWeakSeeds(
    threshold: Double, singletonMargin: Double, progress: (Double) throws -> Void
  ) rethrows {
    let isWeak = seeds.strongMembers.map(\.isEmpty)
    let weakSeeds = isWeak.indices.filter { isWeak[$0] }
    let clusters = isWeak.indices.filter { !isWeak[$0] && clusterOfSeed[$0] == $0 }
    let joining = try WeakJoining(
      of: side(of: weakSeeds), to: side(ofClusters: clusters), dimension: vectors.dimension,
      threshold: threshold, singletonMargin: singletonMargin, progress: progress)
    for (seed, cluster) in zip(weakSeeds, joining.clusterOfSeed) {
      if let cluster { clusterOfSeed[seed] = clusters[cluster] }
    }
    refusedJoins = joining.refused.reduce(0) { $0 + seeds.members[weakSeeds[$1]].count }
  }

  /// Returns what has been found.
  func clustering() -> AverageLinkage.Clustering {
    let partition = Partition(labels: seeds.seedOfVector.map { clusterOfSeed[Int($0)] })
    let merges = refusals.map { refusal in
      let one = partition.clusterOfVector[Int(seeds.members[refusal.first][0])]
      let other = partition.clusterOfVector[Int(seeds.members[refusal.second][0])]
      return ConstraintReport.RefusedMerge(
        first: min(one, other), second: max(one, other), similarity: refusal.similarity)
    }
    let report = ConstraintReport(
      violations: exclusions.violations,
      refusedMerges: merges.sorted { ($0.first, $0.second) < ($1.first, $1.second) },
      refusedJoins: refusedJoins)
    return AverageLinkage.Clustering(partition: partition, report: report)
  }

  /// Returns weak seeds, with the sums of all their members.
  private func side(of weakSeeds: [Int]) -> ClusterSums {
    var side = ClusterSums()
    for seed in weakSeeds {
      side.sums += vectors.sum(of: seeds.members[seed].lazy.map { Int($0) })
      side.sizes.append(seeds.members[seed].count)
      side.tokens.append(exclusions.tokens[seed])
    }
    return side
  }

  /// Returns clusters, named by their lowest seeds, with the sums of their strong members.
  private func side(ofClusters clusters: [Int]) -> ClusterSums {
    let dimension = vectors.dimension
    var places = [Int](repeating: 0, count: seeds.count)
    for (place, cluster) in clusters.enumerated() { places[cluster] = place }
    var side = ClusterSums(
      sums: Array(repeating: 0, count: clusters.count * dimension),
      sizes: Array(repeating: 0, count: clusters.count),
      tokens: Array(repeating: [], count: clusters.count))
    vectors.withRows { rows in
      side.sums.withUnsafeMutableBufferPointer { sums in
        for seed in 0..<seeds.count where !seeds.strongMembers[seed].isEmpty {
          let start = places[clusterOfSeed[seed]] * dimension
          for vector in seeds.strongMembers[seed] {
            let row = rows[Int(vector)]
            for x in 0..<dimension { sums[start + x] += Double(row[x]) }
          }
        }
      }
    }
    for seed in 0..<seeds.count where !seeds.strongMembers[seed].isEmpty {
      let place = places[clusterOfSeed[seed]]
      side.sizes[place] += seeds.strongMembers[seed].count
      side.tokens[place] = Exclusions.union(side.tokens[place], exclusions.tokens[seed])
    }
    return side
  }
}
