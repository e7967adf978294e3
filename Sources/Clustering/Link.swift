/// Two vectors whose similarity reaches a threshold.
public struct Link: Sendable, Equatable {
  /// The lower index.
  public let first: Int32
  /// The higher index.
  public let second: Int32
  /// The similarity, as precise as a `Float` product: some 10⁻⁶.
  public let similarity: Float

  /// Makes a link.
  ///
  /// - Parameters:
  ///   - first: The lower index.
  ///   - second: The higher index.
  ///   - similarity: The similarity of the two vectors.
  public init(first: Int32, second: Int32, similarity: Float) {
    self.first = first
    self.second = second
    self.similarity = similarity
  }
}
