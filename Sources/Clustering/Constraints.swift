/// What is known about vectors beside their similarity.
///
/// Everything here overrules similarity. Where two of them contradict each other, `mustLink` wins,
/// and the contradiction is in the `ConstraintReport`.
public struct Constraints: Sendable, Equatable {
  /// One optional number a vector, or empty.
  ///
  /// Two vectors with the same number (two faces of one photo) are never in one cluster.
  public var exclusiveGroups: [Int32?]
  /// Sets of different vectors of which no two are ever in one cluster, nor are the clusters that
  /// hold them.
  ///
  /// Two are a pair; of many, one set of *n* says what *n* (*n* − 1) / 2 pairs do.
  public var cannotLink: [[Int]]
  /// Sets of vectors that are always in one cluster, however unlike they are.
  ///
  /// Sets that share a vector are one.
  public var mustLink: [[Int]]

  /// Makes constraints; by default, none.
  ///
  /// - Parameters:
  ///   - exclusiveGroups: One optional number a vector, or empty.
  ///   - cannotLink: Sets of vectors of which no two are in one cluster.
  ///   - mustLink: Sets of vectors that are always in one cluster.
  public init(
    exclusiveGroups: [Int32?] = [], cannotLink: [[Int]] = [], mustLink: [[Int]] = []
  ) {
    self.exclusiveGroups = exclusiveGroups
    self.cannotLink = cannotLink
    self.mustLink = mustLink
  }

  /// Traps unless all indices are those of `count` vectors.
  func checkIndices(count: Int) {
    precondition(
      exclusiveGroups.isEmpty || exclusiveGroups.count == count, "one optional group a vector")
    let vectors = 0..<count
    precondition(
      (cannotLink + mustLink).allSatisfy { $0.allSatisfy(vectors.contains) },
      "constraints are about the vectors")
    precondition(
      cannotLink.allSatisfy { Set($0).count == $0.count },
      "a vector cannot be kept apart from itself")
  }
}
