internal import FaceInference
internal import Foundation

/// What a library learnt of its confirmed faces about one embedder: `.photosort/learned.json`.
///
/// A cache: it can be deleted, and learnt again.
struct LearnedHead: Codable, Sendable, Equatable {
  private var schema = "photosort.learned/1"
  /// The SHA-256 of the embedder's weights; it is used with no other.
  let embedder: String
  let weights: [Float]
  let bias: Float

  /// Takes down what was learnt.
  init(_ head: VerificationHead, embedder: FaceModels.Identity) {
    self.embedder = embedder.results
    weights = head.weights
    bias = head.bias
  }

  /// Reads what a library learnt about an embedder; `nil` when that is nothing, or of no use.
  init?(_ library: PhotoLibrary, embedder: FaceModels.Identity) {
    guard let bytes = try? FileSystem.read(Self.path(library)),
      let learned = try? JSONDecoder().decode(LearnedHead.self, from: Data(bytes)),
      learned.schema == "photosort.learned/1", learned.embedder == embedder.results,
      learned.bias.isFinite, learned.weights.allSatisfy(\.isFinite)
    else { return nil }
    self = learned
  }

  /// The head.
  var head: VerificationHead { VerificationHead(weights: weights, bias: bias) }

  /// Writes it; the library's lock is held.
  func store(_ library: PhotoLibrary) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let bytes = [UInt8](try encoder.encode(self)) + [UInt8(ascii: "\n")]
    try AtomicFile.write(bytes, to: Self.path(library))
  }

  /// Where it lies.
  static func path(_ library: PhotoLibrary) -> String { joined(library.folder, "learned.json") }
}
