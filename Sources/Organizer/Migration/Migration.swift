internal import FaceInference

/// Changes the embedder of a library: embeds every known face again, and loses nothing.
///
/// Names are decisions of the journal about places in photos, and no business of an embedder; they
/// stay as they are. Faces are neither looked for nor moved. All is made in a catalog of its own,
/// `catalog.next.sqlite`, photo by photo, so that a run which was ended goes on where it stopped
/// and the library works with its former embedder until then. The end is one transaction of the
/// library's catalog, whose former state is kept as `catalog.previous.sqlite`.
public struct Migration: Sendable {
  /// Why the embedder of a library cannot be changed.
  public enum Failure: Error, Equatable, Sendable {
    /// Nothing was scanned yet.
    case nothingScanned(library: String)
    /// The catalog was damaged, and was moved; names are in the journal.
    case damagedCatalog(library: String, movedTo: String)
    /// The model finds faces, it does not embed them.
    case notAnEmbedder(FaceModels.Identity)
    /// Not one photo could be read.
    case noPhotoReadable(MigrationSummary.Problem)
    /// There is no former state to go back to.
    case nothingToRollBack
    /// The former state cannot be read.
    case damagedPrevious(path: String)
  }

  private let library: PhotoLibrary
  private let model: AvailableModel
  private let jobs: Int
  private let report: @Sendable (ScanEvent) -> Void

  /// Prepares a migration.
  ///
  /// - Parameters:
  ///   - library: The library.
  ///   - model: The embedder to change to.
  ///   - jobs: How many photos are worked on at a time.
  ///   - report: Called as things happen, from any thread.
  public init(
    _ library: PhotoLibrary, to model: AvailableModel, jobs: Int,
    report: @escaping @Sendable (ScanEvent) -> Void = { _ in }
  ) throws(Failure) {
    guard model.task == .embedder else { throw .notAnEmbedder(model.identity) }
    guard FileStatus(path: library.catalog) != nil else {
      throw .nothingScanned(library: library.root)
    }
    self.library = library
    self.model = model
    self.jobs = max(1, jobs)
    self.report = report
  }

  /// Tells what there is to do.
  public func plan() throws -> MigrationSummary {
    let (record, contents) = try read(AnalysisCatalog(existing: library.catalog))
    let work = try work(contents)
    var summary = MigrationSummary(
      library, from: record[.embedder], to: model.identity, isDryRun: true)
    (summary.photos, summary.faces) = (work.photos.count, work.faces)
    summary.resumed = work.resumed
    return summary
  }

  /// Changes the embedder.
  ///
  /// - Throws: ``Failure``, ``ModelFailure``, `CancellationError`, or what the library throws; the
  ///   library works with its former embedder then.
  public func run() async throws -> MigrationSummary {
    LinearAlgebra.useOneThread()
    let start = ContinuousClock.now
    let lock = try LibraryLock(library)
    defer { withExtendedLifetime(lock) {} }
    let embedder = try model.embedder()
    // One that cannot be read ends the run before the work, not after it.
    let choice = try ModelChoice(library)
    let catalog = try Self.catalog(of: library)
    try Self.settle(library, catalog)
    let (record, contents) = try read(catalog)
    let target = record.with(model.identity, embedder.settings)
    var summary = MigrationSummary(library, from: record[.embedder], to: model.identity)
    summary.before = LibraryStatus(LabelledLibrary(contents, models: record))
    let work = try work(contents)
    let isChange = record[.embedder] != target[.embedder]
    if !work.isEmpty || isChange {
      try await embed(work, embedder, &summary)
      // So that a drive which is missing undoes nothing: at least one photo must be there.
      if isChange, summary.photos == 0, work.done.isEmpty, let first = summary.problems.first {
        throw Failure.noPhotoReadable(first)
      }
      try group(target)
      try replace(catalog, isChange: isChange, choice)
    }
    try choice.choosing(target[.embedder]).store(library)
    try AnalysisCatalog.remove(library.nextCatalog)
    try summary.write(target, catalog) { report(.writing) }
    summary.time = .now - start
    return summary
  }

  /// Finishes or drops what a migration that was ended at its end left of the former state.
  static func settle(_ library: PhotoLibrary, _ catalog: AnalysisCatalog) throws {
    guard FileStatus(path: library.formerCatalog) != nil else { return }
    let former: ModelRecord?
    do {
      former = try ModelRecord(AnalysisCatalog(existing: library.formerCatalog))
    } catch let failure as AnalysisCatalog.Failure where failure.kind == .damaged {
      former = nil
    }
    let isTaken = try former.map { try $0[.embedder] != ModelRecord(catalog)?[.embedder] } ?? false
    if isTaken {
      try AnalysisCatalog.put(library.formerCatalog, inPlaceOf: library.previousCatalog)
    } else {
      try AnalysisCatalog.remove(library.formerCatalog)
    }
  }

