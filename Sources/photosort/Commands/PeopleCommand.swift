internal import ArgumentParser
internal import Organizer

/// The command `photosort people`.
struct PeopleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "people",
    abstract: "List people, then unnamed clusters, the largest first.")

  @OptionGroup var libraryOptions: LibraryOptions

  @Option(
    help: ArgumentHelp("Leave out unnamed clusters of fewer faces.", valueName: "n"))
  var atLeast = 1

  @Flag(help: "Print as JSON.")
  var json = false

  func run() throws {
    let library = try libraryOptions.open().toldLibrary()
    let table = PeopleTable(library)
    let rows = table.rows.filter { $0.person != nil || $0.faces >= atLeast }
    if json {
      Terminal.write(JSONValue.array(rows.map(value)).prettyBytes())
      return
    }
    guard !rows.isEmpty else {
      Terminal.print("Nobody yet.")
      // As after a first scan that was stopped.
      let waiting = library.contents.active.count { library.contents.faces[$0].cluster == nil }
      if waiting > 0 {
        Terminal.print(
          "\(Words.count(waiting, "face")) found, and not grouped yet; photosort scan goes on.")
      }
      return
    }
    let header = ["id", "name", "faces", "confirmed", "photos", "first", "last"]
    let lines = rows.map { row in
      [
        row.person ?? "\(row.clusters.first ?? 0)", Terminal.visible(row.name), "\(row.faces)",
        "\(row.confirmed)", "\(row.photos)", day(row.first), day(row.last),
      ]
    }
    for line in Words.table([header] + lines, rightAligned: [2, 3, 4]) { Terminal.print(line) }
  }

  private func day(_ time: String?) -> String { time.map { String($0.prefix(10)) } ?? "" }

  private func value(_ row: PeopleTable.Row) -> JSONValue {
    .object([
      "person": .string(row.person), "name": .string(row.name),
      "clusters": .array(row.clusters.map { .integer($0) }), "faces": .integer(row.faces),
      "confirmed": .integer(row.confirmed), "photos": .integer(row.photos),
      "first": .string(row.first), "last": .string(row.last),
    ])
  }
}
