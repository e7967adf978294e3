import FaceInference
import Testing

@Suite struct MemoryPlannerTests {
  private func demands(seed: Int) -> [MemoryPlanner.Demand] {
    var random = SeededRandom(seed: seed)
    let steps = Int.random(in: 1...40, using: &random)
    return (0..<Int.random(in: 1...80, using: &random)).map { _ in
      let first = Int.random(in: 0..<steps, using: &random)
      let last = random.pick([
        first, first + 1, Int.random(in: first...steps, using: &random), .max,
      ])
      let count = random.pick([0, 1, 15, 16, 17, Int.random(in: 1...100_000, using: &random)])
      return MemoryPlanner.Demand(count: count, firstStep: first, lastStep: last)
    }
  }

  @Test(arguments: 0..<200)
  func valuesThatLiveAtTheSameTimeNeverShareMemory(seed: Int) {
    let demands = demands(seed: seed)
    let plan = MemoryPlanner(demands)
    for (i, a) in demands.enumerated() {
      for (j, b) in demands.enumerated() where i < j {
        let meet = a.firstStep <= b.lastStep && b.firstStep <= a.lastStep
        let (p, q) = (plan.offsets[i], plan.offsets[j])
        #expect(!meet || p + a.count <= q || q + b.count <= p, "\(i) and \(j) of seed \(seed)")
      }
    }
  }

  @Test(arguments: 0..<200)
  func theBlockHoldsEveryValueAndIsNoLargerThanAllTogether(seed: Int) {
    let demands = demands(seed: seed)
    let plan = MemoryPlanner(demands)
    let aligned = demands.map { (max(1, $0.count) + 15) / 16 * 16 }
    #expect(plan.total <= aligned.reduce(0, +))
    #expect(zip(plan.offsets, aligned).allSatisfy { $0 >= 0 && $0 + $1 <= plan.total })
    #expect(plan.offsets.allSatisfy { $0 % 16 == 0 }, "every value starts on a cache line")
  }

  /// No plan can do with less than the values of one step together.
  @Test(arguments: 0..<200)
  func theBlockIsAtLeastTheLargestStep(seed: Int) {
    let demands = demands(seed: seed)
    let needed = (0...40).map { step in
      demands.filter { $0.firstStep <= step && step <= $0.lastStep }.reduce(0) { $0 + $1.count }
    }
    #expect(MemoryPlanner(demands).total >= needed.max() ?? 0)
  }

  @Test func aChainOfEqualValuesNeedsTwoPlaces() {
    let demands = (0..<50).map {
      MemoryPlanner.Demand(count: 1600, firstStep: $0, lastStep: $0 + 1)
    }
    #expect(MemoryPlanner(demands).total == 3200)
  }

  @Test(arguments: 0..<20)
  func theSameDemandsGetTheSamePlaces(seed: Int) {
    #expect(
      MemoryPlanner(demands(seed: seed)).offsets == MemoryPlanner(demands(seed: seed)).offsets)
  }

  @Test func noDemandNeedsNoMemory() {
    #expect(MemoryPlanner([]).total == 0)
  }
}
