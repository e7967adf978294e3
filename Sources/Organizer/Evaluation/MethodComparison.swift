internal import Clustering
internal import FaceInference

/// Compares ways to make clusters on folders of known people.
public struct MethodComparison: Sendable {
  /// How thresholds are chosen.
  public enum Choice: Sendable {
    /// For each method the one of the best B-cubed F on the photos that are scored: flattering.
    case best
    /// For each method the best on every second person, in name order; scored on the others.
    case heldOut
    /// For each method the best on other faces, by the same embedder.
    case chosen(on: PersonFaces)
    /// One for all.
    case given(Double)
  }

  /// What a method came to.
  public struct Row: Sendable {
    /// The method.
    public let method: GroupingMethod
    /// The threshold that was taken, and for some methods another beside it.
    public let parameters: GroupingMethod.Parameters
    /// How many clusters it made.
    public let clusters: Int
    /// How well they agree with people.
    public let scores: ClusterScores
    /// How long finding the links and grouping took.
    public let duration: Duration
  }

  /// How many photos were scored.
  public let photos: Int
  /// How many people they are of.
  public let people: Int
  /// The methods, in a fixed order.
  public let rows: [Row]

  /// Compares.
  ///
  /// - Parameters:
  ///   - library: The library, for the rules of its model.
  ///   - faces: Its photos; ``PersonFaces/checkPairs(folder:)`` holds for them, or with
  ///     ``Choice/heldOut`` for both halves.
  ///   - choice: How thresholds are chosen.
  ///   - progress: Called with the share that is done; what it throws ends the comparison.
  /// - Throws: `ClusteringError` for embeddings that are none, and what `progress` throws.
  public init(
    _ library: LabelledLibrary, _ faces: PersonFaces, _ choice: Choice,
    progress: (Double) throws -> Void
  ) throws {
    let thresholds = library.models?.thresholds ?? ModelRecord.strictest
    var (scored, other) = (faces, nil as PersonFaces?)
    switch choice {
    case .heldOut: (scored, other) = (faces.half(isOdd: true), faces.half(isOdd: false))
    case .chosen(let faces): other = faces
    case .best, .given: break
    }
    let scene = try Scene(scored, thresholds)
    let tuning = try other.map { try Scene($0, thresholds) } ?? scene
    var rows: [Row] = []
    let methods = GroupingMethod.allCases
    for (number, method) in methods.enumerated() {
      let parameters: GroupingMethod.Parameters
      if case .given(let threshold) = choice {
        parameters = .init(threshold: threshold, offset: method.offsets[0])
      } else {
        parameters = try tuning.bestParameters(method) {
          try progress((Double(number) + $0) / Double(methods.count))
        }
      }
      rows.append(try scene.row(method, parameters))
    }
    self.rows = rows
    photos = scored.items.count
    people = scored.people
    try progress(1)
  }
}

/// Faces on which methods are tried.
private struct Scene {
  private let vectors: UnitVectors
  private let people: [Int]
  private let rules: GroupingMethod.Rules
  /// All links that any method asks for.
  private let links: [Link]
  private let lowest: Double
  private let tree: DensityTree

  private static let highest = 0.96

  init(_ faces: PersonFaces, _ thresholds: EmbedderSettings.Thresholds) throws {
    vectors = try UnitVectors(faces.rows, dimension: max(1, faces.dimension))
    people = faces.personNumbers
    rules = GroupingMethod.Rules(thresholds, faces)
    let histogram = try PairHistogram(
      rows: faces.rows, dimension: faces.dimension, people: people
    ) { _ in try Task.checkCancellation() }
    let low = ThresholdSweep(histogram)?.lowestForClusters ?? 0
    lowest = max(0, (low * 100).rounded(.down) / 100)
    links = LinkFinder(threshold: lowest).links(in: vectors) { _ in }
    tree = DensityTree(vectors, neighbors: GroupingMethod.densityNeighbors)
  }

  /// Finds a method's parameters of the best B-cubed F.
  func bestParameters(
    _ method: GroupingMethod, progress: (Double) throws -> Void
  ) throws -> GroupingMethod.Parameters {
    var best: (parameters: GroupingMethod.Parameters, score: Double)?
    for (number, offset) in method.offsets.enumerated() {
      let found = try bestThreshold(method, offset: offset) {
        try progress((Double(number) + $0) / Double(method.offsets.count))
      }
      if found.score > best?.score ?? -1 {
        best = (.init(threshold: found.threshold, offset: offset), found.score)
      }
    }
    return best?.parameters ?? .init(threshold: Self.highest, offset: 0)
  }

  /// Finds a method's threshold of the best B-cubed F, in hundredths; the lowest of several as
  /// good.
  private func bestThreshold(
    _ method: GroupingMethod, offset: Double, progress: (Double) throws -> Void
  ) throws -> (threshold: Double, score: Double) {
    let first = Int((lowest * 100).rounded())
    // Without a threshold HDBSCAN is what it first was.
    let tried =
      Array(first...max(first, Int(Self.highest * 100))) + (method == .hdbscan ? [100] : [])
    var best = (threshold: Self.highest, score: -1.0)
    for (place, hundredths) in tried.enumerated() {
      try progress(Double(place) / Double(tried.count))
      let threshold = Double(hundredths) / 100
      let score = try score(method, .init(threshold: threshold, offset: offset))
      if score > best.score { best = (threshold, score) }
    }
    return best
  }

  private func score(
    _ method: GroupingMethod, _ parameters: GroupingMethod.Parameters
  ) throws -> Double {
    let reaching =
      method.findsLinks ? [] : links.filter { Double($0.similarity) >= parameters.threshold }
    let partition = try method.partition(
      of: vectors, parameters, rules: rules, links: reaching, tree: { tree })
    return ClusterScores(clusters: partition.clusterOfVector, people: people)?.bCubed.f ?? 0
  }

  /// Runs a method, links and all, and scores it.
  func row(
    _ method: GroupingMethod, _ parameters: GroupingMethod.Parameters
  ) throws -> MethodComparison.Row {
    let clock = ContinuousClock()
    let start = clock.now
    let links =
      method.findsLinks
      ? [] : LinkFinder(threshold: parameters.threshold).links(in: vectors) { _ in }
    let partition = try method.partition(
      of: vectors, parameters, rules: rules, links: links,
      tree: { DensityTree(vectors, neighbors: GroupingMethod.densityNeighbors) })
    let duration = clock.now - start
    guard let scores = ClusterScores(clusters: partition.clusterOfVector, people: people) else {
      preconditionFailure("a comparison has faces")
    }
    return MethodComparison.Row(
      method: method, parameters: parameters, clusters: partition.clusters.count, scores: scores,
      duration: duration)
  }
}
