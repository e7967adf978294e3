/// Vectors of people as large libraries have them: sizes with a long tail, and one very large.
///
/// A person is a random centre, a face the centre with noise. Similarities within a person are on
/// average 0.5 to 0.8, and 0 between people.
struct SyntheticPeople {
  static let dimension = 128
  /// The faces, `[count, dimension]`, in random order.
  private(set) var values: [Float] = []
  /// The person of each face.
  private(set) var people: [Int32] = []
  private var state: UInt64

  /// Makes `count` faces, of which one person has `largest` and the others ten on average.
  init(count: Int, largest: Int, seed: UInt64) {
    state = seed
    var sizes = largest > 0 ? [min(largest, count)] : []
    var total = sizes.reduce(0, +)
    while total < count {
      // A Pareto distribution with exponent 3/2 and a mean of ten.
      let size = (10.0 / 3) / Double.maximum(uniform(), 1e-9).cubeRootSquared
      sizes.append(min(Int(size.rounded()), max(1, largest / 10), count - total))
      total += sizes[sizes.count - 1]
    }
    people = sizes.enumerated().flatMap { Array(repeating: Int32($0), count: $1) }
    for x in stride(from: count - 1, to: 0, by: -1) {
      people.swapAt(x, Int(next() % UInt64(x + 1)))
    }
    let centres = sizes.map { _ in (0..<Self.dimension).map { _ in gaussian() } }
    let noises = sizes.map { _ in Float(0.5 + 0.5 * uniform()) }
    values.reserveCapacity(count * Self.dimension)
    for person in people {
      let (centre, noise) = (centres[Int(person)], noises[Int(person)])
      for x in 0..<Self.dimension { values.append(centre[x] + noise * gaussian()) }
    }
  }

  /// SplitMix64 (Steele, Lea, Flood 2014).
  private mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  private mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// The sum of four uniform numbers of 16 bits, of mean 0 and deviation 1.
  private mutating func gaussian() -> Float {
    let bits = next()
    let sum = (bits & 0xffff) + (bits >> 16 & 0xffff) + (bits >> 32 & 0xffff) + (bits >> 48)
    return (Float(sum) * 0x1p-16 - 2) * 1.7320508
  }
}
