import Organizer
import Testing

@Suite struct FractionalBoxTests {
  @Test func roundingKeepsSixDecimalsOnceAndForAll() throws {
    let box = try #require(FractionalBox(x: 0.12345649, y: -0.00000051, width: 1.0 / 3, height: 1))
    #expect(box.values == [0.123456, -0.000001, 0.333333, 1])
    #expect(FractionalBox(box.values) == box)
  }

  @Test func valuesRoundTripForRandomBoxes() {
    var samples = PeopleSamples(seed: 1)
    for _ in 0..<10_000 {
      let box = samples.box()
      #expect(FractionalBox(box.values) == box)
    }
  }

  @Test(
    arguments: [
      [0, 0, 0, 1], [0, 0, 1, -1], [0, 0, 1, 1e-7], [.nan, 0, 1, 1], [0, .infinity, 1, 1],
      [0, 0, 1e300, 1], [1000.1, 0, 1, 1], [0, 0, 1], [0, 0, 1, 1, 1], [],
    ] as [[Double]])
  func whatIsNoBoxIsNil(values: [Double]) {
    #expect(FractionalBox(values) == nil)
  }

  @Test func intersectionOverUnionIsSymmetricAndOneOnlyForEquals() {
    var samples = PeopleSamples(seed: 2)
    for _ in 0..<1000 {
      let (a, b) = (samples.box(), samples.box())
      #expect(a.intersectionOverUnion(b) == b.intersectionOverUnion(a))
      #expect((0..<1).contains(a.intersectionOverUnion(b)))
      #expect(a.intersectionOverUnion(a) == 1)
    }
  }

  @Test func intersectionOverUnionOfHalfShiftedSquaresIsAThird() throws {
    let a = try #require(FractionalBox(x: 0, y: 0, width: 0.4, height: 0.4))
    let b = try #require(FractionalBox(x: 0.2, y: 0, width: 0.4, height: 0.4))
    #expect(a.intersectionOverUnion(b) == 1.0 / 3)
    let far = try #require(FractionalBox(x: 0.4, y: 0, width: 0.4, height: 0.4))
    #expect(a.intersectionOverUnion(far) == 0)
  }

  @Test func largestBoxesDoNotOverflow() throws {
    let a = try #require(FractionalBox(x: -1000, y: -1000, width: 1000, height: 1000))
    let b = try #require(FractionalBox(x: 1000, y: 1000, width: 1000, height: 1000))
    #expect(a.intersectionOverUnion(a) == 1)
    #expect(a.intersectionOverUnion(b) == 0)
    #expect(!a.containsCenter(of: b))
  }

  @Test func orderGoesFromLeftToRightThenDown() throws {
    let values: [[Double]] = [
      [0, 0.5, 1, 1], [0.1, 0, 0.1, 1], [0.1, 0, 0.2, 0.5], [0.1, 0.2, 0.1, 1],
    ]
    let boxes = try values.map { try #require(FractionalBox($0)) }
    #expect(boxes.shuffled().sorted() == boxes)
  }
}
