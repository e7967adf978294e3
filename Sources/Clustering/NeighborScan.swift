/// Finds the neighbours of each row: the rows whose product with it reaches a floor, or the best of
/// them where they are many.
///
/// Each pair of rows is multiplied once. The rows are divided into bands, and pairs of bands are
/// worked on in rounds as a tournament is played: in a round each band meets one other, so that the
/// two lists of a pair belong to one task, and what comes out does not depend on the number of
/// workers (the circle method; Kirkman 1847).
struct NeighborScan {
  /// The lists of all rows, and below which product a pair may be missing from a row's list.
  struct Result {
    var lists: [[Neighbor]] = []
    var floors: [Float] = []

    /// Whether the list of a row has all products above a floor.
    func isComplete(_ row: Int, floor: Float) -> Bool { floors[row] <= floor }

    /// Forgets the lists that are not complete.
    mutating func keepComplete(floor: Float) {
      for row in lists.indices where !isComplete(row, floor: floor) { lists[row] = [] }
    }
  }

  /// The rows.
  let store: RowStore
  /// The least product of a pair.
  let floor: Float
  /// How many neighbours a row's list may have; up to twice as many are kept.
  let limit: Int
  /// The number of threads.
  let workers: Int

  /// The rows of a band: few enough for a processor's cache to hold two of them.
  private static let bandSide = 1024

  /// Finds all neighbours.
  ///
  /// - Parameter progress: Called between rounds with the share of the products that is done.
  /// - Throws: What `progress` throws.
  func run(progress: (Double) throws -> Void) rethrows -> Result {
    let count = store.count
    let padded = RowStore.padded(count)
    let floors = UnsafeMutablePointer<Float>.allocate(capacity: padded)
    floors.initialize(repeating: floor, count: padded)
    let lists = UnsafeMutablePointer<NeighborList>.allocate(capacity: count)
    lists.initialize(repeating: NeighborList(limit: limit), count: count)
    defer {
      lists.deinitialize(count: count)
      lists.deallocate()
      floors.deallocate()
    }
    let scanners = (0..<workers).map { _ in PairScanner() }
    let bands = (count + Self.bandSide - 1) / Self.bandSide
    try rounds(bands: bands) { meetings, done in
      try progress(done)
      Parallel.forEach(meetings.count, workers: workers) { worker, index in
        let (a, b) = meetings[index]
        scanners[worker].forEachPair(
          .init(store: store, range: range(a), floors: floors),
          .init(store: store, range: range(b), floors: floors), aboveDiagonal: a == b
        ) { row, column, product in
          if product >= floors[row] {
            lists[row].insert(column, product, limit: limit, floor: &floors[row])
          }
          if product >= floors[column] {
            lists[column].insert(row, product, limit: limit, floor: &floors[column])
          }
        }
      }
    }
    try progress(1)
    var result = Result()
    result.lists.reserveCapacity(count)
    for row in 0..<count {
      result.lists.append(lists[row].entries)
      result.floors.append(floors[row])
    }
    return result
  }

  private func range(_ band: Int) -> Range<Int> {
    band * Self.bandSide..<min((band + 1) * Self.bandSide, store.count)
  }

  /// Calls `body` with the meetings of each round, and the share of all products before it.
  private func rounds(
    bands: Int, _ body: (_ meetings: [(Int, Int)], _ done: Double) throws -> Void
  ) rethrows {
    guard bands > 0 else { return }
    try body((0..<bands).map { ($0, $0) }, 0)
    let players = bands + bands % 2  // With an odd number, one rests in each round.
    for round in 0..<max(0, players - 1) {
      var meetings: [(Int, Int)] = []
      for k in 0..<players / 2 {
        let one = k == 0 ? players - 1 : (round + k) % (players - 1)
        let other = (round - k + players - 1) % (players - 1)
        if max(one, other) < bands { meetings.append((min(one, other), max(one, other))) }
      }
      try body(meetings, (1 + 2 * Double(round)) / (2 * Double(players) - 1))
    }
  }
}
