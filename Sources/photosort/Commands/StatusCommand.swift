internal import ArgumentParser
internal import Organizer

/// The command `photosort status`.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "What is known, and what is left to do.")

  @OptionGroup var libraryOptions: LibraryOptions

  @Flag(help: "List every photo that could not be read or is damaged, with the reason.")
  var problems = false

  @Flag(help: "Print as JSON.")
  var json = false

  func run() throws {
    let session = try libraryOptions.open()
    let status = LibraryStatus(try session.toldLibrary())
    if json {
      Terminal.write(value(status, session).prettyBytes())
      return
    }
    Terminal.print("Library \(Terminal.visible(session.library.root))")
    Terminal.print(
      "\(Words.count(status.photos, "photo")), \(Words.count(status.faces, "face")), "
        + "\(Words.count(status.people, "person", "people")), "
        + "\(Words.count(status.unnamedClusters, "unnamed cluster")).")
    Terminal.print(progress(status))
    if status.unmatchedDecisions > 0 {
      Terminal.print(
        "\(Words.count(status.unmatchedDecisions, "decision")) about faces in photos that are not "
          + "here now; kept in the journal.")
    }
    report(status)
  }

  private func progress(_ status: LibraryStatus) -> String {
    let named = "\(Words.share(status.named, of: status.faces)) of faces named"
    guard status.nextAnswers > 0 else { return named + "." }
    let answers = Words.count(status.nextAnswers, "answer")
    return "\(named); the next \(answers) bring "
      + "\(Words.share(status.namedAfterNext, of: status.faces))."
  }

  private func report(_ status: LibraryStatus) {
    guard !status.failures.isEmpty || !status.warnings.isEmpty else { return }
    Terminal.print(
      "\(Words.count(status.failures.count, "photo")) could not be read, "
        + "\(status.warnings.count) damaged but used"
        + (problems ? ":" : "; --problems lists them."))
    guard problems else { return }
    for problem in status.failures + status.warnings {
      Terminal.print("  \(Terminal.visible(problem.path.text)): \(problem.reason)")
    }
  }

  private func value(_ status: LibraryStatus, _ session: LibrarySession) -> JSONValue {
    .object([
      "root": .string(session.library.root), "library": .string(session.library.folder),
      "photos": .integer(status.photos), "faces": .integer(status.faces),
      "named_faces": .integer(status.named), "people": .integer(status.people),
      "unnamed_clusters": .integer(status.unnamedClusters),
      "next_answers": .integer(status.nextAnswers),
      "named_faces_after_next": .integer(status.namedAfterNext),
      "unmatched_decisions": .integer(status.unmatchedDecisions),
      "failures": Words.json(status.failures), "warnings": Words.json(status.warnings),
    ])
  }
}
