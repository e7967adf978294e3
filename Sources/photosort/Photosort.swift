internal import ArgumentParser
internal import Organizer

/// The program: its commands, and nothing else.
@main
struct Photosort: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "photosort",
    abstract: "Finds who is in your photos. Everything stays on this machine.",
    discussion: """
      photosort scan ~/Pictures finds and groups the faces; photosort people lists the groups; \
      photosort name 1 "Anna" names one, once and for good; photosort folders makes a folder of \
      links per person; photosort export prints who appears where.

      Exit status: 0 done, 1 failed, 2 done but some photos could not be read or used, \
      64 usage, 130 interrupted (the next scan resumes).
      """,
    version: "0.1.0",
    subcommands: [
      ScanCommand.self, StatusCommand.self, PeopleCommand.self, NameCommand.self,
      UndoCommand.self, LogCommand.self, FoldersCommand.self, ExportCommand.self,
      GalleryCommand.self, VerifyCommand.self, FindCommand.self, InspectCommand.self,
      CropsCommand.self, EvaluateCommand.self, CalibrateCommand.self, CompareCommand.self,
      LearnCommand.self, PlotCommand.self,
      ModelsCommand.self, DoctorCommand.self,
    ])

  /// Runs a command and turns its errors into a sentence and an exit status.
  static func main() async {
    IdleThreads.end()
    do {
      try checkArguments()
      try checkHelp(CommandLine.arguments.dropFirst())
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let code as ExitCode {
      exit(withError: code)
    } catch {
      // What the parser says (help, usage) goes its own way; all else is ours to put into words.
      guard exitCode(for: error) == .failure else { exit(withError: error) }
      Terminal.error("photosort: \(Words.sentence(for: error) ?? "\(error)")")
      exit(withError: ExitStatus.failed)
    }
  }

  /// Refuses to help with a command that is none, for which the parser would show the general help.
  private static func checkHelp(_ arguments: ArraySlice<String>) throws {
    guard arguments.first == "help", let name = arguments.dropFirst().first, name.first != "-",
      !configuration.subcommands.contains(where: { $0.configuration.commandName == name })
    else { return }
    throw ValidationError("There is no command '\(Terminal.visible(name))'.")
  }

  /// Refuses arguments that are not UTF-8: Swift would replace the bytes that are not, and two
  /// names or two files would become one.
  private static func checkArguments() throws {
    for pointer in UnsafeBufferPointer(start: CommandLine.unsafeArgv, count: Int(CommandLine.argc))
    {
      guard let pointer, String(validatingCString: pointer) == nil else { continue }
      throw ValidationError(
        "'\(Terminal.visible(String(cString: pointer)))' is not UTF-8; photosort takes names and "
          + "paths in UTF-8 only.")
    }
  }
}

/// The exit statuses beside success and usage, which the parser gives.
enum ExitStatus {
  /// Nothing came of it.
  static let failed = ExitCode(1)
  /// Done, but some photos could not be read.
  static let somePhotosFailed = ExitCode(2)
  /// Interrupted; the next scan resumes.
  static let interrupted = ExitCode(130)
}
