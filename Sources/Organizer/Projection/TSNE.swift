internal import Foundation

/// Lays vectors out on a plane so that neighbours stay neighbours: t-SNE (van der Maaten and Hinton,
/// 2008), with forces summed over a quadtree (van der Maaten, 2014).
///
/// The first places are drawn by a generator of fixed seed: the same vectors give the same picture
/// on the same machine. Others may round exponentials and logarithms otherwise.
/// Distances between far groups mean nothing.
package struct TSNE: Sendable {
  /// About how many neighbours a vector has.
  package let perplexity: Double
  /// How many steps are made.
  package let steps: Int
  /// How far away squares of points are taken for one; 0 for exact sums.
  package let accuracy: Double
  /// What the first places are drawn by.
  package let seed: UInt64

  /// In the first steps neighbours attract each other so much more (2008, section 3.4).
  private static let exaggeration = 12.0
  private static let exaggeratedSteps = 250

  /// About how much of the time the neighbours of tens of thousands take.
  private static let shareOfNeighbors = 0.2

  /// Makes a method.
  package init(
    perplexity: Double = 30, steps: Int = 750, accuracy: Double = 0.5, seed: UInt64 = 1
  ) {
    precondition(perplexity >= 1 && steps >= 0 && accuracy >= 0)
    self.perplexity = perplexity
    self.steps = steps
    self.accuracy = accuracy
    self.seed = seed
  }

  /// Returns a place for each vector, about (0, 0).
  ///
  /// - Parameters:
  ///   - rows: Unit-length vectors one after the other, `[count, dimension]`.
  ///   - dimension: The number of values of each.
  ///   - progress: Called with the share that is done; what it throws ends the work.
  /// - Complexity: O(*n*² · *d*) for the neighbours of *n* vectors, then O(*n* log *n*) a step.
  package func layout(
    rows: [Float], dimension: Int, progress: (Double) throws -> Void
  ) rethrows -> [SIMD2<Double>] {
    let neighborhoods = try Neighborhoods(
      rows: rows, dimension: dimension, perplexity: perplexity
    ) { try progress($0 * Self.shareOfNeighbors) }
    var state = Descent(count: neighborhoods.entries.count, seed: seed)
    // As scikit-learn chooses it: large enough for many points, never tiny.
    let rate = max(Double(neighborhoods.entries.count) / Self.exaggeration / 4, 50)
    for step in 0..<steps {
      let share = Double(step) / Double(steps)
      try progress(Self.shareOfNeighbors + share * (1 - Self.shareOfNeighbors))
      let isEarly = step < Self.exaggeratedSteps
      let gradient = Self.gradient(
        neighborhoods, state.places, attraction: isEarly ? Self.exaggeration : 1,
        accuracy: accuracy)
      state.follow(gradient, rate: rate, momentum: isEarly ? 0.5 : 0.8)
    }
    try progress(1)
    return state.places
  }

  /// The direction in which the difference between both neighbourhoods grows fastest, over 4.
  package static func gradient(
    _ neighborhoods: Neighborhoods, _ places: [SIMD2<Double>], attraction: Double, accuracy: Double
  ) -> [SIMD2<Double>] {
    let tree = QuadTree(places)
    var total = 0.0
    let repulsions = places.map { place in
      let (sum, force) = tree.repulsion(on: place, accuracy: accuracy)
      total += sum
      return force
    }
    let scale = 1 / max(total, 1e-12)
    return places.indices.map { i in
      var attractive = SIMD2<Double>.zero
      for entry in neighborhoods.entries[i] {
        let difference = places[i] - places[entry.vector]
        attractive += entry.share / (1 + (difference * difference).sum()) * difference
      }
      return 4 * (attraction * attractive - scale * repulsions[i])
    }
  }
}

/// Gradient descent with momentum, and a gain for each coordinate (Jacobs, "Increased rates of
/// convergence through learning rate adaptation", 1988), as t-SNE's authors use it.
private struct Descent {
  private(set) var places: [SIMD2<Double>]
  private var speeds: [SIMD2<Double>]
  private var gains: [SIMD2<Double>]

  init(count: Int, seed: UInt64) {
    var random = SeededNormals(state: seed)
    places = (0..<count).map { _ in 1e-4 * SIMD2(random.next(), random.next()) }
    speeds = [SIMD2<Double>](repeating: .zero, count: count)
    gains = [SIMD2<Double>](repeating: .one, count: count)
  }

  mutating func follow(_ gradient: [SIMD2<Double>], rate: Double, momentum: Double) {
    for i in places.indices {
      for axis in 0..<2 {
        let isTurning = (gradient[i][axis] > 0) != (speeds[i][axis] > 0)
        gains[i][axis] = max(0.01, isTurning ? gains[i][axis] + 0.2 : gains[i][axis] * 0.8)
      }
      speeds[i] = momentum * speeds[i] - rate * gains[i] * gradient[i]
      places[i] += speeds[i]
    }
    let middle = places.reduce(.zero, +) / Double(max(1, places.count))
    for i in places.indices { places[i] -= middle }
  }
}

/// Numbers of a normal distribution, the same for the same seed: SplitMix64 (Steele, Lea and Flood,
/// 2014), then Box and Muller's transform (1958).
private struct SeededNormals {
  var state: UInt64

  private mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
  }

  mutating func next() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }
}
