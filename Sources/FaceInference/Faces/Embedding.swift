/// A unit-length vector in which distance means identity, among vectors of one model.
public struct Embedding: Sendable, Equatable {
  /// The vector; its squares add up to 1.
  public let values: [Float]
  /// The length of the network's raw output: longer for clearer faces.
  ///
  /// 0 when it is not known.
  public let norm: Float

  /// Makes an embedding of a network's raw output.
  ///
  /// - Returns: `nil` when the output has no direction: zero, or not finite.
  public init?(normalizing raw: [Float]) {
    let norm = raw.reduce(into: 0.0) { $0 += Double($1) * Double($1) }.squareRoot()
    guard norm.isFinite, norm > 1e-12 else { return nil }
    values = raw.map { Float(Double($0) / norm) }
    self.norm = Float(norm)
  }

  /// Makes an embedding of values that were normalized before.
  public init(unit values: [Float]) {
    self.values = values
    norm = 0
  }

  /// The direction of the sum of two raw outputs; `nil` where they cancel out.
  ///
  /// The norm is that of their mean.
  func averaged(with other: Embedding) -> Embedding? {
    Embedding(
      normalizing: zip(values, other.values).map { ($0 * norm + $1 * other.norm) / 2 })
  }

  /// The cosine of two embeddings of one model, −1…1; larger means more alike.
  public func similarity(to other: Embedding) -> Float {
    precondition(values.count == other.values.count, "embeddings of two models do not compare")
    return zip(values, other.values).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
