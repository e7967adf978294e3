/// Gives every value of a plan its place in one block of memory.
///
/// Values whose lifetimes do not overlap may share a place. The largest are placed first, each at
/// the lowest free offset ("greedy by size", Pisarchyk and Lee, 2020).
package struct MemoryPlanner {
  /// A value's size in floats and the steps during which it is needed, both included.
  package struct Demand {
    package var count: Int
    package var firstStep: Int
    package var lastStep: Int

    package init(count: Int, firstStep: Int, lastStep: Int) {
      self.count = count
      self.firstStep = firstStep
      self.lastStep = lastStep
    }
  }

  /// Floats between possible offsets: 64 bytes, a cache line and the widest vector.
  private static let alignment = 16

  /// The offset of each value in floats, in the order of the demands.
  package private(set) var offsets: [Int]
  /// The size of the block in floats.
  package private(set) var total = 0

  /// Places values.
  package init(_ demands: [Demand]) {
    offsets = [Int](repeating: 0, count: demands.count)
    var placed: [Int] = []
    let order = demands.indices.sorted {
      (demands[$1].count, $0) < (demands[$0].count, $1)
    }
    for index in order {
      let size = Self.rounded(demands[index].count)
      let neighbours = placed.filter { overlaps(demands[$0], demands[index]) }
        .sorted { offsets[$0] < offsets[$1] }
      var offset = 0
      for neighbour in neighbours {
        if offsets[neighbour] >= offset + size { break }
        offset = max(offset, offsets[neighbour] + Self.rounded(demands[neighbour].count))
      }
      offsets[index] = offset
      total = max(total, offset + size)
      placed.append(index)
    }
  }

  private static func rounded(_ count: Int) -> Int {
    (max(1, count) + alignment - 1) / alignment * alignment
  }

  private func overlaps(_ a: Demand, _ b: Demand) -> Bool {
    a.firstStep <= b.lastStep && b.firstStep <= a.lastStep
  }
}
