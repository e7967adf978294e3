/// Lets every vector take the label that most of its links have, again and again (Biemann, "Chinese
/// Whispers", 2006), as dlib clusters faces.
///
/// All links weigh the same. The order in which vectors listen is drawn anew in each round, by a
/// generator of fixed seed. One of the methods that `AverageLinkage` is compared with.
public enum ChineseWhispers {
  /// After so many rounds it ends, settled or not; dlib's own number.
  private static let rounds = 100

  /// Returns the clusters.
  ///
  /// - Parameters:
  ///   - count: The number of vectors.
  ///   - links: All links between them at the threshold, as a `LinkFinder` gives them.
  ///   - seed: What the order is drawn by.
  /// - Complexity: O(*r* · *l*) for *l* links and *r* rounds, at most 100 and mostly below 10.
  public static func partition(count: Int, links: [Link], seed: UInt64 = 1) -> Partition {
    let neighbors = LinkNeighbors(count: count, links: links)
    var labels = Array(0..<count)
    var order = labels.filter { !neighbors[$0].isEmpty }
    var random = SplitMix(state: seed)
    var votes = [Int](repeating: 0, count: count)
    for _ in 0..<rounds {
      order.shuffle(using: &random)
      var hasChanged = false
      for vector in order {
        var best = (votes: 0, label: 0)
        for neighbor in neighbors[vector] {
          let label = labels[Int(neighbor.vector)]
          votes[label] += 1
          let isBetter = (votes[label], -label) > (best.votes, -best.label)
          if isBetter { best = (votes[label], label) }
        }
        for neighbor in neighbors[vector] { votes[labels[Int(neighbor.vector)]] = 0 }
        if labels[vector] != best.label {
          labels[vector] = best.label
          hasChanged = true
        }
      }
      guard hasChanged else { break }
    }
    return Partition(labels: labels)
  }
}

/// SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
