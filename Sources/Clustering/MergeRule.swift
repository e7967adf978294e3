/// When two clusters that average linkage left apart are one all the same: the second pass.
///
/// Average linkage asks one similarity of all clusters alike. Three things that it does not look at
/// tell more:
///
/// - **Spread.** The *cosine* of two clusters is the dot product of their sums over the product of
///   the lengths of these. Members that differ among themselves lower the average similarity to
///   another cluster, but not the cosine.
/// - **Crowding.** The *crowding* of a cluster is its mean cosine to the `crowd` clusters nearest to
///   it, the nearest of all left out. Some faces resemble many strangers; what is alike among these
///   says less (the adaptive normalization of scores, Sturim and Reynolds, "Speaker Adaptive Cohort
///   Selection for Tnorm", 2005).
/// - **Quality.** Blurred and turned faces resemble everybody less, themselves included.
///
/// Two clusters may merge if their cosine is at least
///
///     threshold + crowdingWeight · (mean of both crowdings − typicalCrowding)
///               − qualityWeight · (1 − the lesser of both qualities)
///
/// and do if each is the other's best by what it is above that.
public struct MergeRule: Sendable, Equatable {
  /// The least cosine of two clusters of full quality in typical surroundings.
  public let threshold: Double
  /// How much stricter crowded surroundings are.
  public let crowdingWeight: Double
  /// The crowding that is usual, which stands for clusters that a small library lacks.
  public let typicalCrowding: Double
  /// By how much less is asked of a cluster of quality 0.
  public let qualityWeight: Double

  /// Of how many clusters, beside the nearest, crowding is the mean.
  ///
  /// Measured with 10, 20 and 40: no difference beyond chance.
  static let crowd = 20

  /// Makes a rule.
  ///
  /// - Parameters:
  ///   - threshold: The least cosine of two clusters, from −1 to 1.
  ///   - crowdingWeight: How much stricter crowded surroundings are, at least 0.
  ///   - typicalCrowding: The crowding that is usual, from −1 to 1.
  ///   - qualityWeight: By how much less is asked of a cluster of quality 0, at least 0.
  public init(
    threshold: Double, crowdingWeight: Double, typicalCrowding: Double, qualityWeight: Double
  ) {
    precondition(crowdingWeight >= 0 && qualityWeight >= 0, "weights are not negative")
    precondition(abs(typicalCrowding) <= 1, "a crowding is a mean of cosines")
    self.threshold = Similarity.effective(threshold)
    self.crowdingWeight = crowdingWeight
    self.typicalCrowding = typicalCrowding
    self.qualityWeight = qualityWeight
  }

  /// Returns by how much the cosine of two clusters exceeds what is asked of them.
  func excess(cosine: Double, crowdings: (Double, Double), qualities: (Double, Double)) -> Double {
    let crowding = (crowdings.0 + crowdings.1) / 2 - typicalCrowding
    let lack = 1 - min(qualities.0, qualities.1)
    return cosine - threshold - crowdingWeight * crowding + qualityWeight * lack
  }
}
