import Organizer
import Testing

@Suite struct PhotoQueueTests {
  @Test func photosComeOnceAndInOrder() async {
    let queue = PhotoQueue([3, 1, 2])
    var taken: [Int] = []
    while let photo = await queue.next() { taken.append(photo) }
    #expect(taken == [3, 1, 2])
    #expect(await queue.next() == nil)
  }

  @Test func whatIsUpcomingIsWhatComes() async {
    let queue = PhotoQueue(Array(0..<5))
    for others in 0..<7 {
      #expect(await queue.upcoming(after: others) == (others < 5 ? others : nil))
    }
    let announced = await queue.upcoming(after: 1)
    _ = await queue.next()
    #expect(await queue.next() == announced)
  }
}
