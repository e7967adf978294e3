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
}
