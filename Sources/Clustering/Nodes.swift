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

  /// Returns the averages of the nodes, ready for products.
  func store(usesBytes: Bool, workers: Int) -> RowStore {
    let store = RowStore(count: count, dimension: dimension, usesBytes: usesBytes)
    sums.withUnsafeBufferPointer { sums in
      for node in 0..<count {
        let size = Double(sizes[node])
        for x in node * dimension..<(node + 1) * dimension {
          store.values[x] = Float(sums[x] / size)
        }
      }
    }
    store.encodeAll(workers: workers)
    return store
  }
}
