internal import ArgumentParser
internal import Organizer

/// The command `photosort plot`.
struct PlotCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Draw the library's faces on a plane, like beside like.",
    discussion: """
      The layout is t-SNE: neighbours are alike, distances between far groups mean nothing. The \
      twelve largest people and clusters have colours. A FILE.html shows the face under the mouse; \
      it is one file that holds the crops and needs no network. A FILE.svg is the picture alone. \
      Both show faces or names of your photos: mind whom you give them to.
      """)

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The file to write: FILE.html or FILE.svg.", valueName: "file"))
  var output: String

  @Option(
    help: ArgumentHelp(
      "Draw at most so many faces, evenly chosen from all.", valueName: "n"))
  var most = 3000

  @Option(
    help: ArgumentHelp("About how many neighbours a face has.", valueName: "n"))
  var perplexity = 30.0

  @OptionGroup var libraryOptions: LibraryOptions

  func validate() throws {
    guard output.lowercased().hasSuffix(".html") || output.lowercased().hasSuffix(".svg") else {
      throw ValidationError("-o must be a FILE.html or a FILE.svg.")
    }
    guard (1...50_000).contains(most) else {
      throw ValidationError("--most must be between 1 and 50000.")
    }
    guard (1...1000).contains(perplexity) else {
      throw ValidationError("--perplexity must be between 1 and 1000.")
    }
  }

  func run() async throws {
    try OutputFile.checkDestination(absolute(output))
    let library = try libraryOptions.open().toldLibrary()
    let bar = ShareBar("drawing", isShown: Terminal.showsProgress)
    let (most, perplexity) = (most, perplexity)
    let isPage = output.lowercased().hasSuffix(".html")
    let result = try await bar.run { report in
      let plot = try LibraryPlot(library, most: most, perplexity: perplexity) {
        try Task.checkCancellation()
        report($0 * (isPage ? 0.7 : 1))
      }
      guard isPage else { return (plot.all, plot.drawn, plot.svg(), 0) }
      let page = try PlotPage(plot).page {
        try Task.checkCancellation()
        report(0.7 + $0 * 0.3)
      }
      return (plot.all, plot.drawn, page.bytes, page.missing)
    }
    let (all, drawn, bytes, missing) = result
    guard drawn > 0 else { throw EvaluationFailure(sentence: "the library has no faces to draw") }
    try OutputFile.write(bytes, to: absolute(output))
    if missing > 0 {
      Terminal.error(
        "\(Words.count(missing, "photo")) cannot be read as the last scan read them; their faces "
          + "have no picture")
    }
    let part = drawn < all ? "\(drawn) of " : ""
    Terminal.print("\(Terminal.visible(output)): \(part)\(Words.count(all, "face")).")
  }
}
