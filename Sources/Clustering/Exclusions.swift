/// What keeps seeds apart, as tokens: two clusters that hold the same token never merge.
///
/// An exclusive group is a token of all its vectors, and so is a cannot-link set. One
/// rule thus serves both, and a cluster's tokens are the union of its members'.
struct Exclusions {
  /// The tokens of each seed, ascending, each once.
  let tokens: [[Int]]
  /// The rules that seeds break in themselves.
  let violations: [ConstraintReport.Violation]

  /// Derives the tokens of seeds.
  init(_ constraints: Constraints, seeds: Seeds) {
    var holders: [[Holding]] = Array(repeating: [], count: seeds.count)
    for (vector, group) in constraints.exclusiveGroups.enumerated() {
      guard let group else { continue }
      holders[Int(seeds.seedOfVector[vector])].append(Holding(token: Int(group), vector: vector))
    }
    for (number, apart) in constraints.cannotLink.enumerated() {
      for vector in apart {
        let holding = Holding(token: Self.firstSetToken + number, vector: vector)
        holders[Int(seeds.seedOfVector[vector])].append(holding)
      }
    }
    var tokens: [[Int]] = []
    var violations: [ConstraintReport.Violation] = []
    tokens.reserveCapacity(seeds.count)
    for held in holders {
      let sorted = held.count < 2 ? held : held.sorted()
      violations += Self.violations(in: sorted)
      tokens.append(Self.distinctTokens(of: sorted))
    }
    self.tokens = tokens
    self.violations = violations.sorted { ($0.first, $0.second) < ($1.first, $1.second) }
  }

  /// Whether two ascending lists have an element in common.
  ///
  /// - Complexity: O(*s* log *l*) for lists of *s* ≤ *l* elements.
  static func conflict(_ a: [Int], _ b: [Int]) -> Bool {
    let (short, long) = a.count <= b.count ? (a, b) : (b, a)
    return short.contains { contains($0, in: long) }
  }

  /// Returns the ascending union of two ascending lists.
  static func union(_ a: [Int], _ b: [Int]) -> [Int] {
    guard !a.isEmpty else { return b }
    guard !b.isEmpty else { return a }
    var union: [Int] = []
    union.reserveCapacity(a.count + b.count)
    var (x, y) = (0, 0)
    while x < a.count, y < b.count {
      union.append(min(a[x], b[y]))
      (x, y) = (a[x] <= b[y] ? x + 1 : x, b[y] <= a[x] ? y + 1 : y)
    }
    union += a[x...]
    union += b[y...]
    return union
  }

  private static func contains(_ token: Int, in tokens: [Int]) -> Bool {
    var (low, high) = (0, tokens.count)
    while low < high {
      let middle = (low + high) / 2
      if tokens[middle] < token { low = middle + 1 } else { high = middle }
    }
    return low < tokens.count && tokens[low] == token
  }

  /// The tokens of sets, above those of groups, which are any `Int32`.
  private static let firstSetToken = Int(Int32.max) + 1

  private struct Holding: Comparable {
    let token: Int
    let vector: Int

    static func < (a: Self, b: Self) -> Bool {
      (a.token, a.vector) < (b.token, b.vector)
    }
  }

  private static func distinctTokens(of sorted: [Holding]) -> [Int] {
    var tokens: [Int] = []
    tokens.reserveCapacity(sorted.count)
    for holding in sorted where holding.token != tokens.last { tokens.append(holding.token) }
    return tokens
  }

  /// Reports each holder of a token in a seed beyond the first.
  private static func violations(in sorted: [Holding]) -> [ConstraintReport.Violation] {
    var violations: [ConstraintReport.Violation] = []
    var first: Holding?
    for holding in sorted {
      guard let holder = first, holder.token == holding.token else {
        first = holding
        continue
      }
      let rule: ConstraintReport.Violation.Rule =
        holding.token < firstSetToken ? .exclusiveGroup : .cannotLink
      violations.append(.init(rule: rule, first: holder.vector, second: holding.vector))
    }
    return violations
  }
}
