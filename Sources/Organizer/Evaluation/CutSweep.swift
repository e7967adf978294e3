/// What every cut of the tree of merges does to known people: thresholds *t* and margins *c* of
/// t + c/√(m·n) (docs/decisions/0004), scored by B-cubed F.
public struct CutSweep: Sendable, Equatable {
  /// What one cut does.
  public struct Point: Sendable, Equatable {
    /// The threshold of two large clusters.
    public let threshold: Double
    /// What two single faces need above it.
    public let margin: Double
    /// How many clusters there are.
    public let clusters: Int
    /// How well they agree with people.
    public let scores: ClusterScores

    /// Makes a point.
    package init(threshold: Double, margin: Double, clusters: Int, scores: ClusterScores) {
      self.threshold = threshold
      self.margin = margin
      self.clusters = clusters
      self.scores = scores
    }
  }

  /// The margins that are tried.
  package static let margins = [0, 0.05, 0.1, 0.15, 0.2]
  /// The steps of the threshold; near the best cut they are half as large.
  private static let step = 0.02

  /// Every cut that was tried, by margin, then threshold.
  public let points: [Point]

  /// The cut of the best B-cubed F; of several as good, the smaller margin, then the higher
  /// threshold, as what is wrongly united is harder to mend than what is wrongly apart.
  public var best: Point? { Self.best(points) }

  private static func best(_ points: [Point]) -> Point? {
    points.max { a, b in
      (a.scores.bCubed.f, -a.margin, a.threshold) < (b.scores.bCubed.f, -b.margin, b.threshold)
    }
  }

  /// Tries cuts.
  ///
  /// - Parameters:
  ///   - faces: The photos, at least one.
  ///   - range: The thresholds to try.
  ///   - weakOffset: By how much the threshold is higher for weak faces.
  ///   - progress: Called between cuts with the share that is done; what it throws ends the sweep.
  /// - Throws: `ClusteringError` for embeddings that are none, and what `progress` throws.
  package init(
    _ faces: PersonFaces, range: ClosedRange<Double>, weakOffset: Double,
    progress: (Double) throws -> Void
  ) throws {
    let trial = try LinkageTrial(faces, weakOffset: weakOffset)
    let count = Int(((range.upperBound - range.lowerBound) / Self.step + 1e-9).rounded(.down))
    let thresholds = (0...max(0, count)).map { range.lowerBound + Double($0) * Self.step }
    let total = Double(Self.margins.count * thresholds.count)
    var points: [Point] = []
    for margin in Self.margins {
      for threshold in thresholds {
        try progress(Double(points.count) / total)
        points.append(try Self.point(trial, threshold: threshold, margin: margin))
      }
    }
    if let best = Self.best(points) {
      for half in [-0.5, 0.5] {
        let threshold = best.threshold + half * Self.step
        guard range.contains(threshold) else { continue }
        points.append(try Self.point(trial, threshold: threshold, margin: best.margin))
      }
    }
    self.points = points.sorted { ($0.margin, $0.threshold) < ($1.margin, $1.threshold) }
  }

  private static func point(
    _ trial: LinkageTrial, threshold: Double, margin: Double
  ) throws -> Point {
    let found = try trial.clusters(threshold: threshold, margin: margin)
    return Point(
      threshold: threshold, margin: margin, clusters: found.count, scores: found.scores)
  }
}
