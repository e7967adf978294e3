internal import ArgumentParser
internal import Foundation
internal import Organizer

/// The command `photosort name`.
struct NameCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "name",
    abstract: "Name a cluster, once and for good, or rename a person.",
    discussion: """
      photosort name 12 "Anna" confirms the faces of cluster 12 as Anna; a known name adds them to \
      that person. photosort name Anna "Anna Smith" renames. photosort undo takes it back.
      """)

  @Argument(
    help: ArgumentHelp(
      "A cluster's number, or a person's name or identifier.", valueName: "cluster"))
  var target: String?

  @Argument(help: ArgumentHelp("The name.", valueName: "name"))
  var name: String?

  @Option(
    help: ArgumentHelp(
      "Name many: a CSV file of cluster,name; - for standard input.", valueName: "file.csv"))
  var from: String?

  @OptionGroup var libraryOptions: LibraryOptions

  func validate() throws {
    if from != nil {
      guard target == nil, name == nil else {
        throw ValidationError("Give either a cluster and a name, or --from.")
      }
    } else if target == nil || name == nil {
      throw ValidationError("Give a cluster and a name, or --from FILE.csv.")
    }
  }

  func run() throws {
    let session = try libraryOptions.open()
    let file = try from.map { try ClusterNamesFile(OutputFile.read($0 == "-" ? "/dev/stdin" : $0)) }
    var decisions = try Decisions(try session.toldLibrary())
    if let file {
      for outcome in try decisions.name(file) { Terminal.print(Words.sentence(for: outcome)) }
    } else if let target, let name {
      Terminal.print(Words.sentence(for: try decisions.name(target, as: name)))
    }
    Terminal.print("photosort folders brings the person folders up to date.")
  }
}
