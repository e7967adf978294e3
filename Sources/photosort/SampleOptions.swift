internal import ArgumentParser
internal import Organizer

/// Which of the photos of a folder of people's folders are measured.
struct SampleOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("The folder of people's folders.", valueName: "dir"))
  var folder: String

  @Option(
    help: ArgumentHelp(
      "Take only the first N people, in name order, who have enough photos.", valueName: "n"))
  var people: Int?

  @Option(
    help: ArgumentHelp(
      "With --people: take the first N photos of each, in name order.", valueName: "n"))
  var photos: Int?

  @OptionGroup var libraryOptions: LibraryOptions

  func validate() throws {
    guard photos == nil || people != nil else {
      throw ValidationError("--photos goes with --people.")
    }
    if let people, people < 2 { throw ValidationError("--people must be at least 2.") }
    if let photos, photos < 1 { throw ValidationError("--photos must be at least 1.") }
  }

  /// Opens the library and collects the main faces.
  func open() throws -> (library: LabelledLibrary, faces: PersonFaces) {
    let session = try LibrarySession(libraryOptions.library, from: folder)
    let library = try session.toldLibrary()
    let all = PersonFaces(library, folder: try PhotoLibrary.resolved(folder))
    guard let people else { return (library, all) }
    return (library, try all.first(people: people, photos: photos ?? 1, isExact: photos != nil))
  }
}
