internal import Clustering
internal import FaceInference

/// A way to make clusters of faces, for comparison.
public enum GroupingMethod: String, Sendable, CaseIterable {
  /// As a scan does: average linkage, photosort's cut and the second pass of the model.
  case photosort
  /// Average linkage with photosort's cut, stricter where clusters are small.
  case cut
  /// Average linkage, cut at one threshold.
  case average
  /// Complete linkage.
  case complete
  /// Single linkage.
  case single
  /// DBSCAN; three faces make a core.
  case dbscan3
  /// DBSCAN; five faces make a core.
  case dbscan5
  /// Chinese Whispers, as dlib clusters.
  case chineseWhispers
  /// Each face to the person of its most similar neighbour; three faces make a core.
  case nearestPerson
  /// Each face to the cluster of the most similar one before it, as Ente assigns faces.
  case arrival
  /// HDBSCAN; two faces make a cluster, and clusters more similar than the threshold are not split.
  case hdbscan
  /// Average linkage, then a pass that merges similar centroids, as videre clusters.
  case centroids

  /// What a method is given.
  public struct Parameters: Sendable, Hashable {
    /// The least similarity of a link, or of an average.
    public let threshold: Double
    /// By how much the threshold for centroids is above that; 0 for methods that have none.
    public let offset: Double
  }

  /// The offsets that are tried, videre's own first.
  var offsets: [Double] { self == .centroids ? [-0.05, 0, 0.05, 0.1, 0.15] : [0] }

  /// By how much two clusters whose centroids merge may be less similar on average than linkage asks:
  /// videre's 0.40 − 0.21.
  private static let guardOffset = 0.19

  /// What photosort's own ways take beside the threshold.
  struct Rules {
    /// The singleton margin of the cut.
    let margin: Double
    /// The second pass, if the model has one.
    let mergeRule: MergeRule?
    /// The quality of each face, for the second pass.
    let qualities: [Float]

    /// The rules of a model, for some faces.
    init(_ thresholds: EmbedderSettings.Thresholds, _ faces: PersonFaces) {
      margin = Double(thresholds.singletonMargin)
      mergeRule = thresholds.merging.map { MergeRule($0) }
      qualities = faces.items.map(\.quality)
    }
  }

  /// Whether the method finds its own links.
  var findsLinks: Bool { [.photosort, .cut, .average, .hdbscan, .centroids].contains(self) }

  /// How many nearest faces, itself counted, HDBSCAN's density is measured by.
  static let densityNeighbors = 2

  /// Returns the clusters of faces.
  ///
  /// - Parameters:
  ///   - vectors: The embeddings.
  ///   - parameters: The threshold.
  ///   - rules: What photosort's own ways take beside the threshold.
  ///   - links: The links at that threshold, for methods that do not find their own.
  ///   - tree: HDBSCAN's tree of the vectors, for that.
  func partition(
    of vectors: UnitVectors, _ parameters: Parameters, rules: Rules, links: [Link],
    tree: () -> DensityTree
  ) throws -> Partition {
    let (count, threshold) = (vectors.count, parameters.threshold)
    func linkage(_ margin: Double, _ mergeRule: MergeRule? = nil) throws -> Partition {
      try AverageLinkage(threshold: threshold, singletonMargin: margin, mergeRule: mergeRule)
        .clustering(of: vectors, qualities: rules.qualities) { _ in
          try Task.checkCancellation()
        }.partition
    }
    return switch self {
    case .photosort: try linkage(rules.margin, rules.mergeRule)
    case .cut: try linkage(rules.margin)
    case .average: try linkage(0)
    case .complete: CompleteLinkage.partition(count: count, links: links)
    case .single: SingleLinkage.partition(count: count, links: links)
    case .dbscan3: DensityClustering.partition(count: count, links: links, minimum: 3)
    case .dbscan5: DensityClustering.partition(count: count, links: links, minimum: 5)
    case .chineseWhispers: ChineseWhispers.partition(count: count, links: links)
    case .nearestPerson: NearestPerson.partition(count: count, links: links, minimum: 3)
    case .arrival: ArrivalClustering.partition(count: count, links: links)
    case .hdbscan: tree().partition(minimumSize: 2, threshold: threshold)
    case .centroids:
      try CentroidMerging.partition(
        of: vectors, clusters: try linkage(0), threshold: min(1, threshold + parameters.offset),
        guardThreshold: threshold - Self.guardOffset)
    }
  }
}
