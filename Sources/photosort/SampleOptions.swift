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

  /// What is measured.
  struct Sample {
    let library: LabelledLibrary
    /// The main faces of the photos that were asked for.
    let faces: PersonFaces
    /// Those of all photos of the folder.
    let all: PersonFaces
  }

  /// Opens the library and collects the main faces.
  func open() throws -> Sample {
    let session = try LibrarySession(libraryOptions.library, from: folder)
    let library = try session.toldLibrary()
    let all = try Self.faces(library, folder)
    guard all.photos > 0 else { throw PersonFaces.Failure.noFaces(folder: folder) }
    guard let people else { return Sample(library: library, faces: all, all: all) }
    let some = try all.first(
      people: people, photos: photos ?? 1, isExact: photos != nil, folder: folder)
    return Sample(library: library, faces: some, all: all)
  }

  /// Collects the main faces of a folder, and tells of photos that are in nobody's folder.
  static func faces(_ library: LabelledLibrary, _ folder: String) throws -> PersonFaces {
    let faces = try PersonFaces(library, named: folder)
    if faces.loose > 0 {
      Terminal.error(
        "\(Words.count(faces.loose, "photo")) in \(Terminal.visible(folder)) itself, in nobody's "
          + "folder, left out")
    }
    return faces
  }
}
