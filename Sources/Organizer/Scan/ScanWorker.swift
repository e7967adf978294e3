internal import FaceInference

/// One of the workers of a scan: takes files from the queue, analyzes them, and stores the results,
/// those of several files in one transaction.
struct ScanWorker {
  private let reader: PhotoReader
  private let catalog: AnalysisCatalog
  private let report: @Sendable (ScanEvent) -> Void
  private var unstored: [PhotoReader.Result] = []
  private var lastStored = ContinuousClock.now

  init(
    reader: PhotoReader, catalog: AnalysisCatalog, report: @escaping @Sendable (ScanEvent) -> Void
  ) {
    self.reader = reader
    self.catalog = catalog
    self.report = report
  }

  /// Results wait for others at most so many at a time, and hardly longer than this: what a power
  /// cut or `kill -9` makes a scan do again.
  private static let mostUnstored = 32
  private static let longestWait = Duration.seconds(1)

  /// Works until the queue is empty.
  ///
  /// What was found out is stored, whether the work ends, is cancelled or fails.
  ///
  /// - Parameters:
  ///   - queue: The files.
  ///   - others: How many workers take from the queue beside this one.
  mutating func work(through queue: PhotoQueue<PhotoFile>, besides others: Int) async throws {
    do {
      while let file = await queue.next() {
        try Task.checkCancellation()
        // The one that this worker will take next, if all are equally fast.
        if let upcoming = await queue.upcoming(after: others) { reader.announce(upcoming) }
        let result = await reader.read(file)
        unstored.append(result)
        try storeIfDue()
        report(.photoDone(file.path, failure: result.failure))
      }
    } catch {
      try store()
      throw error
    }
    try store()
  }

  private mutating func storeIfDue() throws {
    guard
      unstored.count >= Self.mostUnstored || ContinuousClock.now - lastStored > Self.longestWait
    else { return }
    try store()
  }

  private mutating func store() throws {
    // Taken before, so that what cannot be stored is not tried again.
    let results = unstored
    unstored = []
    defer { lastStored = .now }
    guard !results.isEmpty else { return }
    try reader.clock.measure(.store) {
      try catalog.store(results.map { ($0.file, $0.content, $0.analysis) })
    }
  }
}
