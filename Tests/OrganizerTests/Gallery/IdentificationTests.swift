import FaceInference
import Organizer
import Testing

@Suite struct IdentificationTests {
  private let identification = Identification(thresholds: SampleLibrary.thresholds)

  private func id(_ name: String) -> PersonID {
    PersonID("p-" + name) ?? { preconditionFailure("an identifier is not empty") }()
  }

  private func embedding(_ values: [Float]) -> Embedding {
    Embedding(normalizing: values) ?? { preconditionFailure("the direction is not zero") }()
  }

  private func identify(
    _ probe: [[Float]], _ people: [String: [[Float]]]
  ) -> (person: PersonID, similarity: Double)? {
    var references: [PersonID: [Embedding]] = [:]
    for (name, vectors) in people { references[id(name)] = vectors.map(embedding) }
    return identification.identify([probe.map(embedding)], references: references)[0]
      .map { ($0.person, $0.similarity) }
  }

  @Test func theMostSimilarPersonIsFoundAtTheThreshold() {
    let people: [String: [[Float]]] = ["anna": [[1, 0]], "ben": [[0, 1]]]
    let found = identify([[0.8, 0.6]], people)
    #expect(found?.person == id("anna"))
    #expect(abs((found?.similarity ?? 0) - 0.8) < 1e-6)
    #expect(identify([[-1, 0.1]], people) == nil)
    #expect(identify([[0.59, -0.81]], people) == nil)
    #expect(identify([[0.61, -0.79]], people)?.person == id("anna"))
  }

  @Test func nobodyIsFoundWithoutAMarginOverTheNext() {
    let people: [String: [[Float]]] = ["anna": [[1, 0]], "ben": [[0, 1]]]
    #expect(identify([[0.72, 0.69]], people) == nil)
    #expect(identify([[0.72, 0.69]], ["anna": [[1, 0]]])?.person == id("anna"))
    #expect(identify([[0.78, 0.62]], people)?.person == id("anna"))
  }

  @Test func clustersAndPeopleStandForTheirMeanDirections() {
    // Neither face alone reaches the threshold; their mean does.
    let people: [String: [[Float]]] = ["anna": [[1, 0.3], [1, -0.3]]]
    #expect(identify([[0.5, 0.9]], people) == nil)
    #expect(identify([[0.5, 0.9], [0.5, -0.9]], people)?.person == id("anna"))
    #expect(identify([[1, 0], [-1, 0]], people)?.person == id("anna"))
  }

  @Test func withoutFacesOrReferencesNobodyIsFound() {
    #expect(identify([[1, 0]], [:]) == nil)
    #expect(identify([[1, 0]], ["anna": []]) == nil)
    #expect(identify([], ["anna": [[1, 0]]]) == nil)
    #expect(identification.identify([], references: [:]).isEmpty)
  }

  @Test func theThresholdGrowsWithTheNumberOfPeople() {
    #expect(identification.threshold(people: 1) == identification.threshold(people: 20))
    #expect(abs(identification.threshold(people: 200) - 0.7) < 1e-6)
    #expect(abs(identification.threshold(people: 2000) - 0.8) < 1e-6)
  }

  @Test func probesAreAnsweredIndependently() {
    let people = [id("anna"): [embedding([1, 0])], id("ben"): [embedding([0, 1])]]
    let probes: [[Embedding]] = [
      [embedding([0, 1])], [], [embedding([-1, 0])], [embedding([1, 0.1])],
    ]
    let together = identification.identify(probes, references: people)
    #expect(together.map(\.?.person) == [id("ben"), nil, nil, id("anna")])
    for (probe, match) in zip(probes, together) {
      #expect(identification.identify([probe], references: people) == [match])
    }
  }
}
