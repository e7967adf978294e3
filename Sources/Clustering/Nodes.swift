/// What agglomeration starts from: the seeds that have strong members, as sums and sizes.
struct Nodes {
  let dimension: Int
  /// The seed of each node, ascending.
  let seeds: [Int32]
  /// The exact sum of each node's strong vectors, `[node, dimension]`.
  var sums: [Double]
  /// The number of vectors in each sum.
  var sizes: [Int]

  /// The number of nodes.
  var count: Int { seeds.count }

  /// Adds up seeds.
  ///
  /// - Parameters:
  ///   - chosen: Seeds that have strong members, ascending.
  ///   - seeds: All seeds of the vectors.
  init(_ chosen: [Int32], of seeds: Seeds, in vectors: UnitVectors) {
    dimension = vectors.dimension
    self.seeds = chosen
    sizes = chosen.map { seeds.strongMembers[Int($0)].count }
    sums = [Double](repeating: 0, count: chosen.count * vectors.dimension)
    sums.withUnsafeMutableBufferPointer { sums in
      vectors.withRows { rows in
        for (node, seed) in chosen.enumerated() {
          for vector in seeds.strongMembers[Int(seed)] {
            let row = rows[Int(vector)]
            for x in row.indices { sums[node * rows.dimension + x] += Double(row[x]) }
          }
        }
      }
    }
  }

  /// Takes some rows of sums.
  ///
  /// - Parameters:
  ///   - chosen: The rows; what the nodes are called.
  ///   - sums: All sums, `[row, dimension]`.
  ///   - sizes: The number of vectors in each.
  init(_ chosen: [Int32], sums all: [Double], sizes: [Int]) {
    let dimension = all.count / max(1, sizes.count)
    self.dimension = dimension
    seeds = chosen
    self.sizes = chosen.map { sizes[Int($0)] }
    sums = []
    sums.reserveCapacity(chosen.count * dimension)
    for row in chosen { sums += all[Int(row) * dimension..<(Int(row) + 1) * dimension] }
  }

  /// Returns some of the nodes, named by their places among these.
  func selecting(_ places: [Int]) -> Nodes {
    Nodes(places.map { Int32($0) }, sums: sums, sizes: sizes)
  }

  /// Returns the averages of the nodes, ready for products.
  ///
  /// - Parameters:
  ///   - places: Which nodes, in the order of the rows; all, if `nil`.
  ///   - usesBytes: Whether to use products of bytes where the processor has them.
  ///   - direction: That of the store; where most of all nodes' vectors point to, if `nil`.
  ///   - workers: The number of threads.
  func store(
    of places: [Int]? = nil, usesBytes: Bool, direction: [Float]? = nil, workers: Int
  ) -> RowStore {
    let rows = places?.count ?? count
    let store = RowStore(
      count: rows, dimension: dimension, usesBytes: usesBytes,
      direction: direction ?? meanDirection())
    let values = store.values
    sums.withUnsafeBufferPointer { sums in
      Parallel.forEachPart(of: rows, workers: workers) { part in
        for row in part {
          let node = places?[row] ?? row
          let size = Double(sizes[node])
          for x in 0..<dimension {
            values[row * dimension + x] = Float(sums[node * dimension + x] / size)
          }
        }
      }
    }
    store.encodeAll(workers: workers)
    return store
  }

  /// Returns the direction of the sum of all vectors, or zero.
  ///
  /// Where one person has very many of the faces, that is about where this person's lie.
  private func meanDirection() -> [Float] {
    var total = [Double](repeating: 0, count: dimension)
    for node in 0..<count {
      for x in 0..<dimension { total[x] += sums[node * dimension + x] }
    }
    let length = total.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard length > 0 else { return Array(repeating: 0, count: dimension) }
    return total.map { Float($0 / length) }
  }
}
