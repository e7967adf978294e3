internal import Clustering
internal import FaceInference

/// Faces of known people that are clustered by one rule after another.
struct LinkageTrial {
  private let vectors: UnitVectors
  private let qualities: [Float]
  private let weak: [Bool]
  private let people: [Int]
  private let weakOffset: Double

  /// Prepares the faces, at least one.
  ///
  /// - Parameter weakOffset: By how much the threshold is higher for weak faces.
  /// - Throws: `ClusteringError` for embeddings that are none.
  init(_ faces: PersonFaces, weakOffset: Double) throws {
    vectors = try UnitVectors(faces.rows, dimension: max(1, faces.dimension))
    qualities = faces.items.map(\.quality)
    weak = qualities.map { $0 < EmbeddedFace.minimumQuality }
    people = faces.personNumbers
    self.weakOffset = max(0, weakOffset)
  }

  /// Clusters the faces by a cut and, where one is given, a second pass.
  ///
  /// - Returns: How many clusters there are, and how well they agree with people.
  func clusters(
    threshold: Double, margin: Double, merging: EmbedderSettings.Thresholds.Merging? = nil
  ) throws -> (count: Int, scores: ClusterScores) {
    let linkage = AverageLinkage(
      threshold: threshold, singletonMargin: margin,
      joinThreshold: min(1, threshold + weakOffset), mergeRule: merging.map { MergeRule($0) })
    let partition = try linkage.clustering(of: vectors, weak: weak, qualities: qualities) { _ in
      try Task.checkCancellation()
    }.partition
    guard let scores = ClusterScores(clusters: partition.clusterOfVector, people: people) else {
      preconditionFailure("a trial has at least one face")
    }
    return (partition.clusters.count, scores)
  }
}
