/// What changes the time and the memory of a clustering, and never its result.
package struct LinkageTuning: Sendable {
  /// The number of threads.
  package var workers: Int
  /// How many neighbours a vector's list keeps while links are found; up to twice as many.
  package var neighborLimit: Int
  /// How many a list that is made anew keeps.
  package var refillLimit: Int
  /// How many lists at most are made anew by one search.
  package var refillBatch: Int
  /// Whether to propose links by products of bytes where the processor has them.
  package var usesBytes: Bool

  /// Makes a tuning; by default, the one in use.
  package init(
    workers: Int = 1, neighborLimit: Int = 32, refillLimit: Int = 8, refillBatch: Int = 4096,
    usesBytes: Bool = true
  ) {
    precondition(workers > 0 && neighborLimit > 0 && refillLimit > 0 && refillBatch > 0)
    self.workers = workers
    self.neighborLimit = neighborLimit
    self.refillLimit = refillLimit
    self.refillBatch = refillBatch
    self.usesBytes = usesBytes
  }
}
