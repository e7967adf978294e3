/// Points of a plane in nested squares, to sum what all of them do to one: Barnes and Hut, "A
/// hierarchical O(N log N) force-calculation algorithm", 1986.
package struct QuadTree {
  private struct Node {
    /// The middle of the square, and half its side.
    let x: Double
    let y: Double
    let half: Double
    /// The sum of the places of its points.
    var sumX = 0.0
    var sumY = 0.0
    var count = 0.0
    /// The first of four children; 0 for none.
    var children = 0
  }

  private var nodes: [Node]
  /// Squares this deep hold as many points as come: copies of one place cannot be told apart.
  private static let deepest = 48

  /// Builds a tree.
  ///
  /// - Parameter points: Finite places.
  package init(_ points: [SIMD2<Double>]) {
    var (low, high) = (SIMD2<Double>(repeating: 0), SIMD2<Double>(repeating: 0))
    if let first = points.first { (low, high) = (first, first) }
    for point in points {
      low.replace(with: point, where: point .< low)
      high.replace(with: point, where: point .> high)
    }
    let middle = (low + high) / 2
    let half = max(high.x - low.x, high.y - low.y) / 2 + 1e-9
    nodes = [Node(x: middle.x, y: middle.y, half: half)]
    nodes.reserveCapacity(points.count * 3)
    for point in points { insert(point) }
  }

  private mutating func insert(_ point: SIMD2<Double>) {
    var place = 0
    for depth in 0...Self.deepest {
      let (count, old) = (nodes[place].count, nodes[place])
      nodes[place].sumX += point.x
      nodes[place].sumY += point.y
      nodes[place].count += 1
      if count == 0 || depth == Self.deepest { return }
      if old.children == 0 {
        // The point that was here alone goes down first.
        split(place)
        let child = self.child(of: place, SIMD2(old.sumX / count, old.sumY / count))
        nodes[child].sumX = old.sumX
        nodes[child].sumY = old.sumY
        nodes[child].count = count
      }
      place = child(of: place, point)
    }
  }

  private mutating func split(_ place: Int) {
    let node = nodes[place]
    nodes[place].children = nodes.count
    let half = node.half / 2
    for (x, y) in [(-1.0, -1.0), (1, -1), (-1, 1), (1, 1)] {
      nodes.append(Node(x: node.x + x * half, y: node.y + y * half, half: half))
    }
  }

  private func child(of place: Int, _ point: SIMD2<Double>) -> Int {
    let node = nodes[place]
    return node.children + (point.x > node.x ? 1 : 0) + (point.y > node.y ? 2 : 0)
  }

  /// Sums the repulsion of all points on one, in t-SNE's measure 1 / (1 + distance²).
  ///
  /// - Parameters:
  ///   - point: The place of the point, which is in the tree itself.
  ///   - accuracy: Squares seen smaller than this, side over distance, count as one point; 0 for
  ///     the exact sum.
  /// - Returns: The sum of the measure, the point itself left out, and of its square times the
  ///   difference of places.
  package func repulsion(
    on point: SIMD2<Double>, accuracy: Double
  ) -> (sum: Double, force: SIMD2<Double>) {
    var (sum, force) = (0.0, SIMD2<Double>.zero)
    var stack = [0]
    while let place = stack.popLast() {
      let node = nodes[place]
      guard node.count > 0 else { continue }
      let difference = point - SIMD2(node.sumX, node.sumY) / node.count
      let squared = (difference * difference).sum()
      let side = 2 * node.half
      if node.children == 0 || side * side < accuracy * accuracy * squared {
        let measure = 1 / (1 + squared)
        sum += node.count * measure
        force += node.count * measure * measure * difference
      } else {
        for child in 0..<4 { stack.append(node.children + child) }
      }
    }
    // The point itself is one of them, at no distance.
    return (sum - 1, force)
  }
}
