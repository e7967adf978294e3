import FaceInference
import Testing

@Suite struct EmbeddingTests {
  @Test(arguments: [1, 3, 16, 127, 512])
  func anEmbeddingHasLengthOne(dimension: Int) throws {
    var random = SeededRandom(seed: dimension)
    let raw = random.floats(dimension)
    let embedding = try #require(Embedding(normalizing: raw))
    let squares = embedding.values.reduce(0.0) { $0 + Double($1) * Double($1) }
    #expect(abs(squares - 1) < 1e-6)
    #expect(abs(embedding.similarity(to: embedding) - 1) < 1e-5)
    let norm = raw.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    #expect(abs(Double(embedding.norm) - norm) < 1e-5 * norm)
  }

  @Test(arguments: [1e-10, 0.25, 3, 1e30] as [Float])
  func scalingChangesOnlyTheNorm(factor: Float) throws {
    var random = SeededRandom(seed: 3)
    let raw = random.floats(64)
    let one = try #require(Embedding(normalizing: raw))
    let other = try #require(Embedding(normalizing: raw.map { $0 * factor }))
    #expect(excess(other.values, over: one.values, absolute: 1e-6, relative: 0) <= 0)
    #expect(abs(other.norm / factor / one.norm - 1) < 1e-5)
  }

  @Test(arguments: 0..<20)
  func similarityIsSymmetricAndTheCosine(seed: Int) throws {
    var random = SeededRandom(seed: seed)
    let (p, q) = (random.floats(48), random.floats(48))
    let (a, b) = (try #require(Embedding(normalizing: p)), try #require(Embedding(normalizing: q)))
    #expect(a.similarity(to: b) == b.similarity(to: a))
    #expect((-1.00001...1.00001).contains(a.similarity(to: b)))
    let opposite = try #require(Embedding(normalizing: p.map { -$0 }))
    #expect(abs(opposite.similarity(to: b) + a.similarity(to: b)) < 1e-6)
    let dot = zip(p, q).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    #expect(abs(Double(a.similarity(to: b)) - dot / Double(a.norm * b.norm)) < 1e-5)
  }

  @Test func whatHasNoDirectionHasNoEmbedding() {
    for raw in [[], [0], [0, -0.0], [.nan, 1], [1, .infinity], [-.infinity], [1e-20, 1e-30]]
      as [[Float]]
    {
      #expect(Embedding(normalizing: raw) == nil, "\(raw)")
    }
  }

  @Test func aUnitVectorIsTakenAsItIs() {
    let embedding = Embedding(unit: [0.6, 0.8])
    #expect(embedding.values == [0.6, 0.8])
    #expect(embedding.norm == 0, "not known")
  }
}
