import Clustering

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers for the same seed, everywhere.
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: Int) {
    state = UInt64(seed)
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// Returns a number that is about normally distributed.
  mutating func gaussian() -> Float {
    (0..<12).reduce(-6) { sum, _ in sum + Float.random(in: 0..<1, using: &self) }
  }

  /// Returns a vector without any structure.
  mutating func vector(_ dimension: Int) -> [Float] {
    (0..<dimension).map { _ in gaussian() }
  }

  /// Returns rows of people: each a centre with noise, in random order.
  mutating func people(
    _ people: Int, rows: Int, dimension: Int, noise: Float
  ) -> [[Float]] {
    let centres = (0..<people).map { _ in vector(dimension) }
    return (0..<rows).map { _ in
      // The smaller of two draws makes some people frequent.
      let person = min(
        Int.random(in: 0..<people, using: &self), Int.random(in: 0..<people, using: &self))
      return centres[person].map { $0 + noise * gaussian() }
    }
  }
}

extension UnitVectors {
  /// Returns the dot product of two rows, computed plainly.
  func plainSimilarity(_ i: Int, _ j: Int) -> Double {
    zip(self[i], self[j]).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
}
