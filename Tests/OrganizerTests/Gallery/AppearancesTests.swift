import FaceInference
import Organizer
import TestSupport
import Testing

/// People who look different over the years: two directions, faces about each.
@Suite struct AppearancesTests {
  private let thresholds = SampleLibrary.thresholds
  private let id = PersonID("p-anna") ?? { preconditionFailure("an identifier is not empty") }()
  private let other = PersonID("p-ben") ?? { preconditionFailure("an identifier is not empty") }()

  /// Faces about a direction, with a similarity of 0.8 to each other on average.
  private func faces(
    _ count: Int, about direction: [Float], _ generator: inout SeededGenerator
  ) -> [Embedding] {
    (0..<count).compactMap { _ in
      Embedding(
        normalizing: direction.map { $0 + Float.random(in: -0.076...0.076, using: &generator) })
    }
  }

  /// A direction of 128 values.
  private func direction(_ axis: Int, _ other: Int? = nil, similarity: Float = 0) -> [Float] {
    var values = [Float](repeating: 0, count: 128)
    values[axis] = other == nil ? 1 : similarity
    if let other { values[other] = (1 - similarity * similarity).squareRoot() }
    return values
  }

  private func identify(_ probe: [Embedding], _ people: [PersonID: [Embedding]]) -> PersonID? {
    Identification(thresholds: thresholds).identify([probe], references: people)[0]?.person
  }

  @Test func aPersonIsKnownAsAChildAndAsAnAdult() {
    var generator = SeededGenerator(seed: 5)
    let (child, adult) = (direction(0), direction(0, 1, similarity: 0.25))
    let young = faces(20, about: child, &generator)
    let old = faces(4, about: adult, &generator)
    let stranger = faces(3, about: direction(0, 2, similarity: 0.25), &generator)
    let references = [id: young + old, other: faces(5, about: direction(3), &generator)]
    let probe = faces(2, about: adult, &generator)
    #expect(identify(probe, references) == id)
    #expect(identify(faces(2, about: child, &generator), references) == id)
    #expect(identify(stranger, references) == nil)
    // One photo of the adult is none of two appearances: the mean is the child's.
    #expect(identify(probe, [id: young + old.prefix(1)]) == nil)
  }

  @Test func whoLooksAlikeHasOneAppearanceAndTheSameCandidates() {
    var generator = SeededGenerator(seed: 6)
    let references = faces(40, about: direction(0), &generator)
    let probe = faces(3, about: direction(0), &generator)
    let identification = Identification(thresholds: thresholds)
    let few = identification.candidates([probe], references: [id: references])[0]
    #expect(few.count == 1, "one person is one candidate, however many directions")
    let mean = references.reduce(into: [Float](repeating: 0, count: 128)) { sum, face in
      for x in sum.indices { sum[x] += face.values[x] }
    }
    let own = probe.reduce(into: [Float](repeating: 0, count: 128)) { sum, face in
      for x in sum.indices { sum[x] += face.values[x] }
    }
    let cosine = Embedding(normalizing: mean).flatMap { mean in
      Embedding(normalizing: own).map { Double(mean.similarity(to: $0)) }
    }
    #expect(abs((few.first?.cosine ?? 0) - (cosine ?? 2)) < 1e-5)
  }

  /// Two appearances of one person must not hide the next person from the margin.
  @Test func theNextPersonIsFoundBehindSeveralAppearances() {
    var generator = SeededGenerator(seed: 7)
    let (child, adult) = (direction(0), direction(0, 1, similarity: 0.3))
    let anna = faces(5, about: child, &generator) + faces(5, about: adult, &generator)
    let ben = faces(5, about: direction(0, 1, similarity: 0.32), &generator)
    let candidates = Identification(thresholds: thresholds).candidates(
      [faces(2, about: adult, &generator)], references: [id: anna, other: ben])[0]
    #expect(Set(candidates.map(\.person)) == [id, other])
    #expect(identify(faces(2, about: adult, &generator), [id: anna, other: ben]) == nil)
  }
}
