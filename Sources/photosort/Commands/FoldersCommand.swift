internal import ArgumentParser
internal import Organizer

/// The command `photosort folders`.
struct FoldersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "folders",
    abstract: "Bring the folders of links, one per person, up to date.",
    discussion: """
      Only folders that photosort made are changed, and in them only symbolic links.
      """)

  @Option(help: ArgumentHelp("Where the person folders go.", valueName: "dir"))
  var peopleDir: String?

  @OptionGroup var libraryOptions: LibraryOptions

  @Flag(help: "Change nothing; tell what would be changed.")
  var dryRun = false

  func run() throws {
    let changes = try libraryOptions.open().regenerateFolders(
      peopleDir.map(absolute), isDryRun: dryRun)
    LibrarySession.tell(changes.journalProblems)
    for problem in changes.problems {
      Terminal.error("\(Terminal.visible(problem.path)): \(problem.reason)")
    }
    let verb = dryRun ? "would be " : ""
    Terminal.print(
      "\(changes.folder): \(changes.made) \(verb)made, \(changes.removed) \(verb)removed.")
    if !changes.problems.isEmpty { throw ExitStatus.failed }
  }
}
