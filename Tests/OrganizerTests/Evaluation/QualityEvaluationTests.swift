import Organizer
import Testing

@Suite struct QualityEvaluationTests {
  private func decisions(_ list: [(Float, Bool)]) -> [QualityEvaluation.Decision] {
    list.map { QualityEvaluation.Decision(quality: $0.0, isRight: $0.1) }
  }

  @Test func theWorstTenthOfTheFacesIsLeftOut() throws {
    let qualities = (0..<20).map { Float($0) / 20 }.reversed()
    let found = try #require(
      QualityEvaluation(
        qualities: Array(qualities),
        decisions: decisions([
          (0, false), (0.05, false), (0.05, true), (0.1, false), (0.9, true), (0.5, true),
        ])))
    #expect(found.limit == 0.05)
    #expect(found.pairs == (6, 3))
    #expect(found.errors == (3, 2))
    #expect(found.errorShare == 2.0 / 3)
  }

  /// Quality that says nothing leaves out as many wrong decisions as right ones.
  @Test func equalQualitiesLeaveOutAllOrNothing() throws {
    let found = try #require(
      QualityEvaluation(
        qualities: [Float](repeating: 0.7, count: 10),
        decisions: decisions([(0.7, true), (0.7, false)])))
    #expect(found.pairs == (2, 2) && found.errors == (1, 1))
  }

  @Test func withoutErrorsThereIsNoShare() throws {
    let found = try #require(
      QualityEvaluation(
        qualities: [Float](repeating: 0.5, count: 30), decisions: decisions([(0.6, true)])))
    #expect(found.errorShare == nil && found.pairs.leftOut == 0)
  }

  @Test func tooFewFacesOrPairsSayNothing() {
    let few = [Float](repeating: 0.5, count: 9)
    #expect(QualityEvaluation(qualities: few, decisions: decisions([(0.5, true)])) == nil)
    #expect(QualityEvaluation(qualities: few + [0.5], decisions: []) == nil)
  }
}
