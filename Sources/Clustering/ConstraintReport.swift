/// What constraints did to a clustering: where they contradicted each other and where they kept
/// apart what similarity would have united.
public struct ConstraintReport: Sendable, Equatable {
  /// A constraint that must-links overruled.
  public struct Violation: Sendable, Equatable {
    /// The kind of constraint that was overruled.
    public enum Rule: Sendable, Equatable {
      /// The two vectors have the same exclusive group.
      case exclusiveGroup
      /// The two vectors are of a cannot-link set.
      case cannotLink
    }

    /// The constraint that was overruled.
    public let rule: Rule
    /// The lowest vector in the must-link set to which the rule applies.
    public let first: Int
    /// Another one, higher than `first`.
    public let second: Int
  }

  /// Two clusters that constraints kept apart.
  public struct RefusedMerge: Sendable, Equatable {
    /// The index of the one cluster.
    public let first: Int
    /// The index of the other cluster, higher than `first`.
    public let second: Int
    /// Their average similarity, which reaches the threshold.
    public let similarity: Double
  }

  /// The constraints overruled by must-links, sorted by first, then second vector.
  public let violations: [Violation]
  /// The pairs of final clusters that similarity alone would have united, sorted by first, then
  /// second cluster.
  public let refusedMerges: [RefusedMerge]
  /// The number of weak vectors that stayed out of the cluster most similar to them because of a
  /// constraint.
  public let refusedJoins: Int
}
