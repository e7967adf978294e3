/// The clusters agglomeration starts from: the must-link sets and the single vectors.
///
/// Seeds are numbered in the order of their first members, so that the lowest seed of a cluster is
/// that of its lowest vector.
struct Seeds {
  /// The seed of each vector.
  let seedOfVector: [Int32]
  /// The members of each seed, ascending.
  let members: [[Int32]]
  /// The members of each seed that are not weak.
  let strongMembers: [[Int32]]

  /// The number of seeds.
  var count: Int { members.count }

  /// Makes the seeds of `count` vectors.
  ///
  /// - Parameters:
  ///   - count: The number of vectors.
  ///   - mustLink: Sets of vectors that are united.
  ///   - weak: Whether each vector is weak, or empty if none is.
  init(count: Int, mustLink: [[Int]], weak: [Bool]) {
    var sets = DisjointSets(count: count)
    for linked in mustLink {
      for (one, other) in zip(linked, linked.dropFirst()) { sets.unite(one, other) }
    }
    var seedOfVector = [Int32](repeating: 0, count: count)
    var members: [[Int32]] = []
    for vector in 0..<count {
      let first = sets.representative(of: vector)
      if first == vector {
        seedOfVector[vector] = Int32(members.count)
        members.append([Int32(vector)])
      } else {
        seedOfVector[vector] = seedOfVector[first]
        members[Int(seedOfVector[first])].append(Int32(vector))
      }
    }
    self.seedOfVector = seedOfVector
    self.members = members
    self.strongMembers =
      weak.isEmpty ? members : members.map { $0.filter { !weak[Int($0)] } }
  }
}
