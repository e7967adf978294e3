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
  /// - Throws: ``Failure/nothingToRollBack``, or what the library throws.
  public static func rollBack(
    _ library: PhotoLibrary, report: @Sendable (ScanEvent) -> Void = { _ in }
  ) throws -> MigrationSummary {
    let start = ContinuousClock.now
    let lock = try LibraryLock(library)
    defer { withExtendedLifetime(lock) {} }
    guard FileStatus(path: library.catalog) != nil else {
      throw Failure.nothingScanned(library: library.root)
    }
    let catalog = try self.catalog(of: library)
    guard let target = try previous(library), let record = try ModelRecord(catalog),
      record[.embedder] != target[.embedder]
    else { throw Failure.nothingToRollBack }
    var summary = MigrationSummary(library, from: record[.embedder], to: target[.embedder])
    summary.before = LibraryStatus(try LabelledLibrary(library, catalog))
    try AnalysisCatalog.remove(library.nextCatalog)
    try catalog.copy(to: library.nextCatalog)
    let choice = try ModelChoice(library)
    if choice.embedder != nil { try choice.choosing(nil).store(library) }
    try catalog.takeOver(library.previousCatalog)
    try choice.choosing(target[.embedder]).store(library)
    try AnalysisCatalog.remove(library.previousCatalog)
    // Names given since belong to the grouping, too.
    var contents = try LibraryContents(library, catalog)
    _ = try CatalogGrouping(thresholds: target.thresholds).group(&contents, catalog) {
      report(.grouping($0))
    }
    try summary.write(target, catalog) { report(.writing) }
    summary.time = .now - start
    return summary
  }

  /// The models of the state before the last migration; `nil` when there is none that can be read.
  private static func previous(_ library: PhotoLibrary) throws -> ModelRecord? {
    guard FileStatus(path: library.previousCatalog) != nil else { return nil }
    let catalog = try AnalysisCatalog(path: library.previousCatalog)
    let record = try ModelRecord(catalog)
    try catalog.close()
    return record
  }
}
