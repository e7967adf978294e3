internal import FaceInference

/// The main job: finds and analyzes what is new, groups and labels all faces, writes the outputs.
///
/// One way through: find, then decode, detect, align and embed with N workers, then group, label,
/// plan and write. No stage calls an earlier one.
public struct Scan: Sendable {
  private let options: ScanOptions
  private let models: FaceModels
  private let report: @Sendable (ScanEvent) -> Void

  /// Prepares a scan.
  ///
  /// - Parameters:
  ///   - options: What to do.
  ///   - models: The detector and the embedder.
  ///   - report: Called as things happen, from any thread.
  public init(
    _ options: ScanOptions, _ models: FaceModels,
    report: @escaping @Sendable (ScanEvent) -> Void = { _ in }
  ) {
    self.options = options
    self.models = models
    self.report = report
  }

  /// Scans.
  ///
  /// - Returns: What was found and done.
  /// - Throws: `PhotoLibrary.Failure`, `LibraryLock.Failure`, `AnalysisCatalog.Failure`,
  ///   `JournalError`, `CancellationError`, or what SQLite throws.
  public func run() async throws -> ScanSummary {
    LinearAlgebra.useOneThread()
    let clock = ContinuousClock()
    let (start, processorStart) = (clock.now, ProcessorTime.ofProcess)
    // What is wrong with the gallery is told before hours of work, not after them.
    let references = try options.gallery.map { try GalleryFolder($0).photos } ?? []
    // A dry run works on a copy of the catalog, so that not even that is changed.
    let workplace = try Workplace(options)
    defer { workplace.close() }
    let (library, catalog) = (workplace.library, workplace.catalog)
    let detail = try options.detail?.search ?? catalog.detail()
    let places = try options.destinations.places(library, catalog)

    try mendRecord(catalog)

    var summary = ScanSummary(library: library, isDryRun: options.isDryRun)
    summary.catalogSetAside = catalog.setAside
    let stages = StageClock<ScanStage>()
    let (findings, work) = try stages.measure(.find) {
      let findings = find(library, places)
      return (findings, try compare(findings, library, catalog, detail))
    }
    report(.found(files: findings.files.count, toRead: work.toRead.count))
    try catalog.mark(present: work.returned, absent: work.gone + work.forgotten)
    summary.timings = try await analyze(work, library, catalog, detail)
    summary.take(findings, work)
    summary.analysisTime = clock.now - start

    let journal = try Journal(path: library.journal).read()
    var people = PeopleState(journal.entries)
    if !references.isEmpty {
      summary.enrollment = try Enrollment(
        library, catalog, models, detail: detail, isDryRun: options.isDryRun
      ).enroll(references, into: &people)
    }
    summary.unrecognizable = try await GalleryStore(library).restore(
      people, catalog, models, detail: detail, jobs: options.jobs)

    let labelled = try stages.measureAllThreads(.group) {
      var contents = try LibraryContents(
        library, catalog, people, journal.problems, models: ModelRecord(models))
      summary.grouping = try CatalogGrouping(
        thresholds: models.embedder.settings.thresholds, workers: options.jobs,
        leavesMemory: !options.isDryRun
      ).group(&contents, catalog) { report(.grouping($0)) }
      return LabelledLibrary(contents, models: ModelRecord(models))
    }
    report(.writing)
    try Task.checkCancellation()
    try stages.measureAllThreads(.write) {
      let plan = OutputPlanner(labelled, places).plan(outputs: try catalog.outputs())
      summary.outputProblems = plan.conflicts
      if !options.isDryRun {
        summary.outputProblems = try OutputWriter(library, catalog).apply(
          plan, workers: options.jobs, isCancellable: true)
        try remember(detail, places, library, catalog)
        // Faces with a decision stand for their person, whatever became of the file.
        try catalog.dropPhotosWithoutFile(keeping: people.mentionedPhotos)
      }
      summary.take(plan, labelled)
    }
    summary.totalTime = clock.now - start
    summary.timings.add(stages)
    summary.timings.total = ProcessorTime.ofProcess - processorStart
    return summary
  }

