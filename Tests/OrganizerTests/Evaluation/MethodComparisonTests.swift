import Organizer
import Testing

@Suite struct MethodComparisonTests {
  private func comparison(
    _ sample: SampleLibrary, _ choice: MethodComparison.Choice
  ) throws -> MethodComparison {
    let library = try sample.labelled()
    return try MethodComparison(
      library, PersonFaces(library, folder: sample.library.root), choice
    ) { _ in }
  }

  @Test func everyMethodFindsClearPeopleAtItsBestThreshold() throws {
    let sample = try SampleLibrary.people([6, 7, 8, 6, 9, 7], noise: 0.1, seed: 1)
    let result = try comparison(sample, .best)
    #expect(result.rows.map(\.method) == GroupingMethod.allCases)
    #expect(result.rows.allSatisfy { $0.scores.bCubed.f == 1 && $0.clusters == 6 })
  }

  @Test func heldOutThresholdsAreThoseOfTheOthers() throws {
    let sample = try SampleLibrary.people([6, 7, 8, 6, 9, 7], noise: 0.5, seed: 2)
    let library = try sample.labelled()
    let faces = PersonFaces(library, folder: sample.library.root)
    let result = try comparison(sample, .heldOut)
    #expect(result.people == 3 && result.photos == 7 + 6 + 7)
    let others = try MethodComparison(library, faces.half(isOdd: false), .best) { _ in }
    #expect(result.rows.map(\.parameters) == others.rows.map(\.parameters))
    for (place, row) in result.rows.enumerated() where row.parameters.offset == 0 {
      let scored = try MethodComparison(
        library, faces.half(isOdd: true), .given(row.parameters.threshold)
      ) { _ in }
      #expect(scored.rows[place].scores == row.scores)
    }
  }

  @Test func thresholdsMayComeFromAnotherLibrary() throws {
    let sample = try SampleLibrary.people([6, 7, 8, 6, 9, 7], noise: 0.5, seed: 2)
    let other = try SampleLibrary.people([5, 4, 3, 6, 2, 2, 1, 1], noise: 0.8, seed: 4)
    let library = try other.labelled()
    let faces = PersonFaces(library, folder: other.library.root)
    let result = try comparison(sample, .chosen(on: faces))
    #expect(result.rows.map(\.parameters) == (try comparison(other, .best)).rows.map(\.parameters))
    #expect(result.people == 6)
  }

  @Test func aGivenThresholdIsEveryMethods() throws {
    let sample = try SampleLibrary.people([3, 3], noise: 0.1, seed: 3)
    let result = try comparison(sample, .given(1))
    #expect(result.rows.allSatisfy { $0.parameters.threshold == 1 })
    // HDBSCAN takes 1 for no threshold, and centroids may be less alike.
    let others = result.rows.filter { $0.method != .hdbscan && $0.method != .centroids }
    #expect(others.allSatisfy { $0.clusters == 6 })
  }

  @Test func theBestThresholdIsAtLeastAsGoodAsAnyGivenOne() throws {
    let sample = try SampleLibrary.people([5, 4, 3, 6, 2, 2, 1, 1], noise: 0.8, seed: 4)
    let best = try comparison(sample, .best)
    for threshold in [0.3, 0.5, 0.7, 0.9] {
      let given = try comparison(sample, .given(threshold))
      for (a, b) in zip(best.rows, given.rows) {
        #expect(a.scores.bCubed.f >= b.scores.bCubed.f, "\(a.method) at \(threshold)")
      }
    }
  }
}
