/// For each slot a list of neighbours, in memory borrowed for the lists of a whole component.
///
/// A list is a chain of segments, each what is left of one slot's original list. Lists are joined
/// in constant time, and rewritten, shorter, in place.
struct NeighborLists {
  /// A cluster that may be similar enough to merge with.
  struct Entry {
    /// A slot of the cluster.
    var slot: Int32
    /// An upper bound on the sum, over the pairs this entry is about, of their similarity less
    /// the threshold.
    var excess: Float
  }

  /// A place in a list, for reading it.
  struct Cursor {
    fileprivate var segment: Int
    fileprivate var index: Int
    fileprivate var end: Int
  }

  private let entries: UnsafeMutableBufferPointer<Entry>
  private let starts: [Int]
  private var lengths: [Int]
  /// The segment after each; the last of a chain names itself.
  private var next: [Int32]
  /// The last segment of the chain that begins with a slot.
  private var last: [Int32]

  /// Makes a list for each slot.
  ///
  /// - Parameters:
  ///   - entries: The lists one after the other.
  ///   - starts: Where each slot's list begins, and the end of the last.
  init(entries: UnsafeMutableBufferPointer<Entry>, starts: [Int]) {
    self.entries = entries
    self.starts = starts
    lengths = zip(starts, starts.dropFirst()).map { $1 - $0 }
    next = (0..<Int32(lengths.count)).map { $0 }
    last = next
  }

  /// Returns the begin of the list of a slot.
  func cursor(for slot: Int) -> Cursor {
    Cursor(segment: slot, index: starts[slot], end: starts[slot] + lengths[slot])
  }

  /// Returns the next entry, or `nil` at the end of the list.
  @inline(__always)
  func read(_ cursor: inout Cursor) -> Entry? {
    while cursor.index == cursor.end {
      let following = Int(next[cursor.segment])
      guard following != cursor.segment else { return nil }
      cursor = self.cursor(for: following)
    }
    defer { cursor.index += 1 }
    return entries[cursor.index]
  }

  /// Replaces the list of a slot by one that is not longer.
  mutating func replace(_ slot: Int, with kept: [Entry]) {
    var segment = slot
    var written = 0
    for entry in kept {
      while written == lengths[segment] {
        precondition(next[segment] != Int32(segment), "a list only shrinks")
        segment = Int(next[segment])
        written = 0
      }
      entries[starts[segment] + written] = entry
      written += 1
    }
    lengths[segment] = written
    next[segment] = Int32(segment)
    last[slot] = Int32(segment)
  }

  /// Appends the list of one slot to that of another.
  mutating func append(_ other: Int, to slot: Int) {
    next[Int(last[slot])] = Int32(other)
    last[slot] = last[other]
  }
}
