internal import ArgumentParser
internal import Foundation
internal import Organizer

/// The command `photosort models migrate`.
struct MigrateModelsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate",
    abstract: "Embed every known face again, by another embedder; every name is kept.",
    discussion: """
      Faces are not looked for again. Interrupted, the same command goes on where it stopped; until \
      it is done the library works with its former embedder. --rollback goes back.
      """)

  @Argument(
    help: ArgumentHelp("The embedder, as photosort models list names it.", valueName: "name"))
  var name: String?

  @Flag(help: "Go back to the state before the last migration.")
  var rollback = false

  @OptionGroup var libraryOptions: LibraryOptions
  @OptionGroup var modelOptions: ModelOptions

  @Option(help: ArgumentHelp("How many photos are worked on at a time.", valueName: "n"))
  var jobs: Int?

  @Flag(help: "Change nothing; tell what would be done.")
  var dryRun = false

  @Flag(help: "Print the summary as JSON.")
  var json = false

  func validate() throws {
    guard (name != nil) != rollback else {
      throw ValidationError("Name the embedder to change to, or give --rollback.")
    }
    if rollback, dryRun { throw ValidationError("--rollback has no --dry-run.") }
    if let jobs, !(1...256).contains(jobs) {
      throw ValidationError("--jobs must be between 1 and 256.")
    }
  }

  func run() async throws {
    let library = try libraryOptions.place()
    guard let name else {
      return try report(try Migration.rollBack(library))
    }
    let model = try modelOptions.sources().model(named: name)
    let bar = ProgressBar(isShown: Terminal.showsProgress && !json)
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let migration = try Migration(library, to: model, jobs: jobs ?? cores) { bar.take($0) }
    guard !dryRun else { return try report(try migration.plan()) }
    let summary: MigrationSummary
    do {
      summary = try await Interruption.run { try await migration.run() }
    } catch is Interruption.Interrupted {
      bar.clear()
      Terminal.error(
        "photosort: interrupted; the same command goes on from here, and until it is done the "
          + "library works with its former embedder")
      throw ExitStatus.interrupted
    } catch {
      bar.clear()
      throw error
    }
    bar.clear()
    try report(summary, hint: Words.hint(for: model))
  }

  private func report(_ summary: MigrationSummary, hint: String? = nil) throws {
    let report = MigrationReport(summary)
    report.problems.forEach(Terminal.error)
    if json {
      Terminal.write(report.json().prettyBytes())
    } else {
      report.lines.forEach(Terminal.print)
      if rollback {
        let again =
          summary.old == summary.new
          ? "" : "; photosort models migrate \(report.former) goes forward again"
        Terminal.print(
          "photosort scan \(Terminal.visible(summary.library.root)) reads photos added meanwhile\(again)."
        )
      } else if summary.old != summary.new, !summary.isDryRun {
        Terminal.print("photosort models migrate --rollback goes back to \(report.former).")
      }
      if let hint { Terminal.print(hint) }
    }
    if !summary.outputProblems.isEmpty { throw ExitStatus.failed }
    if !summary.problems.isEmpty { throw ExitStatus.somePhotosFailed }
  }
}
