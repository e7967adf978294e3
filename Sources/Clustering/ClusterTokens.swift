/// What keeps clusters apart while they merge: two that hold the same token never do.
///
/// Only tokens that several seeds hold count. When clusters merge, the tokens of the one that has
/// fewer go to the other's, so that a token moves at most log₂ *n* times.
struct ClusterTokens {
  /// The tokens of each slot's cluster.
  private var tokens: [[UInt32]]
  /// Under which number a slot's tokens are in `table`.
  private var owners: [UInt32]
  /// Pairs of an owner, in the upper half, and a token.
  private var table: Set<UInt64> = []

  /// Begins with the tokens of the seeds.
  init(_ tokensOfSeeds: [[Int]]) {
    var holders: [Int: UInt32] = [:]
    for token in tokensOfSeeds.joined() { holders[token, default: 0] += 1 }
    var numbers: [Int: UInt32] = [:]
    for (token, count) in holders where count > 1 { numbers[token] = UInt32(numbers.count) }
    tokens = tokensOfSeeds.map { $0.compactMap { numbers[$0] } }
    owners = tokens.indices.map { UInt32($0) }
    for (slot, held) in tokens.enumerated() {
      for token in held { table.insert(Self.key(owners[slot], token)) }
    }
  }

  /// Whether nothing keeps a cluster apart from any other.
  func isFree(_ slot: Int) -> Bool { tokens[slot].isEmpty }

  /// Whether two clusters must stay apart.
  ///
  /// - Complexity: O(*s*) for the shorter list of tokens.
  func conflict(_ a: Int, _ b: Int) -> Bool {
    guard !tokens[a].isEmpty, !tokens[b].isEmpty else { return false }
    let (short, long) = tokens[a].count <= tokens[b].count ? (a, b) : (b, a)
    return tokens[short].contains { table.contains(Self.key(owners[long], $0)) }
  }

  /// Unites the tokens of two clusters under the lower slot.
  mutating func merge(_ low: Int, _ high: Int) {
    if tokens[low].count < tokens[high].count {
      tokens.swapAt(low, high)
      owners.swapAt(low, high)
    }
    for token in tokens[high] where table.insert(Self.key(owners[low], token)).inserted {
      tokens[low].append(token)
    }
    tokens[high] = []
  }

  private static func key(_ owner: UInt32, _ token: UInt32) -> UInt64 {
    UInt64(owner) << 32 | UInt64(token)
  }
}
