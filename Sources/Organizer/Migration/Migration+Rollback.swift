extension Migration {
  /// Goes back to the state before the last migration, for the photos that were known then.
  ///
  /// Photos that were found since count as not analyzed, until the next scan. Names given since
  /// stay: they are in the journal. What the migration made is kept as an unfinished one, so that
  /// it can be had again without embedding.
  ///
  /// - Parameters:
  ///   - library: The library.
  ///   - report: Called as things happen.
  /// - Throws: ``Failure/nothingToRollBack``, ``Failure/damagedPrevious(path:)``, or what the
  ///   library throws.
  public static func rollBack(
    _ library: PhotoLibrary, report: @Sendable (ScanEvent) -> Void = { _ in }
  ) throws -> MigrationSummary {
    let start = ContinuousClock.now
    let lock = try LibraryLock(library)
    defer { withExtendedLifetime(lock) {} }
    guard FileStatus(path: library.catalog) != nil else {
      throw Failure.nothingScanned(library: library.root)
    }
    let choice = try ModelChoice(library)
    let catalog = try self.catalog(of: library)
    try settle(library, catalog)
    guard let target = try models(of: library.previousCatalog),
      let record = try ModelRecord(catalog)
    else { throw Failure.nothingToRollBack }
    // Where both are the same, an earlier run was ended after the state was taken over.
    let isTaken = record[.embedder] == target[.embedder]
    // What it came from is only told.
    let left = isTaken ? (try? models(of: library.nextCatalog)) ?? nil : nil
    let old = left ?? record
    var summary = MigrationSummary(library, from: old[.embedder], to: target[.embedder])
    summary.before = LibraryStatus(try LabelledLibrary(library, catalog))
    if !isTaken {
      try catalog.copy(to: library.nextCatalog)
      if choice.embedder != nil { try choice.choosing(nil).store(library) }
      try catalog.takeOver(library.previousCatalog)
    }
    try choice.choosing(target[.embedder]).store(library)
    // Names given since belong to the grouping, too.
    var contents = try LibraryContents(library, catalog)
    _ = try CatalogGrouping(thresholds: target.thresholds).group(&contents, catalog) {
      report(.grouping($0))
    }
    try summary.write(target, catalog) { report(.writing) }
    // Until here, the same command finishes what was ended.
    try AnalysisCatalog.remove(library.previousCatalog)
    summary.time = .now - start
    return summary
  }

  /// The models of a state beside the library's; `nil` when there is none.
  private static func models(of path: String) throws -> ModelRecord? {
    guard FileStatus(path: path) != nil else { return nil }
    do {
      let catalog = try AnalysisCatalog(existing: path)
      try catalog.check()
      let record = try ModelRecord(catalog)
      try catalog.close()
      return record
    } catch let failure as AnalysisCatalog.Failure where failure.kind == .damaged {
      throw Failure.damagedPrevious(path: path)
    }
  }
}
