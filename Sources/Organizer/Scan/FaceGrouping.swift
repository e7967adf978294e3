internal import Clustering
package import FaceInference

/// Groups faces into people to be named, by the threshold and the rules that belong to their model.
package struct FaceGrouping: Sendable {
  /// The embedder's thresholds.
  let thresholds: EmbedderSettings.Thresholds
  /// The number of threads.
  let workers: Int

  /// Makes a grouping by a model's thresholds.
  ///
  /// - Parameters:
  ///   - thresholds: The thresholds of the embedder that made the embeddings.
  ///   - workers: The number of threads; without effect on the clusters.
  package init(thresholds: EmbedderSettings.Thresholds, workers: Int = 1) {
    self.thresholds = thresholds
    self.workers = max(1, workers)
  }

  /// What grouping came to.
  package struct Outcome: Sendable {
    /// The faces of each cluster, by index; the smallest index first, clusters by their first face.
    package var clusters: [[Int]] = []
    /// How often a person's own word put two faces of one photo into one cluster.
    package var impossiblePairs = 0
    /// How often clusters, or a weak face and a cluster, were kept apart by a rule although their
    /// faces are alike.
    package var refusedMerges = 0
    /// Whether what the last grouping left could not be used because its file is damaged.
    package var foundDamagedMemory = false
  }

  /// Groups faces.
  ///
  /// - Parameters:
  ///   - faces: All faces, sorted by photo and box; ties break by this order.
  ///   - active: The indices of the faces to group, ascending.
  ///   - claims: What people decided.
  ///   - memory: What the last grouping left, which saves time and changes no cluster; then what
  ///     this one leaves for the next.
  ///   - progress: Called with the share that is done, 0…1; may throw to end the work.
  package func group(
    _ faces: [CatalogFace], active: [Int], _ claims: FaceClaims, memory: inout GroupingMemory?,
    progress: (Double) throws -> Void = { _ in }
  ) throws -> Outcome {
    let usable = active.filter { faces[$0].embedding != nil }
    guard let dimension = usable.first.flatMap({ faces[$0].embedding?.values.count }) else {
      return Outcome()
    }
    var values: [Float] = []
    values.reserveCapacity(usable.count * dimension)
    for index in usable { values += faces[index].embedding?.values ?? [] }
    let vectors = try UnitVectors(values, dimension: dimension)
    let linkage = AverageLinkage(
      threshold: Double(thresholds.clustering),
      singletonMargin: Double(thresholds.singletonMargin),
      joinThreshold: Double(max(thresholds.weakJoin, thresholds.clustering)),
      mergeRule: thresholds.merging.map { MergeRule($0) }, workers: workers)
    let weak = usable.map {
      faces[$0].quality < EmbeddedFace.minimumQuality && claims.confirmed[$0] == nil
    }
    let keys = usable.map { FaceKey(faces[$0]) }
    let (clustering, state) = try linkage.clustering(
      of: vectors, constraints: constraints(faces, usable, claims), weak: weak,
      qualities: usable.map { faces[$0].quality }, updating: memory?.linkage,
      origins: memory?.origins(of: keys) ?? []
    ) { step in try progress(step.fraction) }
    memory = GroupingMemory(faces: keys, linkage: state)
    return Outcome(
      clusters: clustering.partition.clusters.map { $0.map { usable[$0] } },
      impossiblePairs: clustering.report.violations.count { $0.rule == .exclusiveGroup },
      refusedMerges: clustering.report.refusedMerges.count + clustering.report.refusedJoins)
  }

  /// Two faces of a photo are two people; faces confirmed as one person are one, and as two, two.
  private func constraints(
    _ faces: [CatalogFace], _ usable: [Int], _ claims: FaceClaims
  ) -> Constraints {
    var groups: [Int32?] = []
    var group: Int32 = 0
    for (position, index) in usable.enumerated() {
      if position > 0, faces[index].photo != faces[usable[position - 1]].photo { group += 1 }
      groups.append(group)
    }
    var confirmed: [PersonID: [Int]] = [:]
    for (position, index) in usable.enumerated() {
      if let person = claims.confirmed[index] { confirmed[person, default: []].append(position) }
    }
    let people = confirmed.sorted { $0.key < $1.key }.map(\.value)
    // One face stands for all that must be linked with it.
    return Constraints(
      exclusiveGroups: groups, cannotLink: [people.map { $0[0] }], mustLink: people)
  }
}

extension MergeRule {
  /// The rule of a model's manifest.
  init(_ merging: EmbedderSettings.Thresholds.Merging) {
    self.init(
      threshold: Double(merging.threshold), crowdingWeight: Double(merging.crowdingWeight),
      typicalCrowding: Double(merging.typicalCrowding),
      qualityWeight: Double(merging.qualityWeight))
  }
}
