internal import FaceInference

/// Parts a person's references where they fall apart, as those of a child and of the adult do.
///
/// The mean direction of twenty photos of a child and one of the adult is the child's. So each part
/// that is large enough to be told from a few odd photos has a direction of its own.
enum Appearances {
  /// Fewer references are no appearance.
  private static let leastCount = 3
  /// The most appearances of a person.
  private static let mostCount = 8
  /// The most rounds in which references choose between two directions; a few are enough.
  private static let rounds = 10

  /// Returns the parts of references; one part where they hold together.
  ///
  /// Two parts are two when their faces are less alike, on average, than average linkage asks of one
  /// person's. They are found by two means on the sphere (Dhillon and Modha, 2001), begun with the
  /// reference least like all and the one least like that. The same references in the same order
  /// give the same parts.
  ///
  /// - Parameters:
  ///   - references: At least one embedding of the person.
  ///   - threshold: The average similarity of two large clusters of one person.
  /// - Complexity: O(*n* · *d*) for *n* references of *d* values.
  static func parts(of references: [Embedding], threshold: Double) -> [[Embedding]] {
    var parts: [[Embedding]] = []
    var whole = [references]
    while let next = whole.popLast() {
      if parts.count + whole.count + 1 < mostCount, let (a, b) = halves(of: next, threshold) {
        whole += [b, a]
      } else {
        parts.append(next)
      }
    }
    return parts
  }

  private static func halves(
    of references: [Embedding], _ threshold: Double
  ) -> (a: [Embedding], b: [Embedding])? {
    guard references.count >= 2 * leastCount else { return nil }
    var isSecond = [Bool](repeating: false, count: references.count)
    var first = leastLike(PersonModel.sum(of: references), references)
    var second = leastLike(first, references)
    for _ in 0..<rounds {
      let lengths = (length(first), length(second))
      let choices = references.map {
        product($0.values, second) * lengths.0 > product($0.values, first) * lengths.1
      }
      guard choices != isSecond else { break }
      isSecond = choices
      let (a, b) = parted(references, isSecond)
      guard min(a.count, b.count) >= leastCount else { return nil }
      (first, second) = (PersonModel.sum(of: a), PersonModel.sum(of: b))
    }
    let (a, b) = parted(references, isSecond)
    guard min(a.count, b.count) >= leastCount else { return nil }
    let similarity = Double(product(first, second)) / Double(a.count * b.count)
    return similarity < threshold ? (a, b) : nil
  }

  private static func parted(
    _ references: [Embedding], _ isSecond: [Bool]
  ) -> (a: [Embedding], b: [Embedding]) {
    let pairs = zip(references, isSecond)
    return (pairs.filter { !$0.1 }.map(\.0), pairs.filter { $0.1 }.map(\.0))
  }

  /// The values of the first of the references that are least like a direction.
  private static func leastLike(_ direction: [Float], _ references: [Embedding]) -> [Float] {
    let products = references.map { product(direction, $0.values) }
    let least = products.indices.min { products[$0] < products[$1] } ?? 0
    return references[least].values
  }

  private static func length(_ vector: [Float]) -> Float { product(vector, vector).squareRoot() }

  private static func product(_ a: [Float], _ b: [Float]) -> Float {
    dotProduct(a, b, count: min(a.count, b.count))
  }
}
