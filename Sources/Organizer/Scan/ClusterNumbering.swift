/// Gives clusters numbers that stay the same from scan to scan.
package struct ClusterNumbering: Sendable {
  /// The number of each cluster.
  package private(set) var numbers: [Int]
  /// The number that the next new cluster gets; no number is ever given twice.
  package private(set) var next: Int

  // Others are damage. JSON holds these exactly.
  private static let possible = 1...(1 << 53)

  /// Numbers clusters.
  ///
  /// A cluster takes over the number with which it shares the most faces; where two want one
  /// number, the larger share gets it. New clusters are numbered by size, the largest first.
  ///
  /// - Parameters:
  ///   - clusters: The faces of each cluster.
  ///   - previous: The number of each face's last cluster.
  ///   - next: The number that was to come next.
  package init(clusters: [[Int]], previous: [Int?], next: Int) {
    let previous = previous.map { $0.flatMap { Self.possible.contains($0) ? $0 : nil } }
    let next = Self.possible.contains(next) ? next : 1
    var wishes: [(shared: Int, number: Int, cluster: Int)] = []
    for (cluster, faces) in clusters.enumerated() {
      var shared: [Int: Int] = [:]
      for face in faces { if let number = previous[face] { shared[number, default: 0] += 1 } }
      wishes += shared.map { ($0.value, $0.key, cluster) }
    }
    wishes.sort { ($1.shared, $0.number, $0.cluster) < ($0.shared, $1.number, $1.cluster) }
    var given = [Int?](repeating: nil, count: clusters.count)
    var taken: Set<Int> = []
    for wish in wishes where given[wish.cluster] == nil && !taken.contains(wish.number) {
      given[wish.cluster] = wish.number
      taken.insert(wish.number)
    }
    self.next = max(next, 1 + (previous.compactMap { $0 }.max() ?? 0))
    let new = clusters.indices.filter { given[$0] == nil }.sorted {
      (clusters[$1].count, clusters[$0][0]) < (clusters[$0].count, clusters[$1][0])
    }
    for cluster in new {
      given[cluster] = self.next
      self.next += 1
    }
    numbers = given.compactMap { $0 }
  }
}
