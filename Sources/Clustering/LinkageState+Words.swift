/// The state as numbers that a file can keep.
///
/// Counts, then each part in turn; a vector without a node is `none`. Similarities take two words,
/// the lower half first.
extension LinkageState {
  /// The state, as numbers.
  ///
  /// - Complexity: O(*n*): about eight words a vector.
  public var words: [UInt32] {
    var words: [UInt32] = []
    words.reserveCapacity(nodeOfVector.count + 4 * tree.merges.count + 3 * holders.count + 16)
    words.appendHalves(of: threshold.bitPattern)
    words += [UInt32(nodeOfVector.count), UInt32(sizes.count)]
    for node in nodeOfVector { words.append(node.map { UInt32($0) } ?? Self.none) }
    for merges in [tree.merges, tree.refusals] {
      words.append(UInt32(merges.count))
      for merge in merges {
        words += [UInt32(merge.low), UInt32(merge.high)]
        words.appendHalves(of: merge.similarity.bitPattern)
      }
    }
    words.append(UInt32(holders.count))
    for nodes in holders {
      words.append(UInt32(nodes.count))
      for node in nodes { words.append(UInt32(node)) }
    }
    words.append(borders == nil ? 0 : 1)
    if let borders {
      words.append(UInt32(borders.pairs.count))
      for pair in borders.pairs { words.appendHalves(of: pair) }
      let crowded = borders.isCrowded.indices.filter { borders.isCrowded[$0] }
      words.append(UInt32(crowded.count))
      for node in crowded { words.append(UInt32(node)) }
    }
    return words
  }

  /// Makes a state of numbers.
  ///
  /// What comes of numbers that `words` did not give is `nil`, or a state that does no harm but
  /// lead to clusters of another library: whoever keeps numbers makes sure that they are the same.
  public init?(words: [UInt32]) {
    var reader = WordReader(words)
    guard let threshold = reader.double(), abs(threshold) <= 1, let count = reader.next(),
      let nodes = reader.next(), nodes <= count, nodes <= Int32.max,
      let nodeWords = reader.take(Int(count))
    else { return nil }
    var sizes = [Int](repeating: 0, count: Int(nodes))
    var nodeOfVector: [Int32?] = []
    nodeOfVector.reserveCapacity(Int(count))
    for word in nodeWords {
      guard word < nodes || word == Self.none else { return nil }
      nodeOfVector.append(word == Self.none ? nil : Int32(word))
      if word != Self.none { sizes[Int(word)] += 1 }
    }
    guard !sizes.contains(0),
      let merges = reader.merges(nodes: nodes), Self.isTree(merges, nodes: nodes),
      let refusals = reader.merges(nodes: nodes),
      let holders = reader.lists(nodes: nodes), let hasBorders = reader.next()
    else { return nil }
    var borders: BorderLinks?
    if hasBorders != 0 {
      borders = reader.borders(nodes: nodes)
      if borders == nil { return nil }
    }
    guard reader.isAtEnd else { return nil }
    self.init(
      threshold: threshold, nodeOfVector: nodeOfVector, sizes: sizes, holders: holders,
      tree: MergeTree(merges: merges, refusals: refusals), borders: borders)
  }

  /// The node of a vector that has none.
  private static let none = UInt32.max

  /// Whether each merge is of two clusters that are there.
  private static func isTree(_ merges: [Agglomeration.Merge], nodes: UInt32) -> Bool {
    var isGone = [Bool](repeating: false, count: Int(nodes))
    for merge in merges {
      guard !isGone[Int(merge.low)], !isGone[Int(merge.high)] else { return false }
      isGone[Int(merge.high)] = true
    }
    return true
  }
}

/// Reads numbers, none of which is trusted.
private struct WordReader {
  private let words: [UInt32]
  private var place = 0

  init(_ words: [UInt32]) { self.words = words }

  var isAtEnd: Bool { place == words.count }

  mutating func next() -> UInt32? {
    guard place < words.count else { return nil }
    place += 1
    return words[place - 1]
  }

  mutating func take(_ count: Int) -> ArraySlice<UInt32>? {
    guard count <= words.count - place else { return nil }
    place += count
    return words[place - count..<place]
  }

  mutating func double() -> Double? {
    guard let half = next(), let other = next() else { return nil }
    return Double(bitPattern: UInt64(other) << 32 | UInt64(half))
  }

  /// Reads pairs of different nodes, the lower first, with their similarities.
  mutating func merges(nodes: UInt32) -> [Agglomeration.Merge]? {
    guard let count = next(), let part = take(4 * Int(count)) else { return nil }
    var merges: [Agglomeration.Merge] = []
    merges.reserveCapacity(Int(count))
    for x in stride(from: part.startIndex, to: part.endIndex, by: 4) {
      let similarity = Double(bitPattern: UInt64(part[x + 3]) << 32 | UInt64(part[x + 2]))
      guard part[x] < part[x + 1], part[x + 1] < nodes, similarity.isFinite else { return nil }
      merges.append(
        .init(low: Int32(part[x]), high: Int32(part[x + 1]), similarity: similarity))
    }
    return merges
  }

  /// Reads lists of nodes.
  mutating func lists(nodes: UInt32) -> [[Int32]]? {
    guard let count = next(), Int(count) <= words.count - place else { return nil }
    var lists: [[Int32]] = []
    lists.reserveCapacity(Int(count))
    for _ in 0..<count {
      guard let list = list(nodes: nodes) else { return nil }
      lists.append(list)
    }
    return lists
  }

  /// Reads a list of nodes, ascending.
  private mutating func list(nodes: UInt32) -> [Int32]? {
    guard let length = next(), let part = take(Int(length)), part.last.map({ $0 < nodes }) ?? true,
      zip(part, part.dropFirst()).allSatisfy({ $0 < $1 })
    else { return nil }
    return part.map { Int32($0) }
  }

  mutating func borders(nodes: UInt32) -> BorderLinks? {
    guard let count = next(), let part = take(2 * Int(count)) else { return nil }
    var pairs: [UInt64] = []
    pairs.reserveCapacity(Int(count))
    for x in stride(from: part.startIndex, to: part.endIndex, by: 2) {
      let (low, high) = (part[x + 1], part[x])
      guard low < high, high < nodes else { return nil }
      pairs.append(UInt64(low) << 32 | UInt64(high))
    }
    guard let crowded = list(nodes: nodes) else { return nil }
    var isCrowded = [Bool](repeating: false, count: Int(nodes))
    for node in crowded { isCrowded[Int(node)] = true }
    return BorderLinks(pairs: pairs, isCrowded: isCrowded)
  }
}

extension [UInt32] {
  fileprivate mutating func appendHalves(of pattern: UInt64) {
    append(UInt32(truncatingIfNeeded: pattern))
    append(UInt32(truncatingIfNeeded: pattern >> 32))
  }
}
