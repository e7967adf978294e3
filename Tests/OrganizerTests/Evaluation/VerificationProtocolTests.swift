import Organizer
import Testing

@Suite struct VerificationProtocolTests {
  @Test func eachFoldIsDecidedByTheOthers() throws {
    // Fold 1 alone would put its threshold between 0.2 and 0.3, fold 0 between 0.6 and 0.8.
    let trials =
      trials([0.8, 0.9], same: true, fold: 0) + trials([0.5, 0.6], same: false, fold: 0)
      + trials([0.3, 0.4], same: true, fold: 1) + trials([0.1, 0.2], same: false, fold: 1)
    let found = try #require(VerificationProtocol(trials))
    #expect(found.folds.map(\.threshold) == [0.25, 0.7])
    #expect(found.folds.map(\.accuracy) == [0.5, 0.5])
    #expect(found.meanAccuracy == 0.5)
    #expect(found.standardDeviation == 0)
  }

  @Test func deviationIsThatOfASample() throws {
    let trials =
      trials([0.9], same: true, fold: 0) + trials([0.1], same: false, fold: 0)
      + trials([0.9], same: true, fold: 1) + trials([0.1], same: false, fold: 1)
      + trials([0.1], same: true, fold: 2) + trials([0.1], same: false, fold: 2)
    let found = try #require(VerificationProtocol(trials))
    #expect(found.folds.map(\.accuracy) == [1, 1, 0.5])
    #expect(abs(found.meanAccuracy - 5.0 / 6) < 1e-15)
    // Deviations 1/6, 1/6, −1/3; squares sum to 1/6.
    #expect(abs(found.standardDeviation - (1.0 / 12).squareRoot()) < 1e-15)
  }

  @Test func theMiddleOfTheMiddleGapStandsForEquallyGoodThresholds() {
    // Best, with one error: below 0.25 (refuses 0.1 of two) or above 0.3, the middle one of three.
    let mixed =
      trials([0.5, 0.75], same: true, fold: 0) + trials([0.125], same: false, fold: 0)
      + trials([0.25], same: true, fold: 0) + trials([0.375], same: false, fold: 0)
    #expect(VerificationProtocol.bestThreshold(for: mixed) == 0.1875)
  }

  @Test func acceptingAllOrNoneCanBeBest() {
    let same = trials([0.1, 0.4], same: true, fold: 0)
    #expect(VerificationProtocol.bestThreshold(for: same) == 0.1)
    let different = trials([0.1, 0.4], same: false, fold: 0)
    #expect(VerificationProtocol.bestThreshold(for: different) == (0.4).nextUp)
  }

  @Test func noThresholdSeparatesEqualSimilarities() {
    let equal = trials([0.5, 0.5, 0.5], same: true, fold: 0) + trials([0.5], same: false, fold: 0)
    #expect(VerificationProtocol.bestThreshold(for: equal) == 0.5)
  }

  @Test(arguments: 0..<30)
  func noThresholdDoesBetterThanTheBest(seed: Int) {
    var random = EvaluationRandom(state: UInt64(seed))
    let trials = (0..<40).map { _ in
      let isSame = Bool.random(using: &random)
      // Coarse, so that similarities repeat.
      let similarity = Double(Int.random(in: isSame ? 5..<20 : 0..<14, using: &random)) / 20
      return VerificationProtocol.Trial(similarity: similarity, isSamePerson: isSame, fold: 0)
    }
    func right(_ threshold: Double) -> Int {
      trials.count { ($0.similarity >= threshold) == $0.isSamePerson }
    }
    let best = right(VerificationProtocol.bestThreshold(for: trials))
    for step in -1...21 { #expect(right(Double(step) / 20) <= best) }
  }

  @Test func oneFoldOrAMissingFoldIsNoProtocol() {
    #expect(VerificationProtocol([]) == nil)
    #expect(VerificationProtocol(trials([0.1, 0.2], same: true, fold: 0)) == nil)
    #expect(
      VerificationProtocol(
        trials([0.1], same: true, fold: 0) + trials([0.2], same: false, fold: 2)) == nil)
  }

  private func trials(
    _ similarities: [Double], same: Bool, fold: Int
  ) -> [VerificationProtocol.Trial] {
    similarities.map { .init(similarity: $0, isSamePerson: same, fold: fold) }
  }
}