  /// Opens the library's catalog; one that had to be set aside holds nothing to migrate.
  static func catalog(of library: PhotoLibrary) throws -> AnalysisCatalog {
    try AnalysisCatalog.requireFile(library.catalog)
    let catalog = try AnalysisCatalog(path: library.catalog)
    if let aside = catalog.setAside {
      throw Failure.damagedCatalog(library: library.root, movedTo: aside)
    }
    return catalog
  }

  private func read(
    _ catalog: AnalysisCatalog
  ) throws -> (record: ModelRecord, contents: LibraryContents) {
    guard let record = try ModelRecord(catalog) else {
      throw Failure.nothingScanned(library: library.root)
    }
    return (record, try LibraryContents(library, catalog))
  }

  /// Compares the library with what an earlier run left.
  private func work(_ contents: LibraryContents) throws -> MigrationWork {
    var earlier: [PhotoDigest: String] = [:]
    if FileStatus(path: library.nextCatalog) != nil {
      do {
        let next = try AnalysisCatalog(existing: library.nextCatalog)
        try next.check()
        earlier = try next.settingsOfPhotos()
        try next.close()
      } catch let failure as AnalysisCatalog.Failure where failure.kind == .damaged {
        // It is begun anew, wherever in it the damage is.
        earlier = [:]
      }
    }
    return MigrationWork(contents, earlier: earlier, to: model.identity)
  }

  /// Makes the next catalog.
  private func embed(
    _ work: MigrationWork, _ embedder: FaceEmbedder, _ summary: inout MigrationSummary
  ) async throws {
    let next = try AnalysisCatalog(path: library.nextCatalog)
    defer { try? next.close() }
    try next.follow(library.catalog, keeping: work.done)
    try next.setSettings(work.faceless)
    report(.found(files: work.photos.count + work.resumed, toRead: work.photos.count))
    let problems = try await embed(work.photos, embedder, into: next)
    let failed = Set(problems.map(\.path))
    let embedded = work.photos.filter { !failed.contains($0.path) }
    summary.photos = embedded.count
    summary.faces = embedded.reduce(0) { $0 + $1.faces.count }
    summary.resumed = work.resumed
    summary.problems = problems
  }

  /// Embeds with as many workers as jobs; each result is stored as it comes.
  private func embed(
    _ photos: [MigrationWork.Photo], _ embedder: FaceEmbedder, into next: AnalysisCatalog
  ) async throws -> [MigrationSummary.Problem] {
    let queue = PhotoQueue(photos)
    return try await withThrowingTaskGroup(of: [MigrationSummary.Problem].self) { group in
      for _ in 0..<min(jobs, max(1, photos.count)) {
        group.addTask {
          let reembedder = PhotoReembedder(embedder)
          var problems: [MigrationSummary.Problem] = []
          while let photo = await queue.next() {
            try Task.checkCancellation()
            let result = reembedder.embed(photo)
            switch result {
            case .success(let analysis): try next.store(analysis)
            case .failure(let failure):
              problems.append(MigrationSummary.Problem(path: photo.path, reason: failure.reason))
            }
            report(.photoDone(photo.path, failure: result.failure?.reason))
          }
          return problems
        }
      }
      let problems = try await group.reduce(into: []) { $0 += $1 }
      return problems.sorted { $0.path < $1.path }
    }
  }

  /// Groups the faces of the next catalog by the new embedder's thresholds.
  private func group(_ target: ModelRecord) throws {
    let next = try AnalysisCatalog(path: library.nextCatalog)
    defer { try? next.close() }
    try target.store(next)
    var contents = try LibraryContents(library, next)
    _ = try CatalogGrouping(thresholds: target.thresholds, workers: jobs).group(&contents, next) {
      report(.grouping($0))
    }
    try Task.checkCancellation()
  }

  /// Puts the next catalog in the place of the library's, whose former state is kept.
  private func replace(
    _ catalog: AnalysisCatalog, isChange: Bool, _ choice: ModelChoice
  ) throws {
    // The state before the last migration is there until this one is done.
    if isChange { try catalog.copy(to: library.formerCatalog) }
    // While no embedder is chosen, the catalog's is taken: at no moment another one.
    if choice.embedder != nil { try choice.choosing(nil).store(library) }
    try catalog.takeOver(library.nextCatalog)
    if isChange {
      try AnalysisCatalog.put(library.formerCatalog, inPlaceOf: library.previousCatalog)
    }
  }
}

extension Result {
  /// The error, if there is one.
  fileprivate var failure: Failure? {
    guard case .failure(let failure) = self else { return nil }
    return failure
  }
}
