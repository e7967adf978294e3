internal import ArgumentParser
internal import Foundation
internal import Organizer

/// The command `photosort scan`.
struct ScanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan",
    abstract: "Find, group and label the faces of all photos in folders.",
    discussion: """
      Photos are never changed. What is found goes to .photosort beside them and to a folder of \
      links per person, People. Unchanged photos are not read again; an interrupted scan resumes.
      """)

  @Argument(help: ArgumentHelp("The folders to scan.", valueName: "dir"))
  var folders: [String]

  @OptionGroup var libraryOptions: LibraryOptions
  @OptionGroup var modelOptions: ModelOptions

  @Option(
    help: ArgumentHelp(
      "Enroll the people of a folder of Name/photo.jpg first.", valueName: "dir"))
  var gallery: String?

  @Option(help: ArgumentHelp("Where the person folders go.", valueName: "dir"))
  var peopleDir: String?

  @Option(
    help: ArgumentHelp(
      "Where the reports go: 'beside' the photos, or a folder.", valueName: "beside|dir"))
  var reports: String?

  @Option(help: ArgumentHelp("How many photos are worked on at a time.", valueName: "n"))
  var jobs: Int?

  @Option(help: "How hard to look: fast, standard or thorough. Without it, as in the last scan.")
  var detail: ScanDetail?

  @Flag(help: "Write nothing; tell what would be written.")
  var dryRun = false

  @Flag(help: "Print the summary as JSON.")
  var json = false

  @Flag(name: .shortAndLong, help: "Print nothing but problems.")
  var quiet = false

  @Flag(help: "Tell where the processor time went, stage by stage.")
  var timings = false

  @Flag(help: "List every file and folder that was passed over, with the reason.")
  var listSkipped = false

  func validate() throws {
    guard !folders.isEmpty else { throw ValidationError("Name at least one folder to scan.") }
    if let jobs, !(1...256).contains(jobs) {
      throw ValidationError("--jobs must be between 1 and 256.")
    }
  }

  func run() async throws {
    let library = try PhotoLibrary.forScan(
      of: folders, explicit: libraryOptions.library, makes: false)
    let selection = try modelOptions.selection(for: library)
    let models = try selection.load()
    if !quiet { selection.replacements.map(Words.sentence(for:)).forEach(Terminal.error) }
    let bar = ProgressBar(isShown: Terminal.showsProgress && !quiet && !json)
    let scan = Scan(try options(), models) { bar.take($0) }
    let summary: ScanSummary
    do {
      summary = try await Interruption.run { try await scan.run() }
    } catch is Interruption.Interrupted {
      bar.clear()
      Terminal.error("photosort: interrupted; scan again to go on from here")
      throw ExitStatus.interrupted
    } catch {
      bar.clear()
      throw error
    }
    bar.clear()
    let report = ScanReport(summary)
    report.problems.forEach(Terminal.error)
    if json {
      Terminal.write(report.json(timings: timings).prettyBytes())
    } else if !quiet {
      report.lines.forEach(Terminal.print)
      if timings { TimingsReport(summary.timings).lines.forEach(Terminal.print) }
      if listSkipped { report.skippedLines.forEach(Terminal.print) }
    }
    if summary.outputProblems.isEmpty == false { throw ExitStatus.failed }
    let isFolderLeftOut = summary.skipped.contains { $0.reason == .unreadableFolder }
    if isFolderLeftOut || summary.status?.failures.isEmpty == false
      || !summary.enrollment.allSatisfy(\.outcome.isUsed)
    {
      throw ExitStatus.somePhotosFailed
    }
  }

  private func options() throws -> ScanOptions {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    var options = ScanOptions(folders: folders, jobs: jobs ?? cores)
    options.library = libraryOptions.library
    options.gallery = gallery.map(absolute)
    options.destinations.people = peopleDir.map(absolute)
    options.destinations.reports = reports.map {
      $0 == "beside" ? .besidePhotos : .folder(absolute($0))
    }
    options.detail = detail
    options.isDryRun = dryRun
    return options
  }
}

/// Returns an absolute path without `.` and `..`.
func absolute(_ path: String) -> String {
  URL(fileURLWithPath: path).standardizedFileURL.path
}