  private func find(_ library: PhotoLibrary, _ places: OutputPlanner.Places) -> PhotoFinder.Findings
  {
    var outputs: [String] = []
    if case .folder(let path) = places.reports { outputs.append(path) }
    let folders = options.folders.compactMap { try? PhotoLibrary.resolved($0) }
    return PhotoFinder(library, outputFolders: outputs).find(in: folders)
  }

  private func compare(
    _ findings: PhotoFinder.Findings, _ library: PhotoLibrary, _ catalog: AnalysisCatalog,
    _ detail: SearchDetail
  ) throws -> ScanWork {
    let scopes = options.folders.compactMap { try? PhotoLibrary.resolved($0) }
      .compactMap(library.relativePath)
    func isInScope(_ path: PhotoPath) -> Bool {
      scopes.contains { $0.isEmpty || PhotoLibrary.contains($0, path.text) }
    }
    let files = try catalog.files()
    try checkEmbedder(catalog, wouldLeave: files.values.filter { !isInScope($0.file.path) })
    return ScanWork(
      findings, catalog: files, settingsOfPhotos: try catalog.settingsOfPhotos(),
      settings: models.currentSettings(detail), scope: isInScope)
  }

  /// Leaves a record of the models where there is none, or a damaged one.
  ///
  /// A first scan that is interrupted goes on with the same models then. Photos that are of other
  /// embedders alone say which one the record was about.
  private func mendRecord(_ catalog: AnalysisCatalog) throws {
    guard (try? ModelRecord(catalog)) == nil else { return }
    let made = try catalog.settingsOfPhotos().values.compactMap { AnalysisSettings($0)?.embedder }
    if let other = made.first, !made.contains(models.embedderIdentity.short) {
      throw LibrarySession.Failure.otherEmbedder(
        models.embedderIdentity, catalog: FaceModels.Identity(short: other))
    }
    try ModelRecord(models).store(catalog)
  }

  /// A library has one embedder: a scan of a part of it must not leave the rest without embeddings.
  private func checkEmbedder(_ catalog: AnalysisCatalog, wouldLeave rest: [CatalogFile]) throws {
    guard let made = try ModelRecord(catalog)?[.embedder],
      made != models.embedderIdentity,
      rest.contains(where: { $0.isPresent && $0.digest != nil })
    else { return }
    throw LibrarySession.Failure.otherEmbedder(models.embedderIdentity, catalog: made)
  }

  /// Reads and analyzes files with as many workers as jobs, and returns where their time went.
  private func analyze(
    _ work: ScanWork, _ library: PhotoLibrary, _ catalog: AnalysisCatalog, _ detail: SearchDetail
  ) async throws -> ScanTimings {
    let current = models.currentSettings(detail)
    let known = AnalyzedPhotos(
      Set(try catalog.settingsOfPhotos().filter { current.contains($0.value) }.keys))
    let queue = PhotoQueue(work.toRead)
    let workers = min(options.jobs, max(1, work.toRead.count))
    return try await withThrowingTaskGroup(of: ScanTimings.self) { group in
      for _ in 0..<workers {
        group.addTask {
          let analyzer = PhotoAnalyzer(models, detail: detail)
          var worker = ScanWorker(
            reader: PhotoReader(library, analyzer, known), catalog: catalog, report: report)
          try await worker.work(through: queue, besides: workers - 1)
          return analyzer.timings
        }
      }
      return try await group.reduce(into: ScanTimings()) { $0.add($1) }
    }
  }

  private func remember(
    _ detail: SearchDetail, _ places: OutputPlanner.Places, _ library: PhotoLibrary,
    _ catalog: AnalysisCatalog
  ) throws {
    try catalog.setSetting("detail", detail.rawValue)
    try ModelRecord(models).store(catalog)
    try OutputDestinations.store(places, library, catalog)
  }
}
