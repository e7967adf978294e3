/// What is known about vectors beside their similarity.
///
/// Everything here overrules similarity. Where two of them contradict each other, `mustLink` wins,
/// and the contradiction is in the `ConstraintReport`.
public struct Constraints: Sendable, Equatable {
  /// Two vectors, in either order.
  public struct Pair: Sendable, Hashable {
    /// The index of the one vector.
    public let first: Int
    /// The index of the other vector.
    public let second: Int

    /// Makes a pair of two different vectors.
    ///
    /// - Parameters:
    ///   - first: The index of the one vector.
    ///   - second: The index of the other vector.
    public init(_ first: Int, _ second: Int) {
      precondition(first != second, "a vector cannot be kept apart from itself")
      self.first = first
      self.second = second
    }
  }

  /// One optional number a vector, or empty.
  ///
  /// Two vectors with the same number (two faces of one photo) are never in one cluster.
  public var exclusiveGroups: [Int32?]
  /// Pairs that are never in one cluster, nor are the clusters that hold them.
  public var cannotLink: [Pair]
  /// Sets of vectors that are always in one cluster, however unlike they are.
  ///
  /// Sets that share a vector are one.
  public var mustLink: [[Int]]

  /// Makes constraints; by default, none.
  ///
  /// - Parameters:
  ///   - exclusiveGroups: One optional number a vector, or empty.
  ///   - cannotLink: Pairs that are never in one cluster.
  ///   - mustLink: Sets of vectors that are always in one cluster.
  public init(
    exclusiveGroups: [Int32?] = [], cannotLink: [Pair] = [], mustLink: [[Int]] = []
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
      cannotLink.allSatisfy { vectors.contains($0.first) && vectors.contains($0.second) }
        && mustLink.allSatisfy { $0.allSatisfy(vectors.contains) },
      "constraints are about the vectors")
  }
}
