import Organizer
import Testing

@Suite struct ClusterScoresTests {
  @Test func aWorkedExampleHasItsScores() throws {
    // Clusters {a a b} {b b} {c}: 4 pairs united, 2 of them rightly; 4 belong together.
    let scores = try #require(
      ClusterScores(clusters: [1, 1, 1, 2, 2, 3], people: ["a", "a", "b", "b", "b", "c"]))
    #expect(abs(scores.bCubed.precision - (2.0 / 3 + 2.0 / 3 + 1.0 / 3 + 1 + 1 + 1) / 6) < 1e-15)
    #expect(abs(scores.bCubed.recall - (1 + 1 + 1.0 / 3 + 2.0 / 3 + 2.0 / 3 + 1) / 6) < 1e-15)
    #expect(scores.pairwise.precision == 0.5)
    #expect(scores.pairwise.recall == 0.5)
    #expect(scores.pairwise.f == 0.5)
  }

  @Test func thePerfectClusteringScoresOneUnderAnyNames() throws {
    let people = ["a", "b", "a", "c", "c", "c"]
    let scores = try #require(ClusterScores(clusters: [9, 4, 9, 0, 0, 0], people: people))
    #expect(scores.bCubed == .init(precision: 1, recall: 1))
    #expect(scores.pairwise == .init(precision: 1, recall: 1))
    #expect(scores.bCubed.f == 1)
  }

  @Test func singletonsArePureAndOneClusterIsComplete() throws {
    let people = [0, 0, 0, 1]
    let singletons = try #require(ClusterScores(clusters: [0, 1, 2, 3], people: people))
    #expect(singletons.bCubed == .init(precision: 1, recall: 0.5))
    #expect(singletons.pairwise == .init(precision: 1, recall: 0))
    #expect(singletons.pairwise.f == 0)
    let one = try #require(ClusterScores(clusters: [7, 7, 7, 7], people: people))
    // (9/4 + 1/4) / 4
    #expect(one.bCubed == .init(precision: 0.625, recall: 1))
    #expect(one.pairwise == .init(precision: 0.5, recall: 1))
  }

  @Test func theWorstClusteringUnitesOnlyStrangers() throws {
    // Four people with four faces each, clustered across.
    let people = (0..<16).map { $0 / 4 }
    let scores = try #require(ClusterScores(clusters: (0..<16).map { $0 % 4 }, people: people))
    #expect(scores.bCubed == .init(precision: 0.25, recall: 0.25))
    #expect(scores.pairwise == .init(precision: 0, recall: 0))
    #expect(scores.pairwise.f == 0)
  }

  @Test func noFacesHaveNoScores() {
    #expect(ClusterScores(clusters: [Int](), people: [Int]()) == nil)
  }

  @Test(arguments: 0..<30)
  func equalsTheDefinition(seed: Int) throws {
    var random = EvaluationRandom(state: UInt64(seed))
    let count = Int.random(in: 1...60, using: &random)
    let clusters = (0..<count).map { _ in Int.random(in: 0..<9, using: &random) }
    let people = (0..<count).map { _ in Int.random(in: 0..<7, using: &random) }
    let scores = try #require(ClusterScores(clusters: clusters, people: people))
    var (precision, recall) = (0.0, 0.0)
    var (united, belonging, both) = (0, 0, 0)
    for i in 0..<count {
      let inCluster = (0..<count).filter { clusters[$0] == clusters[i] }
      let ofPerson = (0..<count).filter { people[$0] == people[i] }
      let common = Set(inCluster).intersection(ofPerson).count
      precision += Double(common) / Double(inCluster.count) / Double(count)
      recall += Double(common) / Double(ofPerson.count) / Double(count)
      united += inCluster.count { $0 > i }
      belonging += ofPerson.count { $0 > i }
      both += inCluster.count { $0 > i && people[$0] == people[i] }
    }
    #expect(abs(scores.bCubed.precision - precision) < 1e-12)
    #expect(abs(scores.bCubed.recall - recall) < 1e-12)
    #expect(scores.pairwise.precision == (united == 0 ? 1 : Double(both) / Double(united)))
    #expect(scores.pairwise.recall == (belonging == 0 ? 1 : Double(both) / Double(belonging)))
  }
}
