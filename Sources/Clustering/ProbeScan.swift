/// Finds, for each of some probes, the rows whose product with it reaches a floor, or the best of
/// them.
struct ProbeScan {
  /// What a probe is compared with.
  let columns: RowStore
  /// The least product.
  let floor: Float
  /// How many rows of each probe to return at least, if there are.
  let limit: Int
  /// By how much a raised floor stays below the best product.
  let lead: Float
  let workers: Int

  /// The rows found, with their products, and above which product none is missing.
  struct Found {
    var entries: [Neighbor]
    var floor: Float
  }

  /// How many probes one task compares: as many as share what a cache holds of the columns, but
  /// few enough to occupy all workers.
  private func probesOfTask(_ probes: Int) -> Int { min(96, max(12, probes / (4 * workers))) }

  /// Compares probes with all rows.
  ///
  /// - Parameters:
  ///   - probes: The probes, as sums and sizes.
  ///   - isWanted: Whether a probe and a column count; is called by several threads.
  func run(
    _ nodes: Nodes, isWanted: (_ probe: Int, _ column: Int) -> Bool
  ) -> [Found] {
    let probes = nodes.store(
      usesBytes: columns.usesBytes, direction: columns.direction, workers: 1)
    let floors = UnsafeMutablePointer<Float>.allocate(capacity: RowStore.padded(nodes.count))
    floors.initialize(repeating: floor, count: RowStore.padded(nodes.count))
    defer { floors.deallocate() }
    var lists = [NeighborList](repeating: NeighborList(limit: limit), count: nodes.count)
    let height = probesOfTask(nodes.count)
    let tasks = (nodes.count + height - 1) / height
    let scanners = (0..<workers).map { _ in PairScanner() }
    let all = PairScanner.Side(store: columns, range: 0..<columns.count, floors: nil)
    lists.withUnsafeMutableBufferPointer { lists in
      Parallel.forEach(tasks, workers: workers) { worker, task in
        let first = task * height
        let rows = first..<min(first + height, nodes.count)
        scanners[worker].forEachPair(.init(store: probes, range: rows, floors: floors), all) {
          row, column, product in
          guard product >= floors[row], isWanted(row, column) else { return }
          lists[row].insert(column, product, limit: limit, lead: lead, floor: &floors[row])
        }
      }
    }
    return lists.enumerated().map { Found(entries: $1.entries, floor: floors[$0]) }
  }
}
