internal import ArgumentParser
internal import Organizer

/// The command `photosort gallery`.
struct GalleryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gallery",
    abstract: "Enroll people by reference photos, and list them.",
    subcommands: [Add.self, Import.self, List.self])

  /// Enrolls photos until Ctrl-C ends it.
  private static func enroll(
    _ photos: [(person: String, path: String)], _ session: LibrarySession,
    _ modelOptions: ModelOptions, overrules: Bool
  ) async throws {
    let models = try modelOptions.selection(for: session.library).load()
    let results: [Enrollment.Result]
    do {
      results = try await Interruption.run {
        try session.enroll(photos, models, overrules: overrules)
      }
    } catch is Interruption.Interrupted {
      Terminal.error("photosort: interrupted; who was enrolled before that is")
      throw ExitStatus.interrupted
    }
    try report(results)
  }

  /// Prints what became of each photo.
  ///
  /// - Throws: `ExitStatus.somePhotosFailed` when one of them is of no use.
  private static func report(_ results: [Enrollment.Result]) throws {
    for problem in results.compactMap(Words.note(on:)) { Terminal.error(problem) }
    Terminal.print(Words.summary(of: results))
    guard results.allSatisfy(\.outcome.isUsed) else { throw ExitStatus.somePhotosFailed }
  }

  /// The command `photosort gallery add`.
  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Add photos of one person.")

    @Argument(help: ArgumentHelp("The person's name.", valueName: "name"))
    var name: String

    @Argument(help: ArgumentHelp("Photos of that person.", valueName: "photo"))
    var photos: [String]

    @OptionGroup var libraryOptions: LibraryOptions
    @OptionGroup var modelOptions: ModelOptions

    func run() async throws {
      let session = try libraryOptions.open()
      try await GalleryCommand.enroll(
        photos.map { (name, absolute($0)) }, session, modelOptions, overrules: true)
    }
  }

  /// The command `photosort gallery import`.
  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import", abstract: "Add a folder of people: Name/photo.jpg.")

    @Argument(help: ArgumentHelp("The folder.", valueName: "dir"))
    var folder: String

    @OptionGroup var libraryOptions: LibraryOptions
    @OptionGroup var modelOptions: ModelOptions

    func run() async throws {
      let session = try libraryOptions.open()
      let photos = try LibrarySession.galleryPhotos(absolute(folder))
      guard !photos.isEmpty else {
        Terminal.error(
          "photosort: \(Terminal.visible(folder)) has no folder with a person's photos in it; it "
            + "takes one for each person, called as they are: Name/photo.jpg")
        throw ExitStatus.failed
      }
      try await GalleryCommand.enroll(photos, session, modelOptions, overrules: false)
    }
  }

  /// The command `photosort gallery list`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the enrolled people.")

    @OptionGroup var libraryOptions: LibraryOptions

    @Flag(help: "Print as JSON.")
    var json = false

    func run() throws {
      let people = try libraryOptions.people().sortedPeople
        .filter { !$0.enrolled.isEmpty || !$0.confirmed.isEmpty }
      if json {
        let values = people.map { person in
          JSONValue.object([
            "person": .string(person.id.description), "name": .string(person.name.text),
            "references": .integer(person.enrolled.count),
            "confirmed": .integer(person.confirmed.count),
          ])
        }
        Terminal.write(JSONValue.array(values).prettyBytes())
        return
      }
      let rows = people.map { person in
        [
          person.id.description, Terminal.visible(person.name.text), "\(person.enrolled.count)",
          "\(person.confirmed.count)",
        ]
      }
      let header = ["id", "name", "references", "confirmed"]
      for line in Words.table([header] + rows, rightAligned: [2, 3]) { Terminal.print(line) }
    }
  }
}
