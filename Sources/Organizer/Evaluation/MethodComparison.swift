internal import Clustering
internal import FaceInference

/// Compares ways to make clusters on folders of known people.
public struct MethodComparison: Sendable {
  /// How thresholds are chosen.
  public enum Choice: Sendable, Equatable {
    /// For each method the one of the best B-cubed F on the photos that are scored: flattering.
    case best
    /// For each method the best on every second person, in name order; scored on the others.
    case heldOut
    /// One for all.
    case given(Double)
  }

  /// What a method came to.
  public struct Row: Sendable {
    /// The method.
    public let method: GroupingMethod
    /// The threshold that was taken.
    public let threshold: Double
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
  ///   - library: The library, for the singleton margin and the second pass of its model.
  ///   - faces: Its photos; ``PersonFaces/checkPairs(folder:)`` holds for them.
  ///   - choice: How thresholds are chosen.
  ///   - progress: Called with the share that is done; what it throws ends the comparison.
  /// - Throws: `ClusteringError` for embeddings that are none, and what `progress` throws.
  public init(
    _ library: LabelledLibrary, _ faces: PersonFaces, _ choice: Choice,
    progress: (Double) throws -> Void
  ) throws {
    let thresholds = library.models?.thresholds ?? ModelRecord.strictest
    let scored = choice == .heldOut ? faces.half(isOdd: true) : faces
    let scene = try Scene(scored, thresholds)
    let tuning = try choice == .heldOut ? Scene(faces.half(isOdd: false), thresholds) : scene
    var rows: [Row] = []
    let methods = GroupingMethod.allCases
    for (number, method) in methods.enumerated() {
      let threshold: Double
      if case .given(let value) = choice {
        threshold = value
      } else {
        threshold = try tuning.bestThreshold(method) {
          try progress((Double(number) + $0) / Double(methods.count))
        }
      }
      rows.append(try scene.row(method, threshold: threshold))
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
  private let qualities: [Float]
  private let margin: Double
  private let merging: MergeRule?
  /// All links that any method asks for.
  private let links: [Link]
  private let lowest: Double

  /// The lowest threshold is that of one false match in twenty: below it no method is at its best.
  private static let falseMatchRate = 0.05
  private static let highest = 0.96
  /// Steps of the search in hundredths; the second round about the best goes by single ones.
  private static let step = 4

  init(_ faces: PersonFaces, _ thresholds: EmbedderSettings.Thresholds) throws {
    vectors = try UnitVectors(faces.rows, dimension: max(1, faces.dimension))
    people = faces.personNumbers
    qualities = faces.items.map(\.quality)
    margin = Double(thresholds.singletonMargin)
    merging = thresholds.merging.map { MergeRule($0) }
    let histogram = try PairHistogram(
      rows: faces.rows, dimension: faces.dimension, people: people
    ) { _ in try Task.checkCancellation() }
    let sweep = ThresholdSweep(histogram)
    let low = sweep?.points.first { $0.falseMatchRate <= Self.falseMatchRate }?.threshold ?? 0
    lowest = max(0, (low * 25).rounded(.down) / 25)
    links = LinkFinder(threshold: lowest).links(in: vectors) { _ in }
  }

  /// Finds a method's threshold of the best B-cubed F: coarsely, then finely about the best.
  func bestThreshold(_ method: GroupingMethod, progress: (Double) throws -> Void) throws -> Double {
    var scores: [Double: Double] = [:]
    func attempt(_ hundredths: Int) throws {
      let threshold = Double(hundredths) / 100
      guard scores[threshold] == nil else { return }
      scores[threshold] = try score(method, threshold)
    }
    let first = Int((lowest * 100).rounded())
    let coarse = Array(stride(from: first, through: Int(Self.highest * 100), by: Self.step))
    for (place, hundredths) in coarse.enumerated() {
      try progress(0.75 * Double(place) / Double(coarse.count))
      try attempt(hundredths)
    }
    let best = Int((Self.best(scores) * 100).rounded())
    for hundredths in max(first, best - Self.step + 1)...max(first, best + Self.step - 1) {
      try attempt(hundredths)
    }
    return Self.best(scores)
  }

  /// The threshold of the best score; the lowest of several as good.
  private static func best(_ scores: [Double: Double]) -> Double {
    scores.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key ?? highest
  }

  private func score(_ method: GroupingMethod, _ threshold: Double) throws -> Double {
    let reaching =
      method.findsLinks ? [] : links.filter { Double($0.similarity) >= threshold }
    let partition = try method.partition(
      of: vectors, threshold: threshold, margin: margin, merging: merging, qualities: qualities,
      links: reaching)
    return ClusterScores(clusters: partition.clusterOfVector, people: people)?.bCubed.f ?? 0
  }

  /// Runs a method, links and all, and scores it.
  func row(_ method: GroupingMethod, threshold: Double) throws -> MethodComparison.Row {
    let clock = ContinuousClock()
    let start = clock.now
    let links =
      method.findsLinks ? [] : LinkFinder(threshold: threshold).links(in: vectors) { _ in }
    let partition = try method.partition(
      of: vectors, threshold: threshold, margin: margin, merging: merging, qualities: qualities,
      links: links)
    let duration = clock.now - start
    guard let scores = ClusterScores(clusters: partition.clusterOfVector, people: people) else {
      preconditionFailure("a comparison has faces")
    }
    return MethodComparison.Row(
      method: method, threshold: threshold, clusters: partition.clusters.count, scores: scores,
      duration: duration)
  }
}
