internal import ArgumentParser
internal import Organizer

/// Which photo is asked about, how it is looked at, and how the answer is printed.
struct InquiryOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("A photo.", valueName: "photo"))
  var photo: String

  @Option(
    help: """
      How hard to look at a photo that the library does not know: fast, standard or thorough; \
      as the library was scanned last, standard without one.
      """)
  var detail: ScanDetail?

  @OptionGroup var libraryOptions: LibraryOptions
  @OptionGroup var modelOptions: ModelOptions

  @Flag(help: "Print as JSON.")
  var json = false

  /// Prints an answer.
  ///
  /// - Parameters:
  ///   - inquiry: What was found in the photo.
  ///   - lines: The answer to read.
  ///   - value: The answer as JSON.
  /// - Throws: `ExitStatus.failed`, after a sentence, when no face was found.
  func print(
    _ inquiry: PhotoInquiry, lines: @autoclosure () -> [String],
    value: @autoclosure () -> JSONValue
  ) throws {
    if json {
      Terminal.write(value().prettyBytes())
    } else {
      lines().forEach(Terminal.print)
    }
    guard !inquiry.faces.isEmpty else {
      Terminal.error("photosort: \(Terminal.visible(photo)): no face found")
      throw ExitStatus.failed
    }
  }
}
