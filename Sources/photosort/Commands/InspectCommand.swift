internal import ArgumentParser
internal import Organizer

/// The command `photosort inspect`.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what was found in a photo: boxes, landmarks, names, scores, crops.",
    discussion: """
      With -o OUT, OUT/faces.png is the photo with every face framed: green confirmed, blue \
      matched, orange unknown; its number; and where there is room its name, match, score (s) and \
      quality (q). OUT/face-1.png and so on are the aligned crops that the embedder sees. Names \
      come from the library at or above this folder, if there is one.
      """)

  @OptionGroup var options: InquiryOptions

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Where pictures go: a new folder, or one that inspect or crops made.", valueName: "dir"))
  var output: String?

  func run() throws {
    let library = try options.libraryOptions.placeIfAny()
    let selection = try options.modelOptions.selection(for: library)
    let labelled = try library.map { _ in try options.libraryOptions.open().toldLibrary() }
    let detail = try options.detail ?? library?.detail() ?? .standard
    let inquiry = try PhotoInquiry(options.photo, in: labelled, detail: detail) {
      try selection.load()
    }
    // A photo that the library knows needs models for its crops only.
    let written = try output.map { try PhotoInspection(inquiry, selection.load()).write(to: $0) }
    let outputs = written?.outputs ?? []
    if let earlier = written?.earlier, let first = earlier.first {
      Terminal.error(
        "\(Words.count(earlier.count, "crop")) in \(Terminal.visible(output ?? "")) from an earlier "
          + "run: \(first)\(earlier.count > 1 ? " and others" : "")")
    }
    try options.print(inquiry, lines: lines(inquiry, outputs), value: value(inquiry, outputs))
  }

  private func lines(_ inquiry: PhotoInquiry, _ outputs: [PhotoInspection.Output]) -> [String] {
    var lines: [String] = []
    if !inquiry.faces.isEmpty {
      let rows = inquiry.faces.enumerated().map { number, face in
        [
          "\(number + 1)", Words.reason(face.answer), Words.box(face.face.place),
          Words.decimal(face.face.score, places: 3),
          Words.decimal(Double(face.face.quality), places: 3),
        ]
      }
      lines += Words.table(
        [["face", "who", "x,y width×height", "score", "quality"]] + rows,
        rightAligned: [0, 3, 4])
    }
    if let first = outputs.first {
      let crops = outputs.count - 1
      lines.append(
        "\(Terminal.visible(first.path)) and \(Words.count(crops, "crop")) beside it.")
    }
    return lines
  }

  private func value(
    _ inquiry: PhotoInquiry, _ outputs: [PhotoInspection.Output]
  ) -> JSONValue {
    let faces = inquiry.faces.enumerated().map { number, face in
      var members = Words.json(face.answer)
      members.merge(face.face.detectionJSON) { first, _ in first }
      members["quality"] = .decimal(Double(face.face.quality), places: 4)
      members["cluster"] = .integer(face.face.cluster)
      members["crop"] = .string(outputs.first { $0.face == number + 1 }?.path)
      return JSONValue.object(members)
    }
    return .object([
      "photo": .string(options.photo), "digest": .string(inquiry.digest.description),
      "in_library": .bool(inquiry.isKnown),
      "picture": .string(outputs.first { $0.face == nil }?.path), "faces": .array(faces),
    ])
  }
}
