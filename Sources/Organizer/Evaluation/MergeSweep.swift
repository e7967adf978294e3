package import FaceInference

/// What thresholds of the second pass do to known people (docs/decisions/0030), after the best cut
/// and after slightly stricter ones: a second pass makes up for what these leave apart.
///
/// On some photos no second pass helps; then there is no best one.
public struct MergeSweep: Sendable, Equatable {
  /// What one pair of thresholds does.
  public struct Point: Sendable, Equatable {
    /// The threshold of the cut.
    public let clustering: Double
    /// The threshold of the second pass.
    public let merging: Double
    /// How many clusters there are.
    public let clusters: Int
    /// How well they agree with people.
    public let scores: ClusterScores
  }

  /// The other numbers of the rule, which are kept: the model's own, or those to begin with.
  package let rule: EmbedderSettings.Thresholds.Merging
  /// All that was tried, by the cut, then the second pass.
  public let points: [Point]

  /// The best B-cubed F, if it is better than the cut alone; of several as good, the higher
  /// thresholds.
  public let best: Point?

  /// The numbers of the manifest's `merging`, with the best threshold; `nil` where there is none.
  public var manifest: [(name: String, value: Double)]? {
    guard let best else { return nil }
    return [
      ("threshold", best.merging),
      ("crowdingWeight", Double(rule.crowdingWeight)),
      ("typicalCrowding", Double(rule.typicalCrowding)),
      ("qualityWeight", Double(rule.qualityWeight)),
    ]
  }

  /// What a model without a second pass begins with: weights between those of the two models they
  /// were measured for, and the typical crowding of the one.
  private static let start = EmbedderSettings.Thresholds.Merging(
    threshold: 0.5, crowdingWeight: 0.6, typicalCrowding: 0.25, qualityWeight: 0.12)

  /// By how much the cut is stricter than the best, and the second pass than two single faces.
  private static let cutSteps = [0, 0.01, 0.02, 0.04]
  /// Finely, then coarsely: where few people are photographed alike, those who are one are far
  /// above.
  private static let mergeSteps =
    Array(stride(from: -0.06, through: 0.1, by: 0.01))
    + stride(from: 0.12, through: 0.4, by: 0.02)

  /// Tries thresholds.
  ///
  /// - Parameters:
  ///   - faces: The photos, at least one.
  ///   - cut: The best cut.
  ///   - present: The model's rule, if it has one.
  ///   - weakOffset: By how much the threshold of the cut is higher for weak faces.
  ///   - progress: Called between trials with the share that is done; what it throws ends the
  ///     sweep.
  /// - Throws: `ClusteringError` for embeddings that are none, and what `progress` throws.
  package init(
    _ faces: PersonFaces, cut: CutSweep.Point, present: EmbedderSettings.Thresholds.Merging?,
    weakOffset: Double, progress: (Double) throws -> Void
  ) throws {
    let rule = present ?? Self.start
    let trial = try LinkageTrial(faces, weakOffset: weakOffset)
    let steps = Self.mergeSteps.filter { (0...1).contains(cut.threshold + cut.margin + $0) }
    var points: [Point] = []
    for cutStep in Self.cutSteps {
      for mergeStep in steps {
        try progress(Double(points.count) / Double(steps.count * Self.cutSteps.count))
        let clustering = min(1, cut.threshold + cutStep)
        let merging = cut.threshold + cut.margin + mergeStep
        let found = try trial.clusters(
          threshold: clustering, margin: cut.margin, merging: rule.with(threshold: merging))
        points.append(
          Point(
            clustering: clustering, merging: merging, clusters: found.count, scores: found.scores))
      }
    }
    self.rule = rule
    self.points = points
    best = Self.best(points).flatMap { $0.scores.bCubed.f > cut.scores.bCubed.f ? $0 : nil }
  }

  private static func best(_ points: [Point]) -> Point? {
    points.max { a, b in
      (a.scores.bCubed.f, a.merging, a.clustering) < (b.scores.bCubed.f, b.merging, b.clustering)
    }
  }
}

extension EmbedderSettings.Thresholds.Merging {
  /// The same rule with another threshold.
  fileprivate func with(threshold: Double) -> Self {
    Self(
      threshold: Float(threshold), crowdingWeight: crowdingWeight,
      typicalCrowding: typicalCrowding, qualityWeight: qualityWeight)
  }
}
