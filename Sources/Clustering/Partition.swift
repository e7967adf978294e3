/// Vectors divided into clusters.
public struct Partition: Sendable, Equatable {
  /// The cluster of each vector.
  public let clusterOfVector: [Int]
  /// The members of each cluster, ascending; clusters are in the order of their first members.
  public let clusters: [[Int]]

  /// Divides vectors by any numbers that tell clusters apart.
  ///
  /// - Parameter labels: One number a vector, from 0 up to below their count; the same for
  ///   vectors of one cluster.
  public init(labels: [Int]) {
    var numbers = [Int?](repeating: nil, count: labels.count)
    var clusters: [[Int]] = []
    var clusterOfVector: [Int] = []
    clusterOfVector.reserveCapacity(labels.count)
    for (vector, label) in labels.enumerated() {
      let number = numbers[label] ?? clusters.count
      if number == clusters.count { clusters.append([]) }
      numbers[label] = number
      clusters[number].append(vector)
      clusterOfVector.append(number)
    }
    self.clusterOfVector = clusterOfVector
    self.clusters = clusters
  }

  /// Returns the medoid of each cluster: the member most similar to the sum of the others.
  ///
  /// Weak members neither count nor stand for a cluster, unless it has no other. The lowest index
  /// wins a tie.
  ///
  /// - Parameters:
  ///   - vectors: The vectors that were divided.
  ///   - weak: Whether each vector is weak, or empty if none is.
  /// - Complexity: O(*n* · *d*).
  public func medoids(in vectors: UnitVectors, weak: [Bool] = []) -> [Int] {
    precondition(vectors.count == clusterOfVector.count, "the vectors that were divided")
    precondition(weak.isEmpty || weak.count == vectors.count, "one mark a vector")
    return clusters.map { members in
      let strong = weak.isEmpty ? members : members.filter { !weak[$0] }
      return vectors.medoid(of: strong.isEmpty ? members : strong)
    }
  }
}

extension UnitVectors {
  /// Returns the exact sum of some rows.
  func sum(of rows: some Sequence<Int>) -> [Double] {
    var sum = [Double](repeating: 0, count: dimension)
    for row in rows { add(row, to: &sum, at: 0) }
    return sum
  }

  /// Adds a row to values from an index on.
  func add(_ row: Int, to sums: inout [Double], at start: Int) {
    for x in 0..<dimension { sums[start + x] += Double(values[row * dimension + x]) }
  }

  /// Returns the row most similar to the sum of the others; the first wins a tie.
  fileprivate func medoid(of rows: [Int]) -> Int {
    guard rows.count > 2 else { return rows[0] }  // Two are as similar to each other.
    let sum = sum(of: rows)
    var best = (row: rows[0], similarity: -Double.infinity)
    var others = sum
    for row in rows {
      for x in 0..<dimension { others[x] = sum[x] - Double(values[row * dimension + x]) }
      var dot = 0.0
      for x in 0..<dimension { dot += others[x] * Double(values[row * dimension + x]) }
      let similarity = Similarity.average(dot: dot, pairs: rows.count - 1)
      if similarity > best.similarity { best = (row, similarity) }
    }
    return best.row
  }
}
