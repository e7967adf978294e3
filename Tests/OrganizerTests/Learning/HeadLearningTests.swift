import FaceInference
import Foundation
import Organizer
import Testing

@Suite struct HeadLearningTests {
  private static let dimension = 12

  /// Faces of people; the values after the first `telling` ones are noise alone.
  private func people(
    _ count: Int, faces: Int, telling: Int, seed: Int
  ) -> [[Embedding]] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      let center = (0..<telling).map { _ in Float.random(in: -1...1, using: &random) }
      return (0..<faces).compactMap { _ in
        let told = center.map { $0 + Float.random(in: -0.3...0.3, using: &random) }
        let noise = (telling..<Self.dimension).map { _ in Float.random(in: -1...1, using: &random) }
        return Embedding(normalizing: told + noise)
      }
    }
  }

  private func learning(
    _ people: [[Embedding]], prior: VerificationHead? = nil
  ) -> HeadLearning {
    HeadLearning(ConfirmedPairs(people), prior: prior, dimension: Self.dimension)
  }

  @Test func valuesThatTellPeopleApartAreLearntAndHelp() throws {
    let result = try #require(
      learning(people(20, faces: 6, telling: 6, seed: 1)).result())
    #expect(result.helps)
    #expect(result.loss < result.previousLoss)
    #expect(abs(result.previousLoss - log(2)) < 1e-9)
    // Equal faces are one person's, whatever it takes to say so.
    #expect(result.head.bias > 2)
    // What is learnt holds for people nobody has seen.
    let others = ConfirmedPairs(people(20, faces: 6, telling: 6, seed: 2))
    let losses = others.pairs.map { pair -> Double in
      let logit = zip(result.head.weights, pair.squares).reduce(Double(result.head.bias)) {
        $0 + Double($1.0) * Double($1.1)
      }
      return log1p(exp(pair.isSamePerson ? -logit : logit))
    }
    let same = zip(others.pairs, losses).filter { $0.0.isSamePerson }.map(\.1)
    let two = zip(others.pairs, losses).filter { !$0.0.isSamePerson }.map(\.1)
    let loss =
      (same.reduce(0, +) / Double(same.count) + two.reduce(0, +) / Double(two.count)) / 2
    #expect(abs(loss - result.loss) < 0.15, "\(loss) instead of \(result.loss)")
    #expect(loss < log(2) - 0.1)
  }

  @Test(arguments: 1...8)
  func facesWithoutAPersonTeachNothing(seed: Int) throws {
    let result = try #require(
      learning(people(12, faces: 5, telling: 0, seed: seed)).result())
    #expect(!result.helps, "gain \(result.gain) ± \(result.standardError)")
  }

  @Test func aModelThatKnowsAlreadyIsNotReplacedForNothing() throws {
    let learnt = try #require(learning(people(40, faces: 8, telling: 6, seed: 3)).result())
    let again = try #require(
      learning(people(8, faces: 5, telling: 6, seed: 4), prior: learnt.head).result())
    #expect(again.previousLoss < log(2))
    #expect(again.loss < again.previousLoss + 0.1, "a good model is not forgotten")
  }

  @Test func fewPeopleAreTooFew() {
    #expect(learning(people(4, faces: 10, telling: 6, seed: 5)).result() == nil)
    #expect(learning(people(30, faces: 1, telling: 6, seed: 5)).result() == nil)
    #expect(learning([]).result() == nil)
  }

  @Test func nobodyIsMostOfThePairs() {
    let faces =
      people(1, faces: 200, telling: 6, seed: 6) + people(6, faces: 3, telling: 6, seed: 7)
    let pairs = ConfirmedPairs(faces + [[]])
    #expect(pairs.people == 7 && pairs.faces == 10 + 6 * 3)
    #expect(pairs.confirmedPeople == 7 && pairs.confirmedFaces == 200 + 6 * 3)
    #expect(pairs.pairs.count { $0.people == (0, 0) } == 45)
    #expect(pairs.pairs.count { $0.people == (1, 1) } == 3)
    #expect(pairs.pairs.count { $0.people == (1, 2) } == 3)
    #expect(pairs.pairs.allSatisfy { $0.people.0 <= $0.people.1 })
  }
}
