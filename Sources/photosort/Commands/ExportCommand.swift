internal import ArgumentParser
internal import Organizer

/// The command `photosort export`.
struct ExportCommand: ParsableCommand {
  /// The form of the table.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case csv
    case json
  }

  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Print who appears where, as CSV or JSON.")

  @Option(help: "csv or json.")
  var format = Format.csv

  @Flag(help: "The same as --format json.")
  var json = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write to a file instead of standard output.", valueName: "file"))
  var output: String?

  @OptionGroup var libraryOptions: LibraryOptions

  func run() throws {
    let export = LibraryExport(try libraryOptions.open().toldLibrary())
    let bytes = json || format == .json ? export.json().prettyBytes() : export.csv()
    if let output {
      try OutputFile.write(bytes, to: absolute(output))
    } else {
      Terminal.write(bytes)
    }
  }
}
