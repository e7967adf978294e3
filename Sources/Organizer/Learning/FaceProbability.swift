internal import FaceInference

/// The probability that two faces of a library's model are one person's: as learnt from its
/// confirmed faces, or as the model tells it.
struct FaceProbability: Sendable {
  private let head: VerificationHead?

  /// Takes what a library learnt about an embedder, or else the model's own head.
  ///
  /// - Parameters:
  ///   - library: The library; `nil` for none.
  ///   - embedder: The embedder; `nil` when it is not known.
  ///   - own: The model's own head, if it has one and is at hand.
  init(_ library: PhotoLibrary?, embedder: FaceModels.Identity?, own: VerificationHead?) {
    let learned = library.flatMap { library in
      embedder.flatMap { LearnedHead(library, embedder: $0) }
    }
    head = learned?.head ?? own
  }

  /// Returns the probability, 0…1; `nil` when nothing tells it.
  func probability(_ a: Embedding?, _ b: Embedding?) -> Double? {
    guard let head, let a, let b, a.values.count == head.weights.count,
      b.values.count == head.weights.count
    else { return nil }
    return Double(head.probability(a, b))
  }
}
