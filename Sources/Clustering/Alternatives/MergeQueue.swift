/// Pairs of clusters that may merge, the most similar first: a binary heap.
struct MergeQueue {
  /// A pair; the lower numbers first among equals.
  struct Candidate: Comparable {
    let similarity: Float
    let first: Int
    let second: Int

    /// Whether one comes later than another.
    static func < (a: Candidate, b: Candidate) -> Bool {
      (a.similarity, b.first, b.second) < (b.similarity, a.first, a.second)
    }
  }

  private var heap: [Candidate]

  /// Makes a queue of pairs.
  ///
  /// - Complexity: O(*n* log *n*).
  init(_ candidates: [Candidate]) {
    // A sorted list is a heap.
    heap = candidates.sorted(by: >)
  }

  /// Adds a pair.
  ///
  /// - Complexity: O(log *n*).
  mutating func insert(_ candidate: Candidate) {
    heap.append(candidate)
    var place = heap.count - 1
    while place > 0, heap[(place - 1) / 2] < heap[place] {
      heap.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  /// Takes the most similar pair; `nil` when there is none.
  ///
  /// - Complexity: O(log *n*).
  mutating func popFirst() -> Candidate? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    guard !heap.isEmpty else { return first }
    heap[0] = last
    var place = 0
    while true {
      var highest = place
      for child in [2 * place + 1, 2 * place + 2]
      where child < heap.count && heap[highest] < heap[child] {
        highest = child
      }
      guard highest != place else { return first }
      heap.swapAt(place, highest)
      place = highest
    }
  }
}
