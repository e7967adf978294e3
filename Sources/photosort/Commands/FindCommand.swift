internal import ArgumentParser
internal import Organizer

/// The command `photosort find`.
struct FindCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "find",
    abstract: "Tell who is in a photo, and which faces of the library are most like them.",
    discussion: """
      The photo may be one of the library or any other. Every face of the library is compared; \
      the list is the most similar ones with their cosine similarity, exactly. A face of the \
      library is not listed for itself.
      """)

  @OptionGroup var options: InquiryOptions

  @Option(help: ArgumentHelp("How many faces are listed for each.", valueName: "n"))
  var count = 5

  func validate() throws {
    guard (1...1000).contains(count) else {
      throw ValidationError("--count must be between 1 and 1000.")
    }
  }

  func run() throws {
    let session = try options.libraryOptions.open()
    let library = try session.toldLibrary()
    let detail = try options.detail ?? session.library.detail()
    let inquiry = try PhotoInquiry(options.photo, in: library, detail: detail) {
      try options.modelOptions.selection(for: session.library).load()
    }
    let neighbors = LibrarySearch(library).nearest(to: inquiry, most: count)
    try options.print(
      inquiry, lines: lines(inquiry, neighbors), value: value(inquiry, neighbors))
  }

  private func lines(
    _ inquiry: PhotoInquiry, _ neighbors: [[LibrarySearch.Neighbor]]
  ) -> [String] {
    var lines: [String] = []
    for (number, (face, nearest)) in zip(inquiry.faces, neighbors).enumerated() {
      if number > 0 { lines.append("") }
      lines.append(
        "Face \(number + 1) of \(inquiry.faces.count), \(Words.box(face.face.place)): "
          + Words.reason(face.answer))
      guard !nearest.isEmpty else {
        lines.append("  no other face to compare with")
        continue
      }
      let rows = nearest.map {
        [
          "  " + Words.decimal($0.similarity, places: 4),
          $0.probability.map { Words.decimal($0, places: 3) } ?? "", Words.who($0.answer),
          Terminal.visible($0.photo.text), Words.box($0.place),
        ]
      }
      let hasProbability = nearest.contains { $0.probability != nil }
      lines += Words.table(
        [["  similarity", hasProbability ? "probability" : "", "who", "photo", "x,y width×height"]]
          + rows, rightAligned: [0, 1])
    }
    return lines
  }

  private func value(
    _ inquiry: PhotoInquiry, _ neighbors: [[LibrarySearch.Neighbor]]
  ) -> JSONValue {
    let faces = zip(inquiry.faces, neighbors).map { face, nearest in
      var members = Words.json(face.answer)
      members["box"] = face.face.place.json
      members["quality"] = .decimal(Double(face.face.quality), places: 4)
      members["cluster"] = .integer(face.face.cluster)
      members["nearest"] = .array(nearest.map(Self.value))
      return JSONValue.object(members)
    }
    return .object([
      "photo": .string(options.photo), "digest": .string(inquiry.digest.description),
      "in_library": .bool(inquiry.isKnown), "faces": .array(faces),
    ])
  }

  private static func value(_ neighbor: LibrarySearch.Neighbor) -> JSONValue {
    var members = Words.json(neighbor.answer)
    members["similarity"] = .decimal(neighbor.similarity, places: 6)
    members["probability"] = .decimal(neighbor.probability, places: 6)
    members["photo"] = .string(neighbor.photo.text)
    members["box"] = neighbor.place.json
    members["cluster"] = .integer(neighbor.cluster)
    return .object(members)
  }
}
