internal import Foundation

/// The calibrated probability that two embeddings are one person's.
///
/// P = σ(Σ wᵢ · (aᵢ − bᵢ)² + bias) for unit-length embeddings a and b: a logistic regression on the
/// squared differences, fitted with pairs of one person and of two weighing the same. So it is the
/// probability where both are as likely beforehand; training/README.md says how it is fitted.
public struct VerificationHead: Sendable, Equatable {
  /// How much each squared difference weighs.
  public let weights: [Float]
  /// The logit of two equal embeddings.
  public let bias: Float

  /// Makes a head of one weight a value.
  public init(weights: [Float], bias: Float) {
    self.weights = weights
    self.bias = bias
  }

  /// Returns the probability, 0…1, that two faces are one person's.
  ///
  /// - Parameters:
  ///   - a: An embedding of as many values as there are weights.
  ///   - b: Another.
  public func probability(_ a: Embedding, _ b: Embedding) -> Float {
    precondition(a.values.count == weights.count && b.values.count == weights.count)
    var logit = bias
    for index in weights.indices {
      let difference = a.values[index] - b.values[index]
      logit += weights[index] * difference * difference
    }
    return 1 / (1 + exp(-logit))
  }
}

extension VerificationHead: Decodable {
  private enum CodingKeys: CodingKey { case weights, bias }

  /// Reads the head of a manifest.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    weights = try values.decode([Float].self, forKey: .weights)
    bias = try values.decode(Float.self, forKey: .bias)
  }
}
