extension Agglomeration {
  /// Merges all there is to merge.
  ///
  /// - Parameter progress: Called now and then with the share that is done.
  /// - Throws: What `progress` throws.
  mutating func run(progress: (Double) throws -> Void) rethrows {
    var targets: [Target] = []
    while true {
      if targets.isEmpty { targets = adrift() }
      if targets.isEmpty {
        guard !exhausted.isEmpty else { return }
        try progress(Double(finished) / Double(sizes.count))
        targets = refillExhausted()
      }
      if finished - reported >= Self.stepsBetweenReports {
        reported = finished
        try progress(Double(finished) / Double(sizes.count))
      }
      take(search(targets), of: targets)
      targets = mergeMutual(among: targets)
      shortenPaths()
    }
  }

  private static let stepsBetweenReports = 1024

  /// Returns the clusters whose most similar one is not known, or not any more.
  private mutating func adrift() -> [Target] {
    unfinished.removeAll {
      !clusters.isRepresentative(Int($0)) || states[Int($0)] == .finished
    }
    return unfinished.filter { states[Int($0)] == .open && validNearest(to: Int($0)) == nil }
      .map { Target(slot: $0, known: nil) }
  }

  /// Lets clusters search, each through its own list.
  private mutating func search(_ targets: [Target]) -> [NeighborSearch.Outcome] {
    // Out of `self`, which all threads read.
    var lists: [[Neighbor]] = []
    swap(&lists, &self.lists)
    defer { swap(&lists, &self.lists) }
    return lists.withUnsafeMutableBufferPointer { outcomes(of: targets, in: $0) }
  }

  private func outcomes(
    of targets: [Target], in lists: UnsafeMutableBufferPointer<[Neighbor]>
  ) -> [NeighborSearch.Outcome] {
    var outcomes = [NeighborSearch.Outcome](repeating: .none, count: targets.count)
    let together = 64
    let workers = targets.count >= 4 * together ? searches.count : 1
    outcomes.withUnsafeMutableBufferPointer { outcomes in
      Parallel.forEach((targets.count + together - 1) / together, workers: workers) {
        worker, part in
        for place in part * together..<min((part + 1) * together, targets.count) {
          outcomes[place] = findNearest(to: targets[place], in: lists, searches[worker])
        }
      }
    }
    return outcomes
  }

  /// Remembers what was found.
  private mutating func take(_ outcomes: [NeighborSearch.Outcome], of targets: [Target]) {
    for (target, outcome) in zip(targets, outcomes) {
      let slot = Int(target.slot)
      switch outcome {
      case .exhausted:
        states[slot] = .exhausted
        exhausted.append(target.slot)
      case .none:
        states[slot] = .finished
        finished += 1
      case .found(let found):
        nearest[slot] = found
        let back = nearest(slot, similarity: found.similarity)
        // By reducibility what that one has found is no worse, unless rounding made it so.
        if let kept = validNearest(to: Int(found.slot)), back.precedes(kept) {
          nearest[Int(found.slot)] = back
        }
      }
    }
  }

  /// Merges the clusters that are each other's nearest.
  ///
  /// - Returns: What has to search next.
  private mutating func mergeMutual(among targets: [Target]) -> [Target] {
    var next: [Target] = []
    var places: [Int32: Int] = [:]
    for target in targets {
      let slot = Int(target.slot)
      guard clusters.isRepresentative(slot), let found = validNearest(to: slot) else { continue }
      if let back = validNearest(to: Int(found.slot)) {
        guard back.slot == target.slot else { continue }
        merge(slot, Int(found.slot), found.similarity)
        next.append(Target(slot: min(target.slot, found.slot), known: nil))
      } else if states[Int(found.slot)] == .open {
        let known = nearest(slot, similarity: found.similarity)
        if let place = places[found.slot] {
          if next[place].known.map(known.precedes) ?? true { next[place].known = known }
        } else {
          places[found.slot] = next.count
          next.append(Target(slot: found.slot, known: known))
        }
      }
    }
    return next
  }

  /// Makes lists anew that are exhausted, as many as memory is meant for, and returns their clusters.
  ///
  /// Those that others wait for come first: then clusters soon find each other, and merge.
  private mutating func refillExhausted() -> [Target] {
    if wereLeft {
      let wanted = Set(unfinished.compactMap { validNearest(to: Int($0))?.slot })
      exhausted.sort { (wanted.contains($0) ? 0 : 1, $0) < (wanted.contains($1) ? 0 : 1, $1) }
    } else {
      exhausted.sort()
    }
    let done = refill(exhausted.map { Int($0) })
    let targets = exhausted[..<done].map { Target(slot: $0, known: nil) }
    for slot in exhausted[..<done] { states[Int(slot)] = .open }
    exhausted.removeFirst(done)
    wereLeft = !exhausted.isEmpty
    return targets
  }
}
