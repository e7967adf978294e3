/// A partition of 0..<*n* that only grows coarser; each set is represented by its lowest element.
///
/// Tarjan, "Efficiency of a Good But Not Linear Set Union Algorithm" (1975). Linking by lowest
/// element instead of rank costs a logarithm at worst and makes the result independent of the
/// order of unions.
struct DisjointSets {
  private var parents: [Int32]

  /// Makes one set of each of `count` elements.
  init(count: Int) {
    parents = (0..<Int32(count)).map { $0 }
  }

  /// Returns the lowest element of the set that holds an element.
  @inline(__always)
  mutating func representative(of element: Int) -> Int {
    var x = element
    while Int(parents[x]) != x {
      parents[x] = parents[Int(parents[x])]  // Halves the path for those who come after.
      x = Int(parents[x])
    }
    return x
  }

  /// Returns the lowest element of the set that holds an element, and changes nothing: several
  /// threads may ask.
  ///
  /// - Complexity: O(*r*) after *r* rounds of unions since the last call of `flatten`, each of which
  ///   made a set part of a larger one at most once.
  @inline(__always)
  func found(_ element: Int) -> Int {
    var x = element
    while Int(parents[x]) != x { x = Int(parents[x]) }
    return x
  }

  /// Makes paths as short as can be.
  mutating func flatten() {
    // Parents are lower, and so have been done before.
    for x in parents.indices { parents[x] = parents[Int(parents[x])] }
  }

  /// Whether an element is the lowest of its set.
  func isRepresentative(_ element: Int) -> Bool {
    Int(parents[element]) == element
  }

  /// Unites the sets of two elements.
  mutating func unite(_ a: Int, _ b: Int) {
    let (x, y) = (representative(of: a), representative(of: b))
    parents[max(x, y)] = Int32(min(x, y))
  }
}
