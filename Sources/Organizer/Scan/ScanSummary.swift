/// What a scan found and did.
public struct ScanSummary: Sendable {
  /// The library that was scanned.
  public let library: PhotoLibrary
  /// Whether nothing was written.
  public let isDryRun: Bool
  /// How many files were read in this scan.
  public internal(set) var read = 0
  /// What was passed over.
  public internal(set) var skipped: [SkippedItem] = []
  /// Known photos whose folder cannot be seen now; nothing changed for them.
  public internal(set) var away: [PhotoPath] = []
  /// Known photos that were deleted or moved.
  public internal(set) var gone: [PhotoPath] = []
  /// What is known and what is left.
  public internal(set) var status: LibraryStatus?
  /// What became of the photos of `--gallery`.
  public internal(set) var enrollment: [Enrollment.Result] = []
  /// Enrolled people who cannot be recognized any more, as none of their photos is left.
  public internal(set) var unrecognizable: [String] = []
  /// Files, links and folders that were made or changed, or would be.
  public internal(set) var made = 0
  /// Files, links and folders that were removed, or would be.
  public internal(set) var removed = 0
  /// The outputs that could not be written.
  public internal(set) var outputProblems: [FileError] = []
  /// Lines of the journal that could not be read.
  public internal(set) var journalProblems: [JournalProblem] = []
  /// Things in the journal that a person should look at.
  public internal(set) var peopleWarnings: [PeopleWarning] = []
  /// Where a damaged catalog was moved before a new one was made.
  public internal(set) var catalogSetAside: String?
  /// The time for finding, reading and analyzing.
  public internal(set) var analysisTime = Duration.zero
  /// The time for everything.
  public internal(set) var totalTime = Duration.zero
  /// Where the processor time went.
  public internal(set) var timings = ScanTimings()
  /// How many clusters there are.
  public var clusters: Int { grouping.clusters.count }
  /// How often a photo shows one person twice because somebody said so.
  public var impossiblePairs: Int { grouping.impossiblePairs }
  /// How often two alike clusters were kept apart because one photo shows both.
  public var refusedMerges: Int { grouping.refusedMerges }
  /// Whether the cache of the last grouping was damaged, so that all faces were compared anew.
  public var groupingCacheWasDamaged: Bool { grouping.foundDamagedMemory }
  var grouping = FaceGrouping.Outcome()

  init(library: PhotoLibrary, isDryRun: Bool) {
    self.library = library
    self.isDryRun = isDryRun
  }

  mutating func take(_ findings: PhotoFinder.Findings, _ work: ScanWork) {
    read = work.toRead.count
    skipped = findings.skipped
    away = work.away
    gone = work.gone
  }

  mutating func take(_ plan: OutputPlan, _ library: LabelledLibrary) {
    (made, removed) = plan.counts(without: outputProblems)
    status = LibraryStatus(library)
    skipped += library.contents.otherFiles.map { SkippedItem(path: $0, reason: .notAPhoto) }
    skipped.sort { $0.path < $1.path }
    journalProblems = library.contents.journalProblems
    peopleWarnings = library.contents.people.warnings
  }

  /// Photos read a second while finding and analyzing; `nil` when none was.
  public var photosPerSecond: Double? {
    let seconds =
      Double(analysisTime.components.seconds)
      + Double(analysisTime.components.attoseconds) * 1e-18
    return read > 0 && seconds > 0 ? Double(read) / seconds : nil
  }
}
