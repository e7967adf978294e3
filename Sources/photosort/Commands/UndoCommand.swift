internal import ArgumentParser
internal import Organizer

/// The command `photosort undo`.
struct UndoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo", abstract: "Take the last decisions back.")

  @Argument(help: ArgumentHelp("How many.", valueName: "n"))
  var count = 1

  @OptionGroup var libraryOptions: LibraryOptions

  func validate() throws {
    guard count >= 1 else { throw ValidationError("The number must be at least 1.") }
  }

  func run() throws {
    let session = try libraryOptions.open()
    let undoing = try session.undo(last: count, in: session.toldLibrary())
    for line in undoing.lines {
      Terminal.print("Taken back: \(Words.sentence(for: line.event))")
    }
    guard let failure = undoing.groupingFailure else { return }
    Terminal.error(
      "photosort: the faces could not be grouped again, which photosort scan does: "
        + (Words.sentence(for: failure) ?? "\(failure)"))
    throw ExitStatus.failed
  }
}

/// The command `photosort log`.
struct LogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log", abstract: "List every decision, the oldest first.")

  @OptionGroup var libraryOptions: LibraryOptions

  @Flag(help: "Print as JSON.")
  var json = false

  func run() throws {
    let lines = try libraryOptions.people().log
    if json {
      Terminal.write(JSONValue.array(lines.map(value)).prettyBytes())
      return
    }
    for line in lines {
      let time = line.at.map(Words.time) ?? "(no time)          "
      let note = line.isUndone ? "  (taken back)" : ""
      Terminal.print("\(time)  \(Words.sentence(for: line.event))\(note)")
    }
  }

  private func value(_ line: PeopleLogLine) -> JSONValue {
    .object([
      "id": .string(line.entry.description), "at": .string(line.at.map(Words.time)),
      "event": .string(Words.sentence(for: line.event)), "undone": .bool(line.isUndone),
    ])
  }
}
