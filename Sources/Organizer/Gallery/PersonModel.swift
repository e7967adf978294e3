internal import FaceInference

/// What is known of an enrolled person's face: where their references point, and how far apart they
/// lie.
struct PersonModel {
  /// The sum of the references; its direction is their mean's.
  let sum: [Float]
  /// By how much less, or more, similar a face of this person is to that direction than a face of
  /// most people is to theirs.
  let allowance: Double

  /// The average similarity of two photos of one person, and as how many pairs it counts.
  ///
  /// Of LFW's people 0.64 with mobilefacenet.onnx, 0.61 with the built-in embedder.
  private static let usualSimilarity = 0.63
  private static let usualWeight = 6.0
  /// How much of the difference is granted: measured in docs/decisions/0028.
  private static let share = 0.5
  /// No person's references lie farther apart, on average, than this.
  private static let leastSimilarity = 0.2

  /// Learns from references.
  ///
  /// - Parameter references: At least one embedding of the person.
  init(_ references: [Embedding]) {
    sum = Self.sum(of: references)
    let count = Double(references.count)
    let squared = sum.reduce(0.0) { $0 + Double($1) * Double($1) }
    let pairs = count * (count - 1) / 2
    // The squared length of a sum of unit vectors is their number and twice their similarities.
    let similarities = (squared - count) / 2
    let similarity =
      (similarities + Self.usualWeight * Self.usualSimilarity) / (pairs + Self.usualWeight)
    let expected = Self.expected(max(similarity, Self.leastSimilarity), count)
    allowance = Self.share * (expected - Self.expected(Self.usualSimilarity, count))
  }

  /// The similarity of a new face to the mean direction of some references, when any two faces of
  /// the person have a given similarity.
  private static func expected(_ similarity: Double, _ count: Double) -> Double {
    similarity * count / (count + count * (count - 1) * similarity).squareRoot()
  }

  /// The sum of embeddings; any single one where they cancel out.
  static func sum(of embeddings: [Embedding]) -> [Float] {
    var sum = [Float](repeating: 0, count: embeddings[0].values.count)
    for embedding in embeddings {
      for x in sum.indices { sum[x] += embedding.values[x] }
    }
    return sum.contains { $0 != 0 } ? sum : embeddings[0].values
  }
}
