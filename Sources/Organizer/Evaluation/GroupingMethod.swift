internal import Clustering

/// A way to make clusters of faces, for comparison.
public enum GroupingMethod: String, Sendable, CaseIterable {
  /// As a scan groups: average linkage, cut more strictly where clusters are small, and the second
  /// pass that the model's manifest asks for.
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
  ///   - merging: The rule of photosort's second pass; `nil` for none.
  ///   - qualities: The quality of each face.
  ///   - links: The links at that threshold, for methods that do not find their own.
  func partition(
    of vectors: UnitVectors, threshold: Double, margin: Double, merging: MergeRule?,
    qualities: [Float], links: [Link]
  ) throws -> Partition {
    let count = vectors.count
    func linkage(_ margin: Double, _ rule: MergeRule?) throws -> Partition {
      try AverageLinkage(threshold: threshold, singletonMargin: margin, mergeRule: rule)
        .clustering(of: vectors, qualities: rule == nil ? [] : qualities) { _ in
          try Task.checkCancellation()
        }.partition
    }
    return switch self {
    case .photosort: try linkage(margin, merging)
    case .average: try linkage(0, nil)
    case .complete: CompleteLinkage.partition(count: count, links: links)
    case .single: SingleLinkage.partition(count: count, links: links)
    case .dbscan3: DensityClustering.partition(count: count, links: links, minimum: 3)
    case .dbscan5: DensityClustering.partition(count: count, links: links, minimum: 5)
    case .chineseWhispers: ChineseWhispers.partition(count: count, links: links)
    case .nearestPerson: NearestPerson.partition(count: count, links: links, minimum: 3)
    }
  }
}
