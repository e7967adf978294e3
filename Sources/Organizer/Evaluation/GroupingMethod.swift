internal import Clustering

/// A way to make clusters of faces, for comparison.
public enum GroupingMethod: String, Sendable, CaseIterable {
  /// Average linkage with photosort's cut, stricter where clusters are small.
  case photosort
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

  /// Whether the method finds its own links.
  var findsLinks: Bool { self == .photosort || self == .average }

  /// Returns the clusters of faces.
  ///
  /// - Parameters:
  ///   - vectors: The embeddings.
  ///   - threshold: The least similarity of a link, or of an average.
  ///   - margin: The singleton margin of photosort's own cut.
  ///   - links: The links at that threshold, for methods that do not find their own.
  func partition(
    of vectors: UnitVectors, threshold: Double, margin: Double, links: [Link]
  ) throws -> Partition {
    let count = vectors.count
    func linkage(_ margin: Double) throws -> Partition {
      try AverageLinkage(threshold: threshold, singletonMargin: margin)
        .clustering(of: vectors) { _ in try Task.checkCancellation() }.partition
    }
    return switch self {
    case .photosort: try linkage(margin)
    case .average: try linkage(0)
    case .complete: CompleteLinkage.partition(count: count, links: links)
    case .single: SingleLinkage.partition(count: count, links: links)
    case .dbscan3: DensityClustering.partition(count: count, links: links, minimum: 3)
    case .dbscan5: DensityClustering.partition(count: count, links: links, minimum: 5)
    case .chineseWhispers: ChineseWhispers.partition(count: count, links: links)
    case .nearestPerson: NearestPerson.partition(count: count, links: links, minimum: 3)
    }
  }
}
