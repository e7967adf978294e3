import Organizer
import Testing

@Suite struct OperatingPointTests {
  private let impostor = (0..<1000).map { Double($0) / 1000 }
  private let genuine = [0.9, 0.95, 0.9985, 0.9995, 1.5]

  @Test func theThresholdLetsThroughWhatIsAllowedAndNoMore() throws {
    let point = try #require(
      OperatingPoint(falseMatchRate: 0.001, genuine: genuine, impostor: impostor))
    #expect(point.threshold == (0.998).nextUp)
    #expect(point.falseMatchRate == 0.001)
    #expect(point.trueMatchRate == 0.6)
  }

  @Test func aRateTooSmallForThePairsLetsNoImpostorThrough() throws {
    for rate in [0, 0.0009] {
      let point = try #require(
        OperatingPoint(falseMatchRate: rate, genuine: genuine, impostor: impostor))
      #expect(point.falseMatchRate == 0)
      #expect(point.trueMatchRate == 0.4)
    }
  }

  @Test func equalImpostorsPassTogetherOrNotAtAll() throws {
    let point = try #require(
      OperatingPoint(falseMatchRate: 0.5, genuine: [0.3], impostor: [0.2, 0.2, 0.2, 0.1]))
    #expect(point.falseMatchRate == 0)
    #expect(point.threshold == (0.2).nextUp)
  }

  @Test func allMayMatchAtRateOne() throws {
    let point = try #require(
      OperatingPoint(falseMatchRate: 1, genuine: [0.1], impostor: [0.2, 0.3]))
    #expect(point == OperatingPoint(falseMatchRate: 1, genuine: [0.1], impostor: [0.3, 0.2]))
    #expect(point.trueMatchRate == 1 && point.falseMatchRate == 1)
  }

  @Test(arguments: 1...40)
  func theRateAllowedIsReachedDespiteRounding(allowed: Int) throws {
    let point = try #require(
      OperatingPoint(
        falseMatchRate: Double(allowed) / 1000, genuine: genuine, impostor: impostor))
    #expect(point.falseMatchRate == Double(allowed) / 1000)
  }

  @Test func withoutPairsThereIsNoPoint() {
    #expect(OperatingPoint(falseMatchRate: 0.1, genuine: [], impostor: [1]) == nil)
    #expect(OperatingPoint(falseMatchRate: 0.1, genuine: [1], impostor: []) == nil)
  }
}
