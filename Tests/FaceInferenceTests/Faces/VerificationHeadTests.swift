import FaceInference
import Foundation
import TestSupport
import Testing

@Suite struct VerificationHeadTests {
  /// The head of a manifest with so many values.
  private func head(_ weights: [Double], bias: Double, dimension: Int) throws -> VerificationHead {
    var fields = Manifests.embedder
    fields["dimension"] = dimension
    fields["verificationHead"] = ["weights": weights, "bias": bias] as [String: Any]
    return try #require(try settings(fields).verificationHead)
  }

  private func settings(_ fields: [String: Any]) throws -> EmbedderSettings {
    let manifest = try Manifests.read(fields)
    let settings: EmbedderSettings? =
      if case .embedder(let settings) = manifest.task { settings } else { nil }
    return try #require(settings)
  }

  @Test func theProbabilityIsThatOfTheFormula() throws {
    let head = try head([-2, -4, -1], bias: 3, dimension: 3)
    let a = try #require(Embedding(normalizing: [1, 2, 2]))
    let b = try #require(Embedding(normalizing: [2, -1, 2]))
    // a = (1, 2, 2)/3 and b = (2, −1, 2)/3: squared differences 1/9, 1 and 0.
    let logit = 3 - 2.0 / 9 - 4
    #expect(abs(Double(head.probability(a, b)) - 1 / (1 + exp(-logit))) < 1e-6)
    #expect(head.probability(a, b) == head.probability(b, a))
  }

  @Test func equalFacesHaveTheProbabilityOfTheBias() throws {
    let head = try head([-2, -4], bias: 1.5, dimension: 2)
    let a = try #require(Embedding(normalizing: [3, -4]))
    #expect(abs(Double(head.probability(a, a)) - 1 / (1 + exp(-1.5))) < 1e-6)
  }

  @Test func aHeadOfAnotherLengthIsRefused() {
    let error = #expect(throws: ManifestError.self) {
      try head([-2, -4], bias: 1.5, dimension: 3)
    }
    #expect(error?.reason.contains("2 weights for 3 values") == true)
  }

  @Test func aManifestWithoutOneHasNone() throws {
    #expect(try settings(Manifests.embedder).verificationHead == nil)
  }
}
